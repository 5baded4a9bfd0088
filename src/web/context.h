#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/http.h"
#include "base/metrics.h"
#include "base/secrets.h"
#include "operations/context.h"
#include "platforms/http_client.h"
#include "web/access.h"

namespace web {

class Directory;
class Router;
class Templates;
struct FormCapture;
struct Refill;

/// The clients of a process that nothing else was handed to; the second calls public addresses only.
const platforms::HttpClient& network();
const platforms::HttpClient& public_network();

/// What the process hands down to every request; outlives the app. Any thread.
struct House {
  const Directory& directory;
  const Templates& templates;
  const base::Clock& clock;
  const base::Keyring& keyring;
  base::Metrics& metrics;
  bool plain_http = false;  ///< development: people may sign in without HTTPS, from this machine only
  std::string callback_address = {};  ///< "http://127.0.0.1": where this machine reaches its callback URLs;
                                      ///< empty: by the provider's own host
  const platforms::HttpClient& client = network();           ///< makes the calls to our own addresses
  const platforms::HttpClient& outbound = public_network();  ///< to what providers have typed (D61)
};

/// The tenant that the host name stands for. Its id belongs in the WHERE of every statement.
struct Provider {
  std::uint32_t id = 0;
  std::string slug = {};
  std::string name = {};
  base::TimeZone zone{"America/Sao_Paulo"};
  std::string erp_url_template = {};  ///< links into the ERP; empty: none
  std::string address = {};           ///< storage::Provider::address
};

/// The person signed in by the session cookie.
struct User {
  std::uint32_t id = 0;
  std::string name = {};
  std::string email = {};
  Role role = Role::reader;
  std::string session_hash = {};  ///< base::token_hash of the session's cookie
  bool must_set_up = false;       ///< lacks the second factor that the provider demands: nothing else goes on
};

/// The API token of the Authorization header.
struct Token {
  std::uint32_t id = 0;
  std::string name = {};
  std::vector<Scope> scopes = {};
};

/// The values of a path's {args}, in the order of the pattern.
using PathArgs = std::vector<std::pair<std::string_view, std::string>>;

/// A member that makes what it stands in the only one of its kind.
struct Uncopied {
  Uncopied() = default;
  Uncopied(const Uncopied&) = delete;
};

/// All a handler works with: one request of one provider, with what the process handed down. It is not
/// copied: a copy would outlive the request that it refers to.
struct Context {
  const http::Request& request;
  storage::Db& db;
  const House& house;
  const Router& router;
  Provider provider = {};
  std::optional<User> user = {};    ///< set on routes for persons; on routes for anyone, when signed in
  std::optional<Token> token = {};  ///< set on routes for tokens
  PathArgs args = {};
  http::Params query = {};
  http::Params form = {};          ///< the urlencoded body of an unsafe method; empty on routes for tokens
  std::string csrf = {};           ///< what forms send back as `_csrf`
  std::string form_record = {};    ///< what the page's form carries as k_form_record; empty: made by the form
  std::string kept_form = {};      ///< of the log-in page: a form to come back to (web/refill.h)
  const Refill* refill = nullptr;  ///< set: the form shows what was typed
  FormCapture* capture = nullptr;  ///< set: the form tells what it would show; the answer is not looked at
  Uncopied uncopied = {};

  /// The path's argument; std::out_of_range when the pattern has none of that name.
  const std::string& arg(std::string_view name) const;
  /// The path's numeric argument ("{id:int}"), as above.
  std::uint64_t id(std::string_view name = "id") const;
  /// What storage is called with: this provider's rows.
  storage::Tenant tenant() const { return {db, provider.id}; }
  /// What operations are called with: this provider, and who asks.
  operations::Context operations() const;
  /// True when a person signed in has at least that role.
  bool may(Role role) const { return user && user->role >= role; }
  /// True when the person must set up a second factor before using such a route.
  bool must_set_up_before(const Access& access) const {
    return user && user->must_set_up && !access.is_before_set_up();
  }
  /// The same caller with another request, its form apart; a new member is named here too.
  Context with(const http::Request& other, PathArgs its_args, http::Params its_query) const;
};

/// The request without its body.
http::Request head_of(const http::Request& request);

/// A context that owns its request, for what is written when the handler has returned. Form and body are left
/// out.
std::shared_ptr<const Context> keep(const Context& context);

}  // namespace web
