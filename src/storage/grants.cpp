#include "storage/grants.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <stdexcept>

#include "base/text.h"

namespace storage {

namespace {

constexpr std::array<std::string_view, 1> k_read_only{"schema_migration"};
constexpr std::array<std::string_view, 3> k_append_only{"audit", "audit_seal", "key_check"};
/// The tables of the subscriber portal begin so, those that both sides have (audit) too.
constexpr std::string_view k_osm = "osm_";
/// What it reads beside them.
constexpr std::array<std::string_view, 2> k_read_by_osm{"provider", "provider_host"};
/// Reports read nothing of them.
constexpr std::array<std::string_view, 16> k_secret{"user",
                                                    "recovery_code",
                                                    "invitation",
                                                    "key_check",
                                                    "session",
                                                    "login_attempt",
                                                    "api_token",
                                                    "idempotency_key",
                                                    "credential",
                                                    "integration_callback",
                                                    "integration_parameter",
                                                    "integration_session",
                                                    "authorization_code",
                                                    "osm_credential",
                                                    "osm_log_in",
                                                    "osm_app_token"};

template <std::size_t Size>
bool within(const std::array<std::string_view, Size>& tables, std::string_view table) {
  return std::find(tables.begin(), tables.end(), table) != tables.end();
}

std::string application_rights(std::string_view table) {
  if (within(k_read_only, table)) return "SELECT";
  if (within(k_append_only, table)) return "SELECT, INSERT";
  return "SELECT, INSERT, UPDATE, DELETE";
}

/// The name that a table of the portal shares with one of the ERP's side.
std::string_view shared_name(std::string_view table) {
  return table.starts_with(k_osm) ? table.substr(k_osm.size()) : table;
}

/// Empty: none.
std::string osm_rights(std::string_view table) {
  if (table.starts_with(k_osm)) return application_rights(shared_name(table));
  return within(k_read_by_osm, table) ? "SELECT" : "";
}

bool is_plain(std::string_view part) {
  return !part.empty() && std::all_of(part.begin(), part.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.' || c == '%' || c == ':';
  });
}

/// "'name'@'host'".
std::string quoted(std::string_view account) {
  const auto parts = base::split(account, '@');
  if (parts.size() != 2 || !is_plain(parts[0]) || !is_plain(parts[1]))
    throw std::invalid_argument("a database account is name@host, not " + base::printable(account));
  return "'" + std::string(parts[0]) + "'@'" + std::string(parts[1]) + "'";
}

}  // namespace

constexpr std::string_view k_columns = R"sql(
  SELECT c.table_name AS table_name, c.column_name AS column_name, c.data_type = 'binary' AS is_key
  FROM information_schema.columns c
  JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
  WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'
  ORDER BY c.table_name, c.ordinal_position)sql";

/// What reports may read of each table. Bytes of a fixed number are a digest, the key of a log-in or a
/// subscriber's id, which is what a platform is let in by: none of them is for a report.
std::map<std::string, std::string> readable_columns(Db& db) {
  std::map<std::string, std::string> tables;
  db.select(k_columns, {}, [&](const Row& row) {
    auto& columns = tables[row.text("table_name")];
    if (!row.flag("is_key")) columns += (columns.empty() ? "`" : ", `") + row.text("column_name") + "`";
  });
  return tables;
}

/// Takes back the whole table, which an older version handed out.
void take_back(Db& db, const std::string& table, const std::string& account) {
  constexpr std::string_view k_no_such_grant = "database error 1147";
  try {
    db.run_script_statement("REVOKE SELECT ON `" + table + "` FROM " + account);
  } catch (const std::runtime_error& error) {
    if (!std::string_view(error.what()).starts_with(k_no_such_grant)) throw;
  }
}

void grant(Db& db, const Grantees& to) {
  const auto application = to.application.empty() ? "" : quoted(to.application);
  const auto report = to.report.empty() ? "" : quoted(to.report);
  const auto osm = to.osm.empty() ? "" : quoted(to.osm);
  for (const auto& [table, columns] : readable_columns(db)) {
    const auto on = " ON `" + table + "` TO ";
    if (!application.empty())
      db.run_script_statement("GRANT " + application_rights(shared_name(table)) + on + application);
    if (const auto rights = osm_rights(table); !osm.empty() && !rights.empty())
      db.run_script_statement("GRANT " + rights + on + osm);
    if (report.empty()) continue;
    take_back(db, table, report);
    if (!within(k_secret, table) && !within(k_secret, shared_name(table)) && !columns.empty())
      db.run_script_statement("GRANT SELECT (" + columns + ")" + on + report);
  }
}

}  // namespace storage
