#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "storage/named_lock.h"
#include "web/api/api_client.h"

using nlohmann::json;

namespace {

json customer(int number) {
  return {{"tipo", "cliente"},
          {"codigo_cliente", std::to_string(number)},
          {"nome_razaosocial", "Cliente " + std::to_string(number)}};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_api_bulk, test::Api)

BOOST_AUTO_TEST_CASE(a_load_of_every_kind_builds_a_provider) {
  const auto answer =
      load({{{"tipo", "plataforma"}, {"codigo", "NEO"}, {"gateway", "neo"}, {"descricao", "NEO"}},
            {{"tipo", "produto"}, {"plataforma", "NEO"}, {"codigo", "MUMO"}, {"nome", "Mumo"}},
            {{"tipo", "pacote_catalogo"},
             {"codigo", "P"},
             {"descricao", "P"},
             {"valor", "30"},
             {"plataforma", "NEO"},
             {"produtos", {"MUMO"}}},
            {{"tipo", "plano"}, {"codigo", "FIBRA"}, {"descricao", "Fibra"}},
            {{"tipo", "cliente"}, {"codigo_cliente", "1"}, {"nome_razaosocial", "Ana"}},
            {{"tipo", "cliente_servico"},
             {"id_cliente_servico", 9},
             {"codigo_cliente", "1"},
             {"plano", "FIBRA"},
             {"status_prefixo", "aguardando_instalacao"}},
            {{"tipo", "status"}, {"id_cliente_servico", 9}, {"status_prefixo", "servico_habilitado"}},
            {{"tipo", "pacote"}, {"id_cliente_servico", 9}, {"codigo", "P"}}});
  BOOST_REQUIRE(answer.size() == 9U);
  for (std::size_t i = 0; i < 8; ++i) {
    BOOST_TEST(answer[i]["linha"] == i + 1);
    BOOST_TEST(answer[i]["status"] == "success", answer[i].dump());
  }
  BOOST_TEST(answer[7]["id_cliente_servico_pacote"].is_number_unsigned());
  BOOST_TEST(answer[8]["total"] == 8);
  BOOST_TEST(answer[8]["sucessos"] == 8);
  BOOST_TEST(answer[8]["erros"] == 0);
  BOOST_TEST(get("/conta?codigo_cliente=1")["contas"][0]["produtos"] == json::array({"MUMO"}));
}

BOOST_AUTO_TEST_CASE(a_wrong_line_is_undone_alone) {
  furnish();
  const auto answer = load(
      {customer(1),
       {{"tipo", "cliente"}, {"codigo_cliente", "2"}, {"nome_razaosocial", "X"}, {"uf", "XX"}, {"cor", 1}},
       customer(3)});
  BOOST_TEST(answer[0]["status"] == "success");
  BOOST_TEST(answer[1]["status"] == "error");
  BOOST_TEST(answer[1]["linha"] == 2);
  BOOST_TEST(answer[1]["errors"].contains("uf"));
  BOOST_TEST(answer[1]["errors"].contains("cor"));
  BOOST_TEST(answer[2]["status"] == "success");
  BOOST_TEST(answer[3]["sucessos"] == 2);
  BOOST_TEST(answer[3]["erros"] == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer WHERE code IN ('1', '2', '3')") == 2);
}

BOOST_AUTO_TEST_CASE(broken_lines_are_told_apart_and_hold_nobody_up) {
  const auto answer =
      load_text("{\n\n[]\n{\"tipo\":\"nada\"}\n{}\n" + std::string(300'000, 'x') + "\n" + customer(1).dump());
  BOOST_REQUIRE(answer.size() == 7U);
  const std::vector<std::size_t> numbers{1, 3, 4, 5, 6, 7};
  for (std::size_t i = 0; i < numbers.size(); ++i) BOOST_TEST(answer[i]["linha"] == numbers[i]);
  for (std::size_t i = 0; i < 5; ++i) BOOST_TEST(answer[i]["status"] == "error");
  BOOST_TEST(answer[2]["errors"].contains("tipo"));
  BOOST_TEST(answer[5]["status"] == "success");
}

BOOST_AUTO_TEST_CASE(a_missing_key_is_an_error_of_its_line) {
  furnish();
  const auto answer = load({{{"tipo", "cliente"}, {"nome_razaosocial", "X"}},
                            {{"tipo", "status"}, {"status_prefixo", "cancelado"}},
                            {{"tipo", "produto"}, {"codigo", "X"}, {"nome", "X"}},
                            {{"tipo", "plano"}, {"codigo", nullptr}, {"descricao", "X"}}});
  BOOST_TEST(answer[0]["errors"].contains("codigo_cliente"));
  BOOST_TEST(answer[1]["errors"].contains("id_cliente_servico"));
  BOOST_TEST(answer[2]["errors"].contains("plataforma"));
  BOOST_TEST(answer[3]["errors"].contains("codigo"));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM plan") == 1);
}

BOOST_AUTO_TEST_CASE(more_lines_than_a_transaction_holds_are_all_done) {
  std::vector<json> lines;
  for (int i = 1; i <= 1203; ++i) lines.push_back(customer(i));
  lines[700]["uf"] = "XX";
  const auto answer = load(lines);
  BOOST_REQUIRE(answer.size() == 1204U);
  for (std::size_t i = 0; i < 1203; ++i) {
    if (answer[i]["linha"] != i + 1 || (answer[i]["status"] == "success") != (i != 700))
      BOOST_ERROR("line " + std::to_string(i + 1) + ": " + answer[i].dump());
  }
  BOOST_TEST(answer.back()["sucessos"] == 1202);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer") == 1202);
}

BOOST_AUTO_TEST_CASE(an_empty_load_has_only_totals) {
  const auto answer = load_text("");
  BOOST_REQUIRE(answer.size() == 1U);
  BOOST_TEST(answer[0]["total"] == 0);
}

BOOST_AUTO_TEST_CASE(a_line_needs_the_scope_of_its_kind) {
  bearer = "clientes";
  const auto answer = load(
      {{{"tipo", "plataforma"}, {"codigo", "NEO"}, {"gateway", "neo"}, {"descricao", "NEO"}}, customer(1)});
  BOOST_TEST(answer[0]["status"] == "error");
  BOOST_TEST(answer[0]["codigo"] == "sem_escopo");
  BOOST_TEST(answer[1]["status"] == "success");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM integration") == 0);
}

BOOST_AUTO_TEST_CASE(a_load_sent_again_with_its_key_sells_nothing_twice) {
  furnish();
  sell(1);
  more_headers["Idempotency-Key"] = "carga-1";
  const std::vector<json> lines{customer(5),
                                {{"tipo", "pacote"}, {"id_cliente_servico", 1}, {"codigo", "CAMERA"}}};
  const auto first = load(lines);
  const auto again = load(lines);
  BOOST_TEST(again == first);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package") == 2);
  const auto other =
      load({customer(5), {{"tipo", "pacote"}, {"id_cliente_servico", 1}, {"codigo", "CHEIO"}}});
  BOOST_TEST(other[1]["codigo"] == "chave_reutilizada");
}

BOOST_AUTO_TEST_CASE(a_third_load_at_once_has_to_wait) {
  storage::Db first(test::database_settings());
  storage::Db second(test::database_settings());
  const auto one = storage::NamedLock::take(first, "lote.1");
  BOOST_REQUIRE(one.has_value());
  BOOST_TEST(load({customer(1)}).back()["sucessos"] == 1);
  {
    const auto two = storage::NamedLock::take(second, "lote.2");
    BOOST_REQUIRE(two.has_value());
    auto asked = request(http::Method::post, "/lote", "");
    asked.stream_body = [](char*, std::size_t) { return std::size_t{0}; };
    const auto refused = send(asked);
    BOOST_TEST(refused.status == 429);
    const auto& headers = refused.response.headers;
    BOOST_TEST(std::any_of(headers.begin(), headers.end(),
                           [](const auto& header) { return header.first == "Retry-After"; }));
  }
  BOOST_TEST(load({customer(2)}).back()["sucessos"] == 1);
}

BOOST_AUTO_TEST_SUITE_END()
