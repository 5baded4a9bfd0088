#include "jobs/worker.h"

#include <atomic>
#include <boost/test/unit_test.hpp>

#include "jobs/purge.h"
#include "operations/customers.h"
#include "operations/job_kinds.h"
#include "operations/log_ins.h"
#include "operations/recompute.h"
#include "operations/verify.h"
#include "storage/check_config.h"
#include "storage/customer_search.h"
#include "storage/jobs.h"
#include "storage/migrations.h"
#include "storage/providers.h"
#include "support/shop.h"

namespace {

struct Background : test::Shop {
  std::uint32_t neo = integration("neo");
  std::uint32_t hbo = product(neo, "HBO");
  std::uint32_t max = product(neo, "MAX");
  std::uint32_t tv = package("tv", neo, {hbo});
  std::uint32_t plain = plan("plain", {{tv, true}});
  std::uint32_t tasting = plan("tasting", {{tv, false, 3}});
  std::atomic<bool> stop{false};
  jobs::Worker worker{db, clock, keyring, stop};

  void enqueue(const std::string& kind, std::uint64_t subject, const std::string& payload = "{}") {
    storage::insert_job(db, {.provider_id = provider_id,
                             .kind = kind,
                             .subject_id = subject,
                             .payload = payload,
                             .created_by = "sistema",
                             .created_at = clock.now()});
  }
  /// Writes of a table fail as on a full disk, until mend().
  void break_writes_of(const std::string& table, const std::string& when = "TRUE") {
    for (const std::string event : {"INSERT", "UPDATE", "DELETE"}) {
      const auto row = event == "DELETE" ? std::string("TRUE") : when;
      const auto name = "broken_" + table + "_" + event;
      db.run_script_statement(
          "CREATE TRIGGER " + name + " BEFORE " + event + " ON " + table + " FOR EACH ROW IF " + row +
          " THEN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'full'; END IF");
      broken.push_back(name);
    }
  }
  void mend() {
    for (const auto& name : broken) db.run_script_statement("DROP TRIGGER " + name);
    broken.clear();
  }
  ~Background() { mend(); }
  std::vector<std::string> broken = {};

