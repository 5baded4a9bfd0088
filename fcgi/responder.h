#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <string_view>

#include "base/http.h"
#include "base/metrics.h"
#include "base/shares.h"
#include "database_gate.h"
#include "exchange.h"
#include "known_hosts.h"
#include "probes.h"
#include "settings.h"
#include "storage/db.h"
#include "waiting_room.h"
#include "web/app.h"
#include "web/budgets.h"

namespace door {

/// Takes requests from a listening socket and answers them. Few threads receive() and never wait for anything
/// else; those that answer take turns among the providers. Downloads and bulk loads have threads of their
/// own, which give way to the others, and so have the machines' probes.
class Responder {
 public:
  /// What is handed in must outlive the responder.
  Responder(const Settings& settings, const web::App& app, const KnownHosts& hosts, DatabaseGate& gate,
            base::Metrics& metrics);

  /// Accepts requests and shows them to their waiting room, until `stop_fd` is readable. Throws when the
  /// socket is broken.
  void receive(int listen_fd, int stop_fd);
  /// Who is still sending a bulk load hears that it has to be sent on to the next process.
  void stop_streams();
  /// Answers pages and API until close(), and those who wait then.
  void answer_requests();
  /// Answers downloads and bulk loads, likewise, with what others leave of the processor.
  void answer_long();
  /// Answers probes, likewise.
  void answer_probes();
  void close();

  static constexpr unsigned k_probes = Probes::k_paths;  ///< threads for probes: one for each path
  /// Threads for downloads and bulk loads, beside those for pages and API.
  static unsigned long_threads(unsigned threads);

 private:
  void admit(std::unique_ptr<Visit> visit);
  void turn_away(Visit& visit, int status = 503, std::string_view message = "",
                 std::chrono::seconds again = std::chrono::seconds(2));
  void answer_in(WaitingRoom& room);
  template <typename Respond>
  void answer(Visit& visit, Respond respond);
  http::Response respond(Exchange& exchange, const Head& head, storage::Db& db);
  bool is_ready(const http::Request& request, storage::Db& db);
  http::Response ask_for_https(const http::Request& request, storage::Db& db);
  http::Response respond_with_body(Exchange& exchange, http::Request request, const web::Match& match,
                                   storage::Db& db);
  http::Response respond_to_stream(Exchange& exchange, http::Request request, const web::Match& match,
                                   storage::Db& db);

  const Settings& settings_;
  const web::App& app_;
  const KnownHosts& hosts_;
  DatabaseGate& gate_;
  Probes probes_;
  std::atomic<bool> stopping_ = false;
  WaitingRoom requests_;
  WaitingRoom long_;
  WaitingRoom probing_{Places{}};
  base::Shares downloads_{web::k_downloads};  ///< from their arrival on
  base::Shares loads_{web::k_loads};
};

}  // namespace door
