#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "validation/fcgi_client.h"
#include "validation/loop_server.h"

using fcgi_client::begin;
using fcgi_client::bytes_of;
using fcgi_client::Client;
using namespace test;

BOOST_AUTO_TEST_SUITE(validation_event_loop_stop)

BOOST_AUTO_TEST_CASE(told_to_stop_when_idle_it_is_gone_at_once_and_its_socket_removed) {
  for (const std::size_t lanes : k_lanes) {
    Server server({}, lanes);
    Client kept(server.socket);
    BOOST_REQUIRE(kept.ask({}));
    BOOST_TEST(server.stop().count() < 100);
    BOOST_TEST(kept.closed_within(10ms));
    BOOST_TEST(!std::filesystem::exists(server.socket));
  }
}

BOOST_AUTO_TEST_CASE(told_to_stop_it_answers_what_is_in_hand_without_keeping_the_connection) {
  for (const std::size_t lanes : k_lanes) {
    Server server({}, lanes);
    Client slow(server.socket);
    Client half(server.socket);
    Client held(server.socket);
    held.send(bytes_of({.query = "hold"}));
    const auto bytes = bytes_of({.query = "late"});
    half.send(std::string_view(bytes).substr(0, 30));
    slow.send(bytes_of({.query = "slow"}));
    std::this_thread::sleep_for(30ms);
    std::chrono::milliseconds took{0};
    std::thread stopping([&] { took = server.stop(); });
    BOOST_TEST(slow.read_answer()->status == 200);
    half.send(std::string_view(bytes).substr(30));
    BOOST_TEST(half.read_answer()->body.ends_with("?late "));
    BOOST_TEST(held.read_answer().has_value());
    for (auto* client : {&slow, &half, &held}) BOOST_TEST(client->closed_within(100ms));
    stopping.join();
    BOOST_TEST(took.count() < 2000);
  }
}

BOOST_AUTO_TEST_CASE(told_to_stop_with_a_half_sent_request_it_is_gone_within_two_seconds) {
  for (const std::size_t lanes : k_lanes) {
    Server server({}, lanes);
    Client half(server.socket);
    half.send(begin());
    std::this_thread::sleep_for(30ms);
    BOOST_TEST(server.stop().count() < 2000);
  }
}

BOOST_AUTO_TEST_CASE(stopped_under_load_every_call_is_answered_or_closed_before_its_first_byte) {
  for (const std::size_t lanes : k_lanes) {
    Server server({}, lanes);
    std::atomic<bool> enough = false;
    std::atomic<int> answered = 0;
    std::atomic<int> cut = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i) {
      clients.emplace_back([&, keep = i % 2 == 0] {
        try {
          while (!enough) {
            Client client(server.socket);
            for (int n = 0; n < (keep ? 200 : 1); ++n) {
              const auto answer = client.ask({.query = "load", .keep = keep});
              if (!answer && client.timed_out()) ++cut;
              if (!answer) break;
              ++answered;
            }
          }
        } catch (const std::runtime_error&) {  // nobody listens any more
        }
      });
    }
    BOOST_TEST(becomes_true([&] { return answered > 500; }));
    BOOST_TEST(server.stop().count() < 2000);
    enough = true;
    for (auto& client : clients) client.join();
    BOOST_TEST(cut == 0);
    BOOST_TEST(answered == server.echo.answered);
  }
}

BOOST_AUTO_TEST_CASE(two_processes_on_one_socket_survive_the_kill_of_one) {
  start_fcgi_once();
  const Folder folder;
  const auto path = folder.path + "/shared.sock";
  auto shared = validation::own_listener(path);
  const auto serve = [&] {
    const auto child = ::fork();
    if (child != 0) return child;
    Echo echo;
    base::Metrics metrics;
    const validation::Descriptor never{::eventfd(0, EFD_CLOEXEC)};
    validation::EventLoop({validation::Descriptor(::dup(shared.socket.get())), {}}, never.get(), {}, {&echo},
                          metrics)
        .run();
    std::_Exit(0);
  };
  const pid_t first = serve();
  const pid_t second = serve();
  for (int i = 0; i < 50; ++i) BOOST_TEST(Client(path).ask({.keep = false})->status == 200);
  ::kill(first, SIGKILL);
  ::waitpid(first, nullptr, 0);
  for (int i = 0; i < 50; ++i) BOOST_TEST(Client(path).ask({.keep = false})->status == 200);
  ::kill(second, SIGKILL);
  ::waitpid(second, nullptr, 0);
}

BOOST_AUTO_TEST_SUITE_END()
