#include "operations/verify.h"

#include <iostream>

#include "command.h"
#include "storage/providers.h"
#include "tenant.h"

namespace door {

int verify(const Settings& settings, const Arguments& arguments) {
  storage::Db db(settings.database);
  std::uint64_t drifted = 0;
  for (const auto& provider : storage::list_providers(db)) {
    if (arguments.has("provider") && arguments.get("provider") != provider.slug) continue;
    Tenant tenant(settings, provider);
    const auto drift = operations::verify(tenant.context());
    std::cout << provider.slug << ": " << drift.customers << " customers, " << drift.pending << " pending, "
              << drift.drifted << " drifted" << std::endl;
    for (const auto& example : drift.examples) std::cout << "  " << example << "\n";
    drifted += drift.drifted;
  }
  return drifted == 0 ? k_done : k_drift;
}

}  // namespace door
