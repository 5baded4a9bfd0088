#include <boost/test/unit_test.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/text.h"
#include "operations/verify.h"
#include "storage/named_lock.h"
#include "web/api/api_client.h"
#include "web/api/bulk_load.h"
#include "web/budgets.h"
#include "web/site.h"

using nlohmann::json;

namespace {

json customer(int number) {
  return {{"tipo", "cliente"},
          {"codigo_cliente", std::to_string(number)},
          {"nome_razaosocial", "Cliente " + std::to_string(number)}};
}

json service(int id, int of, const std::string& status = "servico_habilitado") {
  return {{"tipo", "cliente_servico"},
          {"id_cliente_servico", id},
          {"codigo_cliente", std::to_string(of)},
          {"plano", "FIBRA"},
          {"status_prefixo", status},
          {"login_autenticacao", "login" + std::to_string(id)},
          {"senha_autenticacao", "segredo"}};
}

json status(int id, const std::string& prefix) {
  return {{"tipo", "status"}, {"id_cliente_servico", id}, {"status_prefixo", prefix}};
}

json package(int id, const std::string& code) {
  return {{"tipo", "pacote"},
          {"chave", "venda " + std::to_string(id) + code},
          {"id_cliente_servico", id},
          {"codigo", code}};
}

json without_key(json line) {
  line.erase("chave");
  return line;
}

/// A file of `customers` lines and then a sale on each of the services named.
std::vector<json> sales_behind(int customers, int sales) {
  std::vector<json> lines;
  for (int i = 1; i <= customers; ++i) lines.push_back(customer(i));
  for (int i = 0; i < sales; ++i) lines.push_back(without_key(package(1, i % 2 == 0 ? "CAMERA" : "CHEIO")));
  return lines;
}

std::string text_of(const std::vector<json>& lines) {
  std::string text;
  for (const auto& line : lines) text += line.dump() + "\n";
  return text;
}

/// A body that comes in one piece; `at_end` is called once all of it was read.
auto body_of(
    std::string text, std::function<void()> at_end = [] {}) {
  return [text = std::move(text), at_end = std::move(at_end), at = std::size_t{0}](char* into,
                                                                                   std::size_t size) mutable {
    const auto count = std::min(size, text.size() - at);
    if (count == 0) at_end();
    text.copy(into, count, at);
    at += count;
    return count;
  };
}

json plan(const json& packages) {
  return {{"tipo", "plano"}, {"codigo", "FIBRA"}, {"descricao", "Fibra"}, {"pacotes", packages}};
}

/// A day of an ERP: what depends on lines before it, in both directions, and what goes wrong half-way.
std::vector<json> a_days_lines() {
  auto nested = customer(3);
  nested["servicos"] = {
      {{"id_cliente_servico", 30}, {"plano", "FIBRA"}, {"status_prefixo", "servico_habilitado"}},
      {{"id_cliente_servico", 31}, {"plano", "NENHUM"}, {"status_prefixo", "x"}}};
  auto renamed = customer(1);
  renamed["nome_razaosocial"] = "Outro Nome";
  auto replaced = service(12, 1);
  replaced["id_cliente_servico_antigo"] = 10;
  auto handed_over = service(20, 1);
  return {customer(1),
          customer(2),
          service(10, 1),
          service(20, 2, "aguardando_instalacao"),
          service(11, 1),
          nested,          // undone: the customer too
          service(32, 3),  // … so that there is none for this one
          customer(3),     // and this time there is
          service(30, 3),
          package(30, "CHEIO"),
          status(10, "suspenso_debito"),
          renamed,
          plan({{{"codigo", "CHEIO"}, {"obrigatorio", true}}}),  // counts for the next line already
          service(21, 2),
          status(20, "servico_habilitado"),
          handed_over,
          replaced,
          status(11, "cancelado"),
          status(11, "servico_habilitado"),
          status(99, "cancelado"),
          package(21, "CAMERA"),
          plan(json::array()),
          service(33, 3)};
}

/// All that a provider's services came to, in words that two providers share.
constexpr std::string_view k_outcome = R"sql(
  SELECT GROUP_CONCAT(line ORDER BY line SEPARATOR '\n') AS n FROM (
    SELECT CONCAT_WS(' ', 'servico', s.external_id, c.code, c.name, p.code, s.status_prefix, s.state,
                     s.password_digest IS NOT NULL,
                     (SELECT GROUP_CONCAT(h.sequence, h.status_prefix ORDER BY h.sequence) FROM service_status h
                      WHERE h.service_id = s.id)) AS line
    FROM customer_service s JOIN customer c ON c.id = s.customer_id JOIN plan p ON p.id = s.plan_id
    WHERE s.provider_id = ?
    UNION ALL
    SELECT CONCAT_WS(' ', 'pacote', s.external_id, c.code, p.code, COALESCE(sp.removed_by, 'nada'), sp.plan_id IS NOT NULL,
                     sp.activated_at IS NOT NULL)
    FROM service_package sp JOIN customer_service s ON s.id = sp.service_id JOIN customer c ON c.id = sp.customer_id
    JOIN package p ON p.id = sp.package_id WHERE sp.provider_id = ?
    UNION ALL
    SELECT CONCAT_WS(' ', 'direito', c.code, r.code, e.active_until, e.partial_until, e.held_until, e.ended_by)
    FROM entitlement e JOIN customer c ON c.id = e.customer_id JOIN product r ON r.id = e.product_id
    WHERE e.provider_id = ?
    UNION ALL
    SELECT CONCAT_WS(' ', 'login', c.code, s.external_id) FROM credential k JOIN customer c ON c.id = k.customer_id
    JOIN customer_service s ON s.id = k.service_id WHERE k.provider_id = ?
    UNION ALL
    SELECT CONCAT_WS(' ', 'conta', c.code, i.code) FROM account a JOIN customer c ON c.id = a.customer_id
    JOIN integration i ON i.id = a.integration_id WHERE a.provider_id = ?
    UNION ALL
    SELECT CONCAT_WS(' ', 'trilha', t.entity, c.code, t.action, t.changes, COUNT(*))
    FROM audit t LEFT JOIN customer c ON c.id = t.customer_id WHERE t.provider_id = ?
    GROUP BY t.entity, c.code, t.action, t.changes) AS told)sql";

