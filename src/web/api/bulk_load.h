#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/roles.h"
#include "operations/context.h"

namespace web::api {

/// A bulk load: NDJSON in, a line of NDJSON out for each, the totals last.
struct BulkLoad {
  operations::Context with;
  std::vector<domain::Scope> scopes = {};  ///< a line needs the scope of its kind
  std::string key_owner = {};              ///< whose `key` it is: keys of two owners never meet
  std::string key = {};                    ///< Idempotency-Key; empty: sent again, `pacote` lines sell again
  std::string request_id = {};
  std::function<std::size_t(char* into, std::size_t size)> read = {};  ///< 0 at the end
  std::function<void(std::string_view)> answer = {};                   ///< takes a line with its end
};

struct BulkTotals {
  std::uint64_t good = 0;
  std::uint64_t bad = 0;
  bool interrupted = false;  ///< the database went away; the totals say where to go on
};

/// Takes everything in, a transaction for every 500 lines, a savepoint for each. Throws storage::Unavailable
/// when nothing has been done yet.
BulkTotals run_bulk_load(const BulkLoad& load);

}  // namespace web::api
