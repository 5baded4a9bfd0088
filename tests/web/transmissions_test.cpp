#include <boost/test/unit_test.hpp>

#include <set>

#include "domain/waiting.h"
#include "jobs/worker.h"
#include "operations/account_actions.h"
#include "operations/transmissions.h"
#include "platforms/platform.h"
#include "storage/accounts.h"
#include "storage/jobs.h"
#include "storage/transmission_list.h"
#include "web/site.h"

namespace {

using domain::Waiting;

struct Transmissions : test::Site {
  test::Records own = make_records(provider_id, "Fibra", 1001);
  std::string path = "/contas/" + std::to_string(own.account);

  static bool says(const http::Response& response, std::string_view text) {
    return test::body_of(response).find(text) != std::string::npos;
  }
  std::uint32_t integration() const { return static_cast<std::uint32_t>(own.told_integration); }
  /// Accounts of new customers, each waiting since so many seconds.
  std::vector<std::uint64_t> make_waiting(std::uint32_t n, const std::string& set,
                                          const std::string& prefix) {
    std::vector<std::uint64_t> ids;
    for (std::uint32_t i = 0; i < n; ++i) {
      const auto customer = db.insert(
          "INSERT INTO customer (provider_id, code, name, person_kind, created_at, updated_at) VALUES (?, ?, "
          "?, 'pf', ?, ?)",
          {provider_id, prefix + std::to_string(i), prefix + " " + std::to_string(i), clock.now(),
           clock.now()});
      const auto id = db.insert(
          "INSERT INTO account (provider_id, integration_id, customer_id, subscriber_id, told, created_at) "
          "VALUES (?, ?, ?, ?, 1, ?)",
          {provider_id, integration(), customer, base::random_bytes(16), clock.now()});
      const auto at = clock.now() - std::chrono::seconds(1000 - i);
      db.execute("UPDATE account SET " + set + ", due_at = ?, failing_since = ? WHERE id = ?", {at, at, id});
      ids.push_back(id);
    }
    return ids;
  }
  storage::TransmissionLine line(std::uint64_t id) {
    return storage::find_transmission(tenant(), id, clock.now()).value();
  }
  void work() {
    const std::atomic<bool> stop = false;
    jobs::Worker worker(db, clock, keyring, stop);
    while (worker.run_due()) {
    }
  }
};

const std::string k_commercial = "reason = 'comercial', message = 'O contrato não cobre.'";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_transmissions, Transmissions)

BOOST_AUTO_TEST_CASE(an_account_that_failed_often_is_in_the_list_with_its_cause_class_attempts_and_age) {
  const auto list = get("/transmissoes", "leitura");
  for (const auto* text : {"Fibra", "Sem sucesso há muito", "há 3 h 0 min", "Remover"})
    BOOST_TEST(says(list, text), text);
  BOOST_TEST(says(list, path));
  BOOST_TEST(says(list, "/clientes/" + std::to_string(own.customer)));
  BOOST_TEST(!says(list, "/transmissoes/erro"));
  BOOST_TEST(says(get("/transmissoes", "operador"), "/transmissoes/erro"));
}

BOOST_AUTO_TEST_CASE(the_database_names_what_an_account_waits_for_as_the_program_does) {
  for (const auto waiting : domain::k_waitings) {
    const auto words = domain::words_of(waiting);
    const bool queued = waiting == Waiting::queued;
    db.execute(
        "UPDATE account SET reason = ?, failures = ?, due_at = ? WHERE id = ?",
        {queued ? storage::Param(nullptr) : storage::Param(domain::words_of(words.reason).name),
         waiting == Waiting::failing ? domain::k_failures_for_people : domain::k_failures_for_people - 1,
         clock.now(), own.account});
    BOOST_TEST((line(own.account).waiting == waiting), words.name);
  }
  db.execute("UPDATE account SET due_at = NULL WHERE id = ?", {own.account});
  BOOST_TEST(!line(own.account).waiting);
}

