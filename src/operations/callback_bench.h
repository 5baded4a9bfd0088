#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "platforms/http_client.h"

/// Asks an integration's callback URL what a platform asks it (SPEC §4): the test bench.
namespace operations {

/// Where a callback URL is reached from this machine.
struct CallbackAddress {
  std::string url = {};   ///< "http://127.0.0.1:8080/callback/…"
  std::string host = {};  ///< the provider's, as the platform would send it
};

/// A call, as it may be shown, and what came back.
struct CallbackExchange {
  std::string request = {};  ///< without token and password
  base::Expected<platforms::HttpReply, platforms::HttpFailure> reply =
      base::Unexpected{platforms::HttpFailure{}};
  std::chrono::microseconds took{0};
};

/// "Does the customer exist?": `shown_login` stands for the login in what is shown.
CallbackExchange ask_existence(const platforms::HttpClient& client, const CallbackAddress& address,
                               std::string_view login, std::string_view password,
                               std::string_view shown_login);
/// "Has the customer the product?" `subscriber_id`: 32 hex digits.
CallbackExchange ask_product(const platforms::HttpClient& client, const CallbackAddress& address,
                             std::string_view subscriber_id, std::string_view product);

}  // namespace operations
