#include "storage/losses.h"
#include "storage/leases.h"

#include <array>
#include <boost/test/unit_test.hpp>

#include "storage/accounts.h"
#include "storage/leases.h"
#include "support/database.h"

namespace {

using namespace std::chrono_literals;
using domain::LossCause;
using domain::LossStand;

struct Losses : test::Database {
  static constexpr std::uint32_t k_integration = 7;

  /// A live account, due now.
  std::uint64_t account(std::uint32_t of = k_integration, std::uint32_t provider = 0) {
    const storage::Tenant whose{db, provider == 0 ? provider_id : provider};
    const domain::Account made{.integration_id = of,
                               .customer_id = ++customers,
                               .subscriber_id = base::random_bytes(16),
                               .told = true,
                               .created_at = clock.now()};
    storage::insert_accounts(whose, {&made, 1});
    const auto id = storage::find_account_by_subscriber(whose, made.subscriber_id).value().id;
    db.execute("UPDATE account SET live = 1, due_at = ? WHERE id = ?", {clock.now(), id});
    return id;
  }
  void hold(std::uint64_t id, LossCause cause = LossCause::limit) {
    storage::save_loss(tenant(), id, {LossStand::held, cause, clock.now()});
  }
  std::uint32_t unseen(std::uint64_t besides = 0, std::uint32_t most = 100) {
    return storage::count_unseen(tenant(), k_integration, besides, clock.now(), most);
  }
  storage::LossesKnown known() { return storage::count_losses(tenant(), k_integration, clock.now()); }

