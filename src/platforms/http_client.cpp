#include "platforms/http_client.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/URI.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <istream>
#include <memory>
#include <mutex>
#include <ostream>
#include <thread>
#include <vector>

namespace platforms {

namespace {

using Steady = std::chrono::steady_clock;

/// Shuts a socket down when its time is over: whatever waits on it, a handshake too, stops waiting. Poco's
/// own time-outs are per read, so a peer that drips would never meet one.
class Deadline {
 public:
  Deadline(int socket, Steady::time_point at)
      : thread_([this, socket, at](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          if (ended_.wait_until(lock, stop, at, [] { return false; }) || stop.stop_requested()) return;
          over_ = true;
          ::shutdown(socket, SHUT_RDWR);
        }) {}
  bool over() const { return over_; }

 private:
  std::mutex mutex_ = {};
  std::condition_variable_any ended_ = {};
  std::atomic<bool> over_ = false;
  std::jthread thread_;
};

Poco::Timespan timespan(Steady::duration left) {
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(left).count();
  return {static_cast<Poco::Timespan::TimeDiff>(std::max<std::int64_t>(microseconds, 1000))};
}

/// An address that only this network knows.
class PrivateAddress : public Poco::Net::NetException {
 public:
  using Poco::Net::NetException::NetException;
};

/// The first `bits` of the address are those of `network`.
bool is_within(const Poco::Net::IPAddress& address, const char* network, unsigned bits) {
  const Poco::Net::IPAddress base(network);
  return base.family() == address.family() &&
         (address & Poco::Net::IPAddress(bits, address.family())) == base;
}

bool is_public(const Poco::Net::IPAddress& address) {
  if (address.family() == Poco::Net::IPAddress::IPv6)
    // Only global unicast; of that neither 6to4 and Teredo, which hide an IPv4 address, nor documentation.
    return is_within(address, "2000::", 3) && !is_within(address, "2002::", 16) &&
           !is_within(address, "2001::", 32) && !is_within(address, "2001:db8::", 32);
  constexpr std::array<std::pair<const char*, unsigned>, 13> k_private{{{"0.0.0.0", 8},
                                                                        {"10.0.0.0", 8},
                                                                        {"100.64.0.0", 10},
                                                                        {"127.0.0.0", 8},
                                                                        {"169.254.0.0", 16},
                                                                        {"172.16.0.0", 12},
                                                                        {"192.0.0.0", 24},
                                                                        {"192.0.2.0", 24},
                                                                        {"192.168.0.0", 16},
                                                                        {"198.18.0.0", 15},
                                                                        {"198.51.100.0", 24},
                                                                        {"203.0.113.0", 24},
                                                                        {"224.0.0.0", 3}}};
  return std::none_of(k_private.begin(), k_private.end(),
                      [&](const auto& range) { return is_within(address, range.first, range.second); });
}

class Exchange {
 public:
  Exchange(const HttpCall& call, Steady::time_point until,
           const std::optional<std::set<std::string>>& allowed)
      : call_(call),
        url_(call.url),
        host_(call.host.empty() ? url_.getAuthority() : call.host),
        until_(until),
        open_(!allowed || allowed->contains(url_.getHost() + ":" + std::to_string(url_.getPort()))) {}

  base::Expected<HttpReply, HttpFailure> run() {
    if (!open_ && url_.getScheme() != "https") return failed("só é chamado por https");
    try {
      connect();
      const Deadline deadline(tcp_.impl()->sockfd(), until_);
      try {
        return talk();
      } catch (const Poco::Exception& error) {
        return failed(deadline.over() ? "não respondeu no prazo" : reason_of(error));
      }
    } catch (const Poco::Exception& error) {
      return failed(reason_of(error));
    }
  }

 private:
  /// Tries the addresses of the host, one after the other.
  void connect() {
    const auto addresses = addresses_of(url_.getHost());
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      if (!open_ && !is_public(addresses[i])) throw PrivateAddress(url_.getHost());
      try {
        tcp_ = Poco::Net::StreamSocket();
        tcp_.connect({addresses[i], url_.getPort()}, timespan(until_ - Steady::now()));
        tcp_.setReceiveTimeout(timespan(until_ - Steady::now()));
        tcp_.setSendTimeout(timespan(until_ - Steady::now()));
        return;
      } catch (const Poco::Exception&) {
        if (i + 1 == addresses.size() || Steady::now() >= until_) throw;
      }
    }
    throw Poco::Net::HostNotFoundException(url_.getHost());
  }

