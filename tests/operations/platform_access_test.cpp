#include "operations/platform_access.h"

#include <boost/test/unit_test.hpp>

#include "operations/transmissions.h"
#include "storage/authorization_codes.h"
#include "storage/integrations.h"
#include "storage/transmissions.h"
#include "support/scripted_client.h"
#include "support/shop.h"

using namespace std::chrono_literals;
using operations::CodeDesk;
using operations::PlatformAccess;

namespace {

struct AccessFixture : test::Shop {
  AccessFixture() : id(integration("WATCH", "neo")) {}

  /// As the callback does it.
  bool bring(const std::string& code) {
    const auto sealed = keyring.seal(code, storage::authorization_context(id));
    return storage::bring_code(tenant(), id, sealed, clock.now()) == storage::Brought::stored;
  }
  std::string kept() {
    const auto row = storage::find_integration_session(tenant(), id);
    return row ? keyring.opened(row->token_sealed, storage::session_context(id)) : "";
  }

  std::uint32_t id;
  operations::Context hands = context();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(platform_access, AccessFixture)

BOOST_AUTO_TEST_CASE(a_code_is_asked_for_once_in_ten_minutes_and_counts_as_soon_as_that_stands) {
  CodeDesk desk(hands, id);
  CodeDesk other(hands, id);
  BOOST_TEST(!bring("before"));
  BOOST_TEST(desk.ask());
  BOOST_TEST(!other.ask());
  BOOST_TEST(bring("codigo-1"));
  BOOST_TEST(!other.ask());
  clock.advance(10min);
  BOOST_TEST(other.ask());
  BOOST_TEST(!desk.take().has_value());
}

BOOST_AUTO_TEST_CASE(of_several_hands_one_gets_the_code_and_then_one_is_asked_for_anew) {
  CodeDesk desk(hands, id);
  CodeDesk other(hands, id);
  BOOST_TEST(!desk.take().has_value());
  desk.ask();
  bring("codigo-1");
  BOOST_TEST(desk.take().value() == "codigo-1");
  BOOST_TEST(!other.take().has_value());
  BOOST_TEST(!bring("codigo-2"));
  BOOST_TEST(other.ask());
}

BOOST_AUTO_TEST_CASE(a_request_that_the_platform_did_not_take_is_withdrawn) {
  CodeDesk desk(hands, id);
  desk.ask();
  desk.withdraw();
  BOOST_TEST(!bring("codigo-1"));
  BOOST_TEST(desk.ask());
}

BOOST_AUTO_TEST_CASE(codes_are_brought_to_the_integration_s_own_callback_url) {
  storage::save_integration_callback(tenant(), id,
                                     {.token_hash = base::token_hash("t-1"),
                                      .token_sealed = keyring.seal("t-1", storage::callback_context(id)),
                                      .created_at = clock.now()});
  const auto url = CodeDesk(hands, id).callback_url();
  BOOST_TEST(url.starts_with("https://"));
  BOOST_TEST(url.ends_with("/callback/t-1"));
}

BOOST_AUTO_TEST_CASE(a_refused_token_is_dropped_unless_somebody_has_a_newer_one_by_now) {
  const test::ScriptedClient client({});
  const auto end = clock.now() + 1h;
  PlatformAccess first(hands, id);
  first.line(client, 1s).session() = {.token = "um", .expires_at = end, .changed = true};
  first.keep();
  BOOST_TEST(kept() == "um");
  PlatformAccess slow(hands, id);
  BOOST_TEST(slow.line(client, 1s).session().token == "um");
  first.line(client, 1s).session() = {.token = "dois", .expires_at = end, .changed = true};
  first.keep();
  slow.line(client, 1s).session() = {.changed = true};
  slow.keep();
  BOOST_TEST(kept() == "dois");
  first.line(client, 1s).session() = {.changed = true};
  first.keep();
  BOOST_TEST(kept().empty());
}

BOOST_AUTO_TEST_CASE(a_good_test_lets_the_queue_go_on_under_the_token_it_got_and_new_parameters_drop_it) {
  const test::ScriptedClient client({});
  PlatformAccess access(hands, id);
  access.line(client, 1s).session() = {.token = "um", .expires_at = clock.now() + 1h, .changed = true};
  access.keep();
  storage::pause_queue(tenant(), id, "recusada", clock.now());
  operations::resume_after_success(hands, id);
  BOOST_TEST(kept() == "um");
  BOOST_TEST(!storage::find_queue_state(tenant(), id).paused_at.has_value());
  operations::resume_after_change(hands, id);
  BOOST_TEST(kept().empty());
}

BOOST_AUTO_TEST_CASE(a_token_that_is_over_is_not_used) {
  const test::ScriptedClient client({});
  PlatformAccess first(hands, id);
  first.line(client, 1s).session() = {.token = "um", .expires_at = clock.now() + 1h, .changed = true};
  first.keep();
  clock.advance(1h);
  BOOST_TEST(PlatformAccess(hands, id).line(client, 1s).session().token.empty());
}

BOOST_AUTO_TEST_SUITE_END()
