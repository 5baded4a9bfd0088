#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "domain/roles.h"
#include "operations/context.h"

namespace web::api {

/// The answer of a bulk load has no room left on the disk.
class NoRoom : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// It would be longer than it may be.
class AnswerTooLong : public NoRoom {
 public:
  using NoRoom::NoRoom;
};

/// A bulk load: NDJSON in, a line of NDJSON out for each, the totals last.
struct BulkLoad {
  operations::Context with;                ///< the ERP's: a file is its feed, however it comes
  std::vector<domain::Scope> scopes = {};  ///< a line needs the scope of its kind
  std::string key_owner = {};              ///< whose `key` it is: keys of two owners never meet
  std::string key = {};  ///< Idempotency-Key; empty: every `pacote` line needs a `chave` of its own
  std::string request_id = {};
  std::function<std::size_t(char* into, std::size_t size)> read = {};  ///< 0 at the end
  std::function<void(std::string_view)> answer = {};                   ///< takes lines with their ends
  /// Makes room for so many bytes of answer before what they tell of is committed; throws NoRoom.
  std::function<void(std::size_t)> reserve = [](std::size_t) {};
  std::size_t most_lines = std::numeric_limits<std::size_t>::max();   ///< blank ones counted
  std::size_t most_answer = std::numeric_limits<std::size_t>::max();  ///< bytes of it
};

struct BulkTotals {
  std::uint64_t good = 0;
  std::uint64_t bad = 0;
  bool interrupted = false;  ///< cut off half-way; the last line says why and where to go on
};

/// Takes everything in, a transaction for every 500 lines, a savepoint for each. What only adds (`pacote`)
/// has a key: sent again under it, it does nothing again, nor do 500 lines that all succeeded. Throws what
/// cut it off (storage::Unavailable, NoRoom, http::Stopping, base::TooSlow) when no line is known to be done;
/// of those in hand then a part may be.
BulkTotals run_bulk_load(const BulkLoad& load);

}  // namespace web::api