  /// A numeric address stands for itself: Poco would ask for the name behind it.
  static std::vector<Poco::Net::IPAddress> addresses_of(const std::string& host) {
    Poco::Net::IPAddress numeric;
    if (Poco::Net::IPAddress::tryParse(host, numeric)) return {numeric};
    return Poco::Net::DNS::hostByName(host).addresses();
  }

  std::unique_ptr<Poco::Net::HTTPClientSession> open() {
    if (url_.getScheme() != "https") return std::make_unique<Poco::Net::HTTPClientSession>(tcp_);
    using Poco::Net::Context;
    const Context::Ptr tls(new Context(Context::CLIENT_USE, "", Context::VERIFY_STRICT, 9, true));
    const auto name = host_.substr(0, host_.find(':'));
    return std::make_unique<Poco::Net::HTTPSClientSession>(
        Poco::Net::SecureStreamSocket::attach(tcp_, name, tls));
  }

  base::Expected<HttpReply, HttpFailure> talk() {
    const auto session = open();
    Poco::Net::HTTPRequest request(call_.method, url_.getPathAndQuery(), Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Host", host_);
    request.set("Connection", "close");
    request.set("User-Agent", "Catraca/" CATRACA_VERSION);
    for (const auto& [name, value] : call_.headers) request.set(name, value);
    if (!call_.content_type.empty()) request.setContentType(call_.content_type);
    if (!call_.body.empty()) request.setContentLength64(static_cast<Poco::Int64>(call_.body.size()));
    sent_ = true;
    auto& out = session->sendRequest(request);
    out << call_.body << std::flush;
    Poco::Net::HTTPResponse response;
    auto& in = session->receiveResponse(response);
    HttpReply reply{.status = response.getStatus(), .content_type = response.getContentType()};
    if (reply.content_type == Poco::Net::HTTPMessage::UNKNOWN_CONTENT_TYPE) reply.content_type.clear();
    reply.retry_after = retry_after_of(response);
    if (!read_body(in, reply.body)) return failed("respondeu com mais de 1 MiB");
    if (Steady::now() >= until_)
      return failed("não respondeu no prazo");  // cut off in the middle of its body
    const bool whole = !response.hasContentLength() ||
                       static_cast<std::uint64_t>(response.getContentLength64()) == reply.body.size();
    if (!whole) return failed("fechou a conexão no meio da resposta");
    return reply;
  }

  static std::optional<std::chrono::seconds> retry_after_of(const Poco::Net::HTTPResponse& response) {
    const auto text = response.get("Retry-After", "");
    unsigned seconds = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, seconds);
    if (text.empty() || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return std::chrono::seconds(seconds);
  }

  static bool read_body(std::istream& in, std::string& body) {
    std::array<char, 16 * 1024> piece{};
    while (in.read(piece.data(), piece.size()) || in.gcount() > 0) {
      body.append(piece.data(), static_cast<std::size_t>(in.gcount()));
      if (body.size() > k_most_body_bytes) return false;
    }
    return true;
  }

  base::Unexpected<HttpFailure> failed(std::string why) const {
    return {{.sent = sent_, .message = url_.getHost() + " " + std::move(why) + "."}};
  }

  static std::string reason_of(const Poco::Exception& error) {
    if (dynamic_cast<const Poco::TimeoutException*>(&error) != nullptr) return "não respondeu no prazo";
    if (dynamic_cast<const PrivateAddress*>(&error) != nullptr)
      return "é um endereço interno, que o servidor não chama (outbound.private)";
    if (dynamic_cast<const Poco::Net::ConnectionRefusedException*>(&error) != nullptr)
      return "recusou a conexão";
    if (dynamic_cast<const Poco::Net::DNSException*>(&error) != nullptr)
      return "não é um nome conhecido na rede";
    if (dynamic_cast<const Poco::Net::SSLException*>(&error) != nullptr)
      return "apresentou um certificado que não confere, ou não fala TLS";
    if (dynamic_cast<const Poco::Net::NoMessageException*>(&error) != nullptr)
      return "fechou a conexão sem responder";
    return "não se deixou consultar (" + std::string(error.name()) + ")";
  }

  const HttpCall& call_;
  Poco::URI url_;
  std::string host_;
  Steady::time_point until_;
  bool open_;  ///< any address will do
  Poco::Net::StreamSocket tcp_ = {};
  bool sent_ = false;
};

}  // namespace

base::Expected<HttpReply, HttpFailure> NetworkClient::send(const HttpCall& call,
                                                           std::chrono::milliseconds within) const {
  try {
    return Exchange(call, Steady::now() + within, allowed_).run();
  } catch (const Poco::Exception& error) {  // the URL is none
    return base::Unexpected{HttpFailure{.message = "O endereço não é válido: " + error.message() + "."}};
  }
}

}  // namespace platforms
