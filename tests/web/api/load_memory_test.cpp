#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "base/text.h"
#include "operations/verify.h"
#include "web/api/api_client.h"
#include "web/api/bulk_load.h"

using nlohmann::json;

namespace {

json sale(int service, const std::string& code, const std::string& key) {
  return {{"tipo", "pacote"}, {"chave", key}, {"id_cliente_servico", service}, {"codigo", code}};
}

json customer(const std::string& code) {
  return {{"tipo", "cliente"}, {"codigo_cliente", code}, {"nome_razaosocial", "Cliente " + code}};
}

json status(int service, const std::string& prefix) {
  return {{"tipo", "status"}, {"id_cliente_servico", service}, {"status_prefixo", prefix}};
}

struct Memory : test::Api {
  Memory() {
    furnish();
    put("/plano/SIMPLES", {{"descricao", "Simples"}, {"valor", "50.00"}});
    sell(1, "SIMPLES");
  }

  /// What a load of the lines answers, the totals last; `before_commit` runs when all of a batch is done.
  std::vector<json> load_by(
      const operations::Context& with, const std::vector<json>& lines, const std::string& key = "",
      const std::function<void()>& before_commit = [] {}) {
    std::string text;
    for (const auto& line : lines) text += line.dump() + "\n";
    std::vector<json> told;
    std::size_t at = 0;
    const auto read = [&](char* into, std::size_t size) {
      const auto some = text.copy(into, size, at);
      at += some;
      return some;
    };
    const auto answer = [&](std::string_view results) {
      for (const auto line : base::split(results, '\n'))
        if (!line.empty()) told.push_back(json::parse(line));
    };
    const auto reserve = [&](std::size_t) { before_commit(); };
    web::api::run_bulk_load({.with = with,
                             .scopes = {domain::Scope::customers},
                             .key_owner = "1",
                             .key = key,
                             .read = read,
                             .answer = answer,
                             .reserve = reserve});
    return told;
  }

  std::int64_t sold() { return count("SELECT COUNT(*) AS n FROM service_package"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_api_load_memory, Memory)

BOOST_AUTO_TEST_CASE(two_loads_at_once_with_the_same_keys_sell_once_and_are_told_the_same) {
  const std::vector<json> lines{sale(1, "CAMERA", "a"), sale(1, "CAMERA", "b"), customer("5")};
  std::vector<json> first;
  std::vector<json> second;
  meanwhile([&] { first = load_by(feed(), lines); },
            [&](const operations::Context& own) { second = load_by(own, lines); });
  BOOST_TEST(first.back()["sucessos"] == 3);
  BOOST_TEST(second == first);
  BOOST_TEST(sold() == 2);
  BOOST_TEST(operations::verify(context()).drifted == 0U);
}

BOOST_AUTO_TEST_CASE(
    a_line_that_would_be_refused_because_another_load_has_just_done_it_is_told_what_that_was) {
  put("/plataforma/NEO", {{"pacote_unico", true}});
  const std::vector<json> lines{status(1, "suspenso_debito"), sale(1, "CHEIO", "a")};
  std::vector<json> first;
  std::vector<json> second;
  meanwhile([&] { first = load_by(feed(), lines); },
            [&](const operations::Context& own) { second = load_by(own, lines); });
  BOOST_TEST(first.back()["sucessos"] == 2);
  BOOST_TEST(second == first);
  BOOST_TEST(sold() == 1);
}

BOOST_AUTO_TEST_CASE(two_loads_at_once_under_one_key_do_their_lines_once) {
  auto line = sale(1, "CAMERA", "");
  line.erase("chave");
  const std::vector<json> lines{status(1, "suspenso_debito"), line, status(1, "servico_habilitado")};
  std::vector<json> first;
  std::vector<json> second;
  meanwhile([&] { first = load_by(feed(), lines, "carga"); },
            [&](const operations::Context& own) { second = load_by(own, lines, "carga"); });
  BOOST_TEST(first.back()["sucessos"] == 3);
  BOOST_TEST(second == first);
  BOOST_TEST(sold() == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_status") == 3);
}

BOOST_AUTO_TEST_CASE(a_key_repeated_inside_a_batch_sells_once_and_with_another_line_is_refused) {
  const auto answer = load_by(feed(), {sale(1, "CAMERA", "a"), sale(1, "CAMERA", "a"), sale(1, "CHEIO", "a"),
                                       sale(1, "CAMERA", "b")});
  BOOST_TEST(answer[0]["status"] == "success");
  BOOST_TEST(answer[1]["id_cliente_servico_pacote"] == answer[0]["id_cliente_servico_pacote"]);
  BOOST_TEST(answer[2]["codigo"] == "chave_reutilizada");
  BOOST_TEST(answer[3]["status"] == "success");
  BOOST_TEST(answer[3]["id_cliente_servico_pacote"] != answer[0]["id_cliente_servico_pacote"]);
  BOOST_TEST(sold() == 2);
}

BOOST_AUTO_TEST_CASE(a_key_whose_line_was_refused_is_free_for_the_next_line_of_the_batch) {
  auto service = json{{"tipo", "cliente_servico"},
                      {"id_cliente_servico", 7},
                      {"codigo_cliente", "2023"},
                      {"plano", "SIMPLES"},
                      {"status_prefixo", "servico_habilitado"}};
  const auto line = sale(7, "CAMERA", "a");
  const auto answer = load_by(feed(), {line, service, line, line});
  BOOST_TEST(answer[0]["status"] == "error");
  BOOST_TEST(answer[2]["status"] == "success");
  BOOST_TEST(answer[3]["id_cliente_servico_pacote"] == answer[2]["id_cliente_servico_pacote"]);
  BOOST_TEST(sold() == 1);
}

BOOST_AUTO_TEST_CASE(a_load_whose_connection_is_killed_before_it_commits_is_done_whole_when_sent_again) {
  std::vector<json> lines;
  for (int i = 0; i < 503; ++i)
    lines.push_back(i % 100 == 0 || i > 500 ? sale(1, "CAMERA", std::to_string(i))
                                            : customer(std::to_string(10'000 + i)));
  storage::Db other(test::database_settings());
  int batch = 0;
  const auto kill = [&] {
    if (++batch != 2) return;
    const auto id = count("SELECT CONNECTION_ID() AS n");
    other.run_script_statement("KILL " + std::to_string(id));
  };
  const auto cut = load_by(feed(), lines, "", kill);
  BOOST_TEST(cut.back()["retomar_na_linha"] == 501);
  BOOST_TEST(sold() == 5);
  const auto whole = load_by(feed(), lines);
  BOOST_TEST(whole.back()["sucessos"] == 503);
  BOOST_TEST(whole[0]["id_cliente_servico_pacote"] == cut[0]["id_cliente_servico_pacote"]);
  BOOST_TEST(load_by(feed(), lines) == whole);
  BOOST_TEST(sold() == 8);
}

BOOST_AUTO_TEST_CASE(a_line_remembered_beside_one_that_is_undone_is_remembered_with_it_alone) {
  auto wrong = sale(1, "CAMERA", "b");
  wrong["cor"] = 1;
  const auto answer = load_by(feed(), {sale(1, "CAMERA", "a"), wrong, sale(1, "CAMERA", "c")});
  BOOST_TEST(answer[1]["errors"].contains("cor"));
  BOOST_TEST(answer[2]["status"] == "success");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM idempotency_key") == 2);
  BOOST_TEST(sold() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
