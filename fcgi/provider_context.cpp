#include "provider_context.h"

#include <pwd.h>
#include <unistd.h>

#include "database_gate.h"
#include "storage/migrations.h"

namespace door {

namespace {

storage::Provider provider_of(const Settings& settings, const Arguments& arguments) {
  storage::Db db(settings.database);
  const auto slug = arguments.need("provider");
  auto provider = storage::find_provider_by_slug(db, slug);
  if (!provider) throw UsageError("there is no provider " + slug + " (catraca provider list)");
  return *provider;
}

/// Who acts, for the audit trail.
std::string shell_user() {
  const auto* entry = ::getpwuid(::getuid());
  return "shell:" + (entry == nullptr ? std::to_string(::getuid()) : std::string(entry->pw_name));
}

}  // namespace

ProviderContext::ProviderContext(const Settings& settings, storage::Provider of)
    : db(settings.database),
      provider(std::move(of)),
      clock(settings),
      keyring_(settings.keyring()),
      zone_(provider.time_zone),
      actor_(shell_user()) {
  if (!DatabaseGate(settings, keyring_).is_open(db))
    throw storage::SchemaMismatch("migrations are missing: run catraca migrate");
}

ProviderContext::ProviderContext(const Settings& settings, const Arguments& arguments)
    : ProviderContext(settings, provider_of(settings, arguments)) {}

std::string text_of(const base::Problem& problem) {
  std::string text = problem.message;
  for (const auto& error : problem.errors.items()) text += "\n  " + error.field + ": " + error.message;
  return text;
}

}  // namespace door
