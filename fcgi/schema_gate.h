#pragma once
#include <atomic>

#include "base/log.h"
#include "storage/db.h"
#include "storage/migrations.h"

namespace door {

/// Whether the schema fits the program: asked until it once did. A newer program may migrate while this one
/// finishes its work, so it is not asked again. Any thread.
class SchemaGate {
 public:
  /// Throws storage::SchemaMismatch, storage::Unavailable.
  bool is_open(storage::Db& db) {
    if (!open_) open_ = storage::schema_state(db).pending.empty();
    return open_;
  }

  /// At the start of a process: a schema that does not fit stops it (SchemaMismatch); a database that is away
  /// does not, for it may come back.
  void check(const base::DatabaseSettings& settings) {
    storage::Db db(settings);
    try {
      if (!is_open(db)) throw storage::SchemaMismatch("migrations are missing: run catraca migrate");
    } catch (const storage::Unavailable& error) {
      base::log::warn("starting without a database", {{"error", error.what()}});
    }
  }

 private:
  std::atomic<bool> open_ = false;
};

}  // namespace door
