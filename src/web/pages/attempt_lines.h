#pragma once
#include <string>

#include "domain/attempt.h"
#include "web/context.h"
#include "web/templates.h"

namespace web {

/// Fills a line of "accounts/attempts.html": what was tried, what came of it, and every exchange. `customer`:
/// whose account it was, where the page shows several; empty: none.
void fill_attempt(const Context& context, View& lines, const domain::Attempt& attempt,
                  const std::string& customer);
/// Adds an exchange where a view has "parts/exchange.html" as EXCHANGE.
void fill_exchange(View& view, const domain::Exchange& exchange);

}  // namespace web
