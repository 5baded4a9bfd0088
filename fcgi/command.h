#pragma once
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/exit_status.h"
#include "settings.h"

/// The door: what the shell and the supervisor see of Catraca.
namespace door {

using enum base::Exit;
using base::Exit;

/// A command line that cannot be followed; what() tells the reader what to type.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Option {
  std::string_view name;      ///< without dashes
  std::string_view argument;  ///< what follows; empty for a switch
  std::string_view help;
};

/// A command line behind the command's name.
struct Arguments {
  std::vector<std::string> words = {};
  std::vector<std::pair<std::string, std::string>> options = {};

  bool has(std::string_view option) const;
  /// The option's value, or `otherwise`.
  std::string get(std::string_view option, std::string_view otherwise = "") const;
  /// The option's value; UsageError when it was not given.
  std::string need(std::string_view option) const;
};

struct Command {
  std::string_view name;
  std::string_view summary;
  std::string_view usage;  ///< what may follow the name
  std::span<const Option> options;
  int (*run)(const Settings& settings, const Arguments& arguments);
  /// nothing_alone: settings only where words follow.
  enum class Needs { settings, migration_settings, nothing_alone } needs = Needs::settings;
};

/// All commands, in the order of --help.
std::span<const Command> commands();

int serve(const Settings& settings, const Arguments& arguments);
int validate(const Settings& settings, const Arguments& arguments);
int work(const Settings& settings, const Arguments& arguments);
int migrate(const Settings& settings, const Arguments& arguments);
int verify(const Settings& settings, const Arguments& arguments);
int provider(const Settings& settings, const Arguments& arguments);
int user(const Settings& settings, const Arguments& arguments);
int token(const Settings& settings, const Arguments& arguments);
int import_lines(const Settings& settings, const Arguments& arguments);
int budgets(const Settings& settings, const Arguments& arguments);
int keys(const Settings& settings, const Arguments& arguments);

}  // namespace door
