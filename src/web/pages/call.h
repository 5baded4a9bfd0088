#pragma once
#include <cstdint>

#include "operations/denials.h"
#include "web/context.h"
#include "web/pages/cures.h"
#include "web/templates.h"

/// What somebody asks who answers "não consigo entrar" on the phone: parts of the customer's page and of *Por
/// que foi negado?*.
namespace web {

/// Which integrations: those the customer has or had something of, or all.
enum class Extent : std::uint8_t { touched, all };

/// A customer with all that is looked at; outlived by context and customer.
struct Call {
  Call(const Context& context, const domain::Customer& about)
      : customer(about),
        verdicts(operations::list_verdicts(context.operations(), about)),
        cures(context, about, verdicts) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// Nothing: not the provider's.
  const operations::IntegrationVerdicts* find(std::uint32_t integration_id) const;

  const domain::Customer& customer;
  const operations::CustomerVerdicts verdicts;
  const Cures cures;
};

/// Fills "decisions/products.html": every product in or out now, with its reason in a line and the cure.
void fill_products(View view, const Call& call, Extent extent);

/// Fills "decisions/attempts.html": the last attempts to log in, in words, a guessing of passwords apart.
void fill_attempts(const Context& context, View view, const Call& call);

}  // namespace web
