#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/patch.h"
#include "base/problem.h"
#include "operations/act.h"
#include "operations/erp_memory.h"
#include "operations/written.h"
#include "storage/customers.h"

namespace operations {

/// The fields of a customer that may be written; wire names in CONTRACTS §1.
struct CustomerPut {
  base::Patch<std::string> name = {};         ///< nome_razaosocial
  base::Patch<std::string> person_kind = {};  ///< tipo_pessoa: pf | pj
  base::Patch<std::string> document = {};     ///< cpf_cnpj, masked or not
  base::Patch<std::string> email = {};        ///< email_principal
  base::Patch<std::string> phone = {};        ///< telefone_primario
  base::Patch<std::string> city = {};
  base::Patch<std::string> uf = {};
};

/// Creates or changes the customer of a code; log-ins made of its fields follow at once.
base::Result<Written> put_customer(const Acting& acting, std::string_view code, const CustomerPut& put);

/// What of the customer is another than the feed left it; nothing when there is no such customer.
std::optional<RecordDifferences> customer_differences(const Context& context, std::uint64_t id);
/// Takes the ERP's value of the field again.
base::Result<Written> restore_customer(const Context& context, std::uint64_t id, std::string_view field);

/// The customer with the document in full, for a person who asked to see it; the trail says who did. Nothing
/// when there is no such customer.
std::optional<domain::Customer> reveal_document(const Context& context, std::uint64_t id);

}  // namespace operations