BOOST_AUTO_TEST_CASE(the_list_goes_on_from_page_to_page_through_all_causes_without_loss_or_repetition) {
  make_waiting(17, k_commercial, "c");
  make_waiting(18, "reason = NULL", "f");
  std::set<std::uint64_t> seen;
  storage::Page page{.limit = 10};
  const storage::TransmissionFilter all{{integration(), static_cast<std::uint32_t>(own.integration)},
                                        {domain::k_waitings.begin(), domain::k_waitings.end()}};
  Waiting last = Waiting::conflict;
  std::uint32_t lines = 0;
  do {
    const auto listed = storage::list_transmissions(tenant(), all, page, clock.now());
    for (const auto& one : listed.lines) {
      BOOST_TEST((one.waiting >= last));
      last = one.waiting.value();
      seen.insert(one.account.id);
      ++lines;
    }
    page.after = listed.next;
  } while (!page.after.empty());
  BOOST_TEST(lines == 36U);
  BOOST_TEST(seen.size() == 36U);
  const auto csv = test::body_of(get("/transmissoes?formato=csv&classe=comercial"));
  BOOST_TEST(std::count(csv.begin(), csv.end(), '\n') == 18);
}

BOOST_AUTO_TEST_CASE(an_account_that_is_to_be_looked_at_on_a_day_to_come_waits_for_nothing) {
  const auto later = make_waiting(1, "reason = NULL", "d").front();
  db.execute("UPDATE account SET due_at = ? WHERE id = ?", {clock.now() + std::chrono::hours(24), later});
  BOOST_TEST(!says(get("/transmissoes"), "/contas/" + std::to_string(later)));
  BOOST_TEST(!line(later).waiting);
}

BOOST_AUTO_TEST_CASE(the_list_is_filtered_by_integration_situation_and_class) {
  make_waiting(1, k_commercial, "c");
  BOOST_TEST(says(get("/transmissoes?situacao=erro"), path));
  BOOST_TEST(says(get("/transmissoes?situacao=erro&classe=tentar_de_novo"), path));
  BOOST_TEST(!says(get("/transmissoes?classe=comercial"), path + "\""));
  BOOST_TEST(says(get("/transmissoes?situacao=andamento"), "Nada espera"));
  BOOST_TEST(says(get("/transmissoes?integracao=" + std::to_string(own.integration)), "Nada espera"));
}

BOOST_AUTO_TEST_CASE(the_top_bar_counts_what_needs_somebody_and_nothing_else) {
  BOOST_TEST(says(get("/", "leitura"), "in-error-count\">1<"));
  make_waiting(3, k_commercial, "c");
  make_waiting(2, "reason = 'cadastro', message = 'Falta'", "r");
  BOOST_TEST(says(get("/", "leitura"), "in-error-count\">4<"));
  db.execute("UPDATE account SET reason = NULL, message = NULL, due_at = NULL");
  BOOST_TEST(!says(get("/"), "in-error-count"));
}

BOOST_AUTO_TEST_CASE(trying_an_account_again_forgets_what_was_refused_and_is_in_the_trail) {
  BOOST_TEST(says(get(path + "/transmitir", "operador"), "Transmitir agora"));
  BOOST_TEST(post(path + "/transmitir", {}, "operador").status == 303);
  const auto after = line(own.account);
  BOOST_TEST((after.waiting == Waiting::queued));
  BOOST_TEST(after.failures == 0U);
  BOOST_TEST((after.due_at == clock.now()));
  BOOST_TEST(storage::list_account_objects(tenant(), own.account).front().refused_change.empty());
  BOOST_TEST(says(get(path + "/historico"), "Transmitida de novo"));
  BOOST_TEST(says(get("/clientes/" + std::to_string(own.customer) + "/historico"), "Transmitida de novo"));
}

BOOST_AUTO_TEST_CASE(all_of_a_cause_are_tried_again_by_a_job_that_leaves_the_others_alone) {
  const auto many = make_waiting(230, k_commercial, "c");
  const auto all = "/plataformas/" + std::to_string(integration()) + "/transmissoes/comercial";
  BOOST_TEST(says(get(all), "230 contas voltam"));
  const auto done = post(all, {}, "operador");
  BOOST_TEST(test::header_of(done, "Location").starts_with("/tarefas/"));
  work();
  for (const auto id : many) BOOST_TEST((line(id).waiting == Waiting::queued));
  BOOST_TEST((line(own.account).waiting == Waiting::failing));
  BOOST_TEST(says(get(test::header_of(done, "Location")), "230 de 230"));
  BOOST_TEST(says(get("/plataformas/" + std::to_string(integration()) + "/historico"),
                  "Contas transmitidas de novo"));
  BOOST_TEST(test::header_of(post(all), "Location") == "/transmissoes");
}

