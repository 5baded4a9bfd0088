#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "storage/db.h"

namespace storage {

/// A file of sql/, compiled into the program: the schema a program needs is the one it carries.
struct Migration {
  unsigned number = 0;
  std::string_view name = {};
  std::string_view text = {};
};

/// Every migration of this program, ascending by number; numbers may be left out.
const std::vector<Migration>& migrations();

/// The schema does not fit the program: it is newer, or a landed migration was edited. what() says which and
/// what to do.
class SchemaMismatch : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How a schema stands against this program; `pending` empty = ready.
struct SchemaState {
  unsigned applied = 0;
  std::vector<Migration> pending = {};
};

/// Looks without changing anything. Throws SchemaMismatch.
SchemaState schema_state(Db& db, const std::vector<Migration>& known = migrations());

/// Applies what is pending, in order; the migrations applied. Repeatable, also after a run that was cut off:
/// DDL commits by itself, so every statement of a migration can be run again. Needs the right to create
/// tables. Throws SchemaMismatch.
std::vector<Migration> migrate(Db& db, const std::vector<Migration>& known = migrations());

/// The statements of a script: "-- " comments removed, split at ';' outside quotes (a quote inside a text is
/// doubled, not escaped).
std::vector<std::string> statements_of(std::string_view script);

}  // namespace storage
