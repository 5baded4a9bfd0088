#pragma once
#include <chrono>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include "base/secrets.h"
#include "base/settings.h"
#include "storage/grants.h"

namespace door {

/// All that can be set; `catraca --help` lists the names, the defaults and what they mean.
struct Settings {
  base::DatabaseSettings database = {};
  base::DatabaseSettings migration = {};  ///< the same database under the migrating account
  storage::Grantees grantees = {};
  std::string key_file = {};    ///< its text, not its path
  std::string key_source = {};  ///< where it came from, for people
  std::string serve_socket = {};
  unsigned threads = 0;
  std::chrono::seconds load_patience{};
  std::string templates = {};
  std::string assets = {};
  bool plain_http = false;
  std::string callback_address = {};
  std::string metrics_token = {};
  std::string validate_socket = {};
  std::string validate_address = {};  ///< where `validate` answers probes; empty: nowhere
  unsigned log_rows_per_second = 0;
  unsigned work_interval_s = 0;
  unsigned transmitters = 0;
  std::string work_address = {};                ///< where `work` answers probes; empty: nowhere
  std::set<std::string> outbound_private = {};  ///< "host:port" that platforms may have beside public ones
  std::string clock_file = {};                  ///< empty: this machine's clock

  /// Throws SettingsError when there is no key file or it is not one.
  base::Keyring keyring() const;
};

/// What is wrong in file, environment and secrets: every wrong setting, a line each.
class SettingsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using Environment = std::map<std::string, std::string>;
/// The process's variables whose names begin with CATRACA_, and CREDENTIALS_DIRECTORY.
Environment process_environment();

/// Configuration file < environment (`database.socket` is CATRACA_DATABASE_SOCKET) < secret files
/// (`database.password_file`, or a systemd credential of the setting's name). `path` empty: CATRACA_CONFIG,
/// else /etc/catraca/catraca.conf if there is one. Secrets of the migrating account are read only
/// `for_migration`, since other processes may not see them. Throws SettingsError.
Settings load_settings(const std::string& path, const Environment& environment, bool for_migration);

/// One line a setting, for --help.
std::string describe_settings();

}  // namespace door
