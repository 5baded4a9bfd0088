#pragma once
#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "platforms/watchdog.h"

namespace Poco::Net {
class HTTPClientSession;
class StreamSocket;
}  // namespace Poco::Net

namespace platforms {

/// A connection on which calls are made, one after the other; one line has it.
struct OpenLine {
  std::shared_ptr<Poco::Net::StreamSocket> socket = {};  ///< the same that the session speaks on
  std::shared_ptr<Poco::Net::HTTPClientSession> session = {};
  std::chrono::steady_clock::time_point since = {};  ///< when its address was looked up and checked
  bool used = false;                                 ///< not its first call
};

/// Connections between two calls. One is handed out again to who names the same key, unless its peer has
/// closed it or said something unasked, or it has been idle or open for too long. Any thread.
class KeptLines {
 public:
  struct Limits {
    /// Short: a peer hardly gives up sooner, so that a call hardly meets a connection that is just being
    /// closed.
    std::chrono::milliseconds idle{2000};
    std::chrono::milliseconds open{60000};  ///< then its name is looked up and its address checked anew
    std::size_t most = 64;
  };
  KeptLines(Watchdog& dog, Limits limits) : dog_(dog), limits_(limits) {}

  std::optional<OpenLine> take(const std::string& key);
  void give(const std::string& key, OpenLine line);

 private:
  struct Idle {
    Idle(std::string named, OpenLine kept, Watchdog& dog, Watchdog::Moment until);
    std::string key;
    OpenLine line;
    std::optional<Watchdog::Watch> watch = {};  // last: it ends before the socket closes
  };

  Watchdog& dog_;
  Limits limits_;
  std::mutex mutex_ = {};
  std::list<Idle> idle_ = {};  ///< the one used last first
};

}  // namespace platforms
