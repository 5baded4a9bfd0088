#include "operations/services.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "storage/migrations.h"
#include "support/shop.h"

namespace {

using operations::ServicePut;
using Codes = std::vector<std::string>;

/// The catalogue of the product's main story: a required, an optional and a trial package of one NEO
/// integration.
struct Story : test::Shop {
  std::uint32_t neo = integration("neo");
  std::uint32_t required = product(neo, "REQ");
  std::uint32_t optional = product(neo, "OPT");
  std::uint32_t trial = product(neo, "TRI");
  std::uint32_t required_package = package("req", neo, {required});
  std::uint32_t optional_package = package("opt", neo, {optional});
  std::uint32_t trial_package = package("tri", neo, {trial});
  std::uint32_t camera = package("camera", std::nullopt, {});
  std::uint32_t fibra =
      plan("fibra", {{required_package, true}, {optional_package}, {trial_package, false, 7}});
  std::uint32_t mega = plan("mega", {{required_package, true}});
  std::uint32_t locked = plan("travado", {{required_package, true}}, true);

  /// Packages of the old plan move along with a migration (D69).
  void move_defaults() {
    db.execute("UPDATE provider SET migration_moves_defaults = 1 WHERE id = ?", {provider_id});
  }
  ServicePut moved(const std::string& plan, std::optional<std::uint64_t> old = {}) {
    ServicePut put;
    put.customer_code = std::string("C1");
    put.plan = plan;
    put.status_prefix = std::string("servico_habilitado");
    put.old_erp_id = old;
    return put;
  }
};

void check(const std::vector<std::string>& got, const std::vector<std::string>& wanted) {
  BOOST_CHECK_EQUAL_COLLECTIONS(got.begin(), got.end(), wanted.begin(), wanted.end());
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(services, Story)

BOOST_AUTO_TEST_CASE(a_new_service_gets_the_plans_packages_and_an_account_with_a_random_subscriber_id) {
  sell(1, "fibra");
  check(packages_on(1), {"req", "opt", "tri"});
  BOOST_TEST(subscriber(neo).size() == 32U);
  for (const auto product : {required, optional, trial}) BOOST_TEST(verdict(product) == "liberado");
  BOOST_TEST(logins(neo) == 1);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_service_enabled_here_for_the_first_time_says_since_when_unless_somebody_said) {
  const auto since = [&](std::uint64_t id) {
    return storage::find_service_by_erp_id(tenant(), id).value().enabled_on;
  };
  const auto differences = [&] { return count("SELECT COUNT(*) AS n FROM feed_difference"); };
  sell(1, "fibra");  // nobody knows since when: a feed brings it enabled
  BOOST_TEST(!since(1).has_value());
  for (const bool says_none : {false, true}) {
    const std::uint64_t id = says_none ? 3 : 2;
    auto fresh = moved("fibra");
    fresh.status_prefix = std::string("aguardando_instalacao");
    if (says_none) fresh.enabled_on = base::Patch<base::Instant>::cleared();
    put(id, fresh);
    BOOST_TEST(!since(id).has_value());
    const auto enabled = clock.now();
    status(id, "servico_habilitado");
    BOOST_TEST((since(id) == enabled));
    clock.set(enabled + std::chrono::hours(24));
    status(id, "suspenso_debito");
    status(id, "servico_habilitado");
    put(id, fresh.enabled_on.given ? ServicePut{.enabled_on = fresh.enabled_on} : ServicePut{});
    BOOST_TEST((since(id) == enabled));
    BOOST_TEST(differences() == 0);
    put(id, {.enabled_on = enabled - std::chrono::hours(9)});
    BOOST_TEST((since(id) == enabled - std::chrono::hours(9)));
  }
  auto told = moved("fibra");
  told.status_prefix = std::string("aguardando_instalacao");
  told.enabled_on = clock.now() - std::chrono::hours(48);
  put(4, told);
  status(4, "servico_habilitado");
  BOOST_TEST((since(4) == told.enabled_on.value));
}

BOOST_AUTO_TEST_CASE(an_optional_package_can_be_refused_in_the_act_and_a_required_one_cannot) {
  auto put_without = moved("fibra");
  put_without.declined = {"opt"};
  put(1, put_without);
  check(packages_on(1), {"req", "tri"});

  auto refused_required = moved("fibra");
  refused_required.declined = {"req"};
  const auto answer = operations::put_service(feed(), 2, refused_required);
  BOOST_REQUIRE(!answer.ok());
  BOOST_TEST(answer.error().errors.has("pacotes_recusados"));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service WHERE external_id = 2") == 0);
}

BOOST_AUTO_TEST_CASE(a_suspension_denies_and_enabling_allows_again_with_the_same_subscriber_id) {
  sell(1, "fibra");
  const auto id = subscriber(neo);
  status(1, "suspenso_debito");
  BOOST_TEST(verdict(required) == "suspenso");
  BOOST_TEST(logins(neo) == 1);
  status(1, "servico_habilitado");
  BOOST_TEST(verdict(required) == "liberado");
  BOOST_TEST(subscriber(neo) == id);
}

BOOST_AUTO_TEST_CASE(nothing_is_entitled_before_the_first_enabling_and_log_in_works_already) {
  sell(1, "fibra", "aguardando_instalacao");
  BOOST_TEST(verdict(required) == "sem_produto");
  BOOST_TEST(logins(neo) == 1);
  status(1, "suspenso_debito");
  BOOST_TEST(verdict(required) == "sem_produto");
  status(1, "servico_habilitado");
  BOOST_TEST(verdict(required) == "liberado");
}

BOOST_AUTO_TEST_CASE(a_not_yet_status_after_enabling_keeps_the_last_state) {
  sell(1, "fibra");
  status(1, "aguardando_configuracao");
  BOOST_TEST(verdict(required) == "liberado");
  status(1, "suspenso_debito");
  status(1, "aguardando_liberacao_ti");
  BOOST_TEST(verdict(required) == "suspenso");
}

BOOST_AUTO_TEST_CASE(an_unknown_status_is_refused_and_the_old_state_kept) {
  sell(1, "fibra");
  const auto answer = operations::set_service_status(feed(), 1, "suspenso_outro");
  BOOST_REQUIRE(!answer.ok());
  BOOST_TEST(answer.error().errors.has("status_prefixo"));
  BOOST_TEST(verdict(required) == "liberado");
}

BOOST_AUTO_TEST_CASE(a_plan_change_on_the_same_id_keeps_what_lives_and_denies_nobody) {
  move_defaults();
  sell(1, "fibra");
  const auto id = subscriber(neo);
  put(1, moved("mega"));
  check(packages_on(1), {"req", "opt", "tri"});
  BOOST_TEST(verdict(required) == "liberado");
  BOOST_TEST(subscriber(neo) == id);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_migration_to_a_new_id_moves_packages_with_their_rows_and_ends_the_old_service) {
  move_defaults();
  sell(1, "fibra");
  const auto row = count("SELECT MIN(id) AS n FROM service_package");
  put(2, moved("mega", 1));
  check(packages_on(2), {"req", "opt", "tri"});
  check(packages_on(1), {});
  BOOST_TEST(count("SELECT MIN(id) AS n FROM service_package WHERE service_id ="
                   " (SELECT id FROM customer_service WHERE external_id = 2)") == row);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service WHERE external_id = 1 AND status_prefix = "
                   "'cancelado'") == 1);
  BOOST_TEST(verdict(required) == "liberado");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_migration_to_a_service_not_yet_installed_stays_where_the_old_one_stood) {
  sell(1, "fibra");
  auto waiting = moved("mega", 1);
  waiting.status_prefix = std::string("aguardando_instalacao");
  put(2, waiting);
  BOOST_TEST(verdict(required) == "liberado");
}

