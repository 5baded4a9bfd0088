#pragma once
#include <memory>

#include "base/metrics.h"
#include "base/settings.h"
#include "storage/check_config.h"
#include "storage/db.h"

namespace validation {

/// What the loop asks with: a connection that never reopens by itself, everything prepared, and the settings.
struct Session {
  storage::Db db;
  storage::CheckConfig config = {};
};

/// Keeps a session at hand. When it is lost, a helper thread makes the next one, trying again until it
/// stands; the loop never waits for that.
class DatabaseLink {
 public:
  DatabaseLink(base::DatabaseSettings database, base::Metrics& metrics);
  ~DatabaseLink();
  DatabaseLink(const DatabaseLink&) = delete;
  DatabaseLink& operator=(const DatabaseLink&) = delete;

  /// The session, or nullptr while there is none.
  Session* session();
  /// Throws the session away and has another made.
  void lost();

 private:
  struct Shared;
  void reconnect();

  std::shared_ptr<Shared> shared_;
  std::unique_ptr<Session> session_;
  prometheus::Gauge& up_;
};

}  // namespace validation
