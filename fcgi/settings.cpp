#include "settings.h"

#include <Poco/AutoPtr.h>
#include <Poco/Exception.h>
#include <Poco/Util/PropertyFileConfiguration.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iomanip>
#include <optional>
#include <sstream>
#include <vector>

#include "base/text.h"

namespace door {

namespace {

constexpr std::string_view k_default_path = "/etc/catraca/catraca.conf";

/// Writes a value into the settings; what is wrong with it, or empty.
using Setter = std::string (*)(Settings& settings, const std::string& value);

struct Row {
  std::string_view name;
  std::string_view fallback;
  std::string_view help;
  Setter set;
  bool secret = false;
};

std::string keep(std::string& place, const std::string& value) {
  place = value;
  return {};
}

/// Reads a whole number within bounds.
template <typename Number>
std::string keep_number(Number& place, const std::string& value, unsigned least, unsigned most) {
  unsigned number = 0;
  const auto* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc{} || stop != end || number < least || number > most)
    return "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
           ", not \"" + base::printable(value) + "\"";
  place = static_cast<Number>(number);
  return {};
}

std::string keep_seconds(std::chrono::seconds& place, const std::string& value) {
  unsigned seconds = 0;
  auto wrong = keep_number(seconds, value, 1, 3600);
  if (wrong.empty()) place = std::chrono::seconds(seconds);
  return wrong;
}

std::string keep_flag(bool& place, const std::string& value) {
  if (value != "yes" && value != "no") return "must be yes or no, not \"" + base::printable(value) + "\"";
  place = value == "yes";
  return {};
}

std::string keep_account(std::string& place, const std::string& value) {
  if (!value.empty() && base::split(value, '@').size() != 2) return "must be name@host";
  return keep(place, value);
}

std::string keep_address(std::string& place, const std::string& value) {
  const bool fits = value.empty() || value.starts_with("http://") || value.starts_with("https://");
  if (!fits || value.ends_with('/')) return "must be http://… or https://… without a path";
  return keep(place, value);
}

bool is_pair(std::string_view text) {
  const auto colon = text.rfind(':');
  return colon != std::string_view::npos && colon != 0 && colon + 1 < text.size() &&
         base::digits_of(text.substr(colon + 1)) == text.substr(colon + 1);
}

std::string keep_pair(std::string& place, const std::string& value) {
  if (!value.empty() && !is_pair(value)) return "must be host:port, not \"" + base::printable(value) + "\"";
  return keep(place, value);
}

std::string keep_pairs(std::set<std::string>& place, const std::string& value) {
  place.clear();
  auto text = value;
  std::ranges::replace(text, ',', ' ');
  for (const auto pair : base::split(text, ' ')) {
    if (pair.empty()) continue;
    if (!is_pair(pair))
      return "must be host:port, several separated by blanks or commas, not \"" + base::printable(pair) +
             "\"";
    place.emplace(pair);
  }
  return {};
}

const std::vector<Row>& rows() {
  using S = Settings;
  using T = const std::string;
  static const std::vector<Row> k_rows{
      {"database.socket", "", "unix socket of MariaDB; wins over host and port",
       [](S& s, T& v) { return keep(s.database.socket, v); }},
      {"database.host", "localhost", "host of MariaDB; a remote one needs database.ssl_ca",
       [](S& s, T& v) { return keep(s.database.host, v); }},
      {"database.port", "3306", "", [](S& s, T& v) { return keep_number(s.database.port, v, 1, 65535); }},
      {"database.name", "catraca", "", [](S& s, T& v) { return keep(s.database.name, v); }},
      {"database.user", "catraca_app", "account of the application",
       [](S& s, T& v) { return keep(s.database.user, v); }},
      {"database.password", "", "", [](S& s, T& v) { return keep(s.database.password, v); }, true},
      {"database.ssl_ca", "", "file of the authority that signs a remote database's certificate",
       [](S& s, T& v) { return keep(s.database.ssl_ca, v); }},
      {"database.connect_timeout_s", "5", "",
       [](S& s, T& v) { return keep_seconds(s.database.connect_timeout, v); }},
      {"database.read_timeout_s", "30", "",
       [](S& s, T& v) { return keep_seconds(s.database.read_timeout, v); }},
      {"database.write_timeout_s", "30", "",
       [](S& s, T& v) { return keep_seconds(s.database.write_timeout, v); }},
      {"database.lock_wait_s", "4", "patience with a row or table that somebody else holds; then 503",
       [](S& s, T& v) { return keep_seconds(s.database.lock_wait, v); }},
      {"migration.user", "catraca_migrate", "account that may create tables, for `catraca migrate`",
       [](S& s, T& v) { return keep(s.migration.user, v); }},
      {"migration.password", "", "", [](S& s, T& v) { return keep(s.migration.password, v); }, true},
      {"migration.application_account", "catraca_app@localhost", "who gets the application's rights",
       [](S& s, T& v) { return keep_account(s.grantees.application, v); }},
      {"migration.report_account", "",
       "who may read all but secrets, digests and subscriber ids, naming columns",
       [](S& s, T& v) { return keep_account(s.grantees.report, v); }},
      {"migration.osm_account", "",
       "who may write the subscriber portal's tables, and read which provider a host is of",
       [](S& s, T& v) { return keep_account(s.grantees.osm, v); }},
      {"keys", "", "the installation's keys; `catraca keys` makes some",
       [](S& s, T& v) { return keep(s.key_file, v); }, true},
      {"serve.socket", "/run/catraca/serve.sock", "unix socket of pages and API, when none is inherited",
       [](S& s, T& v) { return keep(s.serve_socket, v); }},
      {"serve.threads", "16",
       "pages and calls answered at the same time: three in four for one provider at most, one in four for "
       "one of its pages; a quarter more answer downloads and bulk loads, at lower priority",
       [](S& s, T& v) { return keep_number(s.threads, v, 1, 256); }},
      {"serve.load_patience_s", "60",
       "a bulk load of which less than 6,000 bytes come in so many seconds of waiting for them is cut off",
       [](S& s, T& v) { return keep_seconds(s.load_patience, v); }},
      {"serve.templates", "/usr/share/catraca/templates", "directory of the page templates",
       [](S& s, T& v) { return keep(s.templates, v); }},
      {"serve.assets", "/usr/share/catraca/assets", "directory of what nginx serves under /assets/",
       [](S& s, T& v) { return keep(s.assets, v); }},
      {"serve.plain_http", "no", "development only: serve pages without HTTPS, to this machine alone",
       [](S& s, T& v) { return keep_flag(s.plain_http, v); }},
      {"serve.callback_address", "",
       "where this machine reaches its own callback URLs, to test integrations: http://127.0.0.1, say; by "
       "default "
       "https and the provider's host",
       [](S& s, T& v) { return keep_address(s.callback_address, v); }},
      {"metrics.token", "", "bearer token for /metrics from other machines",
       [](S& s, T& v) { return keep(s.metrics_token, v); }, true},
      {"validate.socket", "/run/catraca/validate.sock", "unix socket of callbacks, when none is inherited",
       [](S& s, T& v) { return keep(s.validate_socket, v); }},
      {"validate.address", "",
       "host:port where `validate` answers /healthz, /readyz and /metrics; each process needs its own, "
       "127.0.0.1:9481 and 127.0.0.1:9482 say; by default nowhere",
       [](S& s, T& v) { return keep_pair(s.validate_address, v); }},
      {"validate.log_max_por_segundo", "2000", "decisions logged whole; more are sampled",
       [](S& s, T& v) { return keep_number(s.log_rows_per_second, v, 1, 100000); }},
      {"work.interval_s", "2", "pause of `work` when nothing is due",
       [](S& s, T& v) { return keep_number(s.work_interval_s, v, 1, 3600); }},
      {"work.transmitters", "8",
       "accounts told to platforms at the same time, by one process; at most four of one integration",
       [](S& s, T& v) { return keep_number(s.transmitters, v, 0, 64); }},
      {"work.address", "",
       "host:port where `work` answers /healthz, /readyz and /metrics, 127.0.0.1:9470 say; by default "
       "nowhere",
       [](S& s, T& v) { return keep_pair(s.work_address, v); }},
      {"outbound.private", "",
       "host:port of platforms on private addresses or plain http, separated by blanks or commas; others are "
       "not called",
       [](S& s, T& v) { return keep_pairs(s.outbound_private, v); }},
      {"development.clock_file", "",
       "development only, together with serve.plain_http: every process takes the time from this file, "
       "\"YYYY-MM-DD HH:MM:SS\" in UTC, and stands still in between",
       [](S& s, T& v) { return keep(s.clock_file, v); }}};
  return k_rows;
}

std::string variable_of(std::string_view setting) {
  std::string name = "CATRACA_";
  for (const char c : setting)
    name += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

/// All names a setting may come under, secret files included.
bool is_known(std::string_view name) {
  return std::ranges::any_of(rows(), [&](const Row& row) {
    return name == row.name || (row.secret && name == std::string(row.name) + "_file");
  });
}

bool is_known_variable(std::string_view variable) {
  if (variable == "CATRACA_CONFIG" || variable.starts_with("CATRACA_TEST_")) return true;
  return std::ranges::any_of(rows(), [&](const Row& row) {
    const auto name = variable_of(row.name);
    return variable == name || (row.secret && variable == name + "_FILE");
  });
}

using Values = std::map<std::string, std::string>;

/// The settings of a file, "database.socket = …" a line.
void collect(const Poco::Util::AbstractConfiguration& file, const std::string& prefix, Values& into) {
  Poco::Util::AbstractConfiguration::Keys keys;
  file.keys(prefix, keys);
  for (const auto& key : keys) {
    const auto name = prefix.empty() ? key : prefix + "." + key;
    if (file.hasProperty(name)) into[name] = file.getRawString(name);
    collect(file, name, into);
  }
}

class Loader {
 public:
  Loader(const Environment& environment, bool for_migration)
      : environment_(environment), for_migration_(for_migration) {}

  void read_file(const std::string& path) {
    try {
      const Poco::AutoPtr<Poco::Util::PropertyFileConfiguration> file(
          new Poco::Util::PropertyFileConfiguration(path));
      collect(*file, "", file_);
    } catch (const Poco::Exception& error) {
      complain(path, "cannot be read: " + error.displayText());
    }
  }

  Settings settle() {
    refuse_unknown();
    Settings settings;
    for (const auto& row : rows()) {
      const auto wrong = row.set(settings, value_of(row));
      if (!wrong.empty()) complain(row.name, wrong);
    }
    settings.key_source = secret_path("keys").value_or("the setting \"keys\"");
    check_together(settings);
    if (!wrong_.empty()) throw SettingsError(wrong_);
    const auto account = settings.migration;
    settings.migration = settings.database;
    settings.migration.user = account.user;
    settings.migration.password = account.password;
    return settings;
  }

 private:
  void complain(std::string_view name, std::string_view why) {
    wrong_ += (wrong_.empty() ? "" : "\n") + std::string(name) + ": " + std::string(why);
  }

  void refuse_unknown() {
    for (const auto& [name, value] : file_)
      if (!is_known(name)) complain(name, "there is no such setting");
    for (const auto& [name, value] : environment_)
      if (name.starts_with("CATRACA_") && !is_known_variable(name))
        complain(name, "there is no such setting");
  }

  /// The environment's word, else the file's, else nothing.
  std::optional<std::string> given(const std::string& name) const {
    if (const auto found = environment_.find(variable_of(name)); found != environment_.end())
      return found->second;
    if (const auto found = file_.find(name); found != file_.end()) return found->second;
    return std::nullopt;
  }

  std::string value_of(const Row& row) {
    const std::string name(row.name);
    if (row.secret && (for_migration_ || !name.starts_with("migration.")))
      if (const auto path = secret_path(name)) return secret_in(name, *path);
    return given(name).value_or(std::string(row.fallback));
  }

  std::optional<std::string> secret_path(const std::string& name) const {
    if (auto path = given(name + "_file"); path && !path->empty()) return path;
    const auto directory = environment_.find("CREDENTIALS_DIRECTORY");
    if (directory == environment_.end()) return std::nullopt;
    auto path = directory->second + "/" + name;
    return std::filesystem::exists(path) ? std::optional(path) : std::nullopt;
  }

  std::string secret_in(const std::string& name, const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) {
      complain(name + "_file", path + " cannot be read, or is empty");
      return {};
    }
    return std::string(base::trim(text.str()));
  }

  void check_together(const Settings& settings) {
    const auto& database = settings.database;
    const bool local = !database.socket.empty() || database.host == "localhost" ||
                       database.host == "127.0.0.1" || database.host == "::1";
    if (!local && database.ssl_ca.empty())
      complain("database.ssl_ca", "a remote database needs it: TLS is verified");
    if (!settings.clock_file.empty() && !settings.plain_http)
      complain("development.clock_file", "is for development: only together with serve.plain_http = yes");
  }

  const Environment& environment_;
  bool for_migration_;
  Values file_ = {};
  std::string wrong_ = {};
};

}  // namespace

