#pragma once
#include "storage/transmission_list.h"
#include "web/page.h"

/// The breadcrumb to the record that a page is about.
namespace web {

void lead_to_customer_of(Page& page, const storage::TransmissionLine& account);
/// The customer and the account.
void lead_to(Page& page, const storage::TransmissionLine& account);
/// Every record that the page's address lies under, each with those it belongs to: of "/contas/7/senha" the
/// customer and the account. Looks them up.
void lead_along(Page& page, const Context& context);

}  // namespace web
