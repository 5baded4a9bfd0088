#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "storage/db.h"

namespace storage {

/// Checks of the installation's keys (Keyring::checks), 32 bytes each by the key's id; 0: what digests hang
/// on.
using KeyChecks = std::map<std::uint8_t, std::string>;

/// What the database was made with; empty before the first key was used.
KeyChecks list_key_checks(Db& db);
/// Notes a key; one that is noted already stays as it is.
void note_key_check(Db& db, std::uint8_t id, const std::string& check);

/// A secret of any integration as it lies sealed, to try keys on.
struct SealedSample {
  std::string sealed = {};
  std::string context = {};
};
std::optional<SealedSample> find_sealed_sample(Db& db);

}  // namespace storage
