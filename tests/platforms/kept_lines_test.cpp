#include <sys/socket.h>

#include <Poco/Net/IPAddress.h>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <memory>
#include <thread>

#include "platforms/http_client.h"
#include "support/local_server.h"
#include "support/patient_server.h"

using namespace std::chrono_literals;
using platforms::HttpCall;
using platforms::NetworkClient;
using test::kept_answer;
using test::PatientServer;

namespace {

/// How long something took.
template <typename Act>
std::chrono::milliseconds time_of(Act act) {
  const auto since = std::chrono::steady_clock::now();
  act();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - since);
}

template <typename Condition>
bool wait_until(Condition condition) {
  for (int i = 0; i < 300; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

bool says_fine(int socket, const std::string&, int, int) {
  test::write_all(socket, kept_answer("{}"));
  return true;
}

HttpCall call(const PatientServer& server, const std::string& method = "GET", const std::string& line = "1") {
  return {.method = method, .url = server.address() + "/", .body = method == "GET" ? "" : "{}", .line = line};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kept_lines)

BOOST_AUTO_TEST_CASE(calls_of_a_line_share_a_connection_and_no_others_do) {
  const PatientServer server(says_fine);
  const NetworkClient client;
  for (int i = 0; i < 3; ++i) BOOST_TEST(client.send(call(server, "POST"), 2s)->body == "{}");
  BOOST_TEST(server.connections() == 1);
  BOOST_TEST(client.send(call(server, "GET", "2"), 2s).ok());
  BOOST_TEST(server.connections() == 2);
  auto named = call(server);
  named.host = "outra.exemplo";
  BOOST_TEST(client.send(named, 2s).ok());
  named.url = server.address("localhost") + "/";
  BOOST_TEST(client.send(named, 2s).ok());
  BOOST_TEST(server.connections() == 4);
  for (int i = 0; i < 2; ++i) BOOST_TEST(client.send(call(server, "GET", ""), 2s).ok());
  BOOST_TEST(server.connections() == 6);
}

BOOST_AUTO_TEST_CASE(a_connection_that_its_peer_closed_between_two_calls_is_not_used) {
  const PatientServer server([](int socket, const auto&, int, int) {
    test::write_all(socket, kept_answer("{}"));
    return false;  // though it did not say so
  });
  const NetworkClient client;
  for (int i = 1; i <= 3; ++i) {
    BOOST_TEST(client.send(call(server, "POST"), 2s).ok());
    BOOST_TEST(wait_until([&] { return server.left() == i; }));
  }
  BOOST_TEST(server.requests() == 3);
}

BOOST_AUTO_TEST_CASE(a_change_that_met_a_closing_connection_may_have_arrived_and_is_not_sent_again) {
  for (const auto* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    const PatientServer server([](int socket, const auto& request, int connection, int number) {
      return (connection > 1 || number == 1) && says_fine(socket, request, connection, number);
    });
    const NetworkClient client;
    BOOST_TEST(client.send(call(server), 2s).ok());
    const auto answer = client.send(call(server, method), 2s);
    BOOST_REQUIRE(!answer.ok());
    BOOST_TEST(answer.error().sent);
    BOOST_TEST(answer.error().message == "127.0.0.1 fechou a conexão sem responder.");
    BOOST_TEST(server.requests() == 2);
    BOOST_TEST(server.connections() == 1);
    BOOST_TEST(client.send(call(server, method), 2s).ok());
    BOOST_TEST(server.connections() == 2);
  }
}

BOOST_AUTO_TEST_CASE(a_question_that_met_a_closing_connection_is_asked_once_more_on_another) {
  const PatientServer server([](int socket, const auto& request, int connection, int number) {
    return (connection == 2 || number == 1) && says_fine(socket, request, connection, number);
  });
  const NetworkClient client;
  BOOST_TEST(client.send(call(server), 2s).ok());
  BOOST_TEST(client.send(call(server), 2s).ok());
  BOOST_TEST(server.requests() == 3);
  BOOST_TEST(server.connections() == 2);

  const PatientServer dead([](int socket, const auto& request, int connection, int number) {
    return connection == 1 && number == 1 && says_fine(socket, request, connection, number);
  });
  BOOST_TEST(client.send(call(dead), 2s).ok());
  BOOST_TEST(!client.send(call(dead), 2s).ok());
  BOOST_TEST(dead.requests() == 3);  // once more, and not for ever
}

BOOST_AUTO_TEST_CASE(what_a_peer_says_unasked_is_nobodys_answer) {
  const PatientServer server([](int socket, const auto&, int, int number) {
    test::write_all(socket, kept_answer(std::to_string(number)));
    if (number == 1) {
      std::this_thread::sleep_for(50ms);
      test::write_all(socket, kept_answer("forjada"));
    }
    return true;
  });
  const NetworkClient client;
  BOOST_TEST(client.send(call(server), 2s)->body == "1");
  std::this_thread::sleep_for(100ms);
  BOOST_TEST(client.send(call(server), 2s)->body == "1");
  BOOST_TEST(server.connections() == 2);

  const PatientServer at_once([](int socket, const auto&, int connection, int) {
    test::write_all(socket, kept_answer(std::to_string(connection)) + kept_answer("forjada"));
    return true;
  });
  BOOST_TEST(client.send(call(at_once), 2s)->body == "1");
  BOOST_TEST(client.send(call(at_once), 2s)->body == "2");
}

BOOST_AUTO_TEST_CASE(a_reply_without_an_end_of_its_own_or_that_says_so_ends_its_connection) {
  for (const std::string answer :
       {"HTTP/1.1 200 OK\r\n\r\n{}", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"}) {
    const PatientServer server([&](int socket, const auto&, int, int) {
      test::write_all(socket, answer);
      return answer.find("Length") != std::string::npos;
    });
    const NetworkClient client;
    for (int i = 0; i < 2; ++i) BOOST_TEST(client.send(call(server), 2s)->body == "{}");
    BOOST_TEST(server.connections() == 2);
  }
  const PatientServer chunks([](int socket, const auto&, int, int) {
    test::write_all(socket,
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n");
    return true;
  });
  const NetworkClient client;
  for (int i = 0; i < 2; ++i) BOOST_TEST(client.send(call(chunks), 2s)->body == "{}");
  BOOST_TEST(chunks.connections() == 1);
}

BOOST_AUTO_TEST_CASE(an_idle_connection_is_closed_and_an_old_one_is_made_anew) {
  const PatientServer server(says_fine);
  const NetworkClient hasty(platforms::Reach{.idle = 50ms});
  BOOST_TEST(hasty.send(call(server), 2s).ok());
  BOOST_TEST(wait_until([&] { return server.left() == 1; }));  // nobody has called meanwhile
  BOOST_TEST(hasty.send(call(server), 2s).ok());
  BOOST_TEST(server.connections() == 2);

  const PatientServer other(says_fine);
  int looked_up = 0;
  const NetworkClient brief(platforms::Reach{.open = 100ms, .look_up = [&](const std::string&) {
                                               ++looked_up;
                                               return std::vector{Poco::Net::IPAddress("127.0.0.1")};
                                             }});
  auto by_name = call(other);
  by_name.url = other.address("plataforma.exemplo") + "/";
  for (int i = 0; i < 20; ++i) {
    BOOST_TEST(brief.send(by_name, 2s).ok());
    std::this_thread::sleep_for(15ms);
  }
  BOOST_TEST(other.connections() >= 3);
  BOOST_TEST(other.connections() < 15);
  BOOST_TEST(looked_up == other.connections());
}

BOOST_AUTO_TEST_CASE(a_name_that_leads_to_a_private_address_is_refused_before_anything_is_connected) {
  const PatientServer server(says_fine);
  const NetworkClient client(std::set<std::string>{}, platforms::Reach{.look_up = [&](const std::string&) {
                               return std::vector{Poco::Net::IPAddress("127.0.0.1")};
                             }});
  auto by_name = call(server);
  by_name.url = "https://publica.exemplo:" + std::to_string(server.port()) + "/";
  const auto answer = client.send(by_name, 2s);
  BOOST_REQUIRE(!answer.ok());
  BOOST_TEST(!answer.error().sent);
  BOOST_TEST(answer.error().message.find("endereço interno") != std::string::npos);
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_peer_that_goes_mute_or_drips_on_its_second_call_is_given_up_in_time) {
  for (const bool drips : {false, true}) {
    const PatientServer server([&](int socket, const auto& request, int connection, int number) {
      if (number == 1) return says_fine(socket, request, connection, number);
      for (int i = 0; i < 60; ++i) {
        if (drips) test::write_all(socket, i == 0 ? "HTTP/1.1 200 OK\r\nX-Slow: " : "x");
        std::this_thread::sleep_for(20ms);
      }
      return false;
    });
    const NetworkClient client;
    BOOST_TEST(client.send(call(server, "POST"), 2s).ok());
    const auto took = time_of([&] {
      const auto answer = client.send(call(server, "GET"), 300ms);
      BOOST_REQUIRE(!answer.ok());
      BOOST_TEST(answer.error().message == "127.0.0.1 não respondeu no prazo.");
    });
    BOOST_TEST(took.count() < 700);
    BOOST_TEST(server.requests() == 2);
  }
}

BOOST_AUTO_TEST_CASE(a_name_service_that_hangs_holds_nobody_longer_than_their_time_and_one_thread_a_name) {
  // Shared: the threads left behind may still be in the look-up when this sentence is over.
  struct NameService {
    std::atomic<int> asked = 0;
    std::atomic<bool> hangs = true;
  };
  const auto names = std::make_shared<NameService>();
  const PatientServer server(says_fine);
  const NetworkClient client(platforms::Reach{.look_up = [names](const std::string&) {
    ++names->asked;
    while (names->hangs) std::this_thread::sleep_for(10ms);
    return std::vector{Poco::Net::IPAddress("127.0.0.1")};
  }});
  auto by_name = call(server);
  by_name.url = server.address("plataforma.exemplo") + "/";
  for (int i = 0; i < 3; ++i) {
    const auto took = time_of([&] {
      const auto answer = client.send(by_name, 150ms);
      BOOST_REQUIRE(!answer.ok());
      BOOST_TEST(!answer.error().sent);
      BOOST_TEST(answer.error().message == "plataforma.exemplo não teve o nome encontrado na rede no prazo.");
    });
    BOOST_TEST(took.count() < 500);
  }
  BOOST_TEST(names->asked == 1);
  BOOST_TEST(client.send(call(server), 2s).ok());  // a numeric address asks nobody
  for (int i = 0; i < 50; ++i) {
    by_name.url = "http://n" + std::to_string(i) + ".exemplo/";
    BOOST_TEST(!client.send(by_name, 1ms).ok());
  }
  BOOST_TEST(names->asked <= 32);
  names->hangs = false;
  by_name.url = server.address("plataforma.exemplo") + "/";
  BOOST_TEST(wait_until([&] { return client.send(by_name, 2s).ok(); }));
}

BOOST_AUTO_TEST_SUITE_END()
