#include "storage/migrations.h"

#include <algorithm>
#include <iterator>

#include "base/secrets.h"

namespace storage {

namespace {

constexpr std::string_view k_create = R"sql(
  CREATE TABLE IF NOT EXISTS schema_migration (
    number INT UNSIGNED NOT NULL,
    name VARCHAR(120) NOT NULL,
    checksum BINARY(32) NOT NULL,
    applied_at DATETIME(3) NOT NULL,
    PRIMARY KEY (number)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci)sql";

struct Applied {
  unsigned number = 0;
  std::string name = {};
  std::string checksum = {};
};

constexpr std::string_view k_exists = R"sql(
  SELECT COUNT(*) AS tables FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_name = 'schema_migration')sql";

constexpr std::string_view k_list = "SELECT number, name, checksum FROM schema_migration ORDER BY number";

std::vector<Applied> applied_in(Db& db) {
  const auto tables = db.find(k_exists, {}, [](const Row& row) { return row.i64("tables"); });
  if (tables.value_or(0) == 0) return {};
  return db.list(k_list, {}, [](const Row& row) {
    return Applied{row.u32("number"), row.text("name"), row.text("checksum")};
  });
}

/// Held while migrating, so that two operators' runs on one server take turns.
class MigrationLock {
 public:
  explicit MigrationLock(Db& db) : db_(db) {
    const auto got = db.find("SELECT GET_LOCK('catraca_migrate', 60) AS got", {},
                             [](const Row& row) { return row.maybe_i64("got").value_or(0) == 1; });
    if (!got.value_or(false)) throw std::runtime_error("another migration is running on this database");
  }
  ~MigrationLock() {
    try {
      db_.select("SELECT RELEASE_LOCK('catraca_migrate') AS done", {}, [](const Row&) {});
    } catch (const std::exception&) {  // the server releases it with the connection
    }
  }

 private:
  Db& db_;
};

}  // namespace

SchemaState schema_state(Db& db, const std::vector<Migration>& known) {
  SchemaState state{.pending = known};
  for (const auto& applied : applied_in(db)) {
    const auto same = std::ranges::find(state.pending, applied.number, &Migration::number);
    if (same == state.pending.end())
      throw SchemaMismatch("the schema has migration " + std::to_string(applied.number) + " (" +
                           applied.name + "), which this program does not know: install the newer program");
    if (applied.checksum != base::token_hash(same->text))
      throw SchemaMismatch("migration " + std::to_string(applied.number) + " (" + applied.name +
                           ") was edited after it had been applied: a change needs a new migration");
    state.applied = applied.number;
    state.pending.erase(same);
  }
  return state;
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3)))sql";

std::vector<Migration> migrate(Db& db, const std::vector<Migration>& known) {
  const MigrationLock lock(db);
  auto pending = schema_state(db, known).pending;
  db.run_script_statement(k_create);
  for (const auto& migration : pending) {
    for (const auto& statement : statements_of(migration.text)) db.run_script_statement(statement);
    db.execute(k_insert, {migration.number, migration.name, base::token_hash(migration.text)});
  }
  return pending;
}

std::vector<std::string> statements_of(std::string_view script) {
  std::vector<std::string> out;
  std::string statement;
  const auto finish = [&] {
    if (statement.find_first_not_of(" \r\n\t") != std::string::npos) out.push_back(statement);
    statement.clear();
  };
  char quote = '\0';
  for (std::size_t i = 0; i < script.size(); ++i) {
    const char c = script[i];
    if (quote == '\0' && script.substr(i, 3) == "-- ") {
      i = std::min(script.find('\n', i), script.size());
      statement += '\n';
    } else if (quote == '\0' && c == ';') {
      finish();
    } else {
      if (quote == c) {
        quote = '\0';
      } else if (quote == '\0' && (c == '\'' || c == '"' || c == '`')) {
        quote = c;
      }
      statement += c;
    }
  }
  finish();
  return out;
}

}  // namespace storage
