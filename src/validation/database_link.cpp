#include "validation/database_link.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "base/log.h"
#include "storage/checks.h"

namespace validation {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr milliseconds k_between_attempts{200};
/// A check takes milliseconds: a database that takes this long is away.
constexpr seconds k_patience{1};

std::unique_ptr<Session> open_session(const base::DatabaseSettings& database) {
  auto session = std::make_unique<Session>(Session{storage::Db(database)});
  session->db.open_once();
  storage::prepare_checks(session->db);
  session->config = storage::load_check_config(session->db);
  return session;
}

}  // namespace

/// All that the helper thread touches: it may outlive the link by the length of one attempt.
struct DatabaseLink::Shared {
  base::DatabaseSettings database;
  std::mutex mutex = {};
  std::condition_variable stop = {};
  std::unique_ptr<Session> made = {};
  bool connecting = false;
  bool stopping = false;

  void connect() {
    for (bool told = false;; told = true) {
      std::unique_ptr<Session> session;
      try {
        session = open_session(database);
      } catch (const std::exception& error) {
        if (!told) base::log::warn("validation cannot reach the database", {{"error", error.what()}});
      }
      std::unique_lock lock(mutex);
      made = std::move(session);
      if (made || stop.wait_for(lock, k_between_attempts, [this] { return stopping; })) {
        connecting = false;
        return;
      }
    }
  }
};

DatabaseLink::DatabaseLink(base::DatabaseSettings database, base::Metrics& metrics)
    : shared_(new Shared{std::move(database)}),
      up_(metrics.gauge("catraca_validation_database_up", "1 while validation can ask the database")) {
  auto& settings = shared_->database;
  settings.connect_timeout = std::min(settings.connect_timeout, k_patience);
  settings.read_timeout = std::min(settings.read_timeout, k_patience);
  settings.write_timeout = std::min(settings.write_timeout, k_patience);
  reconnect();
}

DatabaseLink::~DatabaseLink() {
  const std::lock_guard lock(shared_->mutex);
  shared_->stopping = true;
  shared_->stop.notify_all();
}

Session* DatabaseLink::session() {
  if (!session_) {
    const std::lock_guard lock(shared_->mutex);
    session_ = std::move(shared_->made);
    if (session_) base::log::info("validation has the database");
  }
  up_.Set(session_ ? 1 : 0);
  return session_.get();
}

void DatabaseLink::lost() {
  session_.reset();
  up_.Set(0);
  reconnect();
}

void DatabaseLink::reconnect() {
  {
    const std::lock_guard lock(shared_->mutex);
    if (std::exchange(shared_->connecting, true)) return;
  }
  std::thread([shared = shared_] { shared->connect(); }).detach();
}

}  // namespace validation
