#pragma once
#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <vector>

#include "platforms/platform.h"
#include "support/scripted_client.h"

namespace test {

inline constexpr base::Instant k_told_at =
    std::chrono::sys_days{std::chrono::year{2026} / std::chrono::November / 26};

inline platforms::HttpReply json_reply(int status, std::string body = "{}") {
  return {.status = status, .content_type = "application/json", .body = std::move(body)};
}
/// The call left, and nothing came back.
inline base::Unexpected<platforms::HttpFailure> silence() {
  return base::Unexpected{platforms::HttpFailure{.sent = true, .message = "sem resposta"}};
}

/// Maria's account, without packages, under these settings of the integration.
inline platforms::AccountView account_of_maria(std::map<std::string, std::string> settings) {
  platforms::AccountView view{.subscriber_id = std::string(32, 'a'), .settings = std::move(settings)};
  view.customer.id = 1;
  view.customer.code = "2023";
  view.customer.name = "Maria da Silva";
  view.customer.document = "52998224725";
  view.customer.email = "maria@example.com";
  view.customer.phone = "5534991234567";
  view.services.push_back({.id = 9, .erp_id = 17711, .customer_id = 1});
  return view;
}

/// Gives the account a package with these products.
inline void hold(platforms::AccountView& view, std::uint64_t id, std::vector<std::string> products,
                 bool suspended = false) {
  view.packages.push_back({.id = id,
                           .package_id = static_cast<std::uint32_t>(id),
                           .service_id = 9,
                           .products = std::move(products),
                           .wanted = true,
                           .suspended = suspended});
}

/// The snapshot that is left when all that is wanted was told.
inline std::vector<domain::KnownObject> told(const platforms::Wanted& wanted) {
  std::vector<domain::KnownObject> known;
  for (const auto& object : wanted.objects) known.push_back({.object = object, .platform_id = "id"});
  return known;
}

inline const domain::RemoteObject& object_at(const platforms::Wanted& wanted, std::string_view key) {
  const auto found = std::ranges::find(wanted.objects, key, &domain::RemoteObject::key);
  BOOST_REQUIRE_MESSAGE(found != wanted.objects.end(), "nothing is wanted under " << key);
  return *found;
}

/// A callback URL to which nobody comes by himself.
class Desk final : public platforms::CodeDesk {
 public:
  std::string callback_url() override { return "https://painel.example/callback/token-de-callback"; }
  std::optional<std::string> take() override { return std::exchange(code, std::nullopt); }
  bool ask() override { return !std::exchange(asked, true); }
  void withdraw() override { asked = false; }

  std::optional<std::string> code = {};  ///< was brought
  bool asked = false;
};

/// A line to a platform that answers by a script.
class Line {
 public:
  explicit Line(std::deque<ScriptedClient::Answer> script, platforms::Session session = {})
      : client_(std::move(script)), session_(std::move(session)) {}

  /// A line on which a token stands already.
  static Line signed_in(std::deque<ScriptedClient::Answer> script) {
    return Line(std::move(script),
                {.token = "token-guardado", .expires_at = k_told_at + std::chrono::minutes(5)});
  }

  platforms::Wire& wire() { return wire_; }
  const platforms::Session& session() const { return session_; }
  /// "POST https://…" of each call, with its body behind a blank where it has one.
  std::vector<std::string> calls() const {
    std::vector<std::string> lines;
    for (const auto& call : client_.calls())
      lines.push_back(call.method + " " + call.url + (call.body.empty() ? "" : " " + call.body));
    return lines;
  }
  std::string bearer(std::size_t call) const {
    const auto calls = client_.calls();
    for (const auto& [name, value] : calls.at(call).headers)
      if (name == "Authorization") return value;
    return {};
  }
  /// All that is kept for people to read.
  std::string kept() {
    std::string text;
    for (const auto& each : wire_.take_exchanges())
      text += each.method + " " + each.url + "\n" + each.request + "\n" + each.response + "\n" +
              each.failure + "\n";
    return text;
  }

  Desk desk = {};

 private:
  ScriptedClient client_;
  platforms::Session session_;
  platforms::Wire wire_{client_, std::chrono::seconds(15), session_, k_told_at, &desk};
};

inline domain::Change change_to(domain::CallKind kind, const domain::RemoteObject& before,
                                const domain::RemoteObject& after, std::string platform_id = "") {
  return {.kind = kind,
          .key = before.key.empty() ? after.key : before.key,
          .before = before,
          .after = after,
          .platform_id = std::move(platform_id)};
}
inline domain::Change creation(const domain::RemoteObject& object) {
  return change_to(domain::CallKind::create, {}, object);
}
inline domain::Change removal(const domain::RemoteObject& object, std::string platform_id = "") {
  return change_to(domain::CallKind::remove, object, {}, std::move(platform_id));
}

/// Delivery and reason in one word each, to be compared.
inline std::string judged(const platforms::Outcome& outcome) {
  return std::string(domain::words_of(outcome.delivery).name) + " " +
         std::string(domain::words_of(outcome.reason).name);
}

}  // namespace test
