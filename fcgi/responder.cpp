#include "responder.h"

#include <fcgiapp.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "base/http_path.h"
#include "base/log.h"
#include "base/pace.h"
#include "base/text.h"
#include "web/answers.h"
#include "web/budgets.h"
#include "web/guard.h"

namespace door {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// Waits for a connection; false when told to stop.
bool wait_for_connection(int listen_fd, int stop_fd) {
  std::array<pollfd, 2> watched{{{listen_fd, POLLIN, 0}, {stop_fd, POLLIN, 0}}};
  while (::poll(watched.data(), watched.size(), -1) < 0)
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
  return watched[1].revents == 0;
}

/// What FCGX_Accept_r said when it took nothing: another thread was quicker, or the system is short of
/// something. Anything else means that the socket is of no more use; retrying at once would spin.
void survive_failed_accept(int code) {
  const int error = -code;
  if (error == EAGAIN || error == EINTR || error == ECONNABORTED) return;
  if (error != EMFILE && error != ENFILE && error != ENOMEM && error != ENOBUFS)
    throw std::system_error(error, std::generic_category(), "accept");
  base::log::error("cannot take a connection", {{"error", std::generic_category().message(error)}});
  std::this_thread::sleep_for(std::chrono::seconds(1));
}

std::string encoded_path(std::string_view path) {
  std::string out;
  for (const auto segment : base::split(path.substr(1), '/'))
    out += "/" + http::url_encode(http::piece_of_path(segment));
  return out;
}

http::Response to_https(const http::Request& request) {
  const auto query = request.query.empty() ? "" : "?" + request.query;
  auto response = web::redirect("https://" + request.host + encoded_path(request.path) + query);
  web::harden(response, request.secure);
  return response;
}

/// The page or call.
std::string kind_of(const web::Match& match) {
  if (match.route == nullptr) return {};
  return std::string(http::name_of(match.route->method)) + " " + std::string(match.route->pattern);
}

/// What it sends goes on for as long as it likes.
bool is_load(const http::Request& request, const web::Match& match) {
  return web::App::body_rule(request, match).stream;
}

/// Its answer goes on for as long as there are rows: a list's CSV.
bool is_download(const http::Request& request) {
  return request.query.find("formato=csv") != std::string::npos;
}

/// The session that asks, whatever it is worth; who it is, is not looked up yet.
std::string who_asks(const http::Request& request) {
  return request.cookie(web::session_cookie_name(request.secure)).value_or("");
}

/// How far who answers people and programs steps back behind the checks of platforms, the web server and the
/// database; and behind those what goes on for as long as there are rows.
constexpr int k_nice_short = 5;
constexpr int k_nice_long = 15;

/// Of the calling thread, for good: it works with what others leave of the processor.
void give_way(int niceness) {
  if (::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness) != 0)
    base::log::warn("a thread keeps its priority", {{"error", std::generic_category().message(errno)}});
}

void log_request(const http::Request& request, int status, SteadyClock::time_point since) {
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - since);
  base::log::info("request", {{"request_id", request.request_id},
                              {"method", http::name_of(request.method)},
                              {"host", request.host},
                              {"path", request.path},
                              {"status", std::to_string(status)},
                              {"us", std::to_string(took.count())},
                              {"remote", request.remote_address}});
}

}  // namespace

Responder::Responder(const Settings& settings, const web::App& app, const KnownHosts& hosts,
                     DatabaseGate& gate, base::Metrics& metrics)
    : settings_(settings),
      app_(app),
      hosts_(hosts),
      gate_(gate),
      probes_(settings, gate, metrics),
      requests_(places_of(settings.threads)),
      long_(places_of(long_threads(settings.threads))) {}

unsigned Responder::long_threads(unsigned threads) { return std::max(threads / 4, 2U); }

void Responder::receive(int listen_fd, int stop_fd) {
  auto visit = std::make_unique<Visit>();
  FCGX_InitRequest(&visit->slot, listen_fd, 0);
  while (wait_for_connection(listen_fd, stop_fd)) {
    if (const int code = FCGX_Accept_r(&visit->slot); code < 0) {
      survive_failed_accept(code);
      continue;
    }
    admit(std::exchange(visit, std::make_unique<Visit>()));
    FCGX_InitRequest(&visit->slot, listen_fd, 0);
  }
}

void Responder::admit(std::unique_ptr<Visit> visit) {
  visit->since = SteadyClock::now();
  visit->head = Exchange(visit->slot).read_head();
  const auto& request = visit->head.request;
  const bool probes = visit->head.refusal == 0 && Probes::is_one(request);
  visit->owner = probes ? request.path : hosts_.owner_of(request.host);
  auto* room = probes ? &probing_ : &requests_;
  if (!probes && visit->head.refusal == 0) {
    const auto match = app_.match(request);
    visit->kind = kind_of(match);
    if (is_load(request, match)) {
      room = &long_;
      visit->share = loads_.take(visit->owner, "");
      if (!visit->share) return turn_away(*visit, 429, web::k_loads_taken, web::k_load_again);
    } else if (is_download(request)) {
      room = &long_;
      visit->share = downloads_.take(visit->owner, who_asks(request));
      if (!visit->share) return turn_away(*visit, 429, web::k_downloads_taken, web::k_download_again);
    }
  }
  if (!room->enter(visit)) turn_away(*visit);
}

