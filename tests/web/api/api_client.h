#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "support/database.h"
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

  /// A call by path below /api/v1/integracao, with its query.
  ApiAnswer call(http::Method method, const std::string& path, std::string body = "");
  http::Request request(http::Method method, const std::string& path, std::string body) const;
  ApiAnswer send(const http::Request& request);

  std::string host = "demo.localhost";
  std::string bearer = "configuracao clientes leitura";
  http::Headers more_headers = {};
  base::Metrics metrics = {};

 private:
  class ByHand;
  std::vector<web::Route> routes_;
  std::shared_ptr<web::Directory> directory_;
  web::Templates templates_{CATRACA_SOURCE_DIR "/templates", ""};
  web::App app_;
};

}  // namespace test