std::vector<json> lines_of(const test::ApiAnswer& answer) {
  std::vector<json> lines;
  for (const auto line : base::split(answer.text, '\n'))
    if (!line.empty()) lines.push_back(json::parse(line));
  return lines;
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
            {{"tipo", "pacote"}, {"chave", "1"}, {"id_cliente_servico", 9}, {"codigo", "P"}}});
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

BOOST_AUTO_TEST_CASE(a_line_refused_after_it_has_written_leaves_nothing_and_the_others_stand) {
  furnish();
  // The last field is wrong: the line runs for what else is wrong, and is undone.
  const json twice{{"tipo", "cliente_servico"},
                   {"id_cliente_servico", 7},
                   {"codigo_cliente", "2"},
                   {"plano", "FIBRA"},
                   {"cor", 1},
                   {"status_prefixo", "servico_habilitado"}};
  const auto answer = load({customer(1), customer(2), twice, customer(3)});
  BOOST_TEST(answer[2]["errors"].contains("cor"));
  BOOST_TEST(answer.back()["sucessos"] == 3);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service") == 0);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer WHERE code IN ('1', '2', '3')") == 3);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE entity = 'servico'") == 0);
}

BOOST_AUTO_TEST_CASE(a_customer_renamed_in_the_load_that_creates_him_is_found_by_the_new_name_alone) {
  auto renamed = customer(1);
  renamed["nome_razaosocial"] = "Zulmira";
  BOOST_TEST(load({customer(1), renamed}).back()["sucessos"] == 2);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_word WHERE word = 'zulmira'") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_word") == 1);
}

BOOST_AUTO_TEST_CASE(a_load_comes_to_what_its_lines_come_to_one_by_one) {
  const auto lines = a_days_lines();
  const auto outcome = [&](std::uint32_t provider) {
    db.execute("SET SESSION group_concat_max_len = 1000000");
    return db
        .find(k_outcome, storage::Params(6, provider), [](const storage::Row& row) { return row.text("n"); })
        .value();
  };
  const auto together = [&] {
    furnish();
    return load(lines);
  }();
  host = "outro.localhost";
  furnish();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto alone = load({lines[i]})[0];
    alone["linha"] = i + 1;
    auto as_loaded = together[i];
    alone.erase("id_cliente_servico_pacote");
    as_loaded.erase("id_cliente_servico_pacote");
    BOOST_TEST(as_loaded == alone, as_loaded.dump() + " but alone " + alone.dump());
  }
  BOOST_TEST(together.back()["erros"] == 3);
  BOOST_TEST(outcome(provider_id) == outcome(other_provider_id));
  for (const auto provider : {provider_id, other_provider_id}) {
    const auto drift = operations::verify(context_of(provider));
    BOOST_TEST(drift.drifted == 0U);
    BOOST_TEST(drift.customers == 4U);
  }
}

