#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace base {

/// How to reach the database.
struct DatabaseSettings {
  std::string host = "localhost";
  std::string socket = {};  ///< unix socket path; wins over host and port
  std::uint16_t port = 3306;
  std::string name = "catraca";
  std::string user = "catraca";
  std::string password = {};
  std::string ssl_ca = {};  ///< required when the host is not local: TLS is then verified
  std::chrono::seconds connect_timeout{5};
  std::chrono::seconds read_timeout{30};
  std::chrono::seconds write_timeout{30};
  std::chrono::seconds lock_wait{4};  ///< for a row or a table that somebody else holds
};

}  // namespace base
