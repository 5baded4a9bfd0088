#include "storage/attention.h"
#include "web/list.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/pages/service_package_form.h"

/// *Terminam em breve*: whose trials and packages end in the next days, with the number to call.
namespace web {

namespace {

Filter span_filter() {
  return {.name = "ate",
          .label = "Terminam",
          .options = {{"0", "Hoje"},
                      {"7", "Nos próximos 7 dias"},
                      {"15", "Nos próximos 15 dias"},
                      {"30", "Nos próximos 30 dias"}},
          .otherwise = "7"};
}

Filter kind_filter() {
  return {.name = "tipo",
          .label = "O que termina",
          .options = {{"", "Tudo"}, {"degustacao", "Degustações"}, {"pacote", "Pacotes"}}};
}

storage::EndingFilter filter_of(const Context& context) {
  const auto today = context.provider.zone.day_of(context.house.clock.now());
  storage::EndingFilter filter{.today = today, .last = today};
  const auto wanted = filter_value(context, span_filter());
  for (const int days : {7, 15, 30})
    if (wanted == std::to_string(days))
      filter.last = base::Date(std::chrono::sys_days(today) + std::chrono::days(days));
  const auto kind = context.query.get("tipo");
  if (!kind.empty()) filter.trial = kind == "degustacao";
  return filter;
}

ListRow row_of(const storage::Ending& line) {
  const auto sold = list_path(line.service_id) + "/" + std::to_string(line.service_package_id);
  const auto customer = customer_path(line.customer_id);
  return {.href = customer,
          .cells = {{.text = line.customer_name},
                    {.text = line.phone.empty() ? "—" : phone_text(line.phone), .copy = !line.phone.empty()},
                    {.text = line.package, .href = sold},
                    {.text = line.trial ? "Degustação" : "Pacote"},
                    money_cell(line.value_cents),
                    {.text = base::to_br(line.day)},
                    {.text = std::to_string(line.service_erp_id)}},
          .actions = {{"Abrir o cliente", customer, "person"},
                      edit_action(sold + "/editar"),
                      {"Trocar pacote", sold + "/trocar", "arrow-left-right"}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_endings(context.tenant(), filter_of(context), page);
  auto rows = place_of(listed);
  for (const auto& line : listed.lines) rows.rows.push_back(row_of(line));
  return rows;
}

storage::Counted count(const Context& context) {
  return storage::count_endings(context.tenant(), filter_of(context));
}

}  // namespace

http::Response ending_list(Context& context) {
  Page page(context, "list.html", "Terminam em breve");
  page.lead("Degustações e pacotes com data limite, com o telefone de quem ainda pode ficar com eles.");
  return list_answer(
      context, page,
      {.total_label = "Total de Pacotes",
       .file_name = "terminam",
       .columns = {{"Cliente", "cliente", Column::Kind::title},
                   {"Telefone"},
                   {"Pacote", "pacote"},
                   {"Tipo", "", Column::Kind::secondary},
                   {"Valor depois", "", Column::Kind::number},
                   {"Termina em", "termina"},
                   {"Serviço", "", Column::Kind::secondary}},
       .filters = {span_filter(), kind_filter()},
       .first_sort = "termina",
       .empty_title = "Nada termina nestes dias",
       .empty_text = "Nenhuma degustação ou pacote com data limite termina no período escolhido.",
       .fetch = fetch,
       .count = count});
}

}  // namespace web
