#include "database_gate.h"

#include "base/log.h"
#include "storage/key_checks.h"
#include "storage/migrations.h"

namespace door {

namespace {

[[noreturn]] void refuse(const Settings& settings, const std::string& why) {
  throw KeysMismatch(
      "the keys in " + settings.key_source + " are not those of database " + settings.database.name + ": " +
      why +
      ". Log-ins and secrets in it open with its own key file alone: put that back (from the backup), "
      "its lines in their old order and new keys behind them");
}

/// A database from before keys were noted: they must open what lies sealed in it.
void try_on_a_secret(storage::Db& db, const base::Keyring& keyring, const Settings& settings) {
  const auto sample = storage::find_sealed_sample(db);
  if (sample && !keyring.open(sample->sealed, sample->context))
    refuse(settings, "they do not open its secrets");
}

}  // namespace

void check_keys(storage::Db& db, const base::Keyring& keyring, const Settings& settings, bool newer_allowed) {
  const auto noted = storage::list_key_checks(db);
  const auto ours = keyring.checks();
  if (noted.empty()) try_on_a_secret(db, keyring, settings);
  for (const auto& [id, check] : noted) {
    const auto same = ours.find(id);
    if (same == ours.end() && newer_allowed) continue;
    if (same == ours.end()) refuse(settings, "key " + std::to_string(id) + " is missing");
    if (same->second == check) continue;
    refuse(settings, id == 0 ? "another key comes first" : "key " + std::to_string(id) + " is another");
  }
  for (const auto& [id, check] : ours)
    if (!noted.contains(id)) storage::note_key_check(db, id, check);
}

bool DatabaseGate::fits(storage::Db& db) {
  if (!schema_fitted_) schema_fitted_ = storage::schema_state(db).pending.empty();
  if (!schema_fitted_) return false;
  check_keys(db, keyring_, settings_, keys_fitted_);
  keys_fitted_ = true;
  return true;
}

bool DatabaseGate::is_open(storage::Db& db) {
  try {
    open_ = fits(db);
    return open_;
  } catch (const storage::Unavailable&) {
    throw;  // says nothing about what fits
  } catch (...) {
    open_ = false;
    throw;
  }
}

void DatabaseGate::check() {
  storage::Db db(settings_.database);
  try {
    if (!is_open(db)) throw storage::SchemaMismatch("migrations are missing: run catraca migrate");
  } catch (const storage::Unavailable& error) {
    base::log::warn("starting without a database", {{"error", error.what()}});
  }
}

}  // namespace door
