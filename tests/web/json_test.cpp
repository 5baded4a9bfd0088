#include "web/json.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

using web::JsonReader;

namespace {

JsonReader reader(std::string_view text) {
  auto parsed = JsonReader::parse(text);
  BOOST_REQUIRE_MESSAGE(parsed.ok(), text);
  return std::move(parsed).value();
}

/// The message at a field, or "" when that field is not wrong.
std::string error_at(const JsonReader& reader, std::string_view field) {
  const auto problem = reader.finish();
  if (!problem) return "";
  for (const auto& item : problem->errors.items())
    if (item.field == field) return item.message;
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(web_json_reading)

BOOST_AUTO_TEST_CASE(a_body_that_is_no_json_object_is_malformed) {
  const std::vector<std::string> bodies{"",
                                        " ",
                                        "[1]",
                                        "1",
                                        "null",
                                        "\"a\"",
                                        "{",
                                        "{\"a\":}",
                                        "{'a':1}",
                                        "{\"a\":1}x",
                                        "{\"a\":1,}",
                                        "{\"a\":\"\xff\"}",
                                        "{\"a\":1e999}",
                                        "{\"a\":\"b",
                                        "{\"a\":NaN}",
                                        "{\"a\":01}",
                                        "\xEF\xBB"};
  for (const auto& body : bodies) {
    const auto parsed = JsonReader::parse(body);
    BOOST_TEST(!parsed.ok(), body);
    if (!parsed) BOOST_TEST((parsed.error().kind == base::Problem::Kind::malformed));
  }
}

BOOST_AUTO_TEST_CASE(a_key_sent_twice_in_one_object_is_malformed_and_named) {
  for (const auto* body : {R"({"plano":1,"plano":1})", R"({"a":{"plano":1,"b":2,"plano":3}})",
                           R"({"a":[{},{"plano":1,"plano":2}]})", R"({"plano":1,"pl\u0061no":2})"}) {
    const auto parsed = JsonReader::parse(body);
    BOOST_REQUIRE_MESSAGE(!parsed.ok(), body);
    BOOST_TEST(parsed.error().errors.has("plano"));
  }
  BOOST_TEST(JsonReader::parse(R"({"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":1}]})").ok());
}

BOOST_AUTO_TEST_CASE(a_body_nested_without_end_is_refused_without_harm) {
  std::string body = "{\"a\":";
  for (int i = 0; i < 100'000; ++i) body += "[";
  BOOST_TEST(!JsonReader::parse(body).ok());
}

BOOST_AUTO_TEST_CASE(an_omitted_field_is_unchanged_and_null_clears_it) {
  auto body = reader(R"({"nulo":null,"dado":"x"})");
  BOOST_TEST(!body.text("omitido").given);
  BOOST_TEST(body.text("nulo").given);
  BOOST_TEST(!body.text("nulo").value.has_value());
  BOOST_TEST(body.text("dado").value.value() == "x");
  BOOST_TEST(!body.finish().has_value());
}

BOOST_AUTO_TEST_CASE(every_kind_of_field_can_be_omitted_and_cleared) {
  const base::TimeZone zone("America/Sao_Paulo");
  const auto check = [](const auto& omitted, const auto& cleared) {
    BOOST_TEST(!omitted.given);
    BOOST_TEST(cleared.given);
    BOOST_TEST(!cleared.value.has_value());
  };
  auto body = reader(R"({"n":null})");
  check(body.text("o"), body.text("n"));
  check(body.exact_text("o"), body.exact_text("n"));
  check(body.code("o"), body.code("n"));
  check(body.codes("o"), body.codes("n"));
  check(body.id("o"), body.id("n"));
  check(body.number("o", 0, 9), body.number("n", 0, 9));
  check(body.flag("o"), body.flag("n"));
  check(body.money("o"), body.money("n"));
  check(body.date("o"), body.date("n"));
  check(body.instant("o", zone), body.instant("n", zone));
  check(body.texts("o"), body.texts("n"));
  check(body.object("o"), body.object("n"));
  check(body.objects("o"), body.objects("n"));
}

BOOST_AUTO_TEST_CASE(text_is_trimmed_and_an_empty_one_clears) {
  auto body = reader(R"({"nome":"  João da Silva \n","vazio":"  ","senha":"  a b "})");
  BOOST_TEST(body.text("nome").value.value() == "João da Silva");
  BOOST_TEST(body.text("vazio").given);
  BOOST_TEST(!body.text("vazio").value.has_value());
  BOOST_TEST(body.exact_text("senha").value.value() == "  a b ");
}

BOOST_AUTO_TEST_CASE(text_is_measured_in_characters) {
  auto body = reader(R"({"a":"ááááá","b":"áááááá","c":" ááááá "})");
  BOOST_TEST(body.text("a", 5).value.value() == "ááááá");
  BOOST_TEST(body.text("c", 5).value.value() == "ááááá");
  BOOST_TEST(!body.text("b", 5).given);
  BOOST_TEST(error_at(body, "b").find("5") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(text_of_the_wrong_type_or_with_nul_is_named) {
  auto body = reader(R"({"a":1,"b":true,"c":[],"d":{},"e":"x\u0000y"})");
  for (const auto* name : {"a", "b", "c", "d", "e"}) body.text(name);
  for (const auto* name : {"a", "b", "c", "d", "e"}) BOOST_TEST(!error_at(body, name).empty(), name);
}

BOOST_AUTO_TEST_CASE(hostile_text_is_stored_as_it_is) {
  const std::string hostile = "<script>alert('x')</script>\"; DROP TABLE customer;-- 😀 \u202Eabc";
  auto body = reader(nlohmann::json{{"nome", hostile}}.dump());
  BOOST_TEST(body.text("nome").value.value() == hostile);
}

BOOST_AUTO_TEST_CASE(ids_and_codes_come_as_number_or_text) {
  auto body = reader(R"({"a":17711,"b":"17711","c":9223372036854775807,"d":"P-1","e":240})");
  BOOST_TEST(body.id("a").value.value() == 17711U);
  BOOST_TEST(body.id("b").value.value() == 17711U);
  BOOST_TEST(body.id("c").value.value() == 9223372036854775807U);
  BOOST_TEST(body.code("d").value.value() == "P-1");
  BOOST_TEST(body.code("e").value.value() == "240");
  BOOST_TEST(!body.finish().has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_id_or_code_is_named) {
  for (const auto* value :
       {"0", "-1", "1.0", "1.5", "true", "[]", "{}", R"("")", R"("abc")", R"("1x")", R"(" 1")", R"("+1")",
        R"("-1")", "9223372036854775808", "18446744073709551616", R"("0")"}) {
    auto body = reader(std::string(R"({"id":)") + value + "}");
    body.id("id");
    BOOST_TEST(!error_at(body, "id").empty(), value);
  }
  for (const auto* value : {R"("")", R"("a b")", R"("ção")", "1.5", "-1", "true", "[]"}) {
    auto body = reader(std::string(R"({"codigo":)") + value + "}");
    body.code("codigo");
    BOOST_TEST(!error_at(body, "codigo").empty(), value);
  }
}

BOOST_AUTO_TEST_CASE(numbers_keep_to_their_range) {
  auto body = reader(R"({"a":0,"b":9,"c":10,"d":-1,"e":"5","f":5.0,"g":99999999999})");
  BOOST_TEST(body.number("a", 0, 9).value.value() == 0U);
  BOOST_TEST(body.number("b", 0, 9).value.value() == 9U);
  for (const auto* name : {"c", "d", "e", "f", "g"}) {
    BOOST_TEST(!body.number(name, 0, 9).given);
    BOOST_TEST(!error_at(body, name).empty(), name);
  }
}

BOOST_AUTO_TEST_CASE(flags_are_true_or_false_and_nothing_else) {
  auto body = reader(R"({"a":true,"b":false,"c":1,"d":"true"})");
  BOOST_TEST(body.flag("a").value.value());
  BOOST_TEST(!body.flag("b").value.value());
  body.flag("c");
  body.flag("d");
  BOOST_TEST(!error_at(body, "c").empty());
  BOOST_TEST(!error_at(body, "d").empty());
}

BOOST_AUTO_TEST_CASE(money_comes_as_decimal_text_or_number) {
  for (const auto& [value, cents] :
       std::vector<std::pair<std::string, base::Cents>>{{R"("30.00")", 3000},
                                                        {"30", 3000},
                                                        {"30.5", 3050},
                                                        {"30.05", 3005},
                                                        {"0", 0},
                                                        {"0.1", 10},
                                                        {"19.99", 1999},
                                                        {"1234567.89", 123456789},
                                                        {"99999999.99", 9'999'999'999},
                                                        {R"("1.234,56")", 123456},
                                                        {"3e1", 3000}}) {
    auto body = reader(R"({"valor":)" + value + "}");
    BOOST_TEST_CONTEXT(value) { BOOST_TEST(body.money("valor").value.value_or(-1) == cents); }
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_money_is_named) {
  for (const auto* value : {"-1", "-0.01", "30.001", "0.005", R"("30.001")", R"("abc")", R"("")", "true",
                            "[]", "1e12", "100000000", R"("-1.00")"}) {
    auto body = reader(std::string(R"({"valor":)") + value + "}");
    body.money("valor");
    BOOST_TEST(!error_at(body, "valor").empty(), value);
  }
}

BOOST_AUTO_TEST_CASE(dates_and_times_are_read_in_the_providers_zone) {
  const base::TimeZone zone("America/Sao_Paulo");
  auto body = reader(
      R"({"dia":"2026-11-22","a":"2026-11-22T00:04:05-03:00","b":"2026-11-22 00:04:05","c":"2026-11-22"})");
  BOOST_TEST(base::to_iso(body.date("dia").value.value()) == "2026-11-22");
  BOOST_TEST(base::to_sql(body.instant("a", zone).value.value()) == "2026-11-22 03:04:05.000");
  BOOST_TEST(base::to_sql(body.instant("b", zone).value.value()) == "2026-11-22 03:04:05.000");
  BOOST_TEST(base::to_sql(body.instant("c", zone).value.value()) == "2026-11-22 03:00:00.000");
}

BOOST_AUTO_TEST_CASE(what_is_no_date_is_named) {
  const base::TimeZone zone("America/Sao_Paulo");
  for (const auto* value :
       {R"("2026-02-30")", R"("11/22/2026")", R"("amanhã")", R"("")", "20261122", "true"}) {
    auto body = reader(std::string(R"({"dia":)") + value + R"(,"hora":)" + value + "}");
    body.date("dia");
    body.instant("hora", zone);
    BOOST_TEST(!error_at(body, "dia").empty(), value);
    BOOST_TEST(!error_at(body, "hora").empty(), value);
  }
}

BOOST_AUTO_TEST_CASE(lists_of_codes_name_the_wrong_item) {
  auto body = reader(R"({"a":["P1",2],"b":[],"c":"P1","d":["P1",""]})");
  const std::vector<std::string> expected{"P1", "2"};
  BOOST_TEST(body.codes("a").value.value() == expected, boost::test_tools::per_element());
  BOOST_TEST(body.codes("b").value.value().empty());
  body.codes("c");
  body.codes("d");
  BOOST_TEST(!error_at(body, "c").empty());
  BOOST_TEST(error_at(body, "d").starts_with("item 1"));
}

BOOST_AUTO_TEST_CASE(names_and_values_take_numbers_and_flags_as_text_and_null_as_nothing) {
  auto body = reader(
      R"({"p":{"usuario":"cpf_cnpj","http_status_negativa":200,"noggin":true,"senha":null,"x":" "},"q":{"y":[]},"r":["x"],"s":[]})");
  const auto texts = body.texts("p").value.value();
  BOOST_TEST(texts.at("usuario").value() == "cpf_cnpj");
  BOOST_TEST(texts.at("http_status_negativa").value() == "200");
  BOOST_TEST(texts.at("noggin").value() == "true");
  BOOST_TEST(!texts.at("senha").has_value());
  BOOST_TEST(texts.at("x").value() == " ");
  body.texts("q");
  body.texts("r");
  BOOST_TEST(!error_at(body, "q.y").empty());
  BOOST_TEST(!error_at(body, "r").empty());
  BOOST_TEST(body.texts("s").value.value().empty());
}

BOOST_AUTO_TEST_CASE(a_scalar_is_text_whatever_it_was_sent_as) {
  auto body = reader(R"({"a":" x ","b":false,"c":12,"d":[],"e":1.5})");
  BOOST_TEST(body.scalar("a").value.value() == " x ");
  BOOST_TEST(body.scalar("b").value.value() == "false");
  BOOST_TEST(body.scalar("c").value.value() == "12");
  BOOST_TEST(body.scalar("e").value.value() == "1.5");
  body.scalar("d");
  BOOST_TEST(!error_at(body, "d").empty());
}

BOOST_AUTO_TEST_CASE(errors_of_inner_objects_come_with_their_place) {
  auto body = reader(R"({"servicos":[{"plano":"A"},{"plano":"","outro":1}],"endereco":{"cep":1,"rua":"x"}})");
  auto services = body.objects("servicos").value.value();
  BOOST_TEST(services.size() == 2U);
  for (auto& service : services) service.code("plano");
  auto address = body.object("endereco").value.value();
  address.text("cep");
  BOOST_TEST(error_at(body, "servicos[0].plano").empty());
  BOOST_TEST(!error_at(body, "servicos[1].plano").empty());
  BOOST_TEST(error_at(body, "servicos[1].outro") == "campo desconhecido");
  BOOST_TEST(!error_at(body, "endereco.cep").empty());
  BOOST_TEST(error_at(body, "endereco.rua") == "campo desconhecido");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_or_list_of_objects_is_named) {
  auto body = reader(R"({"a":1,"b":[1],"c":{},"d":[{},{},{}]})");
  body.object("a");
  body.objects("b");
  body.objects("c");
  body.objects("d", 2);
  for (const auto* name : {"a", "b", "c", "d"}) BOOST_TEST(!error_at(body, name).empty(), name);
}

BOOST_AUTO_TEST_CASE(all_wrong_fields_are_named_at_once_with_unknown_ones_last) {
  auto body = reader(R"({"desconhecido":1,"valor":"x","data":"y","bom":"z"})");
  body.money("valor");
  body.date("data");
  body.text("bom");
  const auto problem = body.finish();
  BOOST_REQUIRE(problem.has_value());
  BOOST_TEST((problem->kind == base::Problem::Kind::fields));
  BOOST_REQUIRE(problem->errors.items().size() == 3U);
  BOOST_TEST(problem->errors.items()[0].field == "valor");
  BOOST_TEST(problem->errors.items()[1].field == "data");
  BOOST_TEST(problem->errors.items()[2].field == "desconhecido");
}

BOOST_AUTO_TEST_CASE(
    lists_of_more_than_five_hundred_and_unknown_fields_beyond_a_hundred_are_not_gone_through) {
  nlohmann::json sent;
  for (int i = 0; i < 501; ++i) {
    sent["codigos"].push_back("P");
    sent["textos"][std::to_string(i)] = "x";
    sent["outro" + std::to_string(i)] = 1;
  }
  auto body = reader(sent.dump());
  body.codes("codigos");
  body.texts("textos");
  BOOST_TEST(error_at(body, "codigos") == "tem mais de 500 itens");
  BOOST_TEST(error_at(body, "textos") == "tem mais de 500 itens");
  BOOST_TEST(body.finish()->errors.items().size() == 102U);
}

BOOST_AUTO_TEST_CASE(a_reader_outlives_the_one_it_came_from) {
  auto inner = [] { return reader(R"({"a":{"b":"c"}})").object("a").value.value(); }();
  BOOST_TEST(inner.text("b").value.value() == "c");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(web_json_writing)

BOOST_AUTO_TEST_CASE(what_is_written_is_json_in_the_order_of_the_calls) {
  web::JsonWriter out;
  out.begin_object()
      .field("z", 1)
      .field("a", "x\"\n")
      .field("sim", true)
      .key("vazio")
      .begin_array()
      .end_array();
  out.key("lista")
      .begin_array()
      .value(1)
      .value("b")
      .begin_object()
      .end_object()
      .begin_array()
      .value(2)
      .end_array()
      .end_array();
  out.field("nulo", std::optional<std::string>{}).field("dado", std::optional<int>(-3)).end_object();
  BOOST_TEST(out.text() ==
             R"({"z":1,"a":"x\"\n","sim":true,"vazio":[],"lista":[1,"b",{},[2]],"nulo":null,"dado":-3})");
}

BOOST_AUTO_TEST_CASE(hostile_text_is_escaped_and_broken_utf_8_is_mended) {
  web::JsonWriter out;
  out.begin_array().value(std::string("a\0</script>\u2028", 14)).value("\xff").end_array();
  const auto read = nlohmann::json::parse(out.text());
  BOOST_TEST(read[0].get<std::string>() == std::string("a\0</script>\u2028", 14));
  BOOST_TEST(read[1].get<std::string>() == "\ufffd");
}

BOOST_AUTO_TEST_CASE(the_largest_numbers_are_written_whole) {
  web::JsonWriter out;
  out.begin_array().value(18446744073709551615U).value(std::numeric_limits<std::int64_t>::min()).end_array();
  BOOST_TEST(out.text() == "[18446744073709551615,-9223372036854775808]");
}

BOOST_AUTO_TEST_SUITE_END()
