#pragma once
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/metrics.h"
#include "storage/integrations.h"
#include "support/shop.h"
#include "validation/callbacks.h"

namespace test {

inline constexpr std::string_view k_token = "token-of-the-callback";

/// A NEO integration with products P1 and P2, customer C1 with P1 on service 1, and the turn handler before
/// it.
struct Gate : Shop {
  Gate() {
    neo = integration("neo");
    callback(neo, k_token);
    p1 = product(neo, "P1");
    p2 = product(neo, "P2");
    plan("PL", {{package("PK1", neo, {p1})}});
    package("PK2", neo, {p2});
    sell(1, "PL");
    callbacks.emplace(validation::Callbacks::Parts{link, writer, keyring, clock, metrics, limits});
    for (int i = 0; i < 500 && link.session() == nullptr; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    BOOST_REQUIRE(link.session() != nullptr);
  }

  void callback(std::uint32_t integration_id, std::string_view token,
                std::optional<base::Instant> expires_at = std::nullopt) {
    storage::save_integration_callback(
        tenant(), integration_id,
        {.token_hash = base::token_hash(token), .token_sealed = "sealed", .created_at = clock.now()});
    if (expires_at)
      db.execute("UPDATE integration_callback SET expires_at = ? WHERE token_hash = ?",
                 {*expires_at, base::token_hash(token)});
    storage::raise_config_version(db);
  }
  void set(const std::string& column, const storage::Param& value) {
    db.execute("UPDATE integration SET " + column + " = ? WHERE id = ?", {value, neo});
    storage::raise_config_version(db);
  }

  /// Several calls of one turn.
  std::vector<validation::Call> turn(std::vector<std::string> asked) {
    const auto& queries = sent.emplace_back(std::move(asked));
    std::vector<validation::Call> calls(queries.size());
    std::vector<validation::Call*> pointers;
    for (std::size_t i = 0; i < queries.size(); ++i) {
      calls[i].request = {.method = "GET", .path = path, .query = queries[i], .host = host};
      calls[i].arrived = std::chrono::steady_clock::now();
      pointers.push_back(&calls[i]);
    }
    callbacks->answer(pointers);
    return calls;
  }
  validation::Reply ask(const std::string& query) { return turn({query}).front().reply; }
  std::string error_of(const std::string& query) {
    const auto body = nlohmann::json::parse(ask(query).body);
    return body.contains("error") ? body["error"].get<std::string>() : "";
  }
  std::string id() { return subscriber(neo); }
  /// What validation says of C1's P1 now.
  std::string p1_now() { return error_of("id=" + id() + "&product=P1"); }

  std::uint32_t neo = 0;
  std::uint32_t p1 = 0;
  std::uint32_t p2 = 0;
  std::list<std::vector<std::string>> sent = {};  // what the calls look at
  std::string path = "/callback/" + std::string(k_token);
  std::string host = {};  ///< the name the calls come under; empty: not told
  base::Metrics metrics = {};
  validation::DatabaseLink link{
      database_settings(), metrics, {}, std::chrono::seconds{20}};  // of a busy machine
  validation::DecisionWriter writer{database_settings(), 2000, metrics};
  validation::Limits limits = {};
  std::optional<validation::Callbacks> callbacks = {};
};

}  // namespace test