BOOST_AUTO_TEST_CASE(a_load_whose_customer_somebody_else_creates_meanwhile_goes_on_with_that_one) {
  furnish();
  storage::Db other(test::database_settings());
  std::string text = customer(1).dump() + "\n" + service(10, 1).dump() + "\n";
  auto asked = request(http::Method::post, "/lote", "");
  std::size_t at = 0;
  asked.stream_body = [&](char* into, std::size_t size) {
    const auto count = std::min(size, text.size() - at);
    text.copy(into, count, at);
    at += count;
    return count;
  };
  // The other one's insert stands uncommitted when the load looks, and commits while the load waits for its
  // key.
  std::thread committing;
  other.transaction([&] {
    other.execute(
        "INSERT INTO customer (provider_id, code, name, created_at, updated_at) VALUES (?, '1', 'Outra', ?, "
        "?)",
        {provider_id, clock.now(), clock.now()});
    committing = std::thread([&] {
      storage::Db loading(test::database_settings());
      const auto answer = send_by(loading, asked);
      BOOST_TEST(answer.status == 200);
    });
    std::this_thread::sleep_for(std::chrono::milliseconds{500});
  });
  committing.join();
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer WHERE code = '1' AND name = 'Cliente 1'") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service WHERE external_id = 10") == 1);
  BOOST_TEST(operations::verify(context()).drifted == 0U);
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

BOOST_AUTO_TEST_CASE(a_line_that_sells_needs_a_key_of_its_own_or_the_loads) {
  furnish();
  sell(1);
  const auto refused = load({without_key(package(1, "CAMERA")), customer(1)});
  BOOST_TEST(refused[0]["codigo"] == "chave_obrigatoria");
  BOOST_TEST(refused[0]["errors"].contains("chave"));
  BOOST_TEST(refused[1]["status"] == "success");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package") == 1);
  more_headers["Idempotency-Key"] = "carga";
  BOOST_TEST(load({without_key(package(1, "CAMERA"))})[0]["status"] == "success");
}

BOOST_AUTO_TEST_CASE(a_line_with_a_key_of_its_own_sells_once_in_whatever_load_it_comes) {
  furnish();
  sell(1);
  const auto first = load({package(1, "CAMERA")})[0];
  auto again = load({customer(1), package(1, "CAMERA")})[1];
  BOOST_TEST(again["id_cliente_servico_pacote"] == first["id_cliente_servico_pacote"]);
  more_headers["Idempotency-Key"] = "carga";
  BOOST_TEST(load({package(1, "CAMERA")})[0]["id_cliente_servico_pacote"] ==
             first["id_cliente_servico_pacote"]);
  auto other = package(1, "CHEIO");
  other["chave"] = package(1, "CAMERA")["chave"];
  BOOST_TEST(load({customer(1), other})[1]["codigo"] == "chave_reutilizada");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package") == 2);
}

BOOST_AUTO_TEST_CASE(what_went_well_together_under_a_key_is_answered_again_and_not_done_again) {
  furnish();
  sell(1);
  more_headers["Idempotency-Key"] = "carga";
  const std::vector<json> lines{customer(1), status(1, "suspenso_debito")};
  const auto first = load(lines);
  patch("/cliente_servico/1/status", {{"status_prefixo", "servico_habilitado"}});
  BOOST_TEST(load(lines) == first);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service WHERE status_prefix = 'servico_habilitado'") ==
             1);
}

