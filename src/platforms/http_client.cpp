#include "platforms/http_client.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
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

#include <algorithm>
#include <array>
#include <charconv>
#include <istream>
#include <mutex>
#include <ostream>
#include <vector>

#include "platforms/addresses.h"
#include "platforms/kept_lines.h"

namespace platforms {

namespace {

using Steady = std::chrono::steady_clock;

Poco::Timespan timespan(Steady::duration left) {
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(left).count();
  return {static_cast<Poco::Timespan::TimeDiff>(std::max<std::int64_t>(microseconds, 1000))};
}

/// An address that only this network knows.
class PrivateAddress : public Poco::Net::NetException {
 public:
  using Poco::Net::NetException::NetException;
};

/// A name that was not looked up in time.
class NameTimeout : public Poco::TimeoutException {
 public:
  using Poco::TimeoutException::TimeoutException;
};

/// What Poco has read beyond the reply and kept from its users.
struct Beyond : Poco::Net::HTTPSession {
  static int bytes(const Poco::Net::HTTPSession& session) { return (session.*&Beyond::buffered)(); }
};

}  // namespace

struct NetworkClient::State {
  State(std::optional<std::set<std::string>> pairs, Reach asked)
      : allowed(std::move(pairs)), reach(std::move(asked)), resolver(reach.look_up) {}

  std::optional<std::set<std::string>> allowed;  ///< nothing: anything goes
  Reach reach;
  Resolver resolver;
  Watchdog dog = {};
  KeptLines lines{dog, {.idle = reach.idle, .open = reach.open}};

  /// Reading the authorities takes longer than most calls.
  Poco::Net::Context::Ptr tls() {
    const std::lock_guard lock(mutex_);
    using Poco::Net::Context;
    if (tls_.isNull()) tls_ = new Context(Context::CLIENT_USE, "", Context::VERIFY_STRICT, 9, true);
    return tls_;
  }

 private:
  std::mutex mutex_ = {};
  Poco::Net::Context::Ptr tls_ = {};
};

namespace {

class Exchange {
 public:
  using State = NetworkClient::State;
  Exchange(const HttpCall& call, Steady::time_point until, State& state)
      : call_(call),
        url_(call.url),
        host_(call.host.empty() ? url_.getAuthority() : call.host),
        until_(until),
        state_(state),
        open_(!state.allowed ||
              state.allowed->contains(url_.getHost() + ":" + std::to_string(url_.getPort()))) {}

  base::Expected<HttpReply, HttpFailure> run() {
    if (!open_ && url_.getScheme() != "https") return failed("só é chamado por https");
    if (!call_.line.empty())
      if (auto kept = state_.lines.take(key())) {
        line_ = std::move(*kept);
        auto answer = attempt();
        if (answer.ok() || !may_repeat()) return answer;
        sent_ = false;
        line_ = {};
      }
    try {
      connect();
    } catch (const Poco::Exception& error) {
      return failed(reason_of(error));
    }
    return attempt();
  }

 private:
  /// What a connection may be used for again: nobody else's calls, no other server's, no other name's.
  std::string key() const {
    return call_.line + " " + url_.getScheme() + " " + url_.getHost() + ":" + std::to_string(url_.getPort()) +
           " " + host_;
  }

  /// A peer may close a kept connection while a call is on its way: it has then seen nothing of it, or all.
  /// Only what changes nothing there is asked again; anything else may have been done, and whoever called has
  /// to look before repeating it (D47, D48).
  bool may_repeat() const {
    return hung_up_ && (call_.method == "GET" || call_.method == "HEAD") && Steady::now() < until_;
  }

  base::Expected<HttpReply, HttpFailure> attempt() {
    auto answer = watched();
    if (kept_ && answer.ok()) state_.lines.give(key(), std::move(line_));
    return answer;
  }

  base::Expected<HttpReply, HttpFailure> watched() {
    const Watchdog::Watch watch(state_.dog, line_.socket->impl()->sockfd(), until_);
    try {
      auto reply = talk();
      if (watch.over()) return failed("não respondeu no prazo");  // cut off in the middle of its body
      return reply;
    } catch (const Poco::Exception& error) {
      if (watch.over()) return failed("não respondeu no prazo");
      hung_up_ = !answered_ && is_hang_up(error);
      return failed(reason_of(error));
    }
  }

  static bool is_hang_up(const Poco::Exception& error) {
    return dynamic_cast<const Poco::Net::NoMessageException*>(&error) != nullptr ||
           dynamic_cast<const Poco::Net::ConnectionResetException*>(&error) != nullptr ||
           dynamic_cast<const Poco::Net::ConnectionAbortedException*>(&error) != nullptr ||
           dynamic_cast<const Poco::IOException*>(&error) != nullptr;
  }

