#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "storage/db.h"

namespace storage {

/// A lock by name that belongs to the connection and goes with it: a limit on how many do something at once.
/// Held by one Galera node only, so never what correctness rests on.
class NamedLock {
 public:
  /// Nothing when another connection holds the name now. `db` must outlive the lock.
  static std::optional<NamedLock> take(Db& db, std::string_view name);
  ~NamedLock();
  NamedLock(NamedLock&& other) noexcept;
  NamedLock& operator=(NamedLock&&) = delete;

 private:
  NamedLock(Db& db, std::string name) : db_(&db), name_(std::move(name)) {}

  Db* db_;
  std::string name_;
};

}  // namespace storage
