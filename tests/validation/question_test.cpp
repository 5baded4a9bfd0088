#include "validation/question.h"

#include <boost/test/unit_test.hpp>

using validation::parse_question;
using validation::Question;

namespace {

base::Result<Question> get(std::string_view query) {
  return parse_question({.method = "GET", .query = query});
}
base::Result<Question> json(std::string body) {
  return parse_question({.method = "POST", .content_type = "application/json", .body = std::move(body)});
}
base::Result<Question> form(std::string body) {
  return parse_question(
      {.method = "POST", .content_type = "application/x-www-form-urlencoded", .body = std::move(body)});
}

/// The wrong fields, comma separated; empty when it is fine.
std::string wrong(const base::Result<Question>& result) {
  std::string names;
  if (!result)
    for (const auto& item : result.error().errors.items()) names += (names.empty() ? "" : ",") + item.field;
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(callback_question)

BOOST_AUTO_TEST_CASE(every_alias_means_its_field_in_a_query_a_form_and_json) {
  for (const std::string login : {"login", "username", "user", "usuario", "email"})
    for (const std::string password : {"password", "senha", "pass"}) {
      const auto pairs = login + "=ana%40x&" + password + "=s%26+1";
      for (const auto& question :
           {get(pairs), form(pairs), json(R"({")" + login + R"(":"ana@x",")" + password + R"(":"s& 1"})")}) {
        BOOST_REQUIRE_MESSAGE(question, login << ' ' << password << ' ' << wrong(question));
        BOOST_TEST((question->kind == Question::Kind::existence));
        BOOST_TEST(question->login == "ana@x");
        BOOST_TEST(question->password == "s& 1");
      }
    }
  for (const std::string id : {"subscriber_id", "subscriberId", "id"})
    for (const std::string product :
         {"product", "produto", "product_code", "resource", "resource_id", "sku", "codigo"})
      for (const auto& question : {get(id + "=abc&" + product + "=urn:tve:P1"),
                                   json(R"({")" + id + R"(":"abc",")" + product + R"(":"urn:tve:P1"})")}) {
        BOOST_REQUIRE_MESSAGE(question, id << ' ' << product << ' ' << wrong(question));
        BOOST_TEST((question->kind == Question::Kind::product));
        BOOST_TEST(question->subscriber_id == "abc");
        BOOST_TEST(question->products.front() == "urn:tve:P1");
      }
}

BOOST_AUTO_TEST_CASE(a_preflight_takes_a_list_with_commas_or_a_json_list_of_one_to_fifty) {
  const std::vector<std::string> codes{"a", "b"};
  for (const auto& question :
       {get("id=1&products=a,b"), form("id=1&products=a%2Cb"), json(R"({"id":"1","products":["a","b"]})"),
        json("\xEF\xBB\xBF"
             R"({"id":1,"products":["a","b"]})")}) {
    BOOST_REQUIRE_MESSAGE(question, wrong(question));
    BOOST_TEST((question->kind == Question::Kind::list));
    BOOST_TEST(question->products == codes, boost::test_tools::per_element());
  }
  std::string fifty = "p";
  for (int i = 1; i < 50; ++i) fifty += ",p" + std::to_string(i);
  BOOST_TEST(get("id=1&products=" + fifty)->products.size() == 50U);
  BOOST_TEST(wrong(get("id=1&products=" + fifty + ",more")) == "products");
  BOOST_TEST(wrong(json(R"({"id":"1","products":[]})")) == "products");
  BOOST_TEST(wrong(json(R"({"id":"1","products":["a",["b"]]})")) == "products");
  BOOST_TEST(wrong(json(R"({"id":"1","products":{"a":"b"}})")) == "products");
  BOOST_TEST(wrong(get("id=1&products=a,,b")) == "products");
  BOOST_TEST(wrong(get("id=1&product=a&products=b")) == "products");
}

BOOST_AUTO_TEST_CASE(a_list_comes_with_commas_with_brackets_or_by_its_name_once_more_as_php_writes_it) {
  const std::vector<std::string> codes{"a", "b"};
  for (const std::string list :
       {"products=a,b", "products[]=a&products[]=b", "products%5B%5D=a&products%5B%5D=b",
        "products[0]=a&products[1]=b", "products=a&products=b", "products[]=a&products=b"})
    for (const auto& question : {get("id=1&" + list), form("id=1&" + list)}) {
      BOOST_REQUIRE_MESSAGE(question, list << ' ' << wrong(question));
      BOOST_TEST((question->kind == Question::Kind::list));
      BOOST_TEST(question->products == codes, boost::test_tools::per_element());
    }
  BOOST_TEST(get("id=1&products[]=a")->products.size() == 1U);
  BOOST_TEST(wrong(get("id=1&products[]=")) == "products");
  BOOST_TEST(wrong(get("id=1&products[x]=a")) == "product");
  BOOST_TEST(wrong(get("id=1&product[]=a")) == "product");
}

BOOST_AUTO_TEST_CASE(a_comma_parts_products_in_the_plain_list_of_a_query_or_form_alone) {
  const std::vector<std::string> one{"a,b"};
  for (const auto& question :
       {get("id=1&product=a,b"), get("id=1&products[]=a,b"), form("id=1&products[0]=a%2Cb"),
        json(R"({"id":1,"product":"a,b"})"), json(R"({"id":1,"products":["a,b"]})"),
        json(R"({"id":1,"products":"a,b"})")}) {
    BOOST_REQUIRE_MESSAGE(question, wrong(question));
    BOOST_TEST(question->products == one, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_product_named_twice_in_a_preflight_is_asked_for_once) {
  const std::vector<std::string> codes{"a", "b", "c"};
  for (const auto& question :
       {get("id=1&products=a,b,a,c,b,b"), json(R"({"id":"1","products":["a","b","b","a","c"]})")}) {
    BOOST_REQUIRE_MESSAGE(question, wrong(question));
    BOOST_TEST(question->products == codes, boost::test_tools::per_element());
  }
  BOOST_TEST((get("id=1&products=a,a")->kind == Question::Kind::list));
}

BOOST_AUTO_TEST_CASE(media_types_are_understood_in_any_case_and_json_by_its_brace_behind_a_mark) {
  for (const auto* type :
       {"Application/X-WWW-Form-URLEncoded", "APPLICATION/X-WWW-FORM-URLENCODED; charset=utf-8"})
    BOOST_TEST(
        wrong(parse_question({.method = "POST", .content_type = type, .body = "login=a&senha=b"})) == "",
        type);
  const std::string marked = "\xEF\xBB\xBF {\"login\":\"a\",\"senha\":\"b\"}";
  for (const auto* type : {"", "text/plain", "Application/JSON"})
    BOOST_TEST(wrong(parse_question({.method = "POST", .content_type = type, .body = marked})) == "", type);
}

BOOST_AUTO_TEST_CASE(a_multipart_body_is_a_form_like_any_other) {
  const std::string body =
      "--cut\r\nContent-Disposition: form-data; name=\"login\"\r\n\r\nana & cia\r\n"
      "--cut\r\ncontent-disposition: form-data; name=senha\r\nContent-Type: text/plain\r\n\r\n s=1 "
      "\r\n--cut--\r\n";
  const auto ask = [](std::string_view type, std::string text) {
    return parse_question({.method = "POST", .content_type = type, .body = std::move(text)});
  };
  for (const auto* type :
       {"multipart/form-data; boundary=cut", "Multipart/Form-Data; charset=utf-8; Boundary=\"cut\""}) {
    const auto question = ask(type, body);
    BOOST_REQUIRE_MESSAGE(question, type << ' ' << wrong(question));
    BOOST_TEST(question->login == "ana & cia");
    BOOST_TEST(question->password == " s=1 ");
  }
  const auto part = [](std::string head, std::string_view value) {
    return "--c\r\nContent-Disposition: form-data; " + std::move(head) + "\r\n\r\n" + std::string(value) +
           "\r\n";
  };
  const std::string type = "multipart/form-data; boundary=c";
  const auto list = ask(type, part("name=\"id\"", "1") + part("name=\"products[]\"", "a") +
                                  part("name=\"products[]\"", "b,c") + "--c--");
  BOOST_REQUIRE_MESSAGE(list, wrong(list));
  BOOST_TEST(list->products.size() == 2U);
  BOOST_TEST(wrong(ask(type, part("name=\"login\"", "a") + part("name=\"login\"", "a") + "--c--")) ==
             "login");
  for (const auto& broken :
       {std::string("login=a&senha=b"), std::string("--c\r\n"), part("name=\"login\"", "a"),
        part("x=y", "a") + "--c--", part("name=\"login\"; filename=\"a.txt\"", "a") + "--c--",
        std::string("--c\r\n\r\n--c--")})
    BOOST_TEST(wrong(ask(type, broken)).find("body") != std::string::npos, broken);
  for (const auto* other :
       {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"c"})
    BOOST_TEST(wrong(ask(other, part("name=\"login\"", "a") + "--c--")) == "body", other);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named) {
  BOOST_TEST(wrong(get("")) == "login,password");
  BOOST_TEST(wrong(get("login=a")) == "password");
  BOOST_TEST(wrong(get("password=a")) == "login");
  BOOST_TEST(wrong(get("id=a")) == "product");
  BOOST_TEST(wrong(get("product=a")) == "subscriber_id");
  BOOST_TEST(wrong(get("login=a&product=p")) == "password");
  BOOST_TEST(wrong(get("id=&product=p")) == "id");
}

BOOST_AUTO_TEST_CASE(a_field_sent_twice_or_two_names_that_differ_are_refused_and_equal_names_are_not) {
  BOOST_TEST(wrong(get("login=a&login=a&senha=x")) == "login");
  BOOST_TEST(wrong(json(R"({"login":"a","login":"a","senha":"x"})")) == "login");
  BOOST_TEST(wrong(get("login=a&email=b&senha=x")) == "email");
  BOOST_TEST(wrong(get("product=a&sku=b&id=1")) == "sku");
  BOOST_TEST(wrong(get("login=a&email=a&senha=x")) == "");
}

BOOST_AUTO_TEST_CASE(an_id_wins_over_a_login) {
  const auto question = get("id=7&login=a&senha=b&product=p");
  BOOST_REQUIRE(question);
  BOOST_TEST(question->subscriber_id == "7");
}

BOOST_AUTO_TEST_CASE(fields_nobody_knows_are_passed_over_whatever_they_hold) {
  BOOST_TEST(wrong(get("login=a&senha=b&utm=1&utm=2")) == "");
  BOOST_TEST(wrong(json(R"({"login":"a","senha":"b","device":{"login":"z","ids":[1,[2,{"senha":3}]]},"t":null,
                           "f":1.5,"ok":true})")) == "");
}

BOOST_AUTO_TEST_CASE(a_body_that_is_no_object_or_no_form_is_refused) {
  for (const auto* body :
       {"[]", "null", "1", "\"login\"", "{", "{\"login\":\"a\"", "{}x", "[{\"login\":\"a\"}]"})
    BOOST_TEST(wrong(json(body)) == "body", body);
  BOOST_TEST(wrong(json(R"({"login":{"a":"b"},"senha":["x"]})")) == "login,senha");
  BOOST_TEST(wrong(json(R"({"login":true,"senha":"x"})")) == "login");
  BOOST_TEST(wrong(json(R"({"login":null,"senha":"x"})")) == "login");
  BOOST_TEST(wrong(parse_question({.method = "POST", .content_type = "text/xml", .body = "<a/>"})) ==
             "content-type");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_and_values_without_end_are_refused) {
  BOOST_TEST(wrong(get("login=%ff&senha=b")) == "login");
  BOOST_TEST(wrong(get("login=a%00b&senha=b")) == "login");
  BOOST_TEST(wrong(get("login=%zz&senha=b")) == "login");
  BOOST_TEST(wrong(json(R"({"login":"a\u0000","senha":"b"})")) == "login");
  BOOST_TEST(wrong(get("login=" + std::string(1025, 'a') + "&senha=b")) == "login");
}

BOOST_AUTO_TEST_CASE(numbers_in_json_are_taken_as_written) {
  const auto question = json(R"({"login":12345678909,"senha":12345678909})");
  BOOST_REQUIRE(question);
  BOOST_TEST(question->login == "12345678909");
}

BOOST_AUTO_TEST_SUITE_END()