  /// Tries the addresses of the host, one after the other.
  void connect() {
    const auto addresses = looked_up();
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      if (!open_ && !is_public(addresses[i])) throw PrivateAddress(url_.getHost());
      try {
        line_.socket = std::make_shared<Poco::Net::StreamSocket>();
        const auto patience = std::min<Steady::duration>(until_ - Steady::now(), state_.reach.connect);
        line_.socket->connect({addresses[i], url_.getPort()}, timespan(patience));
        // Head and body leave apart: the second must not wait for the first to be acknowledged.
        line_.socket->setNoDelay(true);
        line_.since = Steady::now();
        return;
      } catch (const Poco::Exception&) {
        if (i + 1 == addresses.size() || Steady::now() >= until_) throw;
      }
    }
    throw Poco::Net::HostNotFoundException(url_.getHost());
  }

  Resolver::Addresses looked_up() {
    try {
      return state_.resolver.addresses_of(url_.getHost(), until_);
    } catch (const Poco::TimeoutException& error) {
      throw NameTimeout(error.message());
    }
  }

  std::unique_ptr<Poco::Net::HTTPClientSession> session_on(const Poco::Net::StreamSocket& socket) {
    if (url_.getScheme() != "https") return std::make_unique<Poco::Net::HTTPClientSession>(socket);
    const auto name = host_.substr(0, host_.find(':'));
    return std::make_unique<Poco::Net::HTTPSClientSession>(
        Poco::Net::SecureStreamSocket::attach(socket, name, state_.tls()));
  }

  Poco::Net::HTTPRequest request() const {
    Poco::Net::HTTPRequest request(call_.method, url_.getPathAndQuery(), Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Host", host_);
    if (call_.line.empty()) request.set("Connection", "close");
    request.set("User-Agent", "Catraca/" CATRACA_VERSION);
    for (const auto& [name, value] : call_.headers) request.set(name, value);
    if (!call_.content_type.empty()) request.setContentType(call_.content_type);
    if (!call_.body.empty()) request.setContentLength64(static_cast<Poco::Int64>(call_.body.size()));
    return request;
  }

  base::Expected<HttpReply, HttpFailure> talk() {
    const auto left = timespan(until_ - Steady::now());
    line_.socket->setReceiveTimeout(left);
    line_.socket->setSendTimeout(left);
    if (!line_.session) line_.session = session_on(*line_.socket);
    auto& session = *line_.session;
    session.setKeepAlive(!call_.line.empty());
    auto asked = request();
    sent_ = true;
    auto& out = session.sendRequest(asked);
    out << call_.body << std::flush;
    Poco::Net::HTTPResponse response;
    auto& in = session.receiveResponse(response);
    answered_ = true;
    HttpReply reply{.status = response.getStatus(), .content_type = response.getContentType()};
    if (reply.content_type == Poco::Net::HTTPMessage::UNKNOWN_CONTENT_TYPE) reply.content_type.clear();
    reply.retry_after = retry_after_of(response);
    if (!read_body(in, reply.body)) return failed("respondeu com mais de 1 MiB");
    if (Steady::now() >= until_) return failed("não respondeu no prazo");
    const bool whole = !response.hasContentLength() ||
                       static_cast<std::uint64_t>(response.getContentLength64()) == reply.body.size();
    if (!whole) return failed("fechou a conexão no meio da resposta");
    keep(response);
    return reply;
  }

  /// Where the reply has an end of its own and nothing follows it.
  void keep(const Poco::Net::HTTPResponse& response) {
    const bool ends = response.hasContentLength() || response.getChunkedTransferEncoding() ||
                      response.getStatus() == Poco::Net::HTTPResponse::HTTP_NO_CONTENT;
    kept_ = !call_.line.empty() && ends && response.getKeepAlive() && Beyond::bytes(*line_.session) == 0;
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
    if (dynamic_cast<const NameTimeout*>(&error) != nullptr)
      return "não teve o nome encontrado na rede no prazo";
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
  State& state_;
  bool open_;  ///< any address will do
  OpenLine line_ = {};
  bool sent_ = false;
  bool answered_ = false;  ///< the head of the reply has come
  bool hung_up_ = false;   ///< before that
  bool kept_ = false;      ///< the connection is good for another call
};

}  // namespace

NetworkClient::NetworkClient(Reach reach) : state_(std::make_unique<State>(std::nullopt, std::move(reach))) {}

NetworkClient::NetworkClient(std::set<std::string> allowed, Reach reach)
    : state_(std::make_unique<State>(std::move(allowed), std::move(reach))) {}

NetworkClient::~NetworkClient() = default;

base::Expected<HttpReply, HttpFailure> NetworkClient::send(const HttpCall& call,
                                                           std::chrono::milliseconds within) const {
  try {
    return Exchange(call, Steady::now() + within, *state_).run();
  } catch (const Poco::Exception& error) {  // the URL is none
    return base::Unexpected{HttpFailure{.message = "O endereço não é válido: " + error.message() + "."}};
  }
}

}  // namespace platforms