BOOST_AUTO_TEST_CASE(a_line_that_was_refused_is_tried_again_under_the_same_key) {
  furnish();
  more_headers["Idempotency-Key"] = "carga";
  auto on_new_plan = service(10, 2023);
  on_new_plan["plano"] = "NOVO";
  const std::vector<json> lines{on_new_plan, without_key(package(10, "CAMERA"))};
  BOOST_TEST(load(lines)[0]["status"] == "error");
  put("/plano/NOVO", {{"descricao", "Novo"}});
  const auto again = load(lines);
  BOOST_TEST(again[0]["status"] == "success");
  BOOST_TEST(again[1]["status"] == "success");
  BOOST_TEST(load(lines) == again);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package") == 1);
}

BOOST_AUTO_TEST_CASE(a_load_cut_off_by_a_restart_says_where_it_stands_and_sent_again_sells_nothing_twice) {
  furnish();
  sell(1);
  const auto lines = sales_behind(497, 6);  // three of them in the second transaction
  more_headers["Idempotency-Key"] = "carga";
  auto asked = request(http::Method::post, "/lote", "");
  asked.stream_body = body_of(text_of(lines), [] { throw http::Stopping("x"); });
  const auto cut = lines_of(send(asked));
  BOOST_REQUIRE(cut.size() == 501U);
  BOOST_TEST(cut.back()["status"] == "error");
  BOOST_TEST(cut.back()["retomar_na_linha"] == 501);
  BOOST_TEST(cut.back()["sucessos"] == 500);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package") == 4);
  const auto whole = load(lines);
  BOOST_TEST(whole.back()["sucessos"] == 503);
  BOOST_TEST(std::equal(cut.begin(), cut.end() - 1, whole.begin()));
  BOOST_TEST(load(lines) == whole);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package") == 7);
}

