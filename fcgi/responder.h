#pragma once
#include "base/http.h"
#include "base/metrics.h"
#include "exchange.h"
#include "probes.h"
#include "schema_gate.h"
#include "settings.h"
#include "storage/db.h"
#include "web/app.h"

namespace door {

/// Takes requests from a listening socket and answers them; one thread each, all of them on one Responder.
class Responder {
 public:
  /// What is handed in must outlive the responder.
  Responder(const Settings& settings, const web::App& app, SchemaGate& schema, const base::Metrics& metrics)
      : settings_(settings), app_(app), schema_(schema), probes_(schema, metrics, settings.metrics_token) {}

  /// Until `stop_fd` is readable; a request in hand is answered first. Throws when the socket is broken.
  void run(int listen_fd, int stop_fd);

 private:
  void answer(FCGX_Request& slot, storage::Db& db);
  http::Response respond(Exchange& exchange, const Head& head, storage::Db& db);
  bool is_ready(const http::Request& request, storage::Db& db);
  http::Response ask_for_https(const http::Request& request, storage::Db& db);
  http::Response respond_with_body(Exchange& exchange, http::Request request, const web::Match& match,
                                   storage::Db& db);
  http::Response respond_to_stream(Exchange& exchange, http::Request request, const web::Match& match,
                                   storage::Db& db);

  const Settings& settings_;
  const web::App& app_;
  SchemaGate& schema_;
  Probes probes_;
};

}  // namespace door