BOOST_AUTO_TEST_CASE(a_locking_plan_shuts_foreign_packages_out_and_lists_them) {
  sell(1, "fibra");
  const auto written = put(1, moved("travado"));
  check(packages_on(1), {"req"});
  Codes left_out;
  for (const auto& item : written.left_out) {
    left_out.push_back(item.code);
    BOOST_TEST(item.reason == "travado_pelo_plano");
  }
  check(left_out, {"opt", "tri"});
  BOOST_TEST(verdict(optional) == "sem_produto");
}

BOOST_AUTO_TEST_CASE(a_nightly_repeat_of_the_same_put_changes_nothing) {
  sell(1, "fibra");
  operations::remove_package(context(), add(1, "camera"));
  const auto audits = count("SELECT COUNT(*) AS n FROM audit");
  BOOST_TEST(!sell(1, "fibra").changed);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == audits);
  check(packages_on(1), {"req", "opt", "tri"});
}

BOOST_AUTO_TEST_CASE(what_staff_changed_stays_until_the_erp_sends_another_value) {
  sell(1, "fibra");
  ServicePut by_staff;
  by_staff.plan = std::string("mega");
  BOOST_REQUIRE(operations::put_service(context(), 1, by_staff).ok());
  sell(1, "fibra");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service WHERE plan_id = ?", {mega}) == 1);
  sell(1, "travado");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service WHERE plan_id = ?", {locked}) == 1);
}

