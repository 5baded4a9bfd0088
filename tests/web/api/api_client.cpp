#include "web/api/api_client.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>

#include "base/text.h"
#include "web/api/routes.h"

namespace test {

/// Providers as the fixture made them; tokens that are what they say.
class Api::ByHand final : public web::Directory {
 public:
  ByHand(std::uint32_t demo, std::uint32_t other) : demo_(demo), other_(other) {}

  std::optional<web::Provider> find_provider(storage::Db&, std::string_view host) const override {
    if (host == "demo.localhost")
      return web::Provider{.id = demo_, .slug = "demo", .name = "Demo", .address = "https://demo.localhost"};
    if (host == "outro.localhost") return web::Provider{.id = other_, .slug = "outro", .name = "Outro"};
    return std::nullopt;
  }
  std::optional<web::User> find_user(storage::Db&, const web::Provider&, std::string_view,
                                     base::Instant) const override {
    return std::nullopt;
  }
  std::optional<web::Caller> find_caller(storage::Db& db, std::string_view host, std::string_view token,
                                         base::Instant) const override {
    auto provider = find_provider(db, host);
    if (!provider) return std::nullopt;
    web::Caller caller{.provider = std::move(*provider)};
    if (const auto scopes = domain::scopes_from(token); !scopes.empty())
      caller.token = web::Token{.id = caller.provider.id * 10, .name = "ERP", .scopes = scopes};
    return caller;
  }

 private:
  std::uint32_t demo_;
  std::uint32_t other_;
};

namespace {

/// Hands the exchange to the check of openapi.json (tests/openapi), when one is to follow.
void record(const http::Request& request, const ApiAnswer& answer) {
  const auto* file = std::getenv("CATRACA_TEST_API_EXCHANGES");
  if (file == nullptr) return;
  const nlohmann::json exchange{{"method", http::name_of(request.method)},
                                {"path", request.path},
                                {"query", request.query},
                                {"request", request.body},
                                {"status", answer.status},
                                {"answer", answer.text}};
  const auto line = exchange.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
  std::ofstream(file, std::ios::app).write(line.data(), static_cast<std::streamsize>(line.size()));
}

}  // namespace

std::string ApiAnswer::error(std::string_view field) const {
  const auto errors = body.find("errors");
  if (errors == body.end() || !errors->contains(field)) return "";
  return errors->at(std::string(field)).get<std::string>();
}

Api::Api()
    : routes_(web::api::routes()), directory_(std::make_shared<ByHand>(provider_id, other_provider_id)) {
  app_.emplace(routes_, web::House{*directory_, templates_, clock, keyring, metrics});
}

void Api::call_by(const platforms::HttpClient& client) {
  app_.emplace(routes_, web::House{.directory = *directory_,
                                   .templates = templates_,
                                   .clock = clock,
                                   .keyring = keyring,
                                   .metrics = metrics,
                                   .outbound = client});
}

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

ApiAnswer Api::answer_to(const http::Request& request, storage::Db& with) {
  ApiAnswer answer;
  answer.response = app_->handle(request, with);
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

ApiAnswer Api::send_by(storage::Db& with, const http::Request& request) {
  auto answer = answer_to(request, with);
  record(request, answer);
  return answer;
}

std::vector<nlohmann::json> Api::load_text(const std::string& text) {
  auto asked = request(http::Method::post, "/lote", "");
  std::size_t at = 0;
  asked.stream_body = [&](char* into, std::size_t size) {
    const auto count = std::min({size, text.size() - at, std::size_t{7000}});
    text.copy(into, count, at);
    at += count;
    return count;
  };
  const auto answer = answer_to(asked, db);
  asked.body = text;
  record(asked, answer);
  BOOST_TEST(answer.status == 200);
  std::vector<nlohmann::json> lines;
  for (const auto line : base::split(answer.text, '\n'))
    if (!line.empty()) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

std::vector<nlohmann::json> Api::load(const std::vector<nlohmann::json>& lines) {
  std::string text;
  for (const auto& line : lines) text += line.dump() + "\n";
  return load_text(text);
}

void Api::furnish() {
  using nlohmann::json;
  const auto made = [](const ApiAnswer& answer) { BOOST_REQUIRE_MESSAGE(answer.status == 201, answer.text); };
  made(put("/plataforma/NEO", {{"gateway", "neo"}, {"descricao", "NEO"}}));
  made(put("/plataforma/NEO/produto/MUMO", {{"nome", "Mumo"}}));
  made(put("/plataforma/NEO/produto/WATCH", {{"nome", "Watch"}}));
  const auto package = [&](const char* code, const char* value, const json& products) {
    json body{{"descricao", std::string("Pacote ") + code}, {"valor", value}};
    body["plataforma"] = products.empty() ? json(nullptr) : json("NEO");
    if (!products.empty()) body["produtos"] = products;
    made(put(std::string("/pacote_catalogo/") + code, body));
  };
  package("BASICO", "30.00", json::array({"MUMO"}));
  package("CHEIO", "50.00", json::array({"MUMO", "WATCH"}));
  package("CAMERA", "20.00", json::array());
  made(put("/plano/FIBRA",
           {{"descricao", "Fibra 500"}, {"valor", "99.90"}, {"pacotes", {{{"codigo", "BASICO"}}}}}));
  made(put("/cliente/2023", {{"nome_razaosocial", "Ana Souza"},
                             {"cpf_cnpj", "52998224725"},
                             {"email_principal", "ana@exemplo.com.br"}}));
}

ApiAnswer Api::sell(std::uint64_t id, const std::string& plan, const std::string& status) {
  return put("/cliente_servico/" + std::to_string(id), {{"codigo_cliente", "2023"},
                                                        {"plano", plan},
                                                        {"status_prefixo", status},
                                                        {"login_autenticacao", "ana" + std::to_string(id)}});
}

std::uint64_t Api::add(std::uint64_t service, const std::string& package) {
  const auto answer = post("/pacote", {{"id_cliente_servico", service}, {"codigo", package}});
  BOOST_REQUIRE_MESSAGE(answer.status == 201, answer.text);
  return answer["cliente_servico_pacote"]["id_cliente_servico_pacote"].get<std::uint64_t>();
}

ApiAnswer Api::call(http::Method method, const std::string& path, std::string body) {
  return send(request(method, path, std::move(body)));
}

}  // namespace test
