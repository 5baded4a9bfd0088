#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/integrations.h"
#include "web/context.h"
#include "web/list.h"

/// The provider's integrations as a choice, for pages that ask "which one?".
namespace web {

class IntegrationChoice {
 public:
  explicit IntegrationChoice(const Context& context);

  const std::vector<domain::Integration>& all() const { return integrations_; }
  const domain::Integration* find(std::uint32_t id) const;
  /// The one that the query names; none: none, or not the provider's.
  const domain::Integration* chosen() const { return chosen_; }
  /// "NEO"; empty for one that is gone.
  std::string description_of(std::uint32_t id) const;
  Filter filter(std::string_view none) const;

 private:
  std::vector<domain::Integration> integrations_;
  const domain::Integration* chosen_ = nullptr;
};

}  // namespace web
