#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/secrets.h"
#include "storage/db.h"

/// What lies sealed in the database, of all providers: `catraca verify` tries it, `catraca keys reseal` seals
/// it again.
namespace operations {

/// The secrets of a column.
struct SecretsOf {
  std::string column = {};             ///< "table.column"
  std::uint64_t current = 0;           ///< sealed as a fresh one is
  std::uint64_t older = 0;             ///< open, but sealed with an older key or in an older way
  std::uint64_t sealed_again = 0;      ///< were older, and are current now
  std::vector<std::string> shut = {};  ///< what those are bound to that do not open with these keys
};

/// Tries every one; writes nothing.
std::vector<SecretsOf> try_secrets(storage::Db& db, const base::Keyring& keyring);

/// Seals the older ones with the current key, some at a time, each where nobody changed it meanwhile: beside
/// running programs, and again after it was cut off. What does not open stays as it is.
std::vector<SecretsOf> reseal(storage::Db& db, const base::Keyring& keyring);

}  // namespace operations
