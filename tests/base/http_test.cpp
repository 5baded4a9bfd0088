#include "base/http.h"

#include <boost/test/unit_test.hpp>

#include "base/http_path.h"
#include "base/text.h"

BOOST_AUTO_TEST_SUITE(base_http)

BOOST_AUTO_TEST_CASE(method_names_go_there_and_back_and_others_are_told_apart) {
  for (const auto* name : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
    BOOST_TEST(http::name_of(http::method_from(name)) == name);
  for (const auto* name : {"get", "TRACE", "", "GET "})
    BOOST_TEST((http::method_from(name) == http::Method::other), name);
}

BOOST_AUTO_TEST_CASE(header_names_compare_without_case) {
  http::Request request;
  request.headers["Content-TYPE"] = "application/json";
  BOOST_TEST(request.header("content-type") == "application/json");
  BOOST_TEST(request.header("Content").empty());
}

BOOST_AUTO_TEST_CASE(a_cookie_is_found_by_its_whole_name) {
  http::Request request;
  request.headers["Cookie"] = "xsession=1; session=a=b;  other=2";
  BOOST_TEST(request.cookie("session").value_or("?") == "a=b");
  BOOST_TEST(request.cookie("other").value_or("?") == "2");
  BOOST_TEST(!request.cookie("sess").has_value());
  BOOST_TEST(!http::Request{}.cookie("session").has_value());
}

BOOST_AUTO_TEST_CASE(every_status_we_answer_has_its_phrase) {
  for (const int status :
       {200, 201, 204, 302, 303, 304, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503})
    BOOST_TEST(http::reason_phrase(status) != "Unknown");
}

BOOST_AUTO_TEST_CASE(parameters_are_decoded_in_the_order_sent) {
  const auto params = http::Params::parse("nome=Jo%C3%A3o+da+Silva&vazio=&so&a%26b=c%3Dd&&");
  BOOST_REQUIRE(params.ok());
  BOOST_TEST(params->get("nome") == "João da Silva");
  BOOST_TEST(params->has("vazio"));
  BOOST_TEST(params->get("vazio").empty());
  BOOST_TEST(params->has("so"));
  BOOST_TEST(params->get("a&b") == "c=d");
  BOOST_TEST(!params->has("nada"));
  BOOST_TEST(params->all().size() == 4U);
  BOOST_TEST(params->all().front().first == "nome");
}

BOOST_AUTO_TEST_CASE(a_path_is_split_before_it_is_decoded_and_keeps_a_slash_inside_its_piece) {
  const std::pair<std::string_view, std::string_view> paths[] = {{"/plano/300%2F150", "/plano/300%2F150"},
                                                                 {"/plano/300%2f150/", "/plano/300%2F150/"},
                                                                 {"/a%20b/%C3%A7", "/a b/ç"},
                                                                 {"/50%25/%2525", "/50%25/%2525"},
                                                                 {"/a..b/..%2F..", "/a..b/..%2F.."},
                                                                 {"/", "/"},
                                                                 {"/%61pi", "/api"}};
  for (const auto& [sent, path] : paths) BOOST_TEST(http::path_from(sent).value_or("nothing") == path, sent);
  for (const auto* sent :
       {"", "x", "/../x", "/a/./b", "/%2e%2E/x", "/a/%2e", "/%", "/%zz", "/%00", "/%ff", "/a/.."})
    BOOST_TEST(!http::path_from(sent), sent);
  BOOST_TEST(http::piece_of_path("300%2F150") == "300/150");
  BOOST_TEST(http::piece_of_path("50%25") == "50%");
  BOOST_TEST(http::piece_of_path("50%") == "50%");
}

BOOST_AUTO_TEST_CASE(items_of_a_list_are_told_by_brackets_with_nothing_or_a_number) {
  for (const auto* name : {"products[]", "products[0]", "products[12]"}) {
    BOOST_TEST(http::list_name_of(name).name == "products", name);
    BOOST_TEST(http::list_name_of(name).is_item, name);
  }
  for (const auto* name : {"products", "products[x]", "[]", "products[", "products[]x", "]", ""}) {
    BOOST_TEST(http::list_name_of(name).name == name, name);
    BOOST_TEST(!http::list_name_of(name).is_item, name);
  }
}

BOOST_AUTO_TEST_CASE(a_value_may_hold_an_equals_sign) {
  const auto params = http::Params::parse("a=b=c");
  BOOST_REQUIRE(params.ok());
  BOOST_TEST(params->get("a") == "b=c");
}

BOOST_AUTO_TEST_CASE(a_parameter_sent_twice_is_refused_even_with_the_same_value) {
  for (const auto* text : {"id=1&id=2", "id=1&id=1", "id&%69d=2"}) {
    const auto params = http::Params::parse(text);
    BOOST_REQUIRE(!params.ok());
    BOOST_TEST((params.error().kind == base::Problem::Kind::malformed));
    BOOST_TEST(params.error().errors.has("id"), text);
  }
}

BOOST_AUTO_TEST_CASE(bad_escapes_and_bytes_that_are_no_text_are_refused_all_at_once) {
  const auto params = http::Params::parse("a=%zz&b=%ff&c=%00&d=%4&ok=1");
  BOOST_REQUIRE(!params.ok());
  for (const auto* name : {"a", "b", "c", "d"}) BOOST_TEST(params.error().errors.has(name), name);
  BOOST_TEST(!params.error().errors.has("ok"));
}

BOOST_AUTO_TEST_CASE(the_name_in_a_refusal_is_always_clean_text) {
  for (const auto* text : {"\xff%zz=1", "%ff=1", "\xc3=%z", "a\nb%z"}) {
    const auto params = http::Params::parse(text);
    BOOST_REQUIRE(!params.ok());
    for (const auto& item : params.error().errors.items()) {
      BOOST_TEST(base::is_clean_text(item.field));
      BOOST_TEST(item.field.find('\n') == std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(setting_a_parameter_replaces_it_in_its_place) {
  auto params = http::Params::parse("a=1&b=2").value();
  params.set("a", "3");
  params.set("c", "4");
  BOOST_TEST(params.get("a") == "3");
  BOOST_TEST(params.all().size() == 3U);
  BOOST_TEST(params.all().back().first == "c");
}

BOOST_AUTO_TEST_CASE(percent_encoding_goes_there_and_back) {
  const std::string text("a b+ç/%&=~-._\xff\0", 17);
  BOOST_TEST(http::url_encode("a b/ç~") == "a%20b%2F%C3%A7~");
  BOOST_TEST(http::url_decode(http::url_encode(text), false).value_or("?") == text);
  BOOST_TEST(http::url_decode("a+b", true).value_or("?") == "a b");
  BOOST_TEST(http::url_decode("a+b", false).value_or("?") == "a+b");
  for (const auto* bad : {"%", "%4", "%g0", "%0g", "a%"})
    BOOST_TEST(!http::url_decode(bad, false).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(one_parameter_is_found_without_reading_the_others) {
  BOOST_TEST(http::find_param("a=1&_csrf=x%2By&b=%zz", "_csrf").value_or("") == "x+y");
  BOOST_TEST(http::find_param("_csrf=", "_csrf").value_or("none").empty());
  for (const auto* text : {"", "&&", "_csrf", "a_csrf=1", "_csrfx=1", "_csrf=%z"})
    BOOST_TEST(!http::find_param(text, "_csrf").has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
