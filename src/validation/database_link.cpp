#include "validation/database_link.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "base/log.h"
#include "storage/checks.h"

namespace validation {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr milliseconds k_between_attempts{100};
/// A check takes milliseconds: a database that takes this long is away.
constexpr seconds k_patience{1};

std::unique_ptr<Session> open_session(const base::DatabaseSettings& database,
                                      const DatabaseLink::Fits& fits) {
  auto session = std::make_unique<Session>(Session{storage::Db(database)});
  session->db.open_once();
  if (fits && !fits(session->db)) throw std::runtime_error("the schema does not fit: run catraca migrate");
  storage::prepare_checks(session->db);
  session->config = storage::load_check_config(session->db);
  return session;
}

}  // namespace

/// All that the helper thread touches: it may outlive the link by the length of one attempt.
struct DatabaseLink::Shared {
  base::DatabaseSettings database;
  Fits fits;
  std::mutex mutex = {};
  std::condition_variable changed = {};
  std::unique_ptr<Session> made = {};
  bool connecting = false;
  bool failed = false;  ///< an attempt since the last session was lost
  bool stopping = false;

  void connect() {
    for (std::string told;;) {
      std::unique_ptr<Session> session;
      try {
        session = open_session(database, fits);
      } catch (const std::exception& error) {
        if (told != error.what())
          base::log::warn("validation cannot use the database", {{"error", error.what()}});
        told = error.what();
      }
      std::unique_lock lock(mutex);
      made = std::move(session);
      failed = !made;
      changed.notify_all();
      if (made || changed.wait_for(lock, k_between_attempts, [this] { return stopping; })) {
        connecting = false;
        return;
      }
    }
  }
};

DatabaseLink::DatabaseLink(base::DatabaseSettings database, base::Metrics& metrics, Fits fits,
                           milliseconds hope)
    : shared_(new Shared{std::move(database), std::move(fits)}),
      hope_(hope),
      up_(metrics.gauge("catraca_validation_database_up",
                        "Sessions with which validation can ask the database; 0: it cannot")) {
  auto& settings = shared_->database;
  settings.connect_timeout = std::min(settings.connect_timeout, k_patience);
  settings.read_timeout = std::min(settings.read_timeout, k_patience);
  settings.write_timeout = std::min(settings.write_timeout, k_patience);
  reconnect();
}

DatabaseLink::~DatabaseLink() {
  const std::lock_guard lock(shared_->mutex);
  shared_->stopping = true;
  shared_->changed.notify_all();
}

Session* DatabaseLink::session() {
  if (!session_) {
    const std::lock_guard lock(shared_->mutex);
    session_ = std::move(shared_->made);
    if (session_) base::log::info("validation has the database");
    if (session_) up_.Increment();
  }
  return session_.get();
}

void DatabaseLink::lost(SteadyTime asked_at) {
  if (session_) up_.Decrement();
  session_.reset();
  hope_until_ = asked_at + hope_;
  reconnect();
}

bool DatabaseLink::is_coming(SteadyTime now) const {
  if (session_ || now >= hope_until_) return false;
  const std::lock_guard lock(shared_->mutex);
  return !shared_->failed;
}

void DatabaseLink::await_first(milliseconds limit) {
  std::unique_lock lock(shared_->mutex);
  shared_->changed.wait_for(lock, limit, [this] { return shared_->made || shared_->failed; });
}

void DatabaseLink::reconnect() {
  {
    const std::lock_guard lock(shared_->mutex);
    if (std::exchange(shared_->connecting, true)) return;
    shared_->failed = false;
  }
  std::thread([shared = shared_] { shared->connect(); }).detach();
}

}  // namespace validation
