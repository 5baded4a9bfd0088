#include "operations/service_money.h"
#include "storage/package_terms.h"
#include "storage/plans.h"
#include "storage/products.h"
#include "web/answers.h"
#include "web/history.h"
#include "web/money.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/pages/service_package_form.h"
#include "web/texts.h"

/// The page of a sold package: how it stands and since when, what it costs and gives, what became of it.
namespace web {

namespace {

using domain::RemovedBy;

void add_fact(View& body, std::string_view label, std::string_view text) {
  body.each("FACT").set("LABEL", label).set("TEXT", text);
}

std::string gone_text(RemovedBy removed_by) {
  if (removed_by == RemovedBy::service) return "Saiu com o fim do serviço";
  return removed_by == RemovedBy::trial ? "Saiu no fim da data limite" : "Removido";
}

/// Since when it stands as it does: gone, or as its service lets it be.
std::string since_text(const Context& context, const storage::SoldPackage& sold, bool on_service) {
  const auto& zone = context.provider.zone;
  const auto& row = sold.row;
  if (row.removed_at) return gone_text(row.removed_by) + " em " + zone.minute_br(*row.removed_at);
  if (!on_service) return "A data limite chegou em " + base::to_br(row.limit_on.value());
  return "Desde " + zone.minute_br(operations::shown_status(context.operations(), sold).since);
}

std::string products_text(const Context& context, const storage::SoldPackage& sold) {
  if (sold.products.empty()) return "Nenhum de plataforma";
  std::string text;
  for (const auto& code : sold.products) {
    const auto product = sold.integration_id
                             ? storage::find_product(context.tenant(), *sold.integration_id, code)
                             : std::nullopt;
    text += (text.empty() ? "" : ", ") + (product ? product->name + " (" + code + ")" : code);
  }
  return text;
}

std::string origin_text(const Context& context, const domain::ServicePackage& row) {
  if (!row.plan_id) return "Vendido à parte";
  const auto plan = storage::find_plan_by_id(context.tenant(), *row.plan_id);
  return "Do plano " + (plan ? plan->description : std::string("—"));
}

void fill_facts(const Context& context, View& body, const storage::SoldPackage& sold) {
  const auto& zone = context.provider.zone;
  const auto& row = sold.row;
  add_fact(body, "ID", std::to_string(row.id));
  add_fact(body, "Pacote", sold.package_description);
  add_fact(body, "Valor", sold_value_cell(sold).text);
  add_fact(body, "Integração", sold.integration.empty() ? "Sem integração" : sold.integration);
  add_fact(body, "Produtos", products_text(context, sold));
  add_fact(body, "Origem", origin_text(context, row));
  if (const auto tasting = operations::tasting_of(row))
    add_fact(body, "Degustação", operations::text_of(*tasting));
  add_fact(body, "Data de cadastro", zone.minute_br(row.created_at));
  add_fact(body, "Ativado em", row.activated_at ? zone.minute_br(*row.activated_at) : "Ainda não");
  add_fact(body, "Data limite", row.limit_on ? base::to_br(*row.limit_on) : "Sem fim");
  for (const auto& [name, value] : storage::list_parameters(context.tenant(), row.id))
    add_fact(body, name, value.empty() ? "—" : value);
}

/// What it cost before, by the day until which it held (D39).
void fill_terms(const Context& context, View& body, std::uint64_t id) {
  const auto past = storage::list_past_terms(context.tenant(), {&id, 1});
  if (past.empty()) return;
  auto list = body.each("TERMS");
  for (const auto& each : past)
    list.each("TERM")
        .set("UNTIL", each.terms.until ? base::to_br(*each.terms.until) : "—")
        .set("VALUE", base::money_br(each.terms.value))
        .set("SERVICE", each.service_erp_id)
        .set("LIMIT", each.terms.limit ? base::to_br(*each.terms.limit) : "sem fim");
}

void add_actions(Page& page, const Context& context, const storage::SoldPackage& sold, bool on_service) {
  const auto path = sold_path(sold.row);
  page.side_action("Histórico(s)", path + "/historico", "clock-history");
  if (!on_service) {
    page.lead("Este pacote saiu do serviço: para alterá-lo, restaure-o antes.")
        .action("Restaurar", path + "/restaurar", "arrow-repeat");
    return;
  }
  page.side_action("Remover", path + "/remover", "trash")
      .side_action("Trocar pacote", path + "/trocar", "arrow-left-right");
  const auto edit = edit_words(context, path + "/editar");
  page.action(edit.label, path + "/editar", edit.icon);
}

}  // namespace

http::Response service_package_show(Context& context) {
  const auto found = find_sold(context);
  if (!found) return failure(context, 404, k_not_on_service);
  const auto& sold = found->sold;
  const bool on_service = operations::is_on_service(context.operations(), sold.row);
  Page page(context, "services/package.html", sold.row.description);
  lead_to(page, found->holder);
  page.under("Pacotes", list_path(found->holder.service.id));
  add_actions(page, context, sold, on_service);
  auto& body = page.body();
  const auto status = sold_status_cell(context, sold);
  auto badge = body.include("STATUS", "parts/state.html");
  fill_state(badge, status);
  body.set("SINCE", since_text(context, sold, on_service)).set_or_hide("MESSAGE", status.title);
  fill_facts(context, body, sold);
  fill_terms(context, body, sold.row.id);
  fill_history(context, body.include("HISTORY", "history.html"), domain::Entity::service_package, sold.row.id,
               sold_path(sold.row) + "/historico");
  return page.answer();
}

}  // namespace web