base::Keyring Settings::keyring() const {
  if (key_file.empty()) throw SettingsError("keys_file: is not set; `catraca keys` makes a key file");
  try {
    return base::Keyring(key_file);
  } catch (const std::runtime_error& error) {
    throw SettingsError(std::string("keys_file: ") + error.what());
  }
}

Environment process_environment() {
  Environment found;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    const auto equals = text.find('=');
    const auto name = text.substr(0, equals);
    if (name.starts_with("CATRACA_") || name == "CREDENTIALS_DIRECTORY")
      found.emplace(name, text.substr(equals + 1));
  }
  return found;
}

Settings load_settings(const std::string& path, const Environment& environment, bool for_migration) {
  Loader loader(environment, for_migration);
  const auto variable = environment.find("CATRACA_CONFIG");
  const auto chosen = !path.empty() || variable == environment.end() ? path : variable->second;
  if (!chosen.empty()) {
    loader.read_file(chosen);
  } else if (std::filesystem::exists(k_default_path)) {
    loader.read_file(std::string(k_default_path));
  }
  return loader.settle();
}

std::string describe_settings() {
  std::ostringstream out;
  for (const auto& row : rows()) {
    out << "  " << std::left << std::setw(32) << std::string(row.name) + (row.secret ? "[_file]" : "");
    out << row.help << (row.help.empty() || row.fallback.empty() ? "" : "; ");
    if (!row.fallback.empty()) out << "default " << row.fallback;
    out << "\n";
  }
  return out.str();
}

}  // namespace door
