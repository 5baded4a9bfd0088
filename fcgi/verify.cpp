#include "operations/verify.h"

#include <iostream>

#include "command.h"
#include "provider_context.h"
#include "storage/providers.h"

namespace door {

namespace {

std::vector<storage::Provider> providers_of(const Settings& settings, const Arguments& arguments) {
  if (arguments.has("provider")) return {ProviderContext(settings, arguments).provider};
  storage::Db db(settings.database);
  return storage::list_providers(db);
}

}  // namespace

int verify(const Settings& settings, const Arguments& arguments) {
  std::uint64_t drifted = 0;
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
