#include "web/integration_choice.h"

#include <algorithm>

namespace web {

namespace {

constexpr std::uint32_t k_most = 500;
constexpr std::string_view k_name = "integracao";

}  // namespace

IntegrationChoice::IntegrationChoice(const Context& context)
    : integrations_(storage::list_integrations(context.tenant(), {}, {.limit = k_most}).lines) {
  const auto wanted = context.query.get(k_name);
  for (const auto& integration : integrations_)
    if (std::to_string(integration.id) == wanted) chosen_ = &integration;
}

const domain::Integration* IntegrationChoice::find(std::uint32_t id) const {
  const auto found = std::find_if(integrations_.begin(), integrations_.end(),
                                  [&](const auto& integration) { return integration.id == id; });
  return found == integrations_.end() ? nullptr : &*found;
}

std::string IntegrationChoice::description_of(std::uint32_t id) const {
  const auto* found = find(id);
  return found == nullptr ? "" : found->description;
}

Filter IntegrationChoice::filter(std::string_view none) const {
  Filter filter{.name = std::string(k_name), .label = "Integração", .options = {{"", std::string(none)}}};
  for (const auto& integration : integrations_)
    filter.options.push_back({std::to_string(integration.id), integration.description});
  return filter;
}

}  // namespace web
