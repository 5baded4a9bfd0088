#include "storage/providers.h"

#include <algorithm>
#include <iostream>
#include <map>

#include "base/text.h"
#include "operations/provider_settings.h"
#include "provider_context.h"
#include "provider_options.h"
#include "storage/integrations.h"

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

using operations::ProviderSetting;

storage::Provider provider_of(storage::Db& db, const Arguments& arguments) {
  auto found = storage::find_provider_by_slug(db, arguments.need("slug"));
  if (!found) throw UsageError("there is no provider " + arguments.get("slug"));
  return *found;
}

void print_setting(const storage::Provider& of, const ProviderSetting& setting) {
  std::cout << of.slug << "\t" << option_name(setting) << "\t" << setting.value(of) << "\n";
}

int show(storage::Db& db, const Arguments& arguments) {
  const auto of = provider_of(db, arguments);
  for (const auto& setting : operations::provider_settings()) print_setting(of, setting);
  return k_done;
}

/// The settings that the options name; the trail tells who did it.
int set(const Settings& settings, storage::Db& db, const Arguments& arguments) {
  std::map<std::string, std::string> values;
  for (const auto& setting : operations::provider_settings())
    if (arguments.has(option_name(setting)))
      values.emplace(setting.name, arguments.get(option_name(setting)));
  if (values.empty()) throw UsageError("say which setting (catraca provider show)");
  ProviderContext of(settings, provider_of(db, arguments));
  value_or_throw(operations::change_provider(of.context(), values, ProviderSetting::By::shell));
  const auto after = provider_of(db, arguments);
  for (const auto& setting : operations::provider_settings())
    if (values.contains(std::string(setting.name))) print_setting(after, setting);
  return k_done;
}

int change_hosts(storage::Db& db, const Arguments& arguments, bool adding) {
  const auto of = provider_of(db, arguments);
  const auto host = base::to_lower(arguments.need("host"));
  return db.transaction([&] {
    if (adding)
      storage::insert_provider_host(storage::Tenant{db, of.id}, host);
    else if (!storage::delete_provider_host({db, of.id}, host))
      throw UsageError(of.slug + " has no host " + host);
    storage::raise_config_version(db);
    return k_done;
  });
}

}  // namespace

std::string option_name(const ProviderSetting& setting) {
  std::string name(setting.name);
  std::ranges::replace(name, '_', '-');
  return name;
}

int provider(const Settings& settings, const Arguments& arguments) {
  const auto verb = arguments.words.empty() ? "" : arguments.words.front();
  storage::Db db(settings.database);
  try {
    if (verb == "add") return add(db, arguments);
    if (verb == "list") return list(db);
    if (verb == "set") return set(settings, db, arguments);
    if (verb == "show") return show(db, arguments);
    if (verb == "add-host") return change_hosts(db, arguments, true);
    if (verb == "remove-host") return change_hosts(db, arguments, false);
  } catch (const storage::DuplicateKey&) {
    throw std::runtime_error("the slug or the host is taken already (catraca provider list)");
  }
  throw UsageError("say add, set, show, list, add-host or remove-host");
}

}  // namespace door
