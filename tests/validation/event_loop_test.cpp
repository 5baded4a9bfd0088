#include "validation/event_loop.h"

#include <boost/test/unit_test.hpp>

#include "validation/fcgi_client.h"
#include "validation/loop_server.h"

using fcgi_client::begin;
using fcgi_client::bytes_of;
using fcgi_client::Client;
using fcgi_client::record;
using namespace test;
using Clock = std::chrono::steady_clock;

namespace {

/// The slowest of `count` calls of one connection.
std::chrono::microseconds slowest_of(const std::string& socket, int count) {
  Client client(socket);
  auto slowest = 0us;
  for (int i = 0; i < count; ++i) {
    const auto from = Clock::now();
    BOOST_REQUIRE(client.ask({.query = "n"}));
    slowest = std::max(slowest, std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - from));
  }
  return slowest;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(validation_event_loop)

BOOST_AUTO_TEST_CASE(a_kept_connection_is_answered_again_and_again) {
  Server server;
  Client client(server.socket);
  for (int i = 0; i < 100; ++i) {
    const auto query = "n=" + std::to_string(i);
    const auto answer =
        client.ask({.method = "POST", .path = "/callback/abc", .query = query, .body = "x=1"});
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->status == 200);
    BOOST_TEST(answer->body == "POST /callback/abc?" + query + " x=1");
  }
}

BOOST_AUTO_TEST_CASE(a_connection_without_keep_alive_is_answered_and_closed) {
  Server server;
  for (int i = 0; i < 50; ++i) {
    Client client(server.socket);
    BOOST_REQUIRE(client.ask({.keep = false}));
    BOOST_TEST(client.closed_within(1s));
  }
  BOOST_TEST(becomes_true([&] { return connections_of(server) == 0; }));
}

BOOST_AUTO_TEST_CASE(a_body_of_fifteen_kib_arrives_whole) {
  Server server;
  Client client(server.socket);
  const std::string body(15 * 1024, 'b');
  const auto answer = client.ask({.method = "POST", .body = body});
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->body.ends_with(body));
  BOOST_TEST(client.ask({})->status == 200);
}

BOOST_AUTO_TEST_CASE(a_connection_that_says_nothing_is_closed_after_two_seconds_and_not_before) {
  Server server;
  Client silent(server.socket);
  BOOST_TEST(!silent.closed_within(1700ms));
  BOOST_TEST(silent.closed_within(1s));
}

BOOST_AUTO_TEST_CASE(a_request_that_is_not_whole_after_two_seconds_is_closed_however_it_drips) {
  Server server;
  Client client(server.socket);
  BOOST_REQUIRE(client.ask({}));
  std::this_thread::sleep_for(2200ms);  // idle and kept: stays
  const auto bytes = bytes_of({});
  const auto from = Clock::now();
  for (std::size_t i = 0; i + 1 < bytes.size() && !client.closed_within(100ms); ++i)
    client.send(std::string_view(bytes).substr(i, 1));
  BOOST_TEST((Clock::now() - from > 1800ms && Clock::now() - from < 2600ms));
}

BOOST_AUTO_TEST_CASE(a_request_in_three_pieces_is_answered) {
  Server server;
  Client client(server.socket);
  const auto bytes = bytes_of({.query = "pieces"});
  for (const auto& [from, size] : {std::pair{0, 5}, std::pair{5, 40}, std::pair{45, 1000}}) {
    client.send(
        std::string_view(bytes).substr(static_cast<std::size_t>(from), static_cast<std::size_t>(size)));
    std::this_thread::sleep_for(20ms);
  }
  BOOST_TEST(client.read_answer()->body.ends_with("?pieces "));
}

BOOST_AUTO_TEST_CASE(a_request_above_sixteen_kib_is_closed_without_waiting) {
  Server server;
  Client client(server.socket);
  client.send(begin() + record(4, "") + record(5, std::string(20000, 'x')));
  BOOST_TEST(client.closed_within(500ms));
  BOOST_TEST(Client(server.socket).ask({})->status == 200);
}

