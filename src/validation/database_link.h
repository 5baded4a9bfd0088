#pragma once
#include <chrono>
#include <functional>
#include <memory>

#include "base/metrics.h"
#include "base/settings.h"
#include "storage/check_config.h"
#include "storage/db.h"
#include "validation/turn.h"

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
  /// Asked of every new connection, on the helper thread: false, or throwing, keeps it from being used.
  using Fits = std::function<bool(storage::Db&)>;
  /// `hope`: how long after a question that found the session lost the next one is worth waiting for.
  DatabaseLink(base::DatabaseSettings database, base::Metrics& metrics, Fits fits = {},
               std::chrono::milliseconds hope = std::chrono::milliseconds{300});
  ~DatabaseLink();
  DatabaseLink(const DatabaseLink&) = delete;
  DatabaseLink& operator=(const DatabaseLink&) = delete;

  /// The session, or nullptr while there is none.
  Session* session();
  /// Throws the session away and has another made. `asked_at`: when the question began that found it lost; a
  /// connection that had been closed says so at once, a database that is away keeps one waiting.
  void lost(SteadyTime asked_at);
  /// The session was lost a moment ago and nothing says yet that the database is away: worth waiting for.
  bool is_coming(SteadyTime now) const;
  /// Waits until there is a session, or an attempt failed, or the time is up.
  void await_first(std::chrono::milliseconds limit);

 private:
  struct Shared;
  void reconnect();

  std::shared_ptr<Shared> shared_;
  std::unique_ptr<Session> session_;
  std::chrono::milliseconds hope_;
  SteadyTime hope_until_ = {};
  prometheus::Gauge& up_;
};

}  // namespace validation
