#include "osm/operations/app.h"

#include <boost/test/unit_test.hpp>

#include "osm/operations/credentials.h"
#include "osm/storage/channels.h"
#include "osm/storage/notifications.h"
#include "osm/storage/plans.h"
#include "storage/providers.h"
#include "support/digest_places.h"
#include "support/portal.h"
#include "support/rows_read.h"

using Why = osm::AppRefusal::Why;
using osm::Status;
using std::chrono::days;
using std::chrono::seconds;

namespace {

struct LivingRoom : test::Portal {
  std::uint64_t id = feed("C1", "rita@exemplo.com.br");
  osm::AppLogIn input{.provider = "demo",
                      .log_in = "rita@exemplo.com.br",
                      .password = "001234",
                      .app_name = "android 1.2",
                      .address = "203.0.113.7"};

  auto log_in() { return osm::log_in(staff(), input); }
  std::string token() { return log_in().value().token; }
  bool is_let_in(const std::string& token) { return osm::use_app(staff(), token).ok(); }
  Why why_not(const std::string& token) { return osm::use_app(staff(), token).error().why; }
  void fail(int times) {
    auto wrong = input;
    wrong.password = "errada";
    for (int i = 0; i < times; ++i) osm::log_in(staff(), wrong);
  }
  void set_status(Status status) { osm::change_subscriber(erp(), id, {.status = status}).value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(osm_app, LivingRoom)

BOOST_AUTO_TEST_CASE(the_right_password_lets_in_and_the_list_shows_the_use) {
  const auto in = log_in().value();
  BOOST_TEST(in.subscriber.subscriber.id == id);
  BOOST_TEST(in.subscriber.plans.at(0).plan.code == "SEAC");
  BOOST_TEST(osm::use_app(staff(), in.token).value().subscriber_id == id);
  const auto seen = whole(id).subscriber;
  BOOST_TEST(seen.app_name.value() == "android 1.2");
  BOOST_TEST((seen.app_seen_at == clock.now()));
}

BOOST_AUTO_TEST_CASE(a_wrong_password_an_unknown_log_in_and_another_providers_name_look_alike) {
  input.password = "errada";
  BOOST_TEST((log_in().error().why == Why::wrong));
  input = {.provider = "demo", .log_in = "ninguem@exemplo.com.br", .password = "001234"};
  BOOST_TEST((log_in().error().why == Why::wrong));
  input = {.provider = "outro", .log_in = "rita@exemplo.com.br", .password = "001234"};
  BOOST_TEST((log_in().error().why == Why::wrong));
  BOOST_TEST((osm::log_in(staff_of(other_provider_id), input).error().why == Why::wrong));
}

BOOST_AUTO_TEST_CASE(a_suspended_subscribers_next_call_is_refused_and_enabled_again_the_same_token_lets_in) {
  const auto held = token();
  BOOST_TEST(is_let_in(held));
  set_status(Status::suspended);
  BOOST_TEST((why_not(held) == Why::suspended));
  BOOST_TEST((log_in().error().why == Why::suspended));
  input.password = "errada";
  BOOST_TEST((log_in().error().why == Why::wrong));
  set_status(Status::active);
  BOOST_TEST(is_let_in(held));
}

BOOST_AUTO_TEST_CASE(a_token_ends_ninety_days_after_its_last_use_not_after_it_was_given) {
  const auto held = token();
  clock.advance(days{89});
  BOOST_TEST(is_let_in(held));
  clock.advance(days{89});
  BOOST_TEST(is_let_in(held));
  clock.advance(days{91});
  BOOST_TEST((why_not(held) == Why::over));
}

BOOST_AUTO_TEST_CASE(a_token_ends_when_its_owner_leaves_and_when_he_is_removed) {
  const auto held = token();
  osm::log_out(staff(), held);
  osm::log_out(staff(), held);
  BOOST_TEST((why_not(held) == Why::over));
  const auto other = token();
  osm::remove_subscriber(erp(), id).value();
  BOOST_TEST((why_not(other) == Why::over));
}

BOOST_AUTO_TEST_CASE(a_token_that_is_sent_again_with_its_password_stays_and_a_new_password_ends_it) {
  const auto held = token();
  osm::change_subscriber(erp(), id, {.password = std::string("001234")}).value();
  BOOST_TEST(is_let_in(held));
  osm::change_subscriber(erp(), id, {.password = std::string("nova senha")}).value();
  BOOST_TEST((why_not(held) == Why::over));
  BOOST_TEST((log_in().error().why == Why::wrong));
}

BOOST_AUTO_TEST_CASE(the_eleventh_token_ends_the_oldest) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 11; ++i) {
    tokens.push_back(token());
    clock.advance(seconds{1});
  }
  BOOST_TEST(!is_let_in(tokens[0]));
  for (int i = 1; i < 11; ++i) BOOST_TEST(is_let_in(tokens[static_cast<std::size_t>(i)]), i);
}

BOOST_AUTO_TEST_CASE(a_token_is_its_own_providers_and_is_kept_as_a_hash) {
  const auto held = token();
  BOOST_TEST((osm::use_app(staff_of(other_provider_id), held).error().why == Why::over));
  osm::log_out(staff_of(other_provider_id), held);
  BOOST_TEST(is_let_in(held));
  BOOST_TEST(
      count("SELECT COUNT(*) AS n FROM osm_app_token WHERE token_hash = ?", {base::token_hash(held)}) == 1);
}

BOOST_AUTO_TEST_CASE(whoever_guesses_at_one_log_in_waits_and_the_subscribers_other_one_lets_in) {
  osm::add_credential(staff(), id, {.access_key = std::string("CASA-1"), .password = std::string("segredo")})
      .value();
  fail(5);
  const auto held_back = log_in();
  BOOST_TEST((held_back.error().why == Why::wait));
  BOOST_TEST(held_back.error().wait.count() == 1);
  input.log_in = "casa-1";
  input.password = "segredo";
  BOOST_TEST(log_in().ok());
  input.log_in = "RITA@exemplo.com.br";
  input.password = "001234";
  BOOST_TEST((log_in().error().why == Why::wait));
  clock.advance(seconds{1});
  BOOST_TEST(log_in().ok());
}

BOOST_AUTO_TEST_CASE(an_address_that_tries_many_log_ins_is_slowed_down_at_its_provider_only) {
  input.password = "errada";
  for (int i = 0; i < 100; ++i) {
    input.log_in = "pessoa" + std::to_string(i) + "@exemplo.com.br";
    log_in();
  }
  input.log_in = "rita@exemplo.com.br";
  input.password = "001234";
  BOOST_TEST((log_in().error().why == Why::wait));
  input.provider = "outro";
  BOOST_TEST((osm::log_in(staff_of(other_provider_id), input).error().why == Why::wrong));
  input.provider = "demo";
  input.address = "203.0.113.8";
  BOOST_TEST(log_in().ok());
}

BOOST_AUTO_TEST_CASE(who_finds_no_place_to_have_his_password_looked_at_is_not_counted) {
  {
    const test::FullDigestPlaces full;
    BOOST_CHECK_THROW(log_in(), base::TooManyDigests);
  }
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM login_attempt") == 0);
  BOOST_TEST(log_in().ok());
}

BOOST_AUTO_TEST_CASE(a_log_in_under_way_does_not_outlive_a_new_password) {
  bool let_in = true;
  meanwhile([&] { osm::change_subscriber(erp(), id, {.password = std::string("nova senha")}).value(); },
            [&](const operations::Context& own) {
              const osm::Context theirs{own.tenant, zone, clock, "app"};
              let_in = osm::log_in(theirs, input).ok();
            });
  BOOST_TEST(!let_in);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM osm_app_token") == 0);
}

BOOST_AUTO_TEST_CASE(channels_come_in_the_main_plans_order_then_the_others_and_only_active_ones) {
  const auto category = osm::insert_category(tenant(), "Filmes");
  const auto add = [&](std::uint32_t number, bool active = true) {
    return osm::insert_channel(tenant(), {.number = number,
                                          .name = "Canal " + std::to_string(number),
                                          .category_id = category,
                                          .active = active});
  };
  const auto one = add(1);
  const auto two = add(2);
  const auto three = add(3);
  const auto off = add(4, false);
  const auto plan = [&](const char* code) { return osm::find_plan_by_code(tenant(), code)->id; };
  osm::replace_plan_channels(tenant(), plan("SEAC"), std::vector{two, off, one});
  osm::replace_plan_channels(tenant(), plan("FULL"), std::vector{three, two});
  const auto ids = [&] {
    std::vector<std::uint32_t> shown;
    for (const auto& channel : osm::list_channels(staff(), id)) shown.push_back(channel.id);
    return shown;
  };
  BOOST_TEST((ids() == std::vector{two, one}));
  osm::change_subscriber(erp(), id, {.plans = std::vector<std::string>{"SEAC", "FULL"}}).value();
  BOOST_TEST((ids() == std::vector{two, one, three}));
  osm::change_subscriber(erp(), id, {.plans = std::vector<std::string>{"FULL"}}).value();
  BOOST_TEST((ids() == std::vector{three, two}));
  BOOST_TEST(osm::list_channels(staff(), id)[0].category == "Filmes");
  osm::update_channel(tenant(), {.id = three, .number = 3, .name = "Canal 3", .active = false});
  BOOST_TEST((ids() == std::vector{two}));
  BOOST_TEST(osm::list_channels(staff_of(other_provider_id), id).empty());
}

BOOST_AUTO_TEST_CASE(a_call_for_the_channels_is_two_statements_unless_its_use_is_written_down) {
  const auto held = token();
  const auto call = [&] {
    return test::statements_of(
        db, [&] { osm::list_channels(staff(), osm::use_app(staff(), held).value().subscriber_id); });
  };
  call();
  BOOST_TEST(call() == 2);
  clock.advance(seconds{60});
  BOOST_TEST(call() <= 8);
  BOOST_TEST(call() == 2);
}

BOOST_AUTO_TEST_CASE(an_inbox_has_each_notification_once_newest_first_and_tells_what_is_unread) {
  const auto other = feed("C2", "outra@exemplo.com.br");
  const auto send = [&](const char* title) {
    const auto sent =
        osm::insert_notification(tenant(), {.title = title, .text = "Oi", .sent_at = clock.now()});
    osm::deliver_notification(tenant(), sent, std::vector{id});
    return sent;
  };
  const auto first = send("Um");
  const auto second = send("Dois");
  BOOST_TEST(osm::read_notification(staff(), id, first));
  osm::deliver_notification(tenant(), first, std::vector{id});
  auto inbox = osm::list_notifications(staff(), id);
  BOOST_REQUIRE(inbox.notifications.size() == 2U);
  BOOST_TEST(inbox.notifications[0].id == second);
  BOOST_TEST(!inbox.notifications[0].read_at);
  BOOST_TEST((inbox.notifications[1].read_at == clock.now()));
  BOOST_TEST(inbox.unread == 1U);
  BOOST_TEST(osm::read_notification(staff(), id, first));
  BOOST_TEST(!osm::read_notification(staff(), other, first));
  BOOST_TEST(!osm::read_notification(staff_of(other_provider_id), id, first));
  BOOST_TEST(osm::list_notifications(staff(), other).notifications.empty());
}

BOOST_AUTO_TEST_SUITE_END()
