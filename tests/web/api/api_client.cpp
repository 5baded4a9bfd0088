#include "web/api/api_client.h"

#include "base/text.h"
#include "web/api/routes.h"

namespace test {

/// Providers as the fixture made them; tokens that are what they say.
class Api::ByHand final : public web::Directory {
 public:
  ByHand(std::uint32_t demo, std::uint32_t other) : demo_(demo), other_(other) {}

  std::optional<web::Provider> find_provider(storage::Db&, std::string_view host) const override {
    if (host == "demo.localhost") return web::Provider{.id = demo_, .slug = "demo", .name = "Demo"};
    if (host == "outro.localhost") return web::Provider{.id = other_, .slug = "outro", .name = "Outro"};
    return std::nullopt;
  }
  std::optional<web::User> find_user(storage::Db&, const web::Provider&, std::string_view,
                                     base::Instant) const override {
    return std::nullopt;
  }
  std::optional<web::Token> find_token(storage::Db&, const web::Provider& provider, std::string_view token,
                                       base::Instant) const override {
    const auto scopes = domain::scopes_from(token);
    if (scopes.empty()) return std::nullopt;
    return web::Token{.id = provider.id * 10, .name = "ERP", .scopes = scopes};
  }

 private:
  std::uint32_t demo_;
  std::uint32_t other_;
};

std::string ApiAnswer::error(std::string_view field) const {
  const auto errors = body.find("errors");
  if (errors == body.end() || !errors->contains(field)) return "";
  return errors->at(std::string(field)).get<std::string>();
}

Api::Api()
    : routes_(web::api::routes()),
      directory_(std::make_shared<ByHand>(provider_id, other_provider_id)),
      app_(routes_, {*directory_, templates_, clock, keyring, metrics}) {}

http::Request Api::request(http::Method method, const std::string& path, std::string body) const {
  const auto mark = path.find('?');
  http::Request request{.method = method,
                        .path = "/api/v1/integracao" + path.substr(0, mark),
                        .query = mark == std::string::npos ? "" : path.substr(mark + 1),
                        .body = std::move(body),
                        .headers = more_headers,
                        .host = host,
                        .host_with_port = host + ":8080",
                        .request_id = "0123456789abcdef0123456789abcdef"};
  if (!bearer.empty()) request.headers["Authorization"] = "Bearer " + bearer;
  return request;
}

ApiAnswer Api::send(const http::Request& request) {
  ApiAnswer answer;
  answer.response = app_.handle(request, db);
  answer.status = answer.response.status;
  answer.text = answer.response.body;
  if (answer.response.stream) {
    answer.response.stream([&](std::string_view piece) {
      answer.text += piece;
      return true;
    });
  }
  answer.body = nlohmann::json::parse(answer.text, nullptr, false);
  return answer;
}

ApiAnswer Api::call(http::Method method, const std::string& path, std::string body) {
  return send(request(method, path, std::move(body)));
}

}  // namespace test