void Responder::answer_requests() {
  give_way(k_nice_short);
  answer_in(requests_);
}

void Responder::answer_long() {
  give_way(k_nice_long);
  answer_in(long_);
}

void Responder::answer_in(WaitingRoom& room) {
  storage::Db db(settings_.database);
  while (const auto visit = room.next()) {
    if (visit->late) {
      turn_away(*visit);
      continue;
    }
    db.retry_for(settings_.database.lock_wait);
    answer(*visit, [&](Exchange& exchange) { return respond(exchange, visit->head, db); });
    room.leave(*visit);
  }
}

void Responder::answer_probes() {
  storage::Db db(Probes::impatient(settings_.database));
  while (const auto visit = probing_.next()) {
    if (visit->late) {
      turn_away(*visit);
      continue;
    }
    answer(*visit, [&](Exchange&) { return probes_.answer(visit->head.request, db); });
    probing_.leave(*visit);
  }
}

void Responder::stop_streams() { stopping_ = true; }

void Responder::close() {
  requests_.close();
  long_.close();
  probing_.close();
}

template <typename Respond>
void Responder::answer(Visit& visit, Respond respond) {
  auto& [slot, head, owner, kind, since, late, share] = visit;
  Exchange exchange(slot);
  http::Response response{.status = 500};
  bool whole = false;
  try {
    response = respond(exchange);
    whole = exchange.write(head.request, response);
  } catch (const std::exception& error) {
    base::log::error("answer cut off", {{"request_id", head.request.request_id}, {"error", error.what()}});
  }
  // Without the end record nginx tells the client that the answer is not whole. A kept connection would pin
  // this thread, so none is kept.
  if (whole) FCGX_Finish_r(&slot);
  FCGX_Free(&slot, 1);
  log_request(head.request, response.status, since);
}

/// No place for it: said at once, without the database.
void Responder::turn_away(Visit& visit, int status, std::string_view message, std::chrono::seconds again) {
  storage::Db none(settings_.database);  // connects to nothing unless it is asked
  answer(visit, [&](Exchange& exchange) {
    const auto& request = visit.head.request;
    std::string body;
    if (!is_load(request, app_.match(request))) exchange.read_body(body, 0);
    return app_.refuse(request, none, status, message).with("Retry-After", std::to_string(again.count()));
  });
}

http::Response Responder::respond(Exchange& exchange, const Head& head, storage::Db& db) {
  const auto& request = head.request;
  if (head.refusal != 0) return app_.refuse(request, db, head.refusal);
  if (!web::is_trusted_channel(request, settings_.plain_http)) return ask_for_https(request, db);
  if (!is_ready(request, db)) return app_.refuse(request, db, 503).with("Retry-After", "2");
  const auto match = app_.match(request);
  return web::App::body_rule(request, match).stream ? respond_to_stream(exchange, request, match, db)
                                                    : respond_with_body(exchange, request, match, db);
}

bool Responder::is_ready(const http::Request& request, storage::Db& db) {
  try {
    return gate_.was_open() || gate_.is_open(db);
  } catch (const std::runtime_error& error) {
    base::log::warn("not ready", {{"request_id", request.request_id}, {"error", error.what()}});
    return false;
  }
}

/// Who only wants to look at a page is sent to HTTPS; a password or token that came without it is too late to
/// save.
http::Response Responder::ask_for_https(const http::Request& request, storage::Db& db) {
  if (web::is_unsafe(request.method) || web::is_api(request.path))
    return app_.refuse(request, db, 403, "Este endereço só atende por HTTPS.");
  return to_https(request);
}

http::Response Responder::respond_with_body(Exchange& exchange, http::Request request,
                                            const web::Match& match, storage::Db& db) {
  const auto rule = web::App::body_rule(request, match);
  const bool fits = exchange.read_body(request.body, rule.max_bytes);
  if (!fits && !rule.ignored) return app_.refuse(request, db, 413, web::App::too_large(rule));
  return app_.handle(request, match, db);
}

http::Response Responder::respond_to_stream(Exchange& exchange, http::Request request,
                                            const web::Match& match, storage::Db& db) {
  auto rule = web::k_load_pace;
  rule.stretch = settings_.load_patience;
  base::Pace pace(rule, SteadyClock::now());
  const Exchange::Watch watch = [&](std::size_t came, SteadyClock::duration waited) {
    if (stopping_) throw http::Stopping("told to stop in the middle of a body");
    if (!pace.keeps(came, waited, SteadyClock::now())) throw base::TooSlow("a body comes too slowly");
  };
  request.stream_body = [&](char* into, std::size_t size) {
    return exchange.read_what_comes(into, size, watch);
  };
  return app_.handle(request, match, db);
}

}  // namespace door
