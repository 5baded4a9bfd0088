#include "platforms/watchdog.h"

#include <sys/socket.h>

namespace platforms {

Watchdog::Watch::Watch(Watchdog& dog, int socket, Moment at) : dog_(dog), socket_(socket) {
  const std::lock_guard lock(dog_.mutex_);
  place_ = dog_.watched_.emplace(at, this);
  if (!dog_.thread_.joinable())
    dog_.thread_ = std::thread([&dog] { dog.run(); });
  else if (place_ == dog_.watched_.begin())
    dog_.sooner_.notify_one();
}

Watchdog::Watch::~Watch() {
  const std::lock_guard lock(dog_.mutex_);
  if (!over_) dog_.watched_.erase(place_);
}

bool Watchdog::Watch::over() const {
  const std::lock_guard lock(dog_.mutex_);
  return over_;
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  sooner_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (watched_.empty()) {
      sooner_.wait(lock);
      continue;
    }
    const auto next = watched_.begin();
    if (std::chrono::steady_clock::now() < next->first) {
      const auto at = next->first;  // the watch may end meanwhile
      sooner_.wait_until(lock, at);
      continue;
    }
    ::shutdown(next->second->socket_, SHUT_RDWR);
    next->second->over_ = true;
    watched_.erase(next);
  }
}

}  // namespace platforms
