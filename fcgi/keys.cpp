#include <iostream>

#include "base/secrets.h"
#include "command.h"
#include "database_gate.h"
#include "operations/secrets.h"
#include "storage/migrations.h"

namespace door {

namespace {

/// A line to put behind those of the key file, which makes its key the current one; behind an end of line,
/// which the file may lack.
int print_next(const Settings& settings) {
  const auto known = settings.keyring().checks();
  const auto id = known.rbegin()->first + 1U;
  if (id > 255) throw std::runtime_error("the key file has a key 255; there is no number behind it");
  const auto line = base::Keyring::generate();
  std::cout << "\n" << id << line.substr(line.find(':'));
  return k_done;
}

/// What was changed meanwhile by a program that knows no newer key would stay; twice is enough once all do.
std::vector<operations::SecretsOf> reseal_all(storage::Db& db, const base::Keyring& keyring) {
  auto first = operations::reseal(db, keyring);
  const auto second = operations::reseal(db, keyring);
  for (std::size_t i = 0; i < first.size(); ++i) {
    first[i].sealed_again += second[i].sealed_again;
    first[i].older = second[i].older;
  }
  return first;
}

int reseal(const Settings& settings) {
  const auto keyring = settings.keyring();
  storage::Db db(settings.database);
  if (!DatabaseGate(settings, keyring).is_open(db))
    throw storage::SchemaMismatch("migrations are missing: run catraca migrate");
  std::uint64_t left = 0;
  for (const auto& of : reseal_all(db, keyring)) {
    std::cout << of.column << ": " << of.sealed_again << " sealed again, " << of.current << " were current, "
              << of.older << " still older, " << of.shut.size() << " do not open\n";
    for (const auto& context : of.shut) std::cout << "  " << context << "\n";
    left += of.older + of.shut.size();
  }
  if (left == 0) return k_done;
  throw std::runtime_error(
      std::to_string(left) +
      " secrets are not sealed with the current key. Where they are still older, restart every "
      "program with this key file and do it again");
}

}  // namespace

int keys(const Settings& settings, const Arguments& arguments) {
  if (arguments.words.empty()) {
    std::cout << base::Keyring::generate();
    return k_done;
  }
  if (arguments.words == std::vector<std::string>{"next"}) return print_next(settings);
  if (arguments.words == std::vector<std::string>{"reseal"}) return reseal(settings);
  throw UsageError("keys alone, keys next or keys reseal");
}

}  // namespace door
