#include "validation/code_taker.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>

#include "base/log.h"
#include "storage/authorization_codes.h"

namespace validation {

namespace {

using Steady = std::chrono::steady_clock;

/// A database that takes this long is away.
constexpr std::chrono::seconds k_patience{1};
/// Who brought a code has gone, when nobody asked for its answer for so long.
constexpr std::chrono::seconds k_forgotten_after{10};
constexpr std::chrono::milliseconds k_last_write_limit{1000};

}  // namespace

/// All that the thread touches: it may outlive the taker by the length of a stalled write.
struct CodeTaker::Shared {
  using Key = std::pair<std::uint32_t, std::string>;  // integration, code
  struct Entry {
    std::uint32_t provider_id = 0;
    Answer answer = Answer::pending;
    Steady::time_point since = Steady::now();
  };

  base::DatabaseSettings database;
  const base::Keyring& keyring;
  const base::Clock& clock;
  std::mutex mutex = {};
  std::condition_variable changed = {};
  std::map<Key, Entry> entries = {};
  bool stopping = false;
  bool done = false;

  void forget_old() {
    const auto now = Steady::now();
    std::erase_if(entries, [&](const auto& each) {
      return each.second.answer != Answer::pending && now - each.second.since > k_forgotten_after;
    });
  }

  std::map<Key, Entry>::iterator next() {
    auto entry = entries.begin();
    while (entry != entries.end() && entry->second.answer != Answer::pending) ++entry;
    return entry;
  }

  Answer store(const storage::Tenant& tenant, const Key& key) {
    const auto& [integration_id, code] = key;
    const auto sealed = keyring.seal(code, storage::authorization_context(integration_id));
    try {
      switch (storage::bring_code(tenant, integration_id, sealed, clock.now())) {
        case storage::Brought::stored:
          return Answer::stored;
        case storage::Brought::refused:
          return Answer::refused;
        case storage::Brought::unknown:
          return Answer::unknown;
      }
    } catch (const std::exception& error) {
      base::log::warn("a code that a platform brought could not be stored",
                      {{"integration", std::to_string(integration_id)}, {"error", error.what()}});
    }
    return Answer::failed;
  }
};

CodeTaker::CodeTaker(base::DatabaseSettings database, const base::Keyring& keyring, const base::Clock& clock)
    : shared_(new Shared{std::move(database), keyring, clock}) {
  auto& settings = shared_->database;
  settings.connect_timeout = std::min(settings.connect_timeout, k_patience);
  settings.read_timeout = std::min(settings.read_timeout, k_patience);
  settings.write_timeout = std::min(settings.write_timeout, k_patience);
  thread_ = std::thread([shared = shared_] { run(shared); });
}

CodeTaker::~CodeTaker() {
  std::unique_lock lock(shared_->mutex);
  shared_->stopping = true;
  shared_->changed.notify_all();
  if (shared_->changed.wait_for(lock, k_last_write_limit, [this] { return shared_->done; })) {
    lock.unlock();
    thread_.join();
  } else {
    thread_.detach();
  }
}

CodeTaker::Answer CodeTaker::take(std::uint32_t provider_id, std::uint32_t integration_id,
                                  const std::string& code) {
  const std::lock_guard lock(shared_->mutex);
  shared_->forget_old();
  auto& entries = shared_->entries;
  const Shared::Key key{integration_id, code};
  if (const auto found = entries.find(key); found != entries.end()) {
    const auto answer = found->second.answer;
    if (answer != Answer::pending) entries.erase(found);
    return answer;
  }
  if (entries.size() >= k_most) return Answer::failed;
  entries.emplace(key, Shared::Entry{.provider_id = provider_id});
  shared_->changed.notify_all();
  return Answer::pending;
}

void CodeTaker::run(const std::shared_ptr<Shared>& shared) {
  storage::Db db(shared->database);
  std::unique_lock lock(shared->mutex);
  while (true) {
    shared->changed.wait(lock, [&] { return shared->stopping || shared->next() != shared->entries.end(); });
    if (shared->stopping) break;
    const auto key = shared->next()->first;
    const auto provider_id = shared->next()->second.provider_id;
    lock.unlock();
    const auto answer = shared->store({db, provider_id}, key);
    lock.lock();
    if (const auto entry = shared->entries.find(key); entry != shared->entries.end()) {
      entry->second.answer = answer;
      entry->second.since = Steady::now();
    }
  }
  shared->done = true;
  shared->changed.notify_all();
}

}  // namespace validation
