#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "operations/job_kinds.h"
#include "support/database.h"
#include "support/source_dir.h"
#include "web/app.h"
#include "web/directory.h"
#include "web/routes.h"
#include "web/templates.h"

namespace test {

/// Fields of a form.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// Ids of one record of each kind, made through the operations.
struct Records {
  std::uint64_t integration = 0;
  std::uint64_t product = 0;
  std::uint64_t package = 0;
  std::uint64_t plan = 0;
  std::uint64_t customer = 0;
  std::uint64_t service = 0;
  std::uint64_t service_package = 0;
  std::uint64_t user = 0;
  std::uint64_t token = 0;
  std::uint64_t job = 0;               ///< that was given up
  std::uint64_t told_integration = 0;  ///< of a platform that is told by us
  std::uint64_t account = 0;           ///< there, failing, with a try and what was said
};

/// Fixture: the product's own routes over a real database, called as a browser calls them. One person of each
/// role is signed in to the first provider; `nobody` asks without a session.
class Site : public Database {
 public:
  /// `callback_address` as in web::House; by default nobody answers there.
  explicit Site(std::string callback_address = "http://127.0.0.1:1");

  http::Response get(const std::string& path, std::string_view role = "administrador");
  http::Response post(const std::string& path, const Fields& fields = {},
                      std::string_view role = "administrador");
  http::Response send(const http::Request& request) { return send(request, db); }
  /// The same on another connection, for other threads.
  http::Response send(const http::Request& request, storage::Db& on) const {
    return app_->handle(request, on);
  }
  /// Serves these routes, which must outlive the fixture, in place of the product's.
  void use(std::span<const web::Route> routes) { app_.emplace(routes, house()); }
  /// Makes the calls to platforms, in place of the network; outlives the fixture.
  void call_by(const platforms::HttpClient& client) {
    outbound_ = &client;
    app_.emplace(web::routes(), house());
  }
  /// What a form of that person's carries as `_csrf`.
  std::string csrf(std::string_view role) const;
  /// A request as a browser on this machine sends it; the query in `path`.
  http::Request request(http::Method method, const std::string& path, std::string_view role) const;

  /// A record of each kind in the provider, every text of it `text`; `number` keeps ids apart.
  Records make_records(std::uint32_t provider, const std::string& text, std::uint32_t number);
  /// A job of that kind that was given up, with `text` for its message.
  std::uint64_t make_failed_job(std::uint32_t provider, operations::JobKind kind, std::uint64_t subject,
                                const std::string& text);
  /// The pattern with the records' ids for its arguments.
  static std::string filled(std::string_view pattern, const Records& records);
  /// The page of a pattern, with the query by which a person comes to its form where one is chosen first: a
  /// plan by its code, a package by its id.
  static std::string form_page(std::string_view pattern, const Records& records, const std::string& plan,
                               std::uint64_t package);

  std::string host = "demo.localhost";

 private:
  std::string sign_in(const std::string& role);
  web::House house() {
    return {directory_, templates_,        clock,          keyring,   metrics_,
            true,       callback_address_, web::network(), *outbound_};
  }

  const platforms::HttpClient* outbound_ = &web::public_network();
  std::string callback_address_;
  std::map<std::string, std::string, std::less<>> sessions_ = {};
  web::StoredDirectory directory_ = {};
  web::Templates templates_{source_dir() + "/templates", ""};
  base::Metrics metrics_ = {};
  std::optional<web::App> app_ = {};
};

/// The header's value; empty when there is none.
std::string header_of(const http::Response& response, std::string_view name);
/// The whole body, streamed or not.
std::string body_of(const http::Response& response);
/// "a=1&b=2", percent-encoded.
std::string encoded(const Fields& fields);

}  // namespace test
