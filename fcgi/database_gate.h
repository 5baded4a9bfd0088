#pragma once
#include <atomic>
#include <string>

#include "base/secrets.h"
#include "settings.h"
#include "storage/db.h"

namespace door {

/// The keys are not those that the database was made with; what() names the key file and the way out.
class KeysMismatch : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws KeysMismatch unless the keys fit the database; notes those it does not know yet. Reordered lines of
/// the key file do not fit, since digests hang on the first. `newer_allowed`: the database may know keys that
/// came after these. Throws storage::Unavailable.
void check_keys(storage::Db& db, const base::Keyring& keyring, const Settings& settings,
                bool newer_allowed = false);

/// Whether schema and keys fit the program. Any thread.
class DatabaseGate {
 public:
  /// What is handed in must outlive the gate.
  DatabaseGate(const Settings& settings, const base::Keyring& keyring)
      : settings_(settings), keyring_(keyring) {}

  /// Looks. What once did fit may have gone on: a newer program may migrate, a new key be added, while this
  /// one finishes its work. False while migrations are missing; throws storage::SchemaMismatch, KeysMismatch,
  /// storage::Unavailable.
  bool is_open(storage::Db& db);
  /// True when the last look found that all fits.
  bool was_open() const { return open_; }
  /// At the start of a process: what does not fit stops it (SchemaMismatch, KeysMismatch); a database that is
  /// away does not, for it may come back.
  void check();

 private:
  bool fits(storage::Db& db);

  const Settings& settings_;
  const base::Keyring& keyring_;
  std::atomic<bool> schema_fitted_ = false;
  std::atomic<bool> keys_fitted_ = false;
  std::atomic<bool> open_ = false;
};

}  // namespace door
