#include "storage/grants.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

#include "base/text.h"

namespace storage {

namespace {

constexpr std::array<std::string_view, 1> k_read_only{"schema_migration"};
constexpr std::array<std::string_view, 2> k_append_only{"audit", "key_check"};
constexpr std::array<std::string_view, 11> k_secret{"user",
                                                    "key_check",
                                                    "session",
                                                    "login_attempt",
                                                    "api_token",
                                                    "idempotency_key",
                                                    "credential",
                                                    "integration_callback",
                                                    "integration_parameter",
                                                    "integration_session",
                                                    "authorization_code"};

template <std::size_t Size>
bool within(const std::array<std::string_view, Size>& tables, std::string_view table) {
  return std::find(tables.begin(), tables.end(), table) != tables.end();
}

std::string application_rights(std::string_view table) {
  if (within(k_read_only, table)) return "SELECT";
  if (within(k_append_only, table)) return "SELECT, INSERT";
  return "SELECT, INSERT, UPDATE, DELETE";
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

constexpr std::string_view k_tables =
    "SELECT table_name AS name FROM information_schema.tables"
    " WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name";

void grant(Db& db, const Grantees& to) {
  const auto application = to.application.empty() ? "" : quoted(to.application);
  const auto report = to.report.empty() ? "" : quoted(to.report);
  for (const auto& table : db.list(k_tables, {}, [](const Row& row) { return row.text("name"); })) {
    const auto on = " ON `" + table + "` TO ";
    if (!application.empty())
      db.run_script_statement("GRANT " + application_rights(table) + on + application);
    if (!report.empty() && !within(k_secret, table)) db.run_script_statement("GRANT SELECT" + on + report);
  }
}

}  // namespace storage
