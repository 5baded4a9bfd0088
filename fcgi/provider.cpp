#include "storage/providers.h"

#include <algorithm>
#include <iostream>

#include "base/text.h"
#include "command.h"

namespace door {

namespace {

int add(storage::Db& db, const Arguments& arguments) {
  const storage::Provider provider{.slug = arguments.need("slug"),
                                   .name = arguments.need("name"),
                                   .time_zone = arguments.get("time-zone", "America/Sao_Paulo")};
  if (base::slug_of(provider.slug) != provider.slug)
    throw UsageError("--slug is lower case, digits and hyphens");
  if (!base::TimeZone::exists(provider.time_zone))
    throw UsageError("there is no time zone " + provider.time_zone);
  const auto host = base::to_lower(arguments.need("host"));
  return db.transaction([&] {
    const auto id = storage::insert_provider(db, provider, base::SystemClock{}.now());
    storage::insert_provider_host(storage::Tenant{db, id}, host);
    std::cout << provider.slug << " at " << host << "\n";
    return k_done;
  });
}

int list(storage::Db& db) {
  for (const auto& provider : storage::list_providers(db)) {
    std::cout << provider.slug << "\t" << provider.name << "\t" << (provider.active ? "active" : "inactive");
    for (const auto& host : storage::list_provider_hosts({db, provider.id})) std::cout << "\t" << host;
    std::cout << "\n";
  }
  return k_done;
}

/// What a migration does with the old plan's packages (D69); the other settings are the screens'.
int set(storage::Db& db, const Arguments& arguments) {
  auto provider = storage::find_provider_by_slug(db, arguments.need("slug"));
  if (!provider) throw UsageError("there is no provider " + arguments.get("slug"));
  const auto defaults = arguments.need("padroes-na-migracao");
  if (defaults != "encerrar" && defaults != "mover")
    throw UsageError("--padroes-na-migracao is encerrar or mover");
  provider->migration_moves_defaults = defaults == "mover";
  storage::update_provider(db, *provider);
  std::cout << provider->slug << "\tpadroes-na-migracao " << defaults << "\n";
  return k_done;
}

int change_hosts(storage::Db& db, const Arguments& arguments, bool adding) {
  const auto provider = storage::find_provider_by_slug(db, arguments.need("slug"));
  if (!provider) throw UsageError("there is no provider " + arguments.get("slug"));
  const auto host = base::to_lower(arguments.need("host"));
  if (adding)
    storage::insert_provider_host(storage::Tenant{db, provider->id}, host);
  else if (!storage::delete_provider_host({db, provider->id}, host))
    throw UsageError(provider->slug + " has no host " + host);
  return k_done;
}

}  // namespace

int provider(const Settings& settings, const Arguments& arguments) {
  const auto verb = arguments.words.empty() ? "" : arguments.words.front();
  storage::Db db(settings.database);
  try {
    if (verb == "add") return add(db, arguments);
    if (verb == "list") return list(db);
    if (verb == "set") return set(db, arguments);
    if (verb == "add-host") return change_hosts(db, arguments, true);
    if (verb == "remove-host") return change_hosts(db, arguments, false);
  } catch (const storage::DuplicateKey&) {
    throw std::runtime_error("the slug or the host is taken already (catraca provider list)");
  }
  throw UsageError("say add, set, list, add-host or remove-host");
}

}  // namespace door
