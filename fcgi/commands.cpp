#include <array>
#include <string>
#include <utility>
#include <vector>

#include "command.h"
#include "provider_options.h"

namespace door {

namespace {

constexpr Option k_provider{"provider", "SLUG", "the provider (catraca provider list)"};

constexpr std::array k_migrate_options{
    Option{"status", "", "only say what is applied and what is pending; status 5 when something is"}};
constexpr std::array k_validate_options{
    Option{"hello", "", "for measuring: ask the database nothing and allow everything"}};
constexpr std::array k_work_options{Option{"once", "", "do what is due, then end"}};
constexpr std::array k_verify_options{
    Option{"provider", "SLUG", "only this provider; all of them otherwise"}};
/// Those of the table of settings among them.
std::span<const Option> provider_options() {
  static const auto k_names = [] {
    std::vector<std::pair<std::string, std::string>> names;
    for (const auto& setting : operations::provider_settings())
      names.emplace_back(option_name(setting), "of set: " + std::string(setting.help));
    return names;
  }();
  static const auto k_options = [] {
    std::vector<Option> options{Option{"slug", "SLUG", "short name, unique, lower case"},
                                Option{"name", "TEXT", "of add: name on the screens"},
                                Option{"host", "HOST", "host name its pages and callbacks come under"},
                                Option{"time-zone", "ZONE", "of add: default America/Sao_Paulo"}};
    for (const auto& [name, help] : k_names) options.push_back({name, "VALUE", help});
    return options;
  }();
  return k_options;
}

constexpr std::array k_user_options{
    k_provider, Option{"email", "EMAIL", "what the person signs in with"},
    Option{"name", "TEXT", "of add, and of invite for a new person: name on the screens"},
    Option{"role", "ROLE", "of the same: administrador (default), operador, leitura"},
    Option{"generate", "", "make a password and print it, instead of reading one"}};
constexpr std::array k_import_options{
    k_provider,
    Option{
        "key", "TEXT",
        "the load's own name, for `pacote` lines without a `chave`: sent again under it, none sells twice"}};
constexpr std::array k_token_options{
    k_provider, Option{"description", "TEXT", "who uses it"},
    Option{"scopes", "LIST", "of configuracao, clientes, leitura; default configuracao,clientes"},
    Option{"id", "NUMBER", "which to revoke (catraca token list)"}};

}  // namespace

std::span<const Command> commands() {
  static const std::array k_commands{
      Command{"serve", "answers pages and API behind nginx", "", {}, serve},
      Command{"validate", "answers the callbacks of content platforms behind nginx", "", k_validate_options,
              validate},
      Command{"work", "does what is due in the background: ended trials, mass changes, purges", "",
              k_work_options, work},
      Command{"migrate", "brings the schema up to date and hands out the rights", "", k_migrate_options,
              migrate, Command::Needs::migration_settings},
      Command{"verify",
              "recomputes everything from its causes and compares, tries secrets and seals; status 6 for a "
              "difference",
              "", k_verify_options, verify},
      Command{"provider", "providers: the tenants of this installation",
              "add | set | show | list | add-host | remove-host", provider_options(), provider},
      Command{"user",
              "people who sign in; passwords come from standard input, invite prints a link to set one",
              "add | invite | passwd | list | enable | disable | reset-second-factor", k_user_options, user},
      Command{"token", "tokens of the machine interface; a new one is printed once", "add | list | revoke",
              k_token_options, token},
      Command{"import", "loads NDJSON lines as POST lote takes them; answers a line for each", "[FILE]",
              k_import_options, import_lines},
      Command{"budgets",
              "prints what is bounded, by whom, the bound, and what whoever wants more hears",
              "",
              {},
              budgets},
      Command{"keys",
              "prints a new key file: secrets in the database are sealed with it. next: prints a line to put "
              "behind those of the key file; reseal: seals all secrets with the last key of it",
              "[next | reseal]",
              {},
              keys,
              Command::Needs::nothing_alone}};
  return k_commands;
}

}  // namespace door
