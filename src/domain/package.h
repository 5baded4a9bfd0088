#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/money.h"

namespace domain {

/// What is sold: *pacote*. Its products, of one integration, are what it entitles to.
struct Package {
  std::uint32_t id = 0;
  std::string code = {};
  std::string description = {};
  base::Cents value_cents = 0;
  std::optional<std::string> regulatory_class = {};  ///< DICI: SVA, SeAC, SCM, …
  std::optional<std::uint32_t> integration_id = {};  ///< none: charged, never transmitted (D12)
  bool active = true;
  std::string erp_sent = {};  ///< as of domain::Customer
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

/// A row of the fiscal composition: a part of the package's value.
struct CompositionPart {
  std::string description = {};
  std::string kind = {};  ///< tipo
  base::Cents value_cents = 0;
  friend bool operator==(const CompositionPart&, const CompositionPart&) = default;
};

}  // namespace domain
