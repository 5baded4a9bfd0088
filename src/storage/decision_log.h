#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/paging.h"
#include "storage/tenant.h"

namespace storage {

/// One answer of validation (R27). Sampled ones stand for `weight` of their like.
struct Decision {
  std::uint64_t id = 0;
  base::Instant at = {};
  std::uint32_t provider_id = 0;
  std::uint32_t integration_id = 0;
  std::optional<std::string> subscriber_id = {};  ///< 16 bytes; with a wrong password, whose login it is
  std::optional<std::string> product = {};        ///< as sent, at most 64 bytes
  std::string_view question = {};                 ///< existencia, produto, lista, invalida
  std::string_view reason = {};  ///< domain::name_of, or a word of validation's own: login_desconhecido, …
  std::uint32_t latency_us = 0;
  std::uint32_t weight = 1;
  std::optional<std::string> login_key = {};  ///< Keyring::login_key of what was asked with; nothing: by id
};
void insert_decisions(Db& db, std::span<const Decision> decisions);

/// How many answers of a kind a minute had: exact, also where rows are sampled.
struct DecisionCount {
  base::Instant minute = {};
  std::uint32_t provider_id = 0;
  std::uint32_t integration_id = 0;
  std::string_view question = {};
  std::string_view reason = {};
  std::uint32_t product_id = 0;  ///< 0: none of ours
  std::uint64_t decisions = 0;
};
/// Adds to what the minute has already.
void add_decision_counts(Db& db, std::span<const DecisionCount> counts);

/// A log-in that matched two customers (R29).
struct LoginConflict {
  std::uint32_t provider_id = 0;
  std::uint32_t integration_id = 0;
  std::string login_key = {};  ///< 16 bytes
  base::Instant first_at = {};
  base::Instant last_at = {};
  std::uint64_t times = 1;
};
/// Notes that it happened (again).
void note_login_conflict(Db& db, const LoginConflict& conflict);
/// The latest first.
std::vector<LoginConflict> list_login_conflicts(const Tenant& tenant, std::uint32_t limit);
/// Whether a log-in of the integration's generation in force met two customers and none of the services that
/// have it was touched since: then it meets them still.
bool is_login_conflict_standing(const Tenant& tenant, std::uint32_t integration_id, std::uint32_t generation,
                                const std::string& login_key);

/// A line of the screen *Validações*.
struct DecisionLine {
  std::uint64_t id = 0;
  base::Instant at = {};
  std::uint32_t integration_id = 0;
  std::optional<std::string> subscriber_id = {};
  std::optional<std::uint64_t> customer_id = {};  ///< whose id that is; nothing: nobody's of the provider
  std::string customer_name = {};
  std::optional<std::string> product = {};
  std::string question = {};
  std::string reason = {};
  std::uint32_t latency_us = 0;
  std::uint32_t weight = 1;
  std::optional<std::string> login_key = {};  ///< 16 bytes; nothing: asked by id
};
/// Who asked, or was asked about: found by either; all empty: anybody.
struct Asker {
  std::vector<std::string> subscriber_ids = {};  ///< 16 bytes each
  std::vector<std::string> login_keys = {};      ///< Keyring::login_key, 16 bytes each
  bool anybody() const { return subscriber_ids.empty() && login_keys.empty(); }
};
struct DecisionFilter {
  std::optional<std::uint32_t> integration_id = {};
  Asker asker = {};
  std::string product = {};  ///< code, as sent with prefix or without
  std::optional<bool> allowed = {};
  std::string reason = {};
  std::optional<base::Instant> from = {};
  std::optional<base::Instant> until = {};
  std::uint64_t before_id = 0;  ///< the last id of the page before; 0: from the latest
};
/// The latest first, at most `limit`.
std::vector<DecisionLine> list_decisions(const Tenant& tenant, const DecisionFilter& filter,
                                         std::uint32_t limit);
/// A page of them, in the order of time: the latest first unless `page.sort` asks for an order.
Listed<DecisionLine> list_decisions(const Tenant& tenant, const DecisionFilter& filter, const Page& asked);
/// The last attempts to log in of somebody, with what came of each, the latest first, at most `limit`:
/// questions asked with a login and a password, the refused ones included. By subscriber_id are found those
/// that were his, or hit his login with a wrong password; by login_keys those of anything he may have typed
/// (operations::log_in_keys_of tells the keys and which field each is). Nobody: nothing. Each id or key is
/// one descent in an index, however many millions of lines there are.
std::vector<DecisionLine> list_attempts(const Tenant& tenant, const Asker& asker, std::uint32_t limit);
std::optional<DecisionLine> find_decision(const Tenant& tenant, std::uint64_t id);

/// What the latest lines stand for, `most` of them at most.
struct DecisionWeight {
  std::uint64_t decisions = 0;
  bool sampled = false;  ///< some line stands for more than itself
};
DecisionWeight weigh_decisions(const Tenant& tenant, const DecisionFilter& filter,
                               std::uint32_t most = k_count_cap);

/// Exact sums of the minutes or hours of a span, by reason; those without a decision are left out.
enum class CountStep : std::uint8_t { minute, hour };
struct CountFilter {
  std::optional<std::uint32_t> integration_id = {};
  std::string product = {};  ///< code; empty: any. One that no integration has was never counted apart
  base::Instant from = base::k_long_ago;
  base::Instant until = base::k_open_end;
};
struct CountLine {
  base::Instant at = {};
  std::string reason = {};
  std::uint64_t decisions = 0;
};
std::vector<CountLine> count_decisions(const Tenant& tenant, const CountFilter& filter, CountStep step);

}  // namespace storage
