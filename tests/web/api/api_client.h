#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/database.h"
#include "support/source_dir.h"
#include "web/app.h"
#include "web/directory.h"
#include "web/templates.h"

namespace test {

/// An answer of the API, its body read.
struct ApiAnswer {
  int status = 0;
  nlohmann::json body = {};
  std::string text = {};
  http::Response response = {};

  const nlohmann::json& operator[](const char* name) const { return body.at(name); }
  /// The message at a field of `errors`; empty when it is not wrong.
  std::string error(std::string_view field) const;
};

/// Fixture: the API's own routes over a real database, called as an ERP calls them. The host "demo.localhost"
/// is the first provider, "outro.localhost" the second; a bearer is the names of its scopes.
class Api : public Database {
 public:
  Api();

  ApiAnswer get(const std::string& path) { return call(http::Method::get, path); }
  ApiAnswer put(const std::string& path, const nlohmann::json& body) {
    return call(http::Method::put, path, body.dump());
  }
  ApiAnswer post(const std::string& path, const nlohmann::json& body) {
    return call(http::Method::post, path, body.dump());
  }
  ApiAnswer patch(const std::string& path, const nlohmann::json& body = nlohmann::json::object()) {
    return call(http::Method::patch, path, body.dump());
  }
  ApiAnswer del(const std::string& path) { return call(http::Method::del, path); }

  /// Sends lines to `lote`; the lines of the answer, the totals last.
  std::vector<nlohmann::json> load(const std::vector<nlohmann::json>& lines);
  std::vector<nlohmann::json> load_text(const std::string& text);

  /// A NEO with the products MUMO and WATCH; the packages BASICO (30.00: MUMO), CHEIO (50.00: both) and
  /// CAMERA (without integration); the plan FIBRA with BASICO; the customer 2023, Ana.
  void furnish();
  /// A service of 2023 on a plan.
  ApiAnswer sell(std::uint64_t id, const std::string& plan = "FIBRA",
                 const std::string& status = "servico_habilitado");
  /// A package on a service; its id_cliente_servico_pacote.
  std::uint64_t add(std::uint64_t service, const std::string& package);

  /// A call by path below /api/v1/integracao, with its query.
  ApiAnswer call(http::Method method, const std::string& path, std::string body = "");
  http::Request request(http::Method method, const std::string& path, std::string body) const;
  ApiAnswer send(const http::Request& request) { return send_by(db, request); }
  ApiAnswer send_by(storage::Db& with, const http::Request& request);

  /// Makes the calls to platforms, in place of the network; outlives the fixture.
  void call_by(const platforms::HttpClient& client);

  std::string host = "demo.localhost";
  std::string bearer = "configuracao clientes leitura";
  http::Headers more_headers = {};
  base::Metrics metrics = {};

 private:
  class ByHand;
  ApiAnswer answer_to(const http::Request& request, storage::Db& with);

  std::vector<web::Route> routes_;
  std::shared_ptr<web::Directory> directory_;
  web::Templates templates_{source_dir() + "/templates", ""};
  std::optional<web::App> app_ = {};
};

}  // namespace test
