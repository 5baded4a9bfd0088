#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/money.h"
#include "storage/services.h"
#include "web/context.h"
#include "web/templates.h"

namespace web {

/// "/clientes/servicos/21497" and what lies below it.
std::string service_path(std::uint64_t external_id, std::string_view below = "");

/// The card of a customer service (D26) into the template "services/card.html"; `number` is its place among
/// the customer's services.
void fill_service_card(const Context& context, View card, const storage::Service& service,
                       std::size_t number);

}  // namespace web
