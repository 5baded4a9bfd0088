#pragma once
#include <memory>

#include "validation/descriptor.h"
#include "validation/records.h"
#include "validation/turn.h"

struct FCGX_Request;

namespace validation {

/// Sets libfcgi up; once, before the first Connection. A vanished peer is an error from then on, not SIGPIPE.
void start_fcgi();

/// One connection of the web server, and libfcgi's slot for it. libfcgi's private fields are touched here
/// only.
class Connection {
 public:
  /// Takes a connected, blocking socket.
  explicit Connection(Descriptor socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }
  /// What has arrived, without taking it. Never blocks.
  Arrival look() const;
  /// Lets libfcgi read the request; only after look() said `whole`. False: malformed inside, the connection
  /// is over.
  bool take(Request& request);
  /// Writes the answer at once. False: the connection is over, because `keep` or the peer did not want more
  /// of it.
  bool finish(const Reply& reply, bool keep);

 private:
  int fd_;  ///< for epoll; libfcgi's slot owns it
  std::unique_ptr<FCGX_Request> slot_;
};

}  // namespace validation
