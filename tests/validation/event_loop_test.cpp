#include "validation/event_loop.h"

#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "validation/fcgi_client.h"

using fcgi_client::Ask;
using fcgi_client::begin;
using fcgi_client::bytes_of;
using fcgi_client::Client;
using fcgi_client::record;
using validation::Call;
using namespace std::chrono_literals;

namespace {

/// How many turns run at a time.
constexpr std::size_t k_lanes[] = {1, 2};

using Clock = std::chrono::steady_clock;

/// Answers with what was asked; a query "hold" is held for 200 ms first, "slow" blocks the turn, "throw"
/// throws.
class Echo final : public validation::TurnHandler {
 public:
  void answer(std::span<Call* const> calls) override {
    largest_turn = std::max(largest_turn.load(), calls.size());
    for (auto* call : calls) answer_one(*call);
  }
  void rest() override { ++rests; }
  bool able() override { return is_able; }
  std::atomic<bool> is_able = true;
  std::atomic<int> rests = 0;
  std::atomic<std::size_t> largest_turn = 0;
  std::atomic<int> answered = 0;

 private:
  void answer_one(Call& call) {
    const auto& request = call.request;
    if (request.query == "throw") throw std::runtime_error("as asked");
    if (request.query == "slow") std::this_thread::sleep_for(150ms);
    if (request.query == "hold" && Clock::now() - call.arrived < 200ms) {
      call.held_until = call.arrived + 200ms;
      return;
    }
    call.reply = {200, "text/plain",
                  std::string(request.method) + ' ' + std::string(request.path) + '?' +
                      std::string(request.query) + ' ' + request.body,
                  0};
    ++answered;
  }
};

/// A directory of its own, gone afterwards.
struct Folder {
  Folder() {
    std::string pattern = "/tmp/catraca-loop-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

void start_fcgi_once() {
  static std::once_flag once;
  std::call_once(once, validation::start_fcgi);
}

/// A loop in a thread of its own, and one for each lane more.
struct Server {
  explicit Server(validation::LoopSettings settings = {}, std::size_t lanes = 1)
      : Server(settings, {}, lanes) {}
  Server(validation::LoopSettings settings, validation::Listener listener, std::size_t lanes = 1)
      : handlers(lanes, &echo) {
    start(settings, std::move(listener));
  }
  ~Server() { stop(); }

  void start(validation::LoopSettings settings = {}, validation::Listener listener = {}) {
    start_fcgi_once();
    stop_fd.reset(::eventfd(0, EFD_CLOEXEC));
    if (!listener.socket) listener = validation::own_listener(socket);
    loop.emplace(std::move(listener), stop_fd.get(), settings, handlers, metrics);
    thread = std::thread([this] { loop->run(); });
  }

  /// Tells it to stop and waits; how long that took.
  std::chrono::milliseconds stop() {
    const auto from = Clock::now();
    if (thread.joinable()) {
      ::eventfd_write(stop_fd.get(), 1);
      thread.join();
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - from);
  }

  Folder folder = {};
  std::string socket = folder.path + "/loop.sock";
  validation::Descriptor stop_fd{::eventfd(0, EFD_CLOEXEC)};
  base::Metrics metrics = {};
  Echo echo = {};
  Echo other = {};  // of a second lane, where a test puts it there
  std::vector<validation::TurnHandler*> handlers;
  std::optional<validation::EventLoop> loop = {};
  std::thread thread = {};
};

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

bool becomes_true(const std::function<bool()>& condition, std::chrono::milliseconds limit = 3s) {
  for (const auto until = Clock::now() + limit; Clock::now() < until; std::this_thread::sleep_for(5ms))
    if (condition()) return true;
  return condition();
}

double connections_of(Server& server) {
  return server.metrics.gauge("catraca_validation_connections", "Open connections of the web server").Value();
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

BOOST_AUTO_TEST_CASE(descriptors_above_1023_are_served) {
  Server server;
  std::vector<validation::Descriptor> filling;
  while (filling.empty() || (filling.back() && filling.back().get() < 1100)) filling.emplace_back(::dup(0));
  if (!filling.back()) return;  // the limit of open files is too low here to try
  Client client(server.socket);
  BOOST_TEST(client.ask({.keep = false})->status == 200);
  BOOST_TEST(client.closed_within(500ms));
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

BOOST_AUTO_TEST_SUITE(validation_listener)

BOOST_AUTO_TEST_CASE(an_own_socket_is_for_owner_and_group_and_replaces_a_dead_one) {
  const Folder folder;
  const auto path = folder.path + "/own.sock";
  {
    auto dead = validation::own_listener(path);
    dead.own_path.clear();
  }
  const auto listener = validation::own_listener(path);
  struct stat status {};
  BOOST_REQUIRE_EQUAL(::stat(path.c_str(), &status), 0);
  BOOST_TEST((status.st_mode & 0777) == 0660);
  BOOST_CHECK_THROW(validation::own_listener(path), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_socket_meant_for_another_process_is_not_inherited) {
  ::setenv("LISTEN_FDS", "1", 1);
  ::setenv("LISTEN_PID", "1", 1);
  BOOST_TEST(!validation::inherited_listener().socket);
  ::unsetenv("LISTEN_FDS");
  ::unsetenv("LISTEN_PID");
}

BOOST_AUTO_TEST_SUITE_END()
