#include "platforms/http_client.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/SecureServerSocket.h>
#include <sys/socket.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "base/secrets.h"
#include "support/local_server.h"

using namespace std::chrono_literals;
using platforms::HttpCall;
using test::LocalServer;

namespace {

const platforms::NetworkClient k_network;

/// How long something took.
template <typename Act>
std::chrono::milliseconds time_of(Act act) {
  const auto since = std::chrono::steady_clock::now();
  act();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - since);
}

/// Waits until the client has given up, or a second.
void hold(int socket) {
  char byte = 0;
  for (int i = 0; i < 100; ++i) {
    if (::recv(socket, &byte, 1, MSG_DONTWAIT) == 0) return;
    std::this_thread::sleep_for(10ms);
  }
}

platforms::HttpFailure failure_of(const LocalServer::Answer& answer, std::chrono::milliseconds within = 5s,
                                  const std::string& scheme = "http") {
  const LocalServer server(answer);
  const auto reply =
      k_network.send({.url = scheme + "://127.0.0.1:" + std::to_string(server.port()) + "/"}, within);
  BOOST_REQUIRE(!reply.ok());
  return reply.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_client)

BOOST_AUTO_TEST_CASE(a_call_carries_its_host_its_body_and_its_query_and_brings_the_reply) {
  const LocalServer server([](int socket, const std::string&) {
    test::write_all(socket, test::http_answer(403, R"({"error":"suspenso"})"));
  });
  const auto reply = k_network.send({.method = "POST",
                                     .url = server.address() + "/callback/x?id=1&b=%20",
                                     .host = "demo.example",
                                     .content_type = "application/x-www-form-urlencoded",
                                     .headers = {{"Idempotency-Key", "a-1"}},
                                     .body = "senha=a%26b"},
                                    5s);
  BOOST_REQUIRE(reply.ok());
  BOOST_TEST(reply->status == 403);
  BOOST_TEST(reply->content_type == "application/json");
  BOOST_TEST(reply->body == R"({"error":"suspenso"})");
  const auto seen = server.last_request();
  BOOST_TEST(seen.starts_with("POST /callback/x?id=1&b=%20 HTTP/1.1\r\n"));
  BOOST_TEST(seen.find("Host: demo.example\r\n") != std::string::npos);
  BOOST_TEST(seen.find("Idempotency-Key: a-1\r\n") != std::string::npos);
  BOOST_TEST(seen.ends_with("\r\n\r\nsenha=a%26b"));
}

