#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/money.h"
#include "base/problem.h"
#include "domain/entity.h"
#include "operations/act.h"
#include "operations/written.h"

/// What the four kinds of catalogue record (integration, product, package, plan) have in common.
namespace operations {

/// The code of a record that was given none: the slug of its description, or `fallback` where that has no
/// letters; numbered when taken.
std::string free_code(std::string_view description, std::string_view fallback,
                      const std::function<bool(const std::string&)>& taken);

/// Most of an amount of money that a record may hold.
inline constexpr base::Cents k_most_cents = 9'999'999'999;

/// An error unless 0 ≤ value ≤ k_most_cents.
void check_money(base::FieldErrors& errors, std::string_view field, base::Cents value);

/// "sim", "não": a switch as the audit trail shows it.
std::string switch_text(bool on);

/// Writes the trail of one record; nothing when nothing changed and nothing was created. The action is
/// criado, alterado, or ativado/inativado where the switch alone was turned.
void audit_put(const Context& context, domain::Entity entity, const Written& written,
               storage::Changes changes);

}  // namespace operations
