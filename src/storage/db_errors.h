#pragma once
#include <stdexcept>

namespace sql {
class SQLException;
}  // namespace sql

/// What the server's error numbers mean for whoever asked (storage/db.h).
namespace storage {

/// A transaction the server rolled back and asks us to repeat.
class TryAgain : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The connection is unusable: refused, lost, killed, server going down, statement unknown after a reconnect,
/// Galera not ready; closed for being idle; or its server has become read-only, as the old one of a failover
/// does: the next connection may lead to the new one.
bool is_lost(int code);
/// The server rolled back what could not go on beside others.
bool is_retryable(int code);

/// As the exception that db.h tells of, or TryAgain.
[[noreturn]] void rethrow(const sql::SQLException& error);

}  // namespace storage
