#include "validation/code_taker.h"

#include <boost/test/unit_test.hpp>

#include "storage/authorization_codes.h"
#include "validation/gate.h"
#include "validation/replies.h"

using namespace std::chrono_literals;
using validation::CodeTaker;

namespace {

/// A gate that takes codes.
struct CodeGate : test::Gate {
  CodeGate() {
    callbacks.emplace(
        validation::Callbacks::Parts{link, writer, keyring, clock, metrics, limits, false, &codes});
  }

  /// Asks, and again as long as the call is held, as the loop does.
  validation::Reply bring(const std::string& query) {
    auto calls = turn({query});
    auto& call = calls.front();
    while (call.held_until) {
      std::this_thread::sleep_until(*call.held_until);
      call.held_until.reset();
      validation::Call* const again = &call;
      callbacks->answer({&again, 1});
    }
    return call.reply;
  }
  std::string stored() {
    const auto code = storage::find_authorization_code(tenant(), neo);
    if (!code || code->code_sealed.empty()) return "";
    return keyring.open(code->code_sealed, storage::authorization_context(neo)).value();
  }

  CodeTaker codes{test::database_settings(), keyring, clock};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(code_taker, CodeGate)

BOOST_AUTO_TEST_CASE(a_code_that_is_asked_for_is_stored_sealed_and_answered_by_an_empty_200) {
  storage::ask_for_code(tenant(), neo, clock.now());
  const auto reply = bring("code=c%C3%B3digo%2F1");
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.body.empty());
  BOOST_TEST(stored() == "código/1");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM authorization_code WHERE code_sealed LIKE '%digo%'") == 0);
}

BOOST_AUTO_TEST_CASE(a_code_counts_once_and_within_ten_minutes_of_being_asked_for) {
  storage::ask_for_code(tenant(), neo, clock.now());
  clock.advance(10min);
  BOOST_TEST(bring("code=late").status == 404);
  storage::ask_for_code(tenant(), neo, clock.now());
  clock.advance(10min - 1ms);
  BOOST_TEST(bring("code=first").status == 200);
  const auto second = bring("code=second");
  BOOST_TEST(second.status == 404);
  BOOST_TEST(second.body == validation::unknown_token().body);
  BOOST_TEST(stored() == "first");
  storage::use_up_code(tenant(), neo);
  BOOST_TEST(bring("code=third").status == 404);
  BOOST_TEST(stored().empty());
}

BOOST_AUTO_TEST_CASE(a_code_for_a_platform_that_was_never_asked_is_the_malformed_question_it_was) {
  const auto reply = bring("code=abc");
  BOOST_TEST(reply.status == 400);
  BOOST_TEST(reply.body == ask("x=abc").body);
  BOOST_TEST(bring("code=" + std::string(2001, 'a')).status == 400);
  BOOST_TEST(bring("code=").status == 400);
}

BOOST_AUTO_TEST_CASE(a_code_under_an_unknown_token_reaches_nobody) {
  storage::ask_for_code(tenant(), neo, clock.now());
  path = "/callback/another-token";
  BOOST_TEST(bring("code=abc").status == 404);
  BOOST_TEST(stored().empty());
}

BOOST_AUTO_TEST_CASE(a_question_is_answered_in_its_turn_while_a_code_waits_for_the_database) {
  storage::ask_for_code(tenant(), neo, clock.now());
  db.execute("SET autocommit = 0");
  db.execute("UPDATE authorization_code SET asked_at = asked_at");
  const auto calls = turn({"code=abc", "id=" + id() + "&product=P1"});
  BOOST_TEST(calls[0].held_until.has_value());
  BOOST_TEST(calls[1].reply.status == 200);
  db.execute("COMMIT");
  db.execute("SET autocommit = 1");
  BOOST_TEST(bring("code=abc").status == 200);
}

BOOST_AUTO_TEST_CASE(more_codes_than_are_looked_at_together_are_put_off) {
  storage::ask_for_code(tenant(), neo, clock.now());
  db.execute("SET autocommit = 0");
  db.execute("UPDATE authorization_code SET asked_at = asked_at");
  for (std::size_t i = 0; i < CodeTaker::k_most; ++i)
    BOOST_TEST((codes.take(provider_id, neo, std::to_string(i)) == CodeTaker::Answer::pending));
  BOOST_TEST((codes.take(provider_id, neo, "more") == CodeTaker::Answer::failed));
  BOOST_TEST(ask("code=more").status == 503);
  db.execute("COMMIT");
  db.execute("SET autocommit = 1");
}

BOOST_AUTO_TEST_CASE(a_code_of_one_provider_is_nothing_to_another) {
  storage::ask_for_code(tenant(), neo, clock.now());
  const storage::Tenant other{db, provider_id + 1};
  BOOST_TEST((storage::bring_code(other, neo, "sealed", clock.now()) == storage::Brought::unknown));
  BOOST_TEST(!storage::find_authorization_code(other, neo).has_value());
  storage::use_up_code(other, neo);
  BOOST_TEST(storage::find_authorization_code(tenant(), neo)->asked_at.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
