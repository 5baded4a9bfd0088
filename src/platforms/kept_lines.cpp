#include "platforms/kept_lines.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

namespace platforms {

namespace {

using Steady = std::chrono::steady_clock;

/// Nothing has come since the last answer: neither an end nor bytes that would be taken for the next one.
bool is_silent(const Poco::Net::StreamSocket& socket) {
  char byte = 0;
  return ::recv(socket.impl()->sockfd(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
         (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace

KeptLines::Idle::Idle(std::string named, OpenLine kept, Watchdog& dog, Watchdog::Moment until)
    : key(std::move(named)), line(std::move(kept)) {
  watch.emplace(dog, line.socket->impl()->sockfd(), until);
}

std::optional<OpenLine> KeptLines::take(const std::string& key) {
  std::list<Idle> over;  // closed without the lock
  const std::lock_guard lock(mutex_);
  for (auto at = idle_.begin(); at != idle_.end();) {
    const auto here = at++;
    if (here->key != key && !here->watch->over()) continue;
    over.splice(over.end(), idle_, here);
    here->watch.reset();  // it must not be shut down from here on
    auto& line = here->line;
    if (here->key == key && line.since + limits_.open > Steady::now() && is_silent(*line.socket))
      return std::move(line);
  }
  return std::nullopt;
}

void KeptLines::give(const std::string& key, OpenLine line) {
  std::list<Idle> over;
  const std::lock_guard lock(mutex_);
  const auto until = std::min(Steady::now() + limits_.idle, line.since + limits_.open);
  line.used = true;
  idle_.emplace_front(key, std::move(line), dog_, until);
  if (idle_.size() > limits_.most) over.splice(over.end(), idle_, std::prev(idle_.end()));
}

}  // namespace platforms
