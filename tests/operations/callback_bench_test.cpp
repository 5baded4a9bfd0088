#include "operations/callback_bench.h"

#include <boost/test/unit_test.hpp>

#include "support/scripted_client.h"

BOOST_AUTO_TEST_SUITE(callback_bench)

BOOST_AUTO_TEST_CASE(a_callback_is_asked_as_a_platform_asks_and_shown_without_password_and_token) {
  const test::ScriptedClient client({platforms::HttpReply{.status = 200, .body = "{}"},
                                     base::Unexpected{platforms::HttpFailure{.message = "calado"}}});
  const operations::CallbackAddress address{"http://127.0.0.1/callback/secreto", "demo.localhost"};
  const auto existence = operations::ask_existence(client, address, "maria&silva", "s&nha", "maria&silva");
  const auto product = operations::ask_product(client, address, "ab", "urn:tve:P 1");
  const auto calls = client.calls();
  BOOST_TEST(calls.at(0).method == "POST");
  BOOST_TEST(calls.at(0).host == "demo.localhost");
  BOOST_TEST(calls.at(0).body == "login=maria%26silva&password=s%26nha");
  BOOST_TEST(calls.at(1).url ==
             "http://127.0.0.1/callback/secreto?subscriber_id=ab&product=urn%3Atve%3AP%201");
  BOOST_TEST(existence.reply->body == "{}");
  BOOST_TEST(existence.request.find("secreto") == std::string::npos);
  BOOST_TEST(existence.request.find("nha") == std::string::npos);
  BOOST_TEST(product.reply.error().message == "calado");
  BOOST_TEST(product.request == "GET /callback/…?subscriber_id=ab&product=urn%3Atve%3AP%201");
}

BOOST_AUTO_TEST_SUITE_END()