  std::string job_status() {
    return db
        .find("SELECT status FROM job ORDER BY id DESC LIMIT 1", {},
              [](const storage::Row& row) { return row.text("status"); })
        .value_or("");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(worker, Background)

BOOST_AUTO_TEST_CASE(an_ended_trial_is_taken_off_and_only_then) {
  sell(1, "tasting");
  BOOST_TEST(!worker.run_due());
  clock.advance(std::chrono::hours{24 * 3});
  BOOST_TEST(worker.run_due());
  BOOST_TEST(packages_on(1).empty());
  BOOST_TEST(!worker.run_due());
}

BOOST_AUTO_TEST_CASE(words_that_were_folded_by_older_rules_are_written_anew_by_a_job) {
  operations::put_customer(feed(), "77", {.name = std::string("Łukasz Wójcik")}).value();
  const auto found = [&](const char* text) { return storage::search_customers(tenant(), text, 10).size(); };
  db.execute("UPDATE customer_word SET word = 'Łukasz' WHERE word = 'lukasz'");
  BOOST_TEST(found("lukasz") == 0U);
  enqueue("palavras_de_busca", provider_id);
  BOOST_TEST(worker.run_due());
  BOOST_TEST(job_status() == "concluido");
  for (const auto* text : {"lukasz", "łukasz", "wojcik"}) BOOST_TEST(found(text) == 1U, text);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_word WHERE word = 'Łukasz'") == 0);
  BOOST_TEST(count("SELECT done AS n FROM job WHERE kind = 'palavras_de_busca'") == 1);
}

BOOST_AUTO_TEST_CASE(a_changed_package_reaches_all_who_have_it_and_verify_counts_them_apart_until_then) {
  sell(1, "plain");
  db.execute("INSERT INTO package_product (package_id, product_id) VALUES (?, ?)", {tv, max});
  enqueue("recalcular_pacote", tv);
  auto drift = operations::verify(context());
  BOOST_TEST(drift.pending == 1U);
  BOOST_TEST(drift.drifted == 0U);
  BOOST_TEST(worker.run_due());
  BOOST_TEST(job_status() == "concluido");
  BOOST_TEST(verdict(max) == "liberado");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(verify_finds_what_was_changed_behind_its_back) {
  sell(1, "plain");
  BOOST_TEST(in_step());
  db.execute("UPDATE entitlement SET active_until = '2030-01-01' WHERE customer_id = ?", {customer_id});
  BOOST_TEST(operations::verify(context()).drifted == 1U);
  db.execute("DELETE FROM entitlement");
  BOOST_TEST(operations::verify(context()).drifted == 1U);
  operations::recompute(context(), {{customer_id, operations::Concern::log_ins}});
  BOOST_TEST(in_step());
  db.execute("DELETE FROM credential");
  BOOST_TEST(operations::verify(context()).drifted == 1U);
}

BOOST_AUTO_TEST_CASE(
    log_ins_stored_before_they_were_tidied_answer_as_they_were_built_until_a_job_has_built_them_anew) {
  const std::string stored = "jose\u0301@fibra\u00a0";
  const auto found = [&](const std::string& typed) {
    const auto integration = storage::find_checked_integration(tenant(), neo).value();
    return operations::find_customers_by_login(context(), integration, typed).size();
  };
  sell(1, "plain");
  db.execute("UPDATE customer_service SET login = ?", {stored});
  db.execute("UPDATE integration SET tidy_from = 9");  // as it was before
  operations::recompute(context(), {{customer_id, operations::Concern::log_ins}});
  BOOST_TEST(found(stored) == 1U);
  BOOST_TEST(found("josé@fibra") == 0U);
  db.execute("UPDATE integration SET tidy_from = 0");
  for (int run = 0; run < 2; ++run)  // cut off and run again, it does nothing twice
    for (const auto& migration : storage::migrations())
      if (migration.name == "0028_tidy_log_ins")
        for (const auto& statement : storage::statements_of(migration.text))
          db.run_script_statement(statement);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM job WHERE kind = 'credenciais'") == 1);
  db.execute("UPDATE job SET not_before = ?", {clock.now()});  // the database's clock is another
  BOOST_TEST(found(stored) == 1U);
  sell(2, "plain");  // meanwhile both generations are written
  BOOST_TEST(found("login2") == 1U);
  BOOST_TEST(worker.run_due());
  BOOST_TEST(job_status() == "concluido");
  for (const auto& typed :
       {stored, std::string("josé@fibra"), std::string("JOSÉ@FIBRA\u200b"), std::string("login2")})
    BOOST_TEST(found(typed) == 1U);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(another_log_in_field_is_built_beside_the_old_one_and_then_switched_to) {
  db.execute("UPDATE customer SET document = '52998224725' WHERE id = ?", {customer_id});
  sell(1, "plain");
  db.execute("UPDATE integration SET building_source = 'cpf_cnpj', building_generation = 2 WHERE id = ?",
             {neo});
  enqueue("credenciais", neo, operations::payload_of(operations::LogInRebuild{"cpf_cnpj", 2}));
  const auto version = count("SELECT version AS n FROM config_version");
  BOOST_TEST(worker.run_due());
  BOOST_TEST(job_status() == "concluido");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM integration WHERE credential_source = 'cpf_cnpj' AND"
                   " credential_generation = 2 AND building_generation IS NULL") == 1);
  BOOST_TEST(count("SELECT version AS n FROM config_version") > version);
  BOOST_TEST(logins(neo) == 1);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_change_during_the_rebuilding_is_in_both_generations) {
  sell(1, "plain");
  db.execute(
      "UPDATE integration SET building_source = 'codigo_cliente', building_generation = 2 WHERE id = ?",
      {neo});
  sell(2, "plain");
  BOOST_TEST(logins(neo) == 4);
}

BOOST_AUTO_TEST_CASE(a_job_whose_worker_died_goes_on_where_it_stood) {
  sell(1, "plain");
  db.execute("INSERT INTO package_product (package_id, product_id) VALUES (?, ?)", {tv, max});
  enqueue("recalcular_pacote", tv);
  BOOST_REQUIRE(
      storage::claim_job(db, std::string(16, 'x'), clock.now(), clock.now() + std::chrono::seconds{60}));
  BOOST_TEST(!worker.run_due());
  clock.advance(std::chrono::seconds{61});
  BOOST_TEST(worker.run_due());
  BOOST_TEST(job_status() == "concluido");
  BOOST_TEST(verdict(max) == "liberado");
}

BOOST_AUTO_TEST_CASE(a_job_that_a_lost_database_interrupts_goes_on_at_once_under_its_own_lease) {
  sell(1, "plain");
  db.execute("INSERT INTO package_product (package_id, product_id) VALUES (?, ?)", {tv, max});
  enqueue("recalcular_pacote", tv);
  break_writes_of("entitlement");
  break_writes_of("job", "NEW.status <> 'executando'");  // it cannot be put back either
  BOOST_CHECK_THROW(worker.run_due(), storage::Unavailable);
  BOOST_TEST(job_status() == "executando");
  mend();
  BOOST_TEST(worker.run_due());
  BOOST_TEST(job_status() == "concluido");
  BOOST_TEST(verdict(max) == "liberado");
  BOOST_TEST(count("SELECT attempts AS n FROM job") == 1);
}

BOOST_AUTO_TEST_CASE(a_job_says_how_much_there_is_to_do_before_it_has_done_anything) {
  sell(1, "plain");
  db.execute("INSERT INTO package_product (package_id, product_id) VALUES (?, ?)", {tv, max});
  enqueue("recalcular_pacote", tv);
  break_writes_of("entitlement");
  BOOST_CHECK_THROW(worker.run_due(), storage::Unavailable);
  mend();
  BOOST_TEST(count("SELECT total AS n FROM job") == 1);
  BOOST_TEST(count("SELECT done AS n FROM job") == 0);
  clock.advance(std::chrono::seconds{2});
  BOOST_TEST(worker.run_due());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM job WHERE total = 1 AND done = 1") == 1);
}

BOOST_AUTO_TEST_CASE(a_job_that_waits_for_a_lock_lets_others_go_first) {
  sell(1, "plain");
  db.execute("INSERT INTO package_product (package_id, product_id) VALUES (?, ?)", {tv, max});
  enqueue("recalcular_pacote", tv);
  break_writes_of("entitlement");
  BOOST_CHECK_THROW(worker.run_due(), storage::Unavailable);
  BOOST_TEST(job_status() == "pendente");
  mend();
  BOOST_TEST(!worker.run_due());
  clock.advance(std::chrono::seconds{2});
  BOOST_TEST(worker.run_due());
  BOOST_TEST(job_status() == "concluido");
}

BOOST_AUTO_TEST_CASE(a_worker_that_lost_its_lease_cannot_finish_the_job) {
  enqueue("recalcular_pacote", tv);
  const auto first =
      storage::claim_job(db, std::string(16, 'x'), clock.now(), clock.now() + std::chrono::seconds{1});
  const auto later = clock.now() + std::chrono::seconds{2};
  const auto second = storage::claim_job(db, std::string(16, 'y'), later, later + std::chrono::seconds{60});
  BOOST_REQUIRE(first && second);
  BOOST_TEST(!storage::update_job_progress(db, *first, std::string(16, 'x'), later));
  BOOST_TEST(!storage::finish_job(db, *first, std::string(16, 'x'), "concluido", later));
  BOOST_TEST(storage::finish_job(db, *second, std::string(16, 'y'), "concluido", later));
}

BOOST_AUTO_TEST_CASE(a_job_of_an_unknown_kind_is_tried_again_and_then_given_up_with_a_message) {
  enqueue("desconhecido", 1);
  for (int attempt = 0; attempt < 5; ++attempt) {
    BOOST_TEST(worker.run_due());
    clock.advance(std::chrono::hours{1});
  }
  BOOST_TEST(job_status() == "falhou");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM job WHERE message LIKE 'Falha interna%'") == 1);
}

BOOST_AUTO_TEST_CASE(a_stopped_worker_leaves_the_rest_of_a_job_for_the_next) {
  sell(1, "plain");
  enqueue("recalcular_pacote", tv);
  stop = true;
  BOOST_TEST(!worker.run_due());
  BOOST_TEST(job_status() == "pendente");
}

BOOST_AUTO_TEST_CASE(what_has_outlived_its_use_is_deleted) {
  const auto old = clock.now() - std::chrono::hours{24 * 91};
  const auto decide = [&](base::Instant at) {
    db.execute(
        "INSERT INTO decision (at, provider_id, integration_id, question, reason, latency_us, weight)"
        " VALUES (?, ?, ?, 'produto', 'liberado', 100, 1)",
        {at, provider_id, neo});
  };
  decide(old);
  decide(clock.now());
  db.execute(
      "INSERT INTO idempotency_key (provider_id, key_hash, request_hash, status, body, created_at)"
      " VALUES (?, ?, ?, 201, '', ?)",
      {provider_id, std::string(32, 'k'), std::string(32, 'r'), old});
  for (const auto* state : {"concluido", "falhou", "pendente"}) {
    enqueue("recalcular_pacote", tv);
    db.execute("UPDATE job SET status = ?, created_at = ?, finished_at = ? WHERE id = LAST_INSERT_ID()",
               {state, old, std::string_view(state) == "pendente" ? std::nullopt : std::optional(old)});
  }
  enqueue("credenciais", neo);
  db.execute("UPDATE job SET status = 'concluido', finished_at = ? WHERE kind = 'credenciais'",
             {clock.now()});
  for (const auto& [begun, open] : {std::pair{old, 0}, {old, 1}, {clock.now(), 0}}) {
    const auto attempt = db.insert(
        "INSERT INTO attempt (provider_id, integration_id, account_id, object_key, kind, planned, lease, "
        "open, "
        "begun_at) VALUES (?, ?, 1, 'k', 'criar', '{}', ?, ?, ?)",
        {provider_id, neo, std::string(16, 'l'), open, begun});
    db.execute(
        "INSERT INTO exchange (provider_id, attempt_id, method, url, request, status, response, failure, "
        "duration_ms) VALUES (?, ?, 'POST', 'https://x', '', 200, '', '', 1)",
        {provider_id, attempt});
  }
  for (const auto& [user, over] : {std::pair{1, old}, {2, clock.now()}})
    db.execute(
        "INSERT INTO invitation (provider_id, user_id, token_hash, created_at, expires_at) VALUES (?, ?, ?, "
        "?, ?)",
        {provider_id, user, std::string(32, static_cast<char>('0' + user)), over, over});
  auto provider = storage::find_provider(db, provider_id).value();
  provider.transmission_log_days = 365;
  storage::update_provider(db, provider);
  jobs::purge_old(db, clock.now());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM attempt") == 3);  // the provider keeps them for a year
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM exchange") == 3);
  provider.transmission_log_days = 90;
  storage::update_provider(db, provider);
  jobs::purge_old(db, clock.now());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM attempt") == 2);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM exchange") == 2);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM job") == 2);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM job WHERE status = 'pendente'") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM decision") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM idempotency_key") == 0);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM invitation") ==
             1);  // its page says for a while that it is over
}

BOOST_AUTO_TEST_SUITE_END()
