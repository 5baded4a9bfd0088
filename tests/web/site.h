#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/shop.h"
#include "web/app.h"
#include "web/directory.h"
#include "web/templates.h"

namespace test {

/// Fixture: every route over a real database, used as people use it. The host "demo.localhost" is the shop's
/// provider, "outro.localhost" the second; a session is the name of its role.
class Site : public Shop {
 public:
  Site();

  /// A page as `role` sees it; its text is in `body`, streamed or not.
  http::Response get(const std::string& path);
  /// Sends a form with the CSRF token of the session.
  http::Response post(const std::string& path,
                      const std::vector<std::pair<std::string, std::string>>& fields = {});

  std::string role = "operador";
  std::string host = "demo.localhost";
  std::string erp_url_template = {};
  base::Metrics metrics = {};

 private:
  class ByHand;
  http::Request request(http::Method method, const std::string& path) const;
  http::Response send(const http::Request& request);

  std::shared_ptr<web::Directory> directory_;
  web::Templates templates_{CATRACA_SOURCE_DIR "/templates", ""};
  web::App app_;
};

/// The Location of a redirect; empty for anything else.
std::string location_of(const http::Response& response);
/// The message that a redirect leaves for the next page.
std::string notice_of(const http::Response& response);
/// True when the page says so.
bool says(const http::Response& response, std::string_view text);

}  // namespace test