BOOST_AUTO_TEST_CASE(a_redirect_is_a_reply_and_is_not_followed) {
  const LocalServer server([](int socket, const std::string&) {
    test::write_all(socket, "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
  });
  BOOST_TEST(k_network.send({.url = server.address() + "/"}, 5s)->status == 302);
  BOOST_TEST(server.served() == 1);
}

BOOST_AUTO_TEST_CASE(a_server_that_says_nothing_is_given_up_in_time) {
  platforms::HttpFailure failure;
  const auto took =
      time_of([&] { failure = failure_of([](int socket, const auto&) { hold(socket); }, 200ms); });
  BOOST_TEST(took.count() < 800);
  BOOST_TEST(failure.sent);
  BOOST_TEST(failure.message == "127.0.0.1 não respondeu no prazo.");
}

BOOST_AUTO_TEST_CASE(a_server_that_drips_is_given_up_in_time_in_its_head_and_in_its_body) {
  const auto drip = [](const std::string& start) {
    return [start](int socket, const std::string&) {
      test::write_all(socket, start);
      for (int i = 0; i < 60; ++i) {
        test::write_all(socket, "x");
        std::this_thread::sleep_for(20ms);
      }
    };
  };
  for (const auto* start : {"HTTP/1.1 200 OK\r\nX-Slow: ", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
                            "HTTP/1.1 200 OK\r\n\r\n"}) {
    const LocalServer server(drip(start));
    const auto took = time_of([&] {
      const auto reply = k_network.send({.url = server.address() + "/"}, 300ms);
      BOOST_REQUIRE(!reply.ok());
      BOOST_TEST(reply.error().message == "127.0.0.1 não respondeu no prazo.");
    });
    BOOST_TEST(took.count() < 900, start);
  }
}

BOOST_AUTO_TEST_CASE(a_server_mute_in_the_tls_handshake_is_given_up_in_time) {
  // Poco alone waits its time-out three times here.
  const LocalServer server([](int, const std::string&) { std::this_thread::sleep_for(1s); });
  const auto took = time_of([&] {
    const auto reply =
        k_network.send({.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/"}, 300ms);
    BOOST_REQUIRE(!reply.ok());
    BOOST_TEST(!reply.error().sent);
  });
  BOOST_TEST(took.count() < 900);
}

BOOST_AUTO_TEST_CASE(a_server_whose_certificate_nobody_vouches_for_hears_nothing) {
  const auto place = std::filesystem::temp_directory_path() / ("catraca-" + base::random_id());
  std::filesystem::create_directory(place);
  const auto key = (place / "key.pem").string(), certificate = (place / "cert.pem").string();
  const auto make =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
      "/CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
      key + " -out " + certificate + " 2>/dev/null";
  BOOST_REQUIRE(std::system(make.c_str()) == 0);
  using Poco::Net::Context;
  Poco::Net::SecureServerSocket listener(
      Poco::Net::SocketAddress("127.0.0.1", 0), 8,
      new Context(Context::SERVER_USE, key, certificate, "", Context::VERIFY_NONE));
  std::string heard;
  std::thread server([&] {
    try {
      auto client = listener.acceptConnection();
      std::array<char, 1000> piece{};
      heard.assign(piece.data(), static_cast<std::size_t>(client.receiveBytes(piece.data(), 1000)));
    } catch (const Poco::Exception&) {
    }
  });
  const auto reply =
      k_network.send({.url = "https://localhost:" + std::to_string(listener.address().port()) + "/"}, 2s);
  server.join();
  std::filesystem::remove_all(place);
  BOOST_REQUIRE(!reply.ok());
  BOOST_TEST(!reply.error().sent);
  BOOST_TEST(heard.empty(), heard);
}

BOOST_AUTO_TEST_CASE(what_is_no_tls_or_no_http_is_a_failure) {
  const auto plain = failure_of(
      [](int socket, const auto&) { test::write_all(socket, test::http_answer(200, "{}")); }, 2s, "https");
  BOOST_TEST(!plain.sent);
  const auto garbage =
      failure_of([](int socket, const auto&) { test::write_all(socket, "SSH-2.0-OpenSSH\r\n\r\n"); });
  BOOST_TEST(garbage.sent);
}

BOOST_AUTO_TEST_CASE(a_server_that_hangs_up_before_or_in_its_reply_is_told_apart_from_an_empty_one) {
  BOOST_TEST(failure_of([](int, const auto&) {}).message == "127.0.0.1 fechou a conexão sem responder.");
  const auto half = failure_of([](int socket, const auto&) {
    test::write_all(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access\":true");
  });
  BOOST_TEST(half.message == "127.0.0.1 fechou a conexão no meio da resposta.");
}

BOOST_AUTO_TEST_CASE(a_body_beyond_the_cap_is_refused_without_reading_it_all) {
  const auto failure = failure_of([](int socket, const auto&) {
    test::write_all(socket, "HTTP/1.1 200 OK\r\n\r\n");
    const std::string piece(64 * 1024, 'x');
    for (int i = 0; i < 3200; ++i) test::write_all(socket, piece);  // 200 MiB, unless the client hangs up
  });
  BOOST_TEST(failure.message == "127.0.0.1 respondeu com mais de 1 MiB.");
}

BOOST_AUTO_TEST_CASE(nobody_there_a_name_nobody_has_and_no_address_are_said_and_were_not_sent) {
  const auto refused = k_network.send({.url = "http://127.0.0.1:1/"}, 2s).error();
  BOOST_TEST(!refused.sent);
  BOOST_TEST(refused.message == "127.0.0.1 recusou a conexão.");
  BOOST_TEST(!k_network.send({.url = "http://nobody.invalid/"}, 2s).error().sent);
  BOOST_TEST(!k_network.send({.url = "http://[::"}, 2s).error().message.empty());
}

BOOST_AUTO_TEST_SUITE_END()
