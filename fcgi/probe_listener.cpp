#include "probe_listener.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <ostream>

#include "base/log.h"

namespace door {

namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

class Handler : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Handler(ProbeListener& listener) : listener_(listener) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    const auto& uri = request.getURI();
    http::Request asked{.method = http::method_from(request.getMethod()),
                        .path = uri.substr(0, uri.find('?')),
                        .remote_address = request.clientAddress().host().toString()};
    asked.headers.emplace("Authorization", request.get("Authorization", ""));
    const auto answer = listener_.answer(asked);
    response.setStatus(static_cast<HTTPServerResponse::HTTPStatus>(answer.status));
    response.setReason(std::string(http::reason_phrase(answer.status)));
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    response.setContentLength64(static_cast<Poco::Int64>(answer.body.size()));
    response.send() << answer.body;
  }

 private:
  ProbeListener& listener_;
};

class Handlers : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Handlers(ProbeListener& listener) : listener_(listener) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new Handler(listener_);  // Poco's to delete
  }

 private:
  ProbeListener& listener_;
};

std::unique_ptr<Poco::Net::HTTPServer> server_at(const ProbeListener::Place& place, ProbeListener& listener) {
  const auto& address = place.address;
  if (address.empty()) return nullptr;
  try {
    Poco::Net::ServerSocket socket;
    socket.bind(Poco::Net::SocketAddress(address), true, false);  // one process an address
    socket.listen();
    Poco::Net::HTTPServerParams::Ptr params(new Poco::Net::HTTPServerParams);
    params->setKeepAlive(false);
    params->setTimeout(Poco::Timespan(2, 0));
    params->setMaxThreads(Probes::k_paths);
    params->setMaxQueued(16);
    auto server = std::make_unique<Poco::Net::HTTPServer>(new Handlers(listener), socket, params);
    server->start();
    return server;
  } catch (const Poco::Exception& error) {
    throw SettingsError(std::string(place.setting) + ": cannot listen at " + address + ": " +
                        error.displayText());
  }
}

}  // namespace

ProbeListener::ProbeListener(const Place& place, const Settings& settings, DatabaseGate& gate,
                             base::Metrics& metrics, Probes::Counts counts)
    : probes_(settings, gate, metrics, counts),
      db_(Probes::impatient(settings.database)),
      server_(server_at(place, *this)) {}

ProbeListener::~ProbeListener() {
  if (server_) server_->stopAll(true);
}

http::Response ProbeListener::answer(const http::Request& request) {
  if (!Probes::is_one(request)) return http::Response{.status = 404};
  if (request.path == "/healthz") return probes_.answer(request, db_);  // it asks no database
  const std::lock_guard lock(mutex_);
  return probes_.answer(request, db_);
}

}  // namespace door
