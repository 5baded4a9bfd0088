#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace domain {

/// A subscriber of the provider as the ERP knows it.
struct Customer {
  std::uint64_t id = 0;
  std::string code = {};  ///< codigo_cliente
  std::string name = {};
  std::string person_kind = "pf";            ///< pf | pj
  std::optional<std::string> document = {};  ///< CPF or CNPJ without mask; check digits may be wrong
  std::optional<std::string> email = {};
  std::optional<std::string> phone = {};  ///< digits
  std::optional<std::string> city = {};
  std::optional<std::string> uf = {};
  std::string erp_sent = {};  ///< JSON of the last value sent by the ERP per field (D10); empty: none
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

}  // namespace domain