BOOST_AUTO_TEST_CASE(a_load_cut_off_before_anything_is_sure_says_that_a_part_may_be_stored) {
  furnish();
  auto asked = request(http::Method::post, "/lote", "");
  asked.stream_body = body_of(text_of({customer(1)}), [] { throw http::Stopping("x"); });
  const auto answer = send(asked);
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(answer.text.find("mesma Idempotency-Key") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_load_whose_answer_has_no_room_commits_nothing_that_it_cannot_tell) {
  furnish();
  std::string told;
  std::size_t asked_for = 0;
  const auto reserve = [&](std::size_t bytes) {
    if (++asked_for == 2) throw web::api::NoRoom("x");
    BOOST_TEST(bytes > 0U);
  };
  const auto totals = web::api::run_bulk_load({.with = feed(),
                                               .scopes = {domain::Scope::customers},
                                               .key_owner = "x",
                                               .read = body_of(text_of(sales_behind(700, 0))),
                                               .answer = [&](std::string_view lines) { told += lines; },
                                               .reserve = reserve});
  BOOST_TEST(totals.interrupted);
  BOOST_TEST(totals.good == 500U);
  BOOST_TEST(told.find("\"retomar_na_linha\":501") != std::string::npos);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer WHERE code <> '2023'") == 500);
}

BOOST_AUTO_TEST_CASE(a_database_that_turns_read_only_half_way_cuts_a_load_off_instead_of_failing_each_line) {
  furnish();
  std::vector<json> lines = sales_behind(600, 0);
  db.run_script_statement(
      "CREATE TRIGGER turned BEFORE INSERT ON customer FOR EACH ROW"
      " IF NEW.code = '550' THEN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1290, MESSAGE_TEXT = 'read-only'; "
      "END IF");
  const auto answer = load(lines);
  db.run_script_statement("DROP TRIGGER turned");
  BOOST_REQUIRE(answer.size() == 501U);
  BOOST_TEST(answer.back()["status"] == "error");
  BOOST_TEST(answer.back()["retomar_na_linha"] == 501);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer WHERE code <> '2023'") == 500);
}

BOOST_AUTO_TEST_CASE(a_third_load_of_a_provider_at_once_has_to_wait_and_so_has_one_beyond_those_of_all) {
  std::vector<std::unique_ptr<storage::Db>> sessions;
  std::vector<storage::NamedLock> held;
  const auto hold = [&](const std::string& place) {
    sessions.push_back(std::make_unique<storage::Db>(test::database_settings()));
    auto lock = storage::NamedLock::take(*sessions.back(), "lote." + place);
    BOOST_REQUIRE(lock.has_value());
    held.push_back(std::move(*lock));
  };
  const auto has_to_wait = [&] {
    auto asked = request(http::Method::post, "/lote", "");
    asked.stream_body = [](char*, std::size_t) { return std::size_t{0}; };
    const auto answer = send(asked);
    BOOST_TEST((answer.status == 429) == (test::header_of(answer.response, "Retry-After") == "30"));
    return answer.status == 429;
  };
  const auto own = std::to_string(provider_id) + ".";
  const auto others = std::to_string(other_provider_id) + ".";
  for (const auto& place : {own + "1", others + "1", others + "2"}) hold(place);
  BOOST_TEST(!has_to_wait());
  hold(own + "2");
  BOOST_TEST(has_to_wait());
  held.pop_back();
  BOOST_TEST(!has_to_wait());
  for (unsigned place = 1; place <= web::k_loads.in_all; ++place) hold(std::to_string(place));
  BOOST_TEST(has_to_wait());
  held.clear();
  BOOST_TEST(load({customer(2)}).back()["sucessos"] == 1);
}

BOOST_AUTO_TEST_CASE(an_error_that_many_lines_have_is_told_whole_of_the_first_hundred) {
  std::string text;
  for (int line = 1; line <= 300; ++line) text += line % 3 == 0 ? "x\n" : "{}\n";
  const auto answer = load_text(text);
  BOOST_REQUIRE(answer.size() == 301U);
  BOOST_TEST(answer[148]["errors"].contains("tipo"));
  for (const auto& line : {answer[150], answer[298]}) {
    BOOST_TEST(line["status"] == "error");
    BOOST_TEST(line["msg"] == "Como na linha 1.");
    BOOST_TEST(line["como_linha"] == 1);
    BOOST_TEST(line["codigo"] == answer[0]["codigo"]);
  }
  BOOST_TEST(!answer[299].contains("como_linha"));  // only the hundredth of its kind
  BOOST_TEST(answer.back()["erros"] == 300);
}

BOOST_AUTO_TEST_CASE(a_load_with_more_lines_than_it_may_have_is_done_that_far_and_read_to_its_end) {
  furnish();
  std::string told;
  bool read = false;
  const auto totals =
      web::api::run_bulk_load({.with = feed(),
                               .scopes = {domain::Scope::customers},
                               .key_owner = "x",
                               .read = body_of(text_of(sales_behind(900, 0)), [&] { read = true; }),
                               .answer = [&](std::string_view lines) { told += lines; },
                               .most_lines = 700});
  BOOST_TEST(totals.interrupted);
  BOOST_TEST(totals.good == 700U);
  BOOST_TEST(read);
  BOOST_TEST(told.find("\"retomar_na_linha\":701") != std::string::npos);
  BOOST_TEST(told.find("em outra carga") != std::string::npos);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer WHERE code <> '2023'") == 700);
}

BOOST_AUTO_TEST_CASE(a_load_whose_answer_grows_longer_than_it_may_be_commits_nothing_that_it_cannot_tell) {
  furnish();
  std::string told;
  const auto totals = web::api::run_bulk_load({.with = feed(),
                                               .scopes = {domain::Scope::customers},
                                               .key_owner = "x",
                                               .read = body_of(text_of(sales_behind(900, 0))),
                                               .answer = [&](std::string_view lines) { told += lines; },
                                               .most_answer = 25'000});
  BOOST_TEST(totals.interrupted);
  BOOST_TEST(totals.good == 500U);
  BOOST_TEST(told.find("\"retomar_na_linha\":501") != std::string::npos);
  BOOST_TEST(told.find("em outra carga") != std::string::npos);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer WHERE code <> '2023'") == 500);
}

BOOST_AUTO_TEST_CASE(a_load_that_comes_too_slowly_says_where_it_stands) {
  furnish();
  auto asked = request(http::Method::post, "/lote", "");
  asked.stream_body = body_of(text_of(sales_behind(500, 0)), [] { throw base::TooSlow("x"); });
  const auto begun = lines_of(send(asked));
  BOOST_TEST(begun.back()["retomar_na_linha"] == 501);
  BOOST_TEST(begun.back()["status"] == "error");
  asked.stream_body = body_of(text_of({customer(1)}), [] { throw base::TooSlow("x"); });
  const auto nothing = send(asked);
  BOOST_TEST(nothing.status == 408);
  BOOST_TEST(nothing.text.find("mesma Idempotency-Key") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
