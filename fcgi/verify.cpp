#include "operations/verify.h"

#include <iostream>

#include "command.h"
#include "database_gate.h"
#include "operations/audit_seals.h"
#include "operations/secrets.h"
#include "provider_context.h"
#include "storage/migrations.h"
#include "storage/providers.h"

namespace door {

namespace {

std::vector<storage::Provider> providers_of(const Settings& settings, const Arguments& arguments) {
  if (arguments.has("provider")) return {ProviderContext(settings, arguments).provider};
  storage::Db db(settings.database);
  return storage::list_providers(db);
}

/// Every secret opens with these keys; how many do not.
std::uint64_t verify_secrets(storage::Db& db, const base::Keyring& keyring) {
  std::uint64_t open = 0;
  std::vector<std::string> shut;
  for (auto& of : operations::try_secrets(db, keyring)) {
    open += of.current + of.older;
    shut.insert(shut.end(), of.shut.begin(), of.shut.end());
  }
  std::cout << "secrets: " << open << " open, " << shut.size() << " do not open\n";
  for (const auto& context : shut) std::cout << "  " << context << "\n";
  return shut.size();
}

/// The audit trail is as it was sealed, and in the order of its times; how much of it is not.
std::uint64_t verify_audit(storage::Db& db, const base::Keyring& keyring) {
  const auto check = operations::check_audit(db, keyring);
  std::cout << "audit: " << check.lines << " lines as they were sealed";
  if (!check.mac.empty())
    std::cout << ", the last is " << check.last_id << " under seal " << operations::seal_words(check.mac);
  std::cout << ", " << check.broken.size() << " seals broken, " << check.untimely
            << " lines out of their time\n";
  for (const auto& lines : check.broken) std::cout << "  " << lines << "\n";
  for (const auto& line : check.untimely_lines) std::cout << "  " << line << "\n";
  return check.broken.size() + check.untimely;
}

/// What belongs to the installation, not to a provider.
std::uint64_t verify_house(const Settings& settings) {
  const auto keyring = settings.keyring();
  storage::Db db(settings.database);
  if (!DatabaseGate(settings, keyring).is_open(db))
    throw storage::SchemaMismatch("migrations are missing: run catraca migrate");
  return verify_secrets(db, keyring) + verify_audit(db, keyring);
}

}  // namespace

int verify(const Settings& settings, const Arguments& arguments) {
  std::uint64_t drifted = arguments.has("provider") ? 0 : verify_house(settings);
  for (const auto& provider : providers_of(settings, arguments)) {
    ProviderContext of(settings, provider);
    const auto drift = operations::verify(of.context());
    std::cout << provider.slug << ": " << drift.customers << " customers, " << drift.pending << " pending, "
              << drift.drifted << " drifted" << std::endl;
    for (const auto& example : drift.examples) std::cout << "  " << example << "\n";
    drifted += drift.drifted;
  }
  return drifted == 0 ? k_done : k_drift;
}

}  // namespace door
