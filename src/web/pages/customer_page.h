#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/http.h"
#include "domain/credential.h"
#include "storage/customers.h"
#include "storage/services.h"
#include "web/context.h"

/// *Serviços do Cliente*: a customer with a card for each service.
namespace web {

std::string customer_path(std::uint64_t id);
std::string service_path(std::uint64_t id);
/// "(11) 98765-4321"; other text as it is.
std::string phone_text(std::string_view digits);
/// A log-in as screens show it: a document masked, a phone with its mask.
std::string log_in_text(domain::CredentialSource source, const std::string& login);
/// "(2437) MARIA SILVA".
std::string customer_title(const domain::Customer& customer);

/// `revealed`: the document stands in full.
http::Response customer_page(const Context& context, const domain::Customer& customer, bool revealed);

}  // namespace web
