#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>

#include <algorithm>
#include <array>
#include <iostream>

#include "base/secrets.h"
#include "command.h"
#include "database_gate.h"
#include "storage/db.h"
#include "storage/migrations.h"

namespace door {

bool Arguments::has(std::string_view option) const {
  return std::ranges::any_of(options, [&](const auto& pair) { return pair.first == option; });
}

std::string Arguments::get(std::string_view option, std::string_view otherwise) const {
  for (const auto& [name, value] : options)
    if (name == option) return value;
  return std::string(otherwise);
}

std::string Arguments::need(std::string_view option) const {
  if (!has(option)) throw UsageError("--" + std::string(option) + " is missing");
  return get(option);
}

namespace {

constexpr std::array k_common{
    Option{"config", "FILE", "settings (default CATRACA_CONFIG, /etc/catraca/catraca.conf)"},
    Option{"help", "", "this text"}};

Poco::Util::OptionSet option_set(const Command& command) {
  Poco::Util::OptionSet set;
  const auto add = [&](const Option& row) {
    Poco::Util::Option option(std::string(row.name), "", std::string(row.help));
    if (!row.argument.empty()) option.argument(std::string(row.argument));
    set.addOption(option.repeatable(true));
  };
  for (const auto& row : command.options) add(row);
  for (const auto& row : k_common) add(row);
  return set;
}

Arguments parse(const Command& command, std::span<char*> words) {
  const auto options = option_set(command);
  Poco::Util::OptionProcessor processor(options);
  processor.setUnixStyle(true);
  Arguments arguments;
  for (const char* word : words) {
    std::string name;
    std::string value;
    if (!processor.process(word, name, value))
      arguments.words.emplace_back(word);
    else if (!name.empty())
      arguments.options.emplace_back(name, value);
  }
  processor.checkRequired();  // the last option's argument included
  return arguments;
}

void help_on(const Command& command) {
  const auto options = option_set(command);
  Poco::Util::HelpFormatter formatter(options);
  formatter.setUnixStyle(true);
  formatter.setWidth(100);
  formatter.setCommand("catraca " + std::string(command.name));
  formatter.setUsage(std::string(command.usage));
  formatter.setHeader(std::string(command.summary));
  formatter.format(std::cout);
}

void help() {
  std::cout << "Catraca: who may watch what, and every platform told. Version " CATRACA_VERSION
               "\n\n"
               "usage: catraca COMMAND [OPTION…]     catraca COMMAND --help\n\ncommands:\n";
  for (const auto& command : commands())
    std::cout << "  " << std::string(command.name) << std::string(12 - command.name.size(), ' ')
              << command.summary << "\n";
  std::cout << "\nsettings: configuration file < environment (database.socket is CATRACA_DATABASE_SOCKET) < "
               "secret\n"
               "files (NAME_file, or a systemd credential called NAME); nothing else is read\n"
            << describe_settings() << "\nexit status\n";
  for (const auto& [status, words, _] : base::k_exits) std::cout << "  " << status << "  " << words << "\n";
}

int run(const Command& command, std::span<char*> words) {
  const auto arguments = parse(command, words);
  if (arguments.has("help")) {
    help_on(command);
    return k_done;
  }
  const bool migrates = command.needs == Command::Needs::migration_settings;
  const bool alone = command.needs == Command::Needs::nothing_alone && arguments.words.empty();
  const auto settings =
      alone ? Settings{} : load_settings(arguments.get("config"), process_environment(), migrates);
  return command.run(settings, arguments);
}

/// Runs the command and turns what stopped it into a line for the reader and a status for the shell.
int guarded(const Command& command, std::span<char*> words) {
  const auto fail = [&](Exit status, const std::string& text) {
    std::cerr << "catraca " << command.name << ": " << text << "\n";
    return static_cast<int>(status);
  };
  try {
    return run(command, words);
  } catch (const UsageError& error) {
    return fail(k_usage,
                std::string(error.what()) + "; see catraca " + std::string(command.name) + " --help");
  } catch (const Poco::Util::OptionException& error) {
    return fail(k_usage, error.displayText() + "; see catraca " + std::string(command.name) + " --help");
  } catch (const SettingsError& error) {
    return fail(k_configuration, std::string("wrong settings\n") + error.what());
  } catch (const KeysMismatch& error) {
    return fail(k_configuration, error.what());
  } catch (const storage::Unavailable& error) {
    return fail(k_database_away, std::string("the database does not answer: ") + error.what());
  } catch (const storage::SchemaMismatch& error) {
    return fail(k_schema, error.what());
  } catch (const std::exception& error) {
    return fail(k_failed, error.what());
  }
}

}  // namespace

}  // namespace door

int main(int count, char** words) {
  const std::span<char*> all(words, static_cast<std::size_t>(count));
  const std::string_view name = count > 1 ? all[1] : "";
  if (name == "--version") {
    std::cout << "catraca " CATRACA_VERSION "\n";
    return door::k_done;
  }
  if (name == "--help" || name == "help" || name == "-h") {
    door::help();
    return door::k_done;
  }
  const auto found = std::ranges::find(door::commands(), name, &door::Command::name);
  if (found == door::commands().end()) {
    std::cerr << (name.empty() ? "catraca: which command"
                               : "catraca: there is no command " + std::string(name))
              << "? See catraca --help\n";
    return door::k_usage;
  }
  base::start_crypto();
  return door::guarded(*found, all.subspan(2));
}
