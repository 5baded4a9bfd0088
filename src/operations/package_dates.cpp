#include "operations/package_dates.h"

#include <algorithm>

#include "domain/charges.h"
#include "operations/justifications.h"
#include "storage/package_terms.h"

namespace operations {

using domain::ServicePackage;

namespace {

base::Date first_of_month(base::Date day) { return day.year() / day.month() / 1; }

/// Why nothing can hold from that day; empty when it can.
std::string refuse_day(const Context& context, base::Date since) {
  const auto today = today_of(context);
  const auto first = first_of_month(today);
  if (since > today)
    return "não pode ser um dia futuro: informe hoje, " + base::to_br(today) +
           ", ou um dia anterior deste mês";
  if (since < first)
    return base::to_br(since).substr(3) +
           " está fechado, e a cobrança de um mês fechado não muda mais: informe um dia a partir de " +
           base::to_br(first) + ", ou deixe em branco para valer de hoje";
  return "";
}

}  // namespace

std::string refuse_since(const Context& context, const ServicePackage& before, const PackageEdit& edit) {
  const auto since = edit.since.value.value();
  if (auto why = refuse_day(context, since); !why.empty()) return why;
  if (!edit.value.given && !edit.limit_on.given)
    return "é o dia desde quando vale um valor ou uma data limite: informe o que muda";
  const bool other_limit = edit.limit_on.given && edit.limit_on.value != before.limit_on;
  if (since < today_of(context) && other_limit && domain::is_trial(before.trial_days, before.limit_on))
    return "os dias de degustação continuam sem cobrança: a nova data limite vale de hoje; deixe este campo "
           "em branco";
  return "";
}

std::string refuse_return_since(const Context& context, const ServicePackage& row,
                                const base::Patch<base::Date>& limit_on, base::Date since) {
  if (auto why = refuse_day(context, since); !why.empty()) return why;
  if (!limit_on.given || !domain::is_trial(row.trial_days, row.limit_on)) return "";
  const auto free_until = std::min(*row.limit_on, context.zone.day_of(row.removed_at.value()));
  if (since >= std::min(free_until, today_of(context))) return "";
  return "os dias de degustação continuam sem cobrança: informe um dia a partir de " +
         base::to_br(free_until);
}

std::optional<domain::TermsInTime> backdated(const Context& context, const ServicePackage& before,
                                             const domain::TermsEdit& edit,
                                             const base::Patch<base::Date>& since) {
  if (since.value.value_or(today_of(context)) >= today_of(context)) return std::nullopt;
  domain::TermsInTime terms;
  for (const auto& past : storage::list_past_terms(context.tenant, {&before.id, 1})) {
    terms.push_back(past.terms);
    terms.back().trial = domain::is_trial(before.trial_days, past.terms.limit);
  }
  terms.push_back(terms_of(context, before));
  auto edited = domain::edited_from(terms, edit, context.zone.day_of(before.created_at), *since.value);
  return edited == terms ? std::nullopt : std::optional(std::move(edited));
}

std::string day_since(const Context& context, const ServicePackage& row,
                      const base::Patch<base::Date>& since) {
  return base::to_br(std::max(*since.value, context.zone.day_of(row.created_at)));
}

}  // namespace operations
