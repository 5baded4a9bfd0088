#include "web/site.h"

#include "web/guard.h"
#include "web/routes.h"

namespace test {

/// Providers as the fixture made them; sessions that are what they say.
class Site::ByHand final : public web::Directory {
 public:
  explicit ByHand(const Site& site) : site_(site) {}

  std::optional<web::Provider> find_provider(storage::Db&, std::string_view host) const override {
    if (host == "demo.localhost")
      return web::Provider{.id = site_.provider_id,
                           .slug = "demo",
                           .name = "Demo",
                           .erp_url_template = site_.erp_url_template};
    if (host == "outro.localhost")
      return web::Provider{.id = site_.other_provider_id, .slug = "outro", .name = "Outro"};
    return std::nullopt;
  }
  std::optional<web::User> find_user(storage::Db&, const web::Provider&, std::string_view session,
                                     base::Instant) const override {
    const auto role = domain::role_from(session);
    if (!role) return std::nullopt;
    return web::User{.id = 7, .name = "Ana", .email = "ana@exemplo.com.br", .role = *role};
  }
  std::optional<web::Token> find_token(storage::Db&, const web::Provider&, std::string_view,
                                       base::Instant) const override {
    return std::nullopt;
  }

 private:
  const Site& site_;
};

Site::Site()
    : directory_(std::make_shared<ByHand>(*this)),
      app_(web::routes(), {*directory_, templates_, clock, keyring, metrics, true}) {}

http::Request Site::request(http::Method method, const std::string& path) const {
  const auto mark = path.find('?');
  http::Request request{.method = method,
                        .path = path.substr(0, mark),
                        .query = mark == std::string::npos ? "" : path.substr(mark + 1),
                        .host = host,
                        .host_with_port = host + ":8080",
                        .request_id = "0123456789abcdef0123456789abcdef"};
  if (!role.empty()) request.headers["Cookie"] = "sessao=" + role;
  return request;
}

http::Response Site::send(const http::Request& request) {
  auto response = app_.handle(request, db);
  if (response.stream)
    response.stream([&](std::string_view piece) {
      response.body += piece;
      return true;
    });
  return response;
}

http::Response Site::get(const std::string& path) { return send(request(http::Method::get, path)); }

http::Response Site::post(const std::string& path,
                          const std::vector<std::pair<std::string, std::string>>& fields) {
  auto sent = request(http::Method::post, path);
  sent.headers["Content-Type"] = "application/x-www-form-urlencoded";
  sent.body = "_csrf=" + http::url_encode(web::csrf_token(keyring, role));
  for (const auto& [name, value] : fields)
    sent.body += "&" + http::url_encode(name) + "=" + http::url_encode(value);
  return send(sent);
}

std::string location_of(const http::Response& response) {
  for (const auto& [name, value] : response.headers)
    if (name == "Location") return value;
  return "";
}

std::string notice_of(const http::Response& response) {
  for (const auto& [name, value] : response.headers) {
    const auto dot = value.find('.');
    if (name != "Set-Cookie" || dot == std::string::npos) continue;
    return http::url_decode(std::string_view(value).substr(dot + 2, value.find(';') - dot - 2), false)
        .value_or("");
  }
  return "";
}

bool says(const http::Response& response, std::string_view text) {
  return response.body.find(text) != std::string::npos;
}

}  // namespace test
