#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/attempt.h"

namespace domain {

/// From this failure in a row on, an account that is tried again by itself is shown to people as an error
/// (D57).
inline constexpr std::uint32_t k_failures_for_people = 8;

/// Why an account is not yet on its platform as it should be (R19). Derived by the database from the
/// account's row (sql/0044).
enum class Waiting : std::uint8_t {
  conflict,    ///< somebody else's account is in the way
  permanent,   ///< what is asked is impossible there
  commercial,  ///< the contract between provider and platform
  failing,     ///< tried again by itself, without success for long
  held,        ///< one of too many that lose something at once (D70)
  registry,    ///< the customer's data lack something, or were refused
  credential,  ///< the integration's was refused
  again,       ///< tried again by itself
  queued,      ///< its turn has not come
};

/// All of them, in the order of lists: what needs somebody comes first.
inline constexpr std::array k_waitings{Waiting::conflict,   Waiting::permanent, Waiting::commercial,
                                       Waiting::failing,    Waiting::held,      Waiting::registry,
                                       Waiting::credential, Waiting::again,     Waiting::queued};

struct WaitingWords {
  std::string_view name;   ///< in the database and in addresses
  std::string_view label;  ///< pt-BR
  std::string_view cure;   ///< pt-BR: who must do what before it goes on
  Reason reason;           ///< its class
  bool error;              ///< counted in the top bar: it does not go on without somebody
};
/// One without words does not compile.
WaitingWords words_of(Waiting waiting);
std::optional<Waiting> waiting_from(std::string_view name);

}  // namespace domain
