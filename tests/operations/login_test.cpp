#include "operations/login.h"

#include <boost/test/unit_test.hpp>

#include "operations/people.h"
#include "storage/audit.h"
#include "support/database.h"
#include "support/digest_places.h"

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// A provider with one person; `input` is how she signs in.
struct Doorway : test::Database {
  std::uint32_t user_id =
      operations::add_user(
          context(),
          {.name = "Ana", .email = "ana@exemplo.com.br", .role = "operador", .password = "chuva de setembro"})
          .value();
  operations::LoginInput input{.email = " ANA@exemplo.com.br",
                               .password = "chuva de setembro",
                               .address = "10.0.0.1",
                               .user_agent = "Firefox"};

  auto log_in() { return operations::log_in(context(), input); }
  auto session_of(const std::string& token) {
    return operations::find_live_session(tenant(), token, clock.now());
  }
  /// Fails `times` in a row, without waiting.
  void fail(int times) {
    auto wrong = input;
    wrong.password = "errada";
    for (int i = 0; i < times; ++i) operations::log_in(context(), wrong);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(login, Doorway)

BOOST_AUTO_TEST_CASE(the_right_password_opens_a_session_of_that_provider) {
  const auto token = log_in().value().session_token;
  const auto signed_in = session_of(token).value();
  BOOST_TEST(signed_in.name == "Ana");
  BOOST_TEST((signed_in.role == domain::Role::attendant));
  BOOST_TEST(!operations::find_live_session(other_tenant(), token, clock.now()));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE action = 'entrou'") == 1);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_an_unknown_email_and_someone_let_out_look_alike) {
  input.password = "errada";
  BOOST_TEST(log_in().error().wait.count() == 0);
  input = {.email = "bia@exemplo.com.br", .password = "chuva de setembro", .address = "10.0.0.1"};
  BOOST_TEST(log_in().error().wait.count() == 0);
  operations::set_user_active(context(), user_id, false).value();
  input.email = "ana@exemplo.com.br";
  BOOST_TEST(log_in().error().wait.count() == 0);
}

BOOST_AUTO_TEST_CASE(a_session_ends_when_idle_and_at_its_absolute_limit) {
  const auto token = log_in().value().session_token;
  clock.advance(operations::k_session_idle - minutes(1));
  BOOST_TEST(session_of(token).has_value());
  clock.advance(operations::k_session_idle - minutes(1));
  BOOST_TEST(session_of(token).has_value());
  clock.advance(operations::k_session_idle);
  BOOST_TEST(!session_of(token));
  const auto busy = log_in().value().session_token;
  for (auto passed = minutes(0); passed < operations::k_session_life - hours(1); passed += hours(1)) {
    clock.advance(hours(1));
    BOOST_TEST(session_of(busy).has_value());
  }
  clock.advance(hours(1));
  BOOST_TEST(!session_of(busy));
}

BOOST_AUTO_TEST_CASE(a_session_can_be_ended_by_its_owner_only) {
  const auto token = log_in().value().session_token;
  const auto hash = base::token_hash(token);
  BOOST_TEST(operations::list_live_sessions(context(), user_id).size() == 1);
  BOOST_TEST(!operations::end_session(context(), user_id + 1, hash));
  BOOST_TEST(!operations::end_session(context_of(other_provider_id), user_id, hash));
  BOOST_TEST(operations::end_session(context(), user_id, hash));
  BOOST_TEST(!session_of(token));
}

BOOST_AUTO_TEST_CASE(five_failures_are_free_then_each_one_doubles_the_wait_up_to_a_minute) {
  storage::LoginAttempts attempts{.window_start = clock.now(), .last_at = clock.now()};
  const auto wait = [&](std::uint32_t failures) {
    attempts.failures = failures;
    return operations::wait_after(attempts, 5, clock.now()).count();
  };
  BOOST_TEST(wait(4) == 0);
  BOOST_TEST(wait(5) == 1);
  BOOST_TEST(wait(6) == 2);
  BOOST_TEST(wait(8) == 8);
  BOOST_TEST(wait(1000) == 60);
  clock.advance(minutes(16));
  BOOST_TEST(wait(1000) == 0);
}

BOOST_AUTO_TEST_CASE(too_many_failures_hold_even_the_right_password_back_for_a_moment) {
  fail(5);
  BOOST_TEST(log_in().error().wait.count() == 1);
  clock.advance(seconds(1));
  BOOST_TEST(log_in().ok());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM login_attempt WHERE failures >= 5") == 1);
}

BOOST_AUTO_TEST_CASE(strangers_who_fail_on_an_account_do_not_lock_out_the_browser_its_owner_uses) {
  input.device = log_in().value().device;
  const auto device = input.device;
  input.device = "";
  input.address = "203.0.113.9";
  fail(20);
  BOOST_TEST(log_in().error().wait.count() > 0);
  input.device = device;
  input.address = "10.0.0.1";
  BOOST_TEST(log_in().ok());
  input.device = "0123.forged";
  BOOST_TEST(log_in().error().wait.count() > 0);
}

BOOST_AUTO_TEST_CASE(an_address_that_tries_many_accounts_is_slowed_down) {
  for (int i = 0; i < 50; ++i) {
    input.email = "pessoa" + std::to_string(i) + "@exemplo.com.br";
    log_in();
  }
  input.email = "ana@exemplo.com.br";
  BOOST_TEST(log_in().error().wait.count() > 0);
  input.address = "10.0.0.2";
  BOOST_TEST(log_in().ok());
}

BOOST_AUTO_TEST_CASE(spellings_of_one_email_count_together_and_only_its_own_lets_in) {
  for (const auto* spelling :
       {"\u00E1na@exemplo.com.br", "\u00C3NA@exemplo.com.br", "an\u200Ba@exemplo.com.br",
        "an\u00E5@exemplo.com.br", "ana@exemplo.c\u00F3m.br"}) {
    input.email = spelling;
    input.password = "errada";
    BOOST_TEST(log_in().error().wait.count() == 0, spelling);
  }
  input = {.email = "ana@exemplo.com.br", .password = "chuva de setembro", .address = "10.0.0.1"};
  BOOST_TEST(log_in().error().wait.count() > 0);
  clock.advance(minutes(16));
  input.email = "\u00E1na@exemplo.com.br";
  BOOST_TEST(!log_in().ok());
  input.email = "ANA\u200B@exemplo.com.br";  // tidied, it is hers (D37)
  BOOST_TEST(log_in().ok());
  operations::add_user(context(), {.name = "\u00C1na",
                                   .email = "\u00E1na@exemplo.com.br",
                                   .role = "operador",
                                   .password = "chuva de setembro"})
      .value();
}

BOOST_AUTO_TEST_CASE(guesses_of_one_moment_do_not_slip_through_together) {
  fail(4);
  auto wrong = input;
  wrong.password = "errada";
  std::chrono::seconds late{};
  meanwhile([&] { operations::log_in(context(), wrong); },
            [&](const operations::Context& own) { late = operations::log_in(own, input).error().wait; });
  BOOST_TEST(late.count() == 1);
}

BOOST_AUTO_TEST_CASE(an_ipv6_caller_counts_by_the_network_he_was_given) {
  for (int i = 0; i < 50; ++i) {
    input.email = "pessoa" + std::to_string(i) + "@exemplo.com.br";
    input.address = "2001:db8:0:1::" + std::to_string(i + 1);
    log_in();
  }
  input.email = "ana@exemplo.com.br";
  input.address = "2001:db8:0:1:ffff::1";
  BOOST_TEST(log_in().error().wait.count() > 0);
  input.address = "2001:db8:0:2::1";
  BOOST_TEST(log_in().ok());
}

BOOST_AUTO_TEST_CASE(the_brake_on_an_address_is_one_providers_own_and_holds_no_known_device) {
  input.device = log_in().value().device;
  const auto known = input;
  input.device = "";
  for (int i = 0; i < 50; ++i) {
    input.email = "pessoa" + std::to_string(i) + "@exemplo.com.br";
    log_in();
  }
  BOOST_TEST(log_in().error().wait.count() > 0);
  BOOST_TEST(operations::log_in(context_of(other_provider_id), input).error().wait.count() == 0);
  input = known;
  BOOST_TEST(log_in().ok());
}

BOOST_AUTO_TEST_CASE(failed_log_ins_leave_a_few_traces_with_the_account) {
  const auto told = [&] {
    return count("SELECT COUNT(*) AS n FROM audit WHERE action = 'entrada_recusada'");
  };
  fail(1);
  BOOST_TEST(told() == 1);
  fail(20);
  BOOST_TEST(told() == 2);  // the first, and the one from which on there is a wait
  for (int i = 0; i < 5; ++i) {
    clock.advance(seconds(60));
    fail(1);
  }
  BOOST_TEST(told() == 3);
  const auto lines = storage::list_audit_of(tenant(), domain::Entity::user, user_id, 0, 1);
  BOOST_TEST(lines.front().actor == "desconhecido");
  BOOST_TEST(lines.front().entry.changes.at(0).after == "10.0.0.1");
  BOOST_TEST(lines.front().entry.changes.at(1).after == "10");
  input.email = "bia@exemplo.com.br";
  fail(1);
  BOOST_TEST(told() == 3);
}

BOOST_AUTO_TEST_CASE(who_finds_no_place_to_have_his_password_looked_at_is_not_counted) {
  {
    const test::FullDigestPlaces full;
    BOOST_CHECK_THROW(log_in(), base::TooManyDigests);
  }
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM login_attempt") == 0);
  BOOST_TEST(log_in().ok());
}

BOOST_AUTO_TEST_CASE(who_has_to_wait_is_told_so_and_takes_no_place_from_those_who_need_not) {
  fail(static_cast<int>(operations::k_free_of_account));
  const test::FullDigestPlaces full;
  const auto refused = log_in();
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().wait.count() > 0);
}

BOOST_AUTO_TEST_CASE(a_php_era_hash_is_replaced_at_the_first_log_in) {
  storage::update_password(tenant(), user_id, "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                           clock.now());
  input.password = "U*U";
  BOOST_TEST(log_in().ok());
  BOOST_TEST(storage::find_user(tenant(), user_id)->password_hash.starts_with("$argon2id$"));
  BOOST_TEST(log_in().ok());
}

BOOST_AUTO_TEST_CASE(a_log_in_under_way_undoes_neither_a_new_password_nor_a_deactivation) {
  const std::string php = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  input.password = "U*U";
  const auto late = [&](const operations::Context& own) { BOOST_TEST(!operations::log_in(own, input).ok()); };
  storage::update_password(tenant(), user_id, php, clock.now());
  meanwhile([&] { storage::update_password(tenant(), user_id, "$argon2id$new", clock.now()); }, late);
  BOOST_TEST(storage::find_user(tenant(), user_id)->password_hash == "$argon2id$new");
  storage::update_password(tenant(), user_id, php, clock.now());
  meanwhile([&] { db.execute("UPDATE user SET active = 0 WHERE id = ?", {user_id}); }, late);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM session") == 0);
}

BOOST_AUTO_TEST_CASE(what_is_over_is_purged) {
  log_in().value();
  fail(1);
  clock.advance(hours(24));
  const auto idle_since = clock.now() - operations::k_session_idle;
  BOOST_TEST(storage::delete_expired_sessions(db, clock.now(), idle_since, 10) == 1);
  BOOST_TEST(storage::delete_old_login_attempts(db, clock.now() - hours(1), 10) >= 1);
}

BOOST_AUTO_TEST_SUITE_END()
