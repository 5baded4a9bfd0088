#pragma once
#include <string>

#include "validation/descriptor.h"

namespace validation {

/// A listening socket, non-blocking, and whether it is ours alone or shared with the supervisor and other
/// processes.
struct Listener {
  Descriptor socket = {};
  std::string own_path = {};  ///< the unix socket we made and remove again; empty when inherited
};

/// The socket handed over by systemd (LISTEN_FDS) or spawn-fcgi (descriptor 0); nothing when there is none.
Listener inherited_listener();
/// A unix socket of our own, mode 0660; replaces a dead one at `path`. Throws std::system_error, and
/// std::runtime_error when somebody answers there.
Listener own_listener(const std::string& path, int backlog = 1024);
/// The inherited one, else one of our own at `path`.
Listener listener_at(const std::string& path);
/// Removes the path of an own listener and closes the socket; an inherited one is only closed.
void close_listener(Listener& listener);

}  // namespace validation