BOOST_AUTO_TEST_CASE(an_accounts_page_says_what_is_wanted_what_stands_there_and_the_calls_that_follow) {
  const auto page = get(path, "leitura");
  for (const auto* text : {"O que queremos lá", "Nada: nenhum pacote", "O que foi transmitido", "Remover",
                           "Recusada em", "422", "12 ms", "tirada de cpf_cnpj"})
    BOOST_TEST(says(page, text), text);
  BOOST_TEST(!says(page, "52998224725"));
  BOOST_TEST(!says(page, "segredo"));
  BOOST_TEST(!says(page, "Re-transmitir"));
  BOOST_TEST(says(get(path, "operador"), "Re-transmitir"));
}

BOOST_AUTO_TEST_CASE(an_accounts_page_looks_again_only_while_its_call_is_about_to_be_made) {
  constexpr std::string_view k_again = "data-hx-trigger=\"every 3s\"";
  BOOST_TEST(!says(get(path), k_again));
  post(path + "/transmitir");
  BOOST_TEST(says(get(path), k_again));
  BOOST_TEST(operations::pause_queue(context(), integration()).ok());
  BOOST_TEST(!says(get(path), k_again));
  BOOST_TEST(says(get(path), "pausadas"));
}

BOOST_AUTO_TEST_CASE(a_secret_that_does_not_open_leaves_the_rest_of_the_page) {
  db.execute("UPDATE integration_parameter SET value = 'x' WHERE integration_id = ? AND sealed = 1",
             {integration()});
  const auto page = get(path);
  BOOST_TEST(page.status == 200);
  BOOST_TEST(says(page, "Não deu para calcular"));
  BOOST_TEST(says(page, "Tentativas"));
}

// The table gateway × action is the registry's.
BOOST_AUTO_TEST_CASE(every_action_is_offered_where_the_gateways_contract_has_it_and_refused_elsewhere) {
  for (const auto* platform : platforms::all()) {
    db.execute("UPDATE integration SET gateway = ? WHERE id = ?",
               {std::string(platform->key), own.told_integration});
    const auto before = db.find("SELECT resets FROM account WHERE id = ?", {own.account},
                                [](const storage::Row& row) { return row.u64("resets"); });
    const bool has = operations::takes_new_password(*platform);
    BOOST_TEST(says(get(path), "Redefinir senha") == has, platform->key);
    for (const auto action : operations::k_account_actions) {
      if (action == operations::AccountAction::transmit) continue;
      using enum operations::AccountAction;
      const bool fits = action != adopt && action != part;  // it is in no conflict
      const auto href = path + "/" + std::string(operations::words_of(action).name);
      BOOST_TEST(
          says(get(path), "href=\"" + href + "\"") == (fits && operations::has_action(*platform, action)),
          platform->key << " " << operations::words_of(action).name);
    }
    BOOST_TEST((platform->is_told() || !says(get(path), "Transmitir agora")), platform->key);
    post(path + "/senha");
    const auto after = db.find("SELECT resets FROM account WHERE id = ?", {own.account},
                               [](const storage::Row& row) { return row.u64("resets"); });
    BOOST_TEST(*after == *before + (has ? 1U : 0U), platform->key);
  }
}

BOOST_AUTO_TEST_CASE(an_account_of_a_platform_that_asks_us_shows_that_nothing_is_transmitted) {
  const auto accounts = storage::list_accounts_of(tenant(), {&own.customer, 1});
  const auto passive = std::ranges::find_if(accounts, [](const auto& one) { return !one.told; });
  BOOST_TEST_REQUIRE((passive != accounts.end()));
  const auto there = "/contas/" + std::to_string(passive->id);
  BOOST_TEST(says(get(there), "consulta o Catraca"));
  BOOST_TEST(post(there + "/transmitir").status == 303);
  BOOST_TEST(!line(passive->id).waiting);
}

BOOST_AUTO_TEST_SUITE_END()
