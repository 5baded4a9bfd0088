#include "storage/named_lock.h"

#include <utility>

#include "base/log.h"

namespace storage {

/// Names are the server's; ours begin with the database's.
constexpr std::string_view k_take = "SELECT GET_LOCK(CONCAT(DATABASE(), '.', ?), 0) AS taken";

std::optional<NamedLock> NamedLock::take(Db& db, std::string_view name) {
  const auto taken = db.find(k_take, {name}, [](const Row& row) { return row.maybe_i64("taken"); });
  if (!taken || taken->value_or(0) != 1) return std::nullopt;
  return NamedLock(db, std::string(name));
}

NamedLock::NamedLock(NamedLock&& other) noexcept
    : db_(std::exchange(other.db_, nullptr)), name_(std::move(other.name_)) {}

constexpr std::string_view k_release = "SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.', ?)) AS released";

NamedLock::~NamedLock() {
  if (db_ == nullptr) return;
  try {
    db_->select(k_release, {name_}, [](const Row&) {});
  } catch (const std::runtime_error& error) {
    base::log::warn("a named lock went with its connection", {{"name", name_}, {"error", error.what()}});
  }
}

}  // namespace storage
