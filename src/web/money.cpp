#include "web/money.h"

#include <algorithm>

#include "web/texts.h"

namespace web {

namespace {

using operations::PaidTwice;
using operations::ServiceMoney;

/// "R$ 79,90 → R$ 129,90", "R$ 79,90".
std::string change_text(base::Cents before, base::Cents after) {
  const auto text = base::money_br(before);
  return before == after ? text : text + " → " + base::money_br(after);
}

std::string change_or_same(base::Cents before, base::Cents after) {
  return change_text(before, after) + (before == after ? " (não muda)" : "");
}

std::string month_text(std::chrono::year_month month) { return base::to_br(month / 1).substr(3); }

std::string twice_text(const PaidTwice& paid, std::uint64_t service_id) {
  std::string text = paid.product + ":";
  for (std::size_t at = 0; at < paid.givers.size(); ++at) {
    const auto& giver = paid.givers[at];
    if (at > 0) text += at + 1 == paid.givers.size() ? ", e" : ",";
    text += " " + giver.package + ", " + base::money_br(giver.value);
    if (giver.service_id != service_id) text += ", no serviço " + std::to_string(giver.service_erp_id);
  }
  return text;
}

bool is_among(const std::vector<PaidTwice>& all, const PaidTwice& one) {
  return std::any_of(all.begin(), all.end(),
                     [&](const auto& each) { return each.product_id == one.product_id; });
}

/// "02/12", with the year where it is not this one.
std::string short_day(const Context& context, base::Date day) {
  const auto today = context.provider.zone.day_of(context.house.clock.now());
  const auto text = base::to_br(day);
  return day.year() == today.year() ? text.substr(0, 5) : text;
}

/// The day until which an active trial goes on; nothing for any other package.
std::optional<base::Date> tasted_until(const storage::SoldPackage& sold, domain::Transmission status) {
  const auto tasting = operations::tasting_of(sold.row);
  return tasting && status == domain::Transmission::active ? tasting->until : std::nullopt;
}

std::string parts_note(const ServiceMoney& before, const ServiceMoney& after) {
  std::string note = "serviço " + change_text(before.service, after.service) + " · pacotes " +
                     change_text(before.packages, after.packages);
  const auto standstill = standstill_text(after.standstill);
  return standstill.empty() ? note : note + " · " + standstill;
}

}  // namespace

std::string standstill_text(domain::ZeroReason standstill) {
  if (standstill == domain::ZeroReason::outside) return "pacotes só são cobrados com o serviço habilitado";
  if (standstill == domain::ZeroReason::suspended)
    return "pacotes não são cobrados durante a suspensão a pedido do cliente";
  if (standstill == domain::ZeroReason::courtesy)
    return "pacotes não são cobrados enquanto durar a liberação com isenção de cobrança";
  return "";
}

std::vector<std::string> twice_texts(const ServiceMoney& money) {
  std::vector<std::string> texts;
  for (const auto& paid : money.twice) texts.push_back(twice_text(paid, money.service_id));
  return texts;
}

std::vector<MoneyLine> money_lines(const ServiceMoney& before, const ServiceMoney& after) {
  std::vector<MoneyLine> lines{
      {"Por mês", change_or_same(before.whole(), after.whole()), parts_note(before, after)},
      {"Neste mês, pacotes por dia", change_or_same(before.part, after.part), month_text(after.month)}};
  for (const auto& tasting : after.tastings)
    lines.push_back({"Sem cobrança", tasting.package + ": " + text_of(tasting), ""});
  for (const auto& text : twice_texts(after)) lines.push_back({"Cobrado duas vezes", text, ""});
  for (const auto& paid : before.twice)
    if (!is_among(after.twice, paid)) lines.push_back({"Deixa de ser cobrado duas vezes", paid.product, ""});
  return lines;
}

Cell sold_value_cell(const storage::SoldPackage& sold) {
  const bool trial = domain::is_trial(sold.row.trial_days, sold.row.limit_on);
  return money_cell(domain::monthly_value(sold.row.value_cents, trial));
}

Cell sold_status_cell(const Context& context, const storage::SoldPackage& sold) {
  const auto shown = operations::shown_status(context.operations(), sold);
  auto cell = package_status_cell(shown.status, shown.message);
  const auto until = tasted_until(sold, shown.status);
  if (!until) return cell;
  cell.title = cell.text + ", sem cobrança até " + base::to_br(*until);
  cell.text = "Degustação até " + short_day(context, *until);
  return cell;
}

std::string sold_end_text(const Context& context, const storage::SoldPackage& sold) {
  if (tasted_until(sold, operations::shown_status(context.operations(), sold).status)) return "";
  if (const auto tasting = operations::tasting_of(sold.row)) return text_of(*tasting);
  return sold.row.limit_on ? "até " + base::to_br(*sold.row.limit_on) : "";
}

}  // namespace web
