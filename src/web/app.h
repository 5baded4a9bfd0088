#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "base/clock.h"
#include "base/http.h"
#include "base/metrics.h"
#include "base/secrets.h"
#include "web/context.h"
#include "web/router.h"

namespace web {

/// Who is asking: looked up in the database in production, made by hand in tests.
class Directory {
 public:
  virtual ~Directory() = default;
  /// The provider of a host name (lower case, without port).
  virtual std::optional<Provider> find_provider(storage::Db& db, std::string_view host) const = 0;
  /// The signed-in person of a session token that is neither over nor revoked.
  virtual std::optional<User> find_user(storage::Db& db, const Provider& provider,
                                        std::string_view token) const = 0;
  /// The API token, when it belongs to the provider and is not revoked.
  virtual std::optional<Token> find_token(storage::Db& db, const Provider& provider,
                                          std::string_view token) const = 0;
};

/// How the door must read the body of a request whose head is known.
struct BodyRule {
  std::size_t max_bytes = 0;  ///< more is answered 413 without reading on
  bool stream = false;        ///< hand it over as `Request::stream_body`
};

/// The pages and the API: one request in, one response out. Never throws; any thread, each with its own Db.
class App {
 public:
  /// What is handed in must outlive the app.
  App(std::span<const Route> routes, const Directory& directory, const base::Clock& clock,
      const base::Keyring& keyring, base::Metrics& metrics);

  http::Response handle(const http::Request& request, storage::Db& db) const;
  /// Asked by the door before it reads the body.
  BodyRule body_rule(http::Method method, std::string_view path) const;
  /// The answer to a body beyond its rule.
  http::Response too_large(const http::Request& request) const;

 private:
  http::Response answer(const http::Request& request, storage::Db& db, const Match& match) const;
  http::Response answer_page(Context& context, const Route& route) const;
  http::Response answer_api(Context& context, const Route& route) const;
  void measure(const Match& match, int status, base::Instant since) const;

  Router router_;
  const Directory& directory_;
  const base::Clock& clock_;
  const base::Keyring& keyring_;
  base::Metrics& metrics_;
};

}  // namespace web
