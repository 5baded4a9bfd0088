#include <boost/test/unit_test.hpp>

#include "validation/fcgi_client.h"
#include "validation/loop_server.h"

using fcgi_client::bytes_of;
using fcgi_client::Client;
using namespace test;
using Clock = std::chrono::steady_clock;

BOOST_AUTO_TEST_SUITE(validation_event_loop_turns)

BOOST_AUTO_TEST_CASE(what_arrives_while_a_turn_runs_is_answered_together_in_the_next) {
  Server server;
  Client slow(server.socket);
  slow.send(bytes_of({.query = "slow"}));
  std::this_thread::sleep_for(30ms);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<Client>(server.socket));
    clients.back()->send(bytes_of({.query = "q"}));
  }
  for (auto& client : clients) BOOST_TEST(client->read_answer().has_value());
  BOOST_TEST(server.echo.largest_turn == 20U);
}

BOOST_AUTO_TEST_CASE(a_turn_takes_no_more_than_its_size_and_the_rest_comes_next) {
  Server server({.turn_size = 8});
  Client slow(server.socket);
  slow.send(bytes_of({.query = "slow"}));
  std::this_thread::sleep_for(30ms);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(std::make_unique<Client>(server.socket));
    clients.back()->send(bytes_of({}));
  }
  for (auto& client : clients) BOOST_TEST(client->read_answer().has_value());
  BOOST_TEST(server.echo.largest_turn == 8U);
}

BOOST_AUTO_TEST_CASE(idle_or_busy_the_handler_may_look_after_itself) {
  Server server({.rest_every = 30ms});
  BOOST_TEST(becomes_true([&] { return server.echo.rests >= 3; }));
  std::atomic<bool> enough = false;
  std::thread caller([&] {
    Client client(server.socket);
    while (!enough) client.ask({});
  });
  const int before = server.echo.rests;
  BOOST_TEST(becomes_true([&] { return server.echo.rests >= before + 3; }));
  enough = true;
  caller.join();
}

BOOST_AUTO_TEST_CASE(while_a_turn_waits_for_the_database_the_next_is_taken_and_answered) {
  Server server({}, 2);
  Client slow(server.socket);
  Client quick(server.socket);
  BOOST_REQUIRE(quick.ask({}));
  slow.send(bytes_of({.query = "slow"}));  // 150 ms
  std::this_thread::sleep_for(20ms);
  const auto from = Clock::now();
  for (int i = 0; i < 10; ++i) BOOST_TEST(quick.ask({})->status == 200);
  BOOST_TEST((Clock::now() - from < 100ms));
  BOOST_TEST(slow.read_answer()->status == 200);
}

BOOST_AUTO_TEST_CASE(who_cannot_answer_leaves_the_calls_to_one_who_can) {
  Server server;
  server.stop();
  server.handlers.push_back(&server.other);
  server.other.is_able = false;
  server.start();
  const auto ask = [&](int times) {
    for (int i = 0; i < times; ++i) BOOST_TEST(Client(server.socket).ask({})->status == 200);
  };
  ask(50);
  BOOST_TEST(server.other.answered == 0);
  BOOST_TEST(server.echo.answered == 50);
  server.other.is_able = true;
  server.echo.is_able = false;
  std::this_thread::sleep_for(50ms);
  ask(50);
  BOOST_TEST(server.other.answered >= 49);  // one may have been on its way to the first
  server.other.is_able = false;
  ask(10);  // nobody is able: somebody answers all the same
  BOOST_TEST(server.stop().count() < 200);
}

BOOST_AUTO_TEST_CASE(each_answer_goes_to_its_own_client_however_many_turns_run_at_a_time) {
  Server server({.turn_size = 4}, 3);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> clients;
  for (int n = 0; n < 12; ++n) {
    clients.emplace_back([&, n] {
      for (int round = 0; round < 20; ++round) {
        Client client(server.socket);
        for (int i = 0; i < 20; ++i) {
          const auto mark = "c" + std::to_string(n) + "-" + std::to_string(round * 20 + i);
          const auto answer = client.ask({.query = mark, .keep = i < 19});
          wrong += answer && answer->body.ends_with("?" + mark + " ") ? 0 : 1;
        }
      }
    });
  }
  for (auto& client : clients) client.join();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(server.echo.answered == 12 * 20 * 20);
  BOOST_TEST(becomes_true([&] { return connections_of(server) == 0; }));
}

BOOST_AUTO_TEST_CASE(a_held_call_is_answered_later_while_others_go_on) {
  for (const std::size_t lanes : k_lanes) {
    Server server({}, lanes);
    Client held(server.socket);
    const auto from = Clock::now();
    held.send(bytes_of({.query = "hold"}));
    BOOST_TEST(Client(server.socket).ask({})->status == 200);
    BOOST_TEST((Clock::now() - from < 190ms));
    BOOST_REQUIRE(held.read_answer());
    BOOST_TEST((Clock::now() - from >= 200ms));
    BOOST_TEST(held.ask({.query = "again"})->body.ends_with("?again "));
  }
}

BOOST_AUTO_TEST_CASE(a_held_call_whose_client_vanishes_is_freed_at_once) {
  for (const std::size_t lanes : k_lanes) {
    Server server({}, lanes);
    { Client(server.socket).send(bytes_of({.query = "hold"})); }
    BOOST_TEST(becomes_true([&] { return connections_of(server) == 0; }, 150ms));
    BOOST_TEST(Client(server.socket).ask({})->status == 200);
  }
}

BOOST_AUTO_TEST_CASE(an_exception_in_a_turn_is_answered_503_with_retry_after_and_the_loop_goes_on) {
  for (const std::size_t lanes : k_lanes) {
    Server server({}, lanes);
    Client client(server.socket);
    const auto answer = client.ask({.query = "throw"});
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->status == 503);
    BOOST_TEST(answer->headers.find("Retry-After: 1") != std::string::npos);
    BOOST_TEST(client.ask({})->status == 200);
  }
}

BOOST_AUTO_TEST_SUITE_END()
