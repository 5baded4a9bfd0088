#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/http.h"
#include "web/context.h"
#include "web/router.h"

namespace web {

/// How the door must read the body of a request whose head is known.
struct BodyRule {
  std::size_t max_bytes = 0;   ///< more is answered 413 without reading on
  std::size_t max_fields = 0;  ///< of a form; more is answered 400 before anything is asked or decoded
  bool stream = false;         ///< hand it over as `Request::stream_body`
  bool ignored = false;        ///< whatever there is of it is dropped: no handler reads it
};

/// The pages and the API: one request in, one response out. Never throws; any thread, each with its own Db.
class App {
 public:
  /// What is handed in must outlive the app.
  App(std::span<const Route> routes, const House& house) : router_(routes), house_(house) {}

  /// The row of the table that the request is for; asked once and handed on.
  Match match(const http::Request& request) const { return router_.match(request.method, request.path); }
  /// Asked by the door before it reads the body.
  static BodyRule body_rule(const http::Request& request, const Match& match);
  /// What to say to a body that is larger.
  static std::string too_large(const BodyRule& rule);
  http::Response handle(const http::Request& request, const Match& match, storage::Db& db) const;
  http::Response handle(const http::Request& request, storage::Db& db) const {
    return handle(request, match(request), db);
  }
  /// The answer to a request that the door does not hand over: no head or body to work with, not ready. Asks
  /// the database nothing.
  http::Response refuse(const http::Request& request, storage::Db& db, int status,
                        std::string_view message = "") const;

 private:
  http::Response guarded(Context& context, const Match& match) const;
  http::Response answer(Context& context, const Match& match) const;
  http::Response answer_page(Context& context, const Route& route) const;
  http::Response answer_api(Context& context, const Match& match) const;
  static std::optional<http::Response> refuse_size(const Context& context, const BodyRule& rule);
  bool identify_provider(Context& context, bool for_tokens) const;
  void identify(Context& context) const;
  void measure(const Match& match, int status, base::Instant since) const;

  Router router_;
  House house_;
};

}  // namespace web
