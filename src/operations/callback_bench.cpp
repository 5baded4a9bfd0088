#include "operations/callback_bench.h"

#include "base/http.h"

namespace operations {

namespace {

/// A check takes milliseconds; a guessed password is held for seconds (R28).
constexpr std::chrono::seconds k_within{5};
constexpr std::string_view k_shown_path = "/callback/…";

CallbackExchange exchange(const platforms::HttpClient& client, const platforms::HttpCall& call,
                          std::string shown) {
  CallbackExchange made{.request = std::move(shown)};
  const auto since = std::chrono::steady_clock::now();
  made.reply = client.send(call, k_within);
  made.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - since);
  return made;
}

}  // namespace

CallbackExchange ask_existence(const platforms::HttpClient& client, const CallbackAddress& address,
                               std::string_view login, std::string_view password,
                               std::string_view shown_login) {
  constexpr std::string_view k_form = "application/x-www-form-urlencoded";
  // By POST: a password in a URL is one that some log on the way may keep.
  const platforms::HttpCall call{
      .method = "POST",
      .url = address.url,
      .host = address.host,
      .content_type = std::string(k_form),
      .body = "login=" + http::url_encode(login) + "&password=" + http::url_encode(password)};
  return exchange(client, call,
                  "POST " + std::string(k_shown_path) + "\nContent-Type: " + std::string(k_form) +
                      "\n\nlogin=" + std::string(shown_login) + "&password=••••••");
}

CallbackExchange ask_product(const platforms::HttpClient& client, const CallbackAddress& address,
                             std::string_view subscriber_id, std::string_view product) {
  const auto query =
      "?subscriber_id=" + http::url_encode(subscriber_id) + "&product=" + http::url_encode(product);
  return exchange(client, {.url = address.url + query, .host = address.host},
                  "GET " + std::string(k_shown_path) + query);
}

}  // namespace operations
