#include "platforms/wire.h"

#include <boost/test/unit_test.hpp>
#include <ctime>
#include <thread>

#include "support/told.h"

using test::reply;

namespace {

/// What is kept of one call after `hide` has been told what to hide.
template <typename Hide>
domain::Exchange kept(const platforms::HttpCall& call, platforms::HttpReply answer, const Hide& hide) {
  const test::ScriptedClient client({std::move(answer)});
  platforms::Session session;
  platforms::Wire wire(client, std::chrono::seconds(15), session, base::k_long_ago);
  BOOST_TEST(wire.send(call).ok());
  hide(wire);
  return wire.take_exchanges().at(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire)

BOOST_AUTO_TEST_CASE(a_secret_is_hidden_wherever_it_stands_and_though_it_became_known_later) {
  const auto exchange =
      kept({.url = "https://a.example/s%2F%22e?x=1", .headers = {{"X", "s/\"e"}}, .body = R"({"k":"s/\"e"})"},
           reply(200, R"(s/"e and s/\"e)"), [](platforms::Wire& wire) { wire.hide("s/\"e"); });
  BOOST_TEST(exchange.url == "https://a.example/•••?x=1");
  BOOST_TEST(exchange.request == "X: •••\n\n{\"k\":\"•••\"}");
  BOOST_TEST(exchange.response == "••• and •••");
}

BOOST_AUTO_TEST_CASE(what_is_part_of_another_secret_does_not_break_it_and_nothing_hides_nothing) {
  const auto exchange =
      kept({.url = "https://a.example/"}, reply(200, "abcdef abc"), [](platforms::Wire& wire) {
        wire.hide("");
        wire.hide("abc", "1");
        wire.hide("abcdef", "2");
      });
  BOOST_TEST(exchange.response == "2 1");
}

BOOST_AUTO_TEST_CASE(a_mebibyte_of_secrets_is_masked_in_no_time_and_little_of_it_is_kept) {
  const auto since = std::clock();  // of the processor, however busy the machine is
  const auto exchange = kept({.url = "https://a.example/"}, reply(200, std::string(1024 * 1024, '1')),
                             [](platforms::Wire& wire) { wire.hide("1"); });
  BOOST_TEST(std::clock() - since < 2 * CLOCKS_PER_SEC);
  BOOST_TEST(exchange.response.size() <= 8U * 1024);
  BOOST_TEST(exchange.response.find('?') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(calls_of_one_change_share_one_deadline) {
  const test::ScriptedClient client({reply(200), reply(200)});
  platforms::Session session;
  platforms::Wire wire(client, std::chrono::milliseconds(20), session, base::k_long_ago);
  BOOST_TEST(wire.send({.url = "https://a.example/"}).ok());
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  const auto late = wire.send({.url = "https://a.example/"});
  BOOST_REQUIRE(!late.ok());
  BOOST_TEST(!late.error().sent);
  BOOST_TEST(client.calls().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