BOOST_AUTO_TEST_CASE(malformed_records_and_parameters_close_only_their_own_connection) {
  Server server;
  Client http(server.socket);
  http.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  BOOST_TEST(http.closed_within(500ms));
  Client lying(server.socket);  // a parameter longer than its record
  lying.send(begin() +
             record(4,
                    "\x7f\x7f"
                    "abc") +
             record(4, "") + record(5, ""));
  BOOST_TEST(lying.closed_within(500ms));
  Client huge(server.socket);  // lengths of 2 GiB each
  huge.send(begin() +
            record(4,
                   "\xff\xff\xff\xff\xff\xff\xff\xff"
                   "abc") +
            record(4, "") + record(5, ""));
  BOOST_TEST(huge.closed_within(500ms));
  BOOST_TEST(Client(server.socket).ask({})->status == 200);
}

BOOST_AUTO_TEST_CASE(fifty_silent_and_fifty_half_sent_connections_cost_the_others_nothing) {
  for (const std::size_t lanes : k_lanes) {
    Server server({}, lanes);
    slowest_of(server.socket, 200);
    std::vector<std::unique_ptr<Client>> others;
    const auto bytes = bytes_of({});
    for (int i = 0; i < 100; ++i) {
      others.push_back(std::make_unique<Client>(server.socket));
      if (i % 2 == 0) others.back()->send(std::string_view(bytes).substr(0, bytes.size() / 2));
    }
    BOOST_TEST(becomes_true([&] { return connections_of(server) == 100; }));
    // Any wait for one of them would be 2 s; the bound leaves room for a busy machine.
    BOOST_TEST(slowest_of(server.socket, 1000).count() < 200'000);
    BOOST_TEST(becomes_true([&] { return connections_of(server) == 0; }));
  }
}

BOOST_AUTO_TEST_CASE(a_client_that_vanishes_before_its_answer_harms_nobody) {
  for (const std::size_t lanes : k_lanes) {
    Server server({}, lanes);
    for (int i = 0; i < 30; ++i) {
      Client client(server.socket);
      client.send(bytes_of({.query = i % 3 == 0 ? "slow" : "n"}));
    }
    BOOST_TEST(Client(server.socket).ask({})->status == 200);
    BOOST_TEST(becomes_true([&] { return connections_of(server) == 0; }));
  }
}

BOOST_AUTO_TEST_CASE(an_idle_connection_closed_by_the_web_server_is_freed_at_once) {
  for (const std::size_t lanes : k_lanes) {
    Server server({}, lanes);
    {
      std::vector<std::unique_ptr<Client>> clients;
      for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<Client>(server.socket));
        BOOST_REQUIRE(clients.back()->ask({}));
      }
      BOOST_TEST(connections_of(server) == 20);
    }
    BOOST_TEST(becomes_true([&] { return connections_of(server) == 0; }, 300ms));
  }
}

BOOST_AUTO_TEST_CASE(a_client_that_half_closes_after_asking_still_gets_its_answer) {
  for (const std::size_t lanes : k_lanes) {
    Server server({}, lanes);
    Client client(server.socket);
    client.send(bytes_of({.query = "half"}));
    client.half_close();
    BOOST_TEST(client.read_answer()->body.ends_with("?half "));
    BOOST_TEST(client.closed_within(500ms));
  }
}

BOOST_AUTO_TEST_CASE(above_the_most_connections_the_others_wait_in_the_backlog) {
  Server server({.max_connections = 5});
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<Client>(server.socket));
    BOOST_REQUIRE(clients.back()->ask({}));
  }
  Client sixth(server.socket);
  sixth.send(bytes_of({}));
  BOOST_TEST(!sixth.closed_within(300ms));
  clients.pop_back();
  BOOST_TEST(sixth.read_answer()->status == 200);
}

BOOST_AUTO_TEST_CASE(descriptors_above_1023_are_served) {
  Server server;
  std::vector<validation::Descriptor> filling;
  while (filling.empty() || (filling.back() && filling.back().get() < 1100)) filling.emplace_back(::dup(0));
  if (!filling.back()) return;  // the limit of open files is too low here to try
  Client client(server.socket);
  BOOST_TEST(client.ask({.keep = false})->status == 200);
  BOOST_TEST(client.closed_within(500ms));
}

BOOST_AUTO_TEST_SUITE_END()