BOOST_AUTO_TEST_CASE(a_cancelled_service_ends_everything_and_enabling_it_brings_back_what_ended_with_it) {
  sell(1, "fibra");
  const auto id = subscriber(neo);
  const auto taken_off = add(1, "camera");
  operations::remove_package(context(), taken_off);
  status(1, "cancelado");
  BOOST_TEST(verdict(required) == "cancelado");
  BOOST_TEST(logins(neo) == 0);
  status(1, "servico_habilitado");
  check(packages_on(1), {"req", "opt", "tri"});
  BOOST_TEST(verdict(required) == "liberado");
  BOOST_TEST(subscriber(neo) == id);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_plan_change_on_a_service_that_is_over_links_nothing_that_comes_back_with_it) {
  move_defaults();
  sell(1, "fibra");
  status(1, "cancelado");
  ServicePut change;
  change.plan = std::string("mega");
  put(1, change);
  check(packages_on(1), {});
  status(1, "servico_habilitado");
  check(packages_on(1), {"req", "opt", "tri"});
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(what_a_plan_change_links_on_a_service_that_is_over_waits_for_its_return) {
  sell(1, "mega");
  status(1, "cancelado");
  put(1, {.plan = std::string("fibra")});
  check(packages_on(1), {});
  const auto rows =
      storage::list_service_packages_of(tenant(), storage::find_service_by_erp_id(tenant(), 1)->id);
  const auto refused = operations::edit_package(context(), rows.back().id, {.value = base::Cents{1}});
  BOOST_TEST(refused.error().code == "pacote_removido");
  status(1, "servico_habilitado");
  check(packages_on(1), {"req", "opt", "tri"});
  for (const auto product : {required, optional, trial}) BOOST_TEST(verdict(product) == "liberado");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_migration_lets_what_was_linked_on_a_service_that_was_over_wait_for_its_return) {
  sell(1, "mega");
  status(1, "cancelado");
  put(1, {.plan = std::string("fibra")});
  db.run_script_statement(
      "UPDATE service_package SET removed_by = NULL, removed_at = NULL WHERE activated_at IS NULL");
  check(packages_on(1), {"opt", "tri"});  // as it was left before
  for (const auto& migration : storage::migrations())
    if (migration.number == 21)
      for (const auto& statement : storage::statements_of(migration.text)) db.run_script_statement(statement);
  check(packages_on(1), {});
  status(1, "servico_habilitado");
  check(packages_on(1), {"req", "opt", "tri"});
}

BOOST_AUTO_TEST_CASE(a_plan_change_on_a_service_that_is_over_keeps_away_what_the_plan_or_the_act_shuts_out) {
  move_defaults();
  sell(1, "fibra");
  status(1, "cancelado");
  ServicePut change;
  change.plan = std::string("mega");
  change.declined = {"opt"};
  put(1, change);
  status(1, "servico_habilitado");
  check(packages_on(1), {"req", "tri"});
  status(1, "cancelado");
  put(1, {.plan = std::string("travado")});
  status(1, "servico_habilitado");
  check(packages_on(1), {"req"});
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_new_service_after_the_cancel_gets_the_old_account) {
  sell(1, "fibra");
  const auto id = subscriber(neo);
  status(1, "cancelado");
  sell(2, "mega");
  BOOST_TEST(subscriber(neo) == id);
  BOOST_TEST(verdict(required) == "liberado");
}

BOOST_AUTO_TEST_CASE(two_services_with_the_same_product_hold_each_other_up) {
  sell(1, "mega");
  sell(2, "mega");
  status(1, "suspenso_debito");
  BOOST_TEST(verdict(required) == "liberado");
  status(2, "cancelado");
  BOOST_TEST(verdict(required) == "suspenso");
  status(1, "cancelado");
  BOOST_TEST(verdict(required) == "cancelado");
}

BOOST_AUTO_TEST_CASE(another_holder_takes_the_service_with_its_packages_and_gets_an_id_of_his_own) {
  sell(1, "mega");
  const auto id = subscriber(neo);
  customer("C2");
  auto handed_over = moved("mega");
  handed_over.customer_code = std::string("C2");
  put(1, handed_over);
  BOOST_TEST(verdict(required) == "sem_produto");
  BOOST_TEST(subscriber(neo) == id);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM account") == 2);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_service_handed_to_an_older_customer_keeps_its_log_in) {
  customer("C2");
  auto to_second = moved("mega");
  to_second.customer_code = std::string("C2");
  to_second.status_prefix = std::string("servico_habilitado");
  to_second.login = std::string("ana");
  to_second.password = std::string("segredo");
  put(1, to_second);
  BOOST_TEST(logins(neo) == 0);
  auto to_first = moved("mega");
  to_first.customer_code = std::string("C1");
  put(1, to_first);
  BOOST_TEST(logins(neo) == 1);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_status_that_waited_for_a_change_of_holder_locks_the_new_holder_too) {
  sell(1, "mega");
  const auto second = customer("C2");
  const auto version = [&] {
    return count("SELECT entitlement_version AS n FROM customer WHERE id = ?", {second});
  };
  storage::Db other(test::database_settings());
  operations::Context elsewhere{other, provider_id, zone, clock, keyring, "sistema", operations::Writer::erp};
  std::thread suspending;
  std::int64_t when_moved = 0;
  db.transaction([&] {
    auto handed_over = moved("mega");
    handed_over.customer_code = std::string("C2");
    put(1, handed_over);
    when_moved = version();
    suspending = std::thread([&] { operations::set_service_status(elsewhere, 1, "suspenso_debito"); });
    std::this_thread::sleep_for(std::chrono::milliseconds{300});  // it has looked, and waits for C1
  });
  suspending.join();
  BOOST_TEST(version() == when_moved + 1);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_trial_ends_at_midnight_of_its_date_in_the_providers_zone_though_no_job_ran) {
  sell(1, "fibra");
  clock.set(zone.start_of(*base::date_from_iso("2026-11-29")) - std::chrono::milliseconds{1});
  BOOST_TEST(verdict(trial) == "liberado");
  clock.advance(std::chrono::milliseconds{1});
  BOOST_TEST(verdict(trial) == "degustacao_vencida");
  BOOST_TEST(verdict(required) == "liberado");
}

BOOST_AUTO_TEST_CASE(the_removal_of_an_ended_trial_changes_no_answer) {
  sell(1, "fibra");
  clock.advance(std::chrono::hours{24 * 8});
  BOOST_TEST(operations::remove_ended_trials(context(), customer_id) == 1U);
  check(packages_on(1), {"req", "opt"});
  BOOST_TEST(verdict(trial) == "degustacao_vencida");
  BOOST_TEST(operations::remove_ended_trials(context(), customer_id) == 0U);
  BOOST_TEST(in_step());
  status(1, "cancelado");
  BOOST_TEST(verdict(trial) == "cancelado");
}

BOOST_AUTO_TEST_CASE(a_trial_counts_from_the_first_enabling) {
  sell(1, "fibra", "aguardando_instalacao");
  clock.advance(std::chrono::hours{24 * 20});
  status(1, "servico_habilitado");
  BOOST_TEST(verdict(trial) == "liberado");
  clock.advance(std::chrono::hours{24 * 6});
  BOOST_TEST(verdict(trial) == "liberado");
  clock.advance(std::chrono::hours{24});
  BOOST_TEST(verdict(trial) == "degustacao_vencida");
}

BOOST_AUTO_TEST_CASE(a_trial_that_waits_for_its_first_enabling_does_not_end_whenever_the_job_runs) {
  sell(1, "fibra", "aguardando_instalacao");
  clock.advance(std::chrono::hours{24 * 20});
  BOOST_TEST(operations::remove_ended_trials(context(), customer_id) == 0U);
  BOOST_TEST(storage::list_customers_with_ended_limits(tenant(), zone.day_of(clock.now()), 9).empty());
  status(1, "servico_habilitado");
  BOOST_TEST(verdict(trial) == "liberado");
}

BOOST_AUTO_TEST_CASE(what_ended_before_the_first_enabling_was_never_had_whenever_the_job_runs) {
  for (const bool job_ran : {true, false}) {
    const std::uint64_t number = job_ran ? 1 : 2;
    sell(number, "mega", "aguardando_instalacao");
    operations::PackageSale sale{.service_erp_id = number, .package_code = "opt"};
    sale.limit_on = base::Date{std::chrono::sys_days{zone.day_of(clock.now())} + std::chrono::days{3}};
    BOOST_REQUIRE(operations::add_package(context(), sale).ok());
    clock.advance(std::chrono::hours{24 * 4});
    if (job_ran) BOOST_TEST(operations::remove_ended_trials(context(), customer_id) == 1U);
    status(number, "servico_habilitado");
    BOOST_TEST(verdict(optional) == "sem_produto", "job ran: " << job_ran);
    operations::remove_ended_trials(context(), customer_id);
    BOOST_TEST(verdict(optional) == "sem_produto", "job ran: " << job_ran);
    BOOST_TEST(in_step());
    status(number, "cancelado");
  }
}

BOOST_AUTO_TEST_CASE(a_product_had_before_gets_no_new_trial) {
  sell(1, "fibra");
  const auto written = sell(2, "fibra");
  check(packages_on(2), {"req", "opt"});
  BOOST_REQUIRE_EQUAL(written.left_out.size(), 1U);
  BOOST_TEST(written.left_out[0].reason == "degustacao_ja_usada");
}

BOOST_AUTO_TEST_CASE(an_inactive_product_package_or_plan_blocks_new_sales_only) {
  sell(1, "mega");
  db.execute("UPDATE product SET active = 0 WHERE id = ?", {required});
  BOOST_TEST(sell(2, "mega").left_out.at(0).reason == "produto_inativo");
  db.execute("UPDATE package SET active = 0 WHERE id = ?", {required_package});
  BOOST_TEST(sell(3, "mega").left_out.at(0).reason == "pacote_inativo");
  db.execute("UPDATE plan SET active = 0 WHERE id = ?", {mega});
  const auto refused_plan = operations::put_service(feed(), 4, moved("mega"));
  BOOST_TEST(refused_plan.error().code == "plano_inativo");
  status(1, "suspenso_debito");
  status(1, "servico_habilitado");
  BOOST_TEST(verdict(required) == "liberado");
}

BOOST_AUTO_TEST_CASE(all_wrong_fields_are_named_at_once) {
  ServicePut wrong;
  wrong.customer_code = std::string("nobody");
  wrong.plan = std::string("nothing");
  wrong.status_prefix = std::string("enabled");
  wrong.due_day = 32U;
  const auto answer = operations::put_service(feed(), 1, wrong);
  BOOST_REQUIRE(!answer.ok());
  for (const auto* field : {"codigo_cliente", "plano", "status_prefixo", "vencimento"})
    BOOST_TEST(answer.error().errors.has(field), field);
}

BOOST_AUTO_TEST_CASE(nothing_of_another_provider_can_be_reached) {
  sell(1, "mega");
  const auto foreign = context_of(other_provider_id);
  BOOST_TEST(!operations::set_service_status(foreign, 1, "cancelado").ok());
  BOOST_TEST(!operations::remove_package(
                  foreign, static_cast<std::uint64_t>(count("SELECT MAX(id) AS n FROM service_package")))
                  .ok());
  auto stolen = moved("mega");
  BOOST_TEST(!operations::put_service(foreign, 1, stolen).ok());
  BOOST_TEST(verdict(required) == "liberado");
}

BOOST_AUTO_TEST_SUITE_END()
