#include "operations/charges.h"

#include "base/text.h"
#include "storage/customers.h"
#include "web/api/call.h"
#include "web/api/handlers.h"
#include "web/api/shown.h"

namespace web::api {

namespace {

void write_charge(JsonWriter& out, const operations::ChargeLine& line, std::string_view month) {
  const auto reason = domain::name_of(line.charge.reason);
  out.begin_object();
  out.field("competencia", month).field("codigo_cliente", line.customer_code);
  out.field("id_cliente_servico", line.service_erp_id);
  out.field("id_cliente_servico_pacote", line.id).field("pacote", line.package_code);
  out.field("descricao", line.description).field("valor", base::money_plain(line.charge.amount));
  out.field("dias", line.charge.days).field("integral", base::money_plain(line.charge.whole));
  out.key("motivo_zero");
  reason.empty() ? out.raw("null") : out.value(reason);
  out.key("composicao").begin_array();
  for (const auto& part : line.charge.composition) {
    out.begin_object().field("descricao", part.description).field("tipo", part.kind);
    out.field("valor", base::money_plain(part.value_cents)).end_object();
  }
  out.end_array().end_object();
}

/// The customer of a code; a code that nobody has is an error of the query.
std::optional<std::uint64_t> customer_of(const Context& context, QueryReader& query,
                                         const std::string& code) {
  const auto customer = storage::find_customer_by_code(context.tenant(), code);
  if (customer) return customer->id;
  query.refuse("codigo_cliente", "não há cliente com o código " + base::printable(code));
  return std::nullopt;
}

}  // namespace

http::Response charge_list(Context& context) {
  QueryReader query(context.query);
  const auto month_text = query.text("competencia");
  const auto month = query.month("competencia");
  if (!month_text) query.refuse("competencia", "é obrigatória");
  const auto code = query.text("codigo_cliente");
  const auto customer_id = code ? customer_of(context, query, *code) : std::nullopt;
  const auto page = query.page();
  if (const auto wrong = query.finish()) return refusal(context.request, *wrong);
  const auto with = context.operations();
  const auto filter = operations::charged_in(with, *month, customer_id);
  const auto found = operations::list_charges(with, *month, filter, page.after, page.offset(), page.size);
  return success("", [&](JsonWriter& out) {
    out.key("linhas").begin_array();
    for (const auto& line : found.lines) write_charge(out, line, *month_text);
    out.end_array();
    write_paging(out, page, found.packages, found.last_id,
                 [&] { return storage::count_chargeables(context.tenant(), filter); });
  });
}

http::Response account_list(Context& context) {
  QueryReader query(context.query);
  const auto code = query.text("codigo_cliente");
  if (!code) query.refuse("codigo_cliente", "é obrigatório");
  if (const auto wrong = query.finish()) return refusal(context.request, *wrong);
  const auto customer = storage::find_customer_by_code(context.tenant(), *code);
  if (!customer)
    return refusal(context.request,
                   base::Problem::missing("Não há cliente com o código " + base::printable(*code) + "."));
  return success("", [&](JsonWriter& out) {
    out.field("codigo_cliente", customer->code);
    write_accounts(out, context, customer->id);
  });
}

}  // namespace web::api
