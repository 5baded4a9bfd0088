#pragma once
#include <string>
#include <vector>

#include "operations/service_money.h"
#include "operations/service_packages.h"
#include "web/confirm.h"
#include "web/list.h"

/// Money in words: the same on the card, in lists and in confirmations.
namespace web {

/// What an act changes: "Por mês: R$ 79,90 → R$ 129,90", this month's part, trials, what is charged twice.
std::vector<MoneyLine> money_lines(const operations::ServiceMoney& before,
                                   const operations::ServiceMoney& after);
/// "HBO (NEO): TV Extra, R$ 19,90, e Cine, R$ 14,90, no serviço 17713", for each product paid twice.
std::vector<std::string> twice_texts(const operations::ServiceMoney& money);
/// Why nothing of the packages is charged for now; empty when it is.
std::string standstill_text(domain::ZeroReason standstill);

/// What a month of a sold package costs: a trial nothing.
Cell sold_value_cell(const storage::SoldPackage& sold);
/// Its status; of an active trial how long it lasts: "Degustação até 02/12".
Cell sold_status_cell(const Context& context, const storage::SoldPackage& sold);
/// "até 24/12/2026", "degustação de 22 dias a partir da habilitação"; empty for a package without end, and
/// where its status says it already.
std::string sold_end_text(const Context& context, const storage::SoldPackage& sold);

}  // namespace web
