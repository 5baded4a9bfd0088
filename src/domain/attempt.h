#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/remote_object.h"

namespace domain {

/// What became of a call to a platform (R30).
enum class Delivery : std::uint8_t {
  delivered,  ///< the platform has done it
  rejected,   ///< it will not, for a reason (Reason)
  not_sent,   ///< it never heard of it
  unknown,    ///< it may have done it: look before repeating
  later,      ///< it asks to come again
};

/// Why a platform has not done it, which says who must act (R19).
enum class Reason : std::uint8_t {
  none,
  again,       ///< we try again
  credential,  ///< the integration's: its queue waits
  registry,    ///< the customer's
  commercial,  ///< the contract between provider and platform
  permanent,   ///< what is asked is impossible there
  conflict,    ///< somebody else's account is in the way
  held,        ///< never sent: too many lose something at once (D70)
};

struct AttemptWords {
  std::string_view name;   ///< in the database and in metrics
  std::string_view label;  ///< pt-BR
};
/// One without words does not compile.
AttemptWords words_of(Delivery delivery);
AttemptWords words_of(Reason reason);
Delivery delivery_at(std::string_view name);
Reason reason_at(std::string_view name);

/// One try to tell a platform of a change: *tentativa*. Committed before the first byte leaves.
struct Attempt {
  std::uint64_t id = 0;
  std::uint32_t integration_id = 0;
  std::uint64_t account_id = 0;
  Change change = {};
  std::uint32_t number = 0;  ///< of a creation, kept over its retries (D48); 0: none
  base::Instant begun_at = {};
  std::optional<base::Instant> ended_at = {};
  std::optional<Delivery> delivery = {};
  Reason reason = Reason::none;
  std::string message = {};  ///< pt-BR
};

/// How a sold package stood at its platform when its account was last in step, and why it is not.
struct ToldPackage {
  bool there = false;
  bool suspended = false;
  Reason reason = Reason::none;  ///< none: it is in step, or on its way
  std::string message = {};      ///< pt-BR
  base::Instant since = {};
};

/// A request and what came back, as people may see it: secrets, documents and e-mails masked.
struct Exchange {
  std::string method = {};
  std::string url = {};
  std::string request = {};
  int status = 0;  ///< 0: no answer
  std::string response = {};
  std::string failure = {};  ///< pt-BR: why there is no answer
  std::uint32_t duration_ms = 0;
};

}  // namespace domain