  std::uint64_t customers = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(losses, Losses)

BOOST_AUTO_TEST_CASE(losses_count_for_an_hour_and_are_new_for_twenty_seconds) {
  storage::add_loss(tenant(), k_integration, clock.now());
  storage::add_loss(tenant(), k_integration, clock.now());
  BOOST_TEST(known().all == 2U);
  BOOST_TEST(known().fresh == 2U);
  clock.advance(19s);
  BOOST_TEST(known().fresh == 2U);
  clock.advance(11s);
  storage::add_loss(tenant(), k_integration, clock.now());
  BOOST_TEST(known().all == 3U);
  BOOST_TEST(known().fresh == 1U);
  clock.advance(1h - 30s);
  BOOST_TEST(known().all == 1U);
  storage::forget_old_losses(tenant(), k_integration, clock.now());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM loss_count") == 1);
}

BOOST_AUTO_TEST_CASE(what_is_taken_off_the_count_is_what_became_known_then_and_never_more) {
  const auto since = clock.now();
  storage::add_loss(tenant(), k_integration, since);
  storage::add_loss(other_tenant(), k_integration + 1, since);
  clock.advance(1min);
  storage::take_off_loss(tenant(), k_integration, clock.now());
  BOOST_TEST(known().all == 1U);
  storage::take_off_loss(tenant(), k_integration, since);
  storage::take_off_loss(tenant(), k_integration, since);
  BOOST_TEST(known().all == 0U);
  BOOST_TEST(storage::count_losses(other_tenant(), k_integration + 1, clock.now()).all == 1U);
}

BOOST_AUTO_TEST_CASE(unseen_are_live_accounts_that_are_due_of_which_nothing_is_known) {
  const auto one = account();
  account();
  account(k_integration + 1);
  account(k_integration, other_provider_id);
  BOOST_TEST(unseen() == 2U);
  BOOST_TEST(unseen(one) == 1U);
  BOOST_TEST(unseen(0, 1) == 1U);
  hold(one);
  BOOST_TEST(unseen() == 1U);
  db.execute("UPDATE account SET live = 0");
  BOOST_TEST(unseen() == 0U);
  db.execute("UPDATE account SET live = 1, due_at = ?", {clock.now() + 1min});
  BOOST_TEST(unseen() == 0U);
}

BOOST_AUTO_TEST_CASE(live_accounts_are_those_of_which_something_stands_there_after_a_visit) {
  const auto one = account();
  db.execute("UPDATE account SET live = 0, lease = 'x', lease_until = ?", {clock.now()});
  const auto settle = [&] {
    db.execute("UPDATE account SET lease = 'x'");
    storage::settle_accounts(tenant(), std::array{storage::SettledAccount{one, {}}},
                             std::string("x") + std::string(15, '\0'), clock.now());
    return storage::count_live_accounts(tenant(), k_integration);
  };
  BOOST_TEST(settle() == 0U);
  storage::save_account_object(tenant(), one, {.object = {.key = "a"}, .since = clock.now()});
  BOOST_TEST(settle() == 1U);
  storage::delete_account_objects(tenant(), std::array{one}, "a");
  BOOST_TEST(settle() == 0U);
}

BOOST_AUTO_TEST_CASE(a_loss_that_stands_otherwise_by_now_is_not_cleared) {
  const auto one = account();
  hold(one);
  BOOST_TEST(!storage::clear_loss(tenant(), one, LossStand::waiting));
  BOOST_TEST(!storage::clear_loss(other_tenant(), one, LossStand::held));
  BOOST_TEST((storage::find_loss(tenant(), one).stand == LossStand::held));
  BOOST_TEST(storage::clear_loss(tenant(), one, LossStand::held));
  BOOST_TEST((storage::find_loss(tenant(), one).stand == LossStand::none));
}

BOOST_AUTO_TEST_CASE(held_accounts_are_let_go_by_cause_and_only_those_held_by_then) {
  const auto early = account();
  const auto other_cause = account();
  const auto late = account();
  hold(early);
  hold(other_cause, LossCause::other);
  const auto until = clock.now();
  clock.advance(1s);
  hold(late);
  const auto locked = [&](const storage::Tenant& whose, base::Instant by) {
    std::vector<std::uint64_t> ids;
    for (const auto& held : storage::lock_held_accounts(whose, k_integration, LossCause::limit, by, 0, 10))
      ids.push_back(held.id);
    return ids;
  };
  BOOST_TEST(locked(tenant(), until) == std::vector{early}, boost::test_tools::per_element());
  BOOST_TEST(locked(tenant(), clock.now()).size() == 2U);
  BOOST_TEST(locked(other_tenant(), clock.now()).empty());
  const std::vector<std::uint64_t> ids{early};
  storage::let_go_losses(other_tenant(), ids, clock.now());
  BOOST_TEST((storage::find_loss(tenant(), early).stand == LossStand::held));
  storage::let_go_losses(tenant(), ids, clock.now());
  BOOST_TEST((storage::find_loss(tenant(), early).stand == LossStand::let_go));
  BOOST_TEST(locked(tenant(), until).empty());
}

BOOST_AUTO_TEST_CASE(the_figures_of_a_cause_are_the_integrations_own) {
  storage::lock_loss_guard(tenant(), k_integration);
  storage::change_hold(tenant(), k_integration, LossCause::limit, {.held = 1});
  storage::change_hold(tenant(), k_integration, LossCause::limit, {.held = 1});
  storage::change_hold(tenant(), k_integration, LossCause::limit, {.held = -1, .cured = 1});
  storage::change_hold(other_tenant(), k_integration + 1, LossCause::limit, {.held = 5});
  const auto holds = storage::list_holds(tenant());
  BOOST_REQUIRE(holds.size() == 1U);
  BOOST_TEST(holds[0].held == 1U);
  BOOST_TEST(holds[0].cured == 1U);
  storage::open_loss_guard(tenant(), k_integration, clock.now(), {.cured = 2});
  BOOST_TEST(storage::list_holds(tenant()).empty());
  BOOST_TEST(storage::list_guards(tenant()).front().last_accounts == 2U);
  BOOST_TEST(storage::list_guards(other_tenant()).empty());
}

BOOST_AUTO_TEST_SUITE_END()
