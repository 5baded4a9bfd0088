#pragma once
#include <set>
#include <string>
#include <vector>

#include "operations/services.h"
#include "storage/customers.h"
#include "storage/sold_packages.h"
#include "web/context.h"
#include "web/json.h"

/// The records as several calls of the API show them.
namespace web::api {

/// The members of a `cliente`, without its services.
void write_customer_fields(JsonWriter& out, const Context& context, const domain::Customer& customer);

/// A whole `cliente_servico`; its packages only when asked for.
void write_service(JsonWriter& out, const Context& context, const operations::ServiceAsItStands& shown,
                   bool with_packages);

/// A whole `cliente_servico_pacote`.
void write_sold_package(JsonWriter& out, const Context& context, const storage::SoldPackage& sold);

/// `contas`: the accounts of a customer on platforms.
void write_accounts(JsonWriter& out, const Context& context, std::uint64_t customer_id);

/// An instant in the provider's zone, or null.
std::optional<std::string> moment(const Context& context, const std::optional<base::Instant>& at);

}  // namespace web::api
