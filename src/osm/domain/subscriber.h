#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

/// The subscriber portal: NX Play's own manager of those who watch. The ERP feeds it; it knows nothing of the
/// ERP's side and never writes there.
namespace osm {

/// Whether a subscriber may enter; nothing else decides it.
enum class Status : std::uint8_t { active = 1, suspended = 2 };

/// "ativo", "suspenso": on the wire and in addresses.
std::string_view name_of(Status status);
/// "Ativo", "Suspenso".
std::string_view label_of(Status status);
std::optional<Status> status_from(std::string_view name);

struct Subscriber {
  std::uint64_t id = 0;
  std::optional<std::string> erp_code = {};  ///< codigo_externo; none: registered here
  std::string name = {};
  std::optional<std::string> document = {};  ///< CPF, or a company's CNPJ, without mask
  Status status = Status::active;
  bool email_from_erp = false;  ///< the ERP has set its e-mail, which changes no more (D30)
  std::set<std::string, std::less<>> edited_here = {};  ///< wire names of what staff changed since the feed
  std::optional<std::string> app_name = {};             ///< of the last use
  std::optional<base::Instant> app_seen_at = {};        ///< last use of the app
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

/// True of a subscriber that the ERP feeds.
inline bool is_fed(const Subscriber& subscriber) { return subscriber.erp_code.has_value(); }

/// True of a document whose check digits do not fit (R36): it is taken, and shown as suspect.
bool is_suspect(const std::optional<std::string>& document);

/// By what a subscriber logs in: e-mail, access key or both, and a password.
struct Credential {
  std::uint64_t id = 0;
  std::uint64_t subscriber_id = 0;
  std::optional<std::string> email = {};
  std::optional<std::string> access_key = {};
  std::string password_hash = {};
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

struct Plan {
  std::uint32_t id = 0;
  std::string code = {};
  std::string name = {};
  bool active = true;  ///< whether it is given to anybody new; who has it keeps it
  base::Instant created_at = {};
};

/// A plan that a subscriber has.
struct HeldPlan {
  std::uint64_t subscriber_id = 0;
  Plan plan = {};
  base::Instant since = {};
};

/// Settings by name; noggin and paramount are reserved.
using Settings = std::map<std::string, std::string, std::less<>>;
inline constexpr std::string_view k_noggin = "noggin";
inline constexpr std::string_view k_paramount = "paramount";
/// A reserved setting: on unless a row says "false".
bool is_on(const Settings& settings, std::string_view name);

/// A subscriber with all that hangs on it.
struct WholeSubscriber {
  Subscriber subscriber = {};
  std::vector<Credential> credentials = {};  ///< in the order of creation; the first is the one it came with
  std::vector<HeldPlan> plans = {};          ///< the first is the main one (D29)
  Settings settings = {};
};

/// The subscriber's e-mail: that of its first credential.
std::optional<std::string> email_of(const WholeSubscriber& whole);

}  // namespace osm
