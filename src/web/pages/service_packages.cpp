#include "operations/service_packages.h"

#include <algorithm>

#include "operations/service_preview.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/form_reader.h"
#include "web/history.h"
#include "web/list.h"
#include "web/money.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/pages/service_package_form.h"
#include "web/pages/trail.h"
#include "web/parameters.h"
#include "web/saved.h"
#include "web/texts.h"
#include "web/unusual.h"

namespace web {

namespace {

/// D49.
constexpr std::string_view k_edits_are_not_told =
    "O sistema que recebe os avisos deste pacote ouve do cadastro, da suspensão, da habilitação e da "
    "remoção; "
    "uma edição não é avisada.";

/// The package that the path names, with what of its parameters cannot change any more.
struct Found : SoldHere {
  std::vector<operations::FrozenParameter> frozen = {};
};
std::optional<Found> find(const Context& context) {
  auto here = find_sold(context);
  if (!here) return std::nullopt;
  auto frozen = operations::frozen_parameters(context.operations(), here->sold);
  return Found{std::move(*here), std::move(frozen)};
}

Filter shown_filter() {
  return {.name = "exibir",
          .label = "Exibir",
          .options = {{"atuais", "Atuais"}, {"todos", "Todos, também removidos"}},
          .otherwise = "atuais"};
}

bool is_on_service(const Context& context, const storage::SoldPackage& sold) {
  return operations::is_on_service(context.operations(), sold.row);
}

std::vector<RowAction> actions_of(const Context& context, const storage::SoldPackage& sold) {
  const auto path = sold_path(sold.row);
  const RowAction history{"Histórico(s)", path + "/historico", "clock-history"};
  if (!is_on_service(context, sold)) return {{"Restaurar", path + "/restaurar", "arrow-repeat"}, history};
  return {edit_action(path + "/editar"),
          {"Trocar pacote", path + "/trocar", "arrow-left-right"},
          {"Remover", path + "/remover", "trash", true},
          history};
}

ListRow row_of(const Context& context, const storage::SoldPackage& sold) {
  const auto& row = sold.row;
  const auto path = sold_path(sold.row);
  return {.href = path,
          .cells = {{.text = std::to_string(row.id)},
                    {.text = row.description},
                    {.text = sold.integration.empty() ? "Sem integração" : sold.integration},
                    sold_value_cell(sold),
                    {.text = context.provider.zone.minute_br(row.created_at)},
                    {.text = row.limit_on ? base::to_br(*row.limit_on) : "—"},
                    sold_status_cell(context, sold)},
          .actions = actions_of(context, sold)};
}

std::vector<storage::SoldPackage> shown_packages(const Context& context) {
  auto packages = storage::list_sold_packages_of_service(context.tenant(), context.id());
  if (filter_value(context, shown_filter()) == "todos") return packages;
  std::erase_if(packages, [&](const auto& sold) { return !is_on_service(context, sold); });
  return packages;
}

ListRows fetch(const Context& context, const storage::Page&) {
  ListRows rows;
  for (const auto& sold : shown_packages(context)) rows.rows.push_back(row_of(context, sold));
  return rows;
}

std::uint64_t count(const Context& context) { return shown_packages(context).size(); }

base::Date today_of(const Context& context) {
  return context.provider.zone.day_of(context.house.clock.now());
}

Field since_field(const Context& context) {
  const auto today = today_of(context);
  return {.name = "vale_desde",
          .label = "Vale desde",
          .kind = Field::Kind::date,
          .hint = "Em branco: de hoje em diante. Dias anteriores, só deste mês: desde " +
                  base::to_br(today.year() / today.month() / 1) + "."};
}

http::Response edit_form(const Context& context, const Found& found, const http::Params& values,
                         const base::Problem* problem) {
  Page page(context, "form.html", "Editar " + found.sold.row.description);
  lead_along(page, context);
  const bool editable = is_on_service(context, found.sold);
  if (!editable)
    page.lead("Este pacote saiu do serviço: para alterá-lo, restaure-o antes.")
        .action("Restaurar", sold_path(found.sold.row) + "/restaurar", "arrow-repeat");
  else
    page.side_action("Trocar pacote", sold_path(found.sold.row) + "/trocar", "arrow-left-right");
  const auto* platform = platform_of(found.sold.gateway);
  if (editable && platform != nullptr && platform->can.per_service_package) page.lead(k_edits_are_not_told);
  Form form(context, page, context.request.path, values, problem);
  if (!editable) form.lock();
  add_fields(form, platform, found.frozen, {since_field(context)});
  return form.answer("Salvar", sold_path(found.sold.row));
}

http::Params values_of(const Context& context, const Found& found) {
  http::Params values;
  const auto& row = found.sold.row;
  set_fixed(values, found.sold.package_description, found.frozen);
  values.set("valor", money_field(row.value_cents));
  values.set("descricao", row.description);
  values.set("data_limite", row.limit_on ? base::to_br(*row.limit_on) : "");
  const auto stored = storage::list_parameters(context.tenant(), row.id);
  std::vector<ParameterRow> rows(stored.begin(), stored.end());
  std::erase_if(rows,
                [&](const ParameterRow& each) { return operations::is_frozen(found.frozen, each.first); });
  set_parameter_rows(values, rows);
  return values;
}

std::string limit_text(const std::optional<base::Date>& limit_on) {
  return limit_on ? base::to_br(*limit_on) : "sem fim";
}

/// The day from which it holds: not before the sale.
base::Date since_day(const Context& context, const domain::ServicePackage& row,
                     const base::Patch<base::Date>& since) {
  return std::max(since.value.value_or(today_of(context)), context.provider.zone.day_of(row.created_at));
}

/// " a partir de hoje, 22/11/2026", " desde 01/11/2026".
std::string since_text(const Context& context, base::Date day) {
  return (day == today_of(context) ? " a partir de hoje, " : " desde ") + base::to_br(day);
}

/// True for an edit that may change what is paid or allowed.
bool needs_asking(const domain::ServicePackage& row, const operations::PackageEdit& edit) {
  return edit.limit_on.given || edit.since.value || (edit.value.given && edit.value.value != row.value_cents);
}

http::Response ask_to_edit(const Context& context, const Found& found, const operations::PackageEdit& edit,
                           const operations::ServicePreview& preview) {
  const auto& row = found.sold.row;
  auto question = question_of(context, found.holder, "Alterar", row.description, preview);
  const auto since = since_text(context, since_day(context, row, edit.since));
  if (edit.value.value && *edit.value.value != row.value_cents)
    question.consequences.push_back("O valor passa de " + base::money_br(row.value_cents) + " para " +
                                    base::money_br(*edit.value.value) + since + ".");
  else if (edit.since.value && edit.value.value)
    question.consequences.push_back("O valor " + base::money_br(row.value_cents) + " vale" + since + ".");
  if (edit.limit_on.given)
    question.consequences.push_back("A data limite passa de " + limit_text(row.limit_on) + " para " +
                                    limit_text(edit.limit_on.value) + since + ".");
  Unusual(context)
      .value(edit.value, row.value_cents, "de agora")
      .day("Data limite", edit.limit_on)
      .add_to(question);
  carry(question, context.form);
  return confirm_answer(context, question);
}

/// The dates that a restored package is to have, as far as they were asked for.
struct ReturnDates {
  base::Patch<base::Date> limit_on = {};
  base::Patch<base::Date> since = {};

  bool given() const { return limit_on.given || since.value; }
};

ReturnDates return_dates_of(FormReader& reader, const domain::ServicePackage& row, base::Date today) {
  ReturnDates dates{reader.date("data_limite"), reader.date("vale_desde")};
  const bool past = row.limit_on && *row.limit_on <= today;
  if (!past && dates.limit_on.value == row.limit_on) dates.limit_on = {};
  return dates;
}

http::Response ask_to_restore(const Context& context, const Found& found,
                              const operations::ServicePreview& preview, const ReturnDates& dates) {
  const auto& row = found.sold.row;
  auto question = question_of(context, found.holder, "Restaurar", row.description, preview);
  question.consequences.push_back(
      "O pacote volta com o valor e os parâmetros que tinha; as regras de venda valem de novo.");
  const auto day = since_day(context, row, dates.since);
  question.consequences.push_back(day < today_of(context) ? "O pacote conta como se estivesse no serviço" +
                                                                since_text(context, day) + "."
                                                          : "Os dias em que esteve fora não são cobrados.");
  if (dates.limit_on.given)
    question.consequences.push_back(dates.limit_on.value
                                        ? "Data limite: " + base::to_br(*dates.limit_on.value) + "."
                                        : "Sem data limite: o pacote não termina sozinho.");
  Unusual(context).day("Data limite", dates.limit_on).add_to(question);
  if (dates.given()) {
    carry(question, context.form);
  } else {
    question.from_form = true;
    question.to_form = "Informar datas";
  }
  return confirm_answer(context, question);
}

/// What dates the package comes back with.
http::Response date_form(const Context& context, const Found& found, http::Params values,
                         const base::Problem* problem) {
  Page page(context, "form.html", "Restaurar " + found.sold.row.description);
  lead_to(page, found.holder);
  page.under("Pacotes", list_path(found.holder.service.id));
  const auto& limit_on = found.sold.row.limit_on;
  const bool past = limit_on && *limit_on <= today_of(context);
  if (past)
    page.lead("A data limite deste pacote, " + base::to_br(*limit_on) +
              ", já passou. Antes de restaurar, você vê o que o cliente ganha.");
  if (limit_on && !past && !values.has("data_limite")) values.set("data_limite", base::to_br(*limit_on));
  Form form(context, page, context.request.path, values, problem);
  form.field({.name = "data_limite",
              .label = past ? "Nova data limite" : "Data limite",
              .kind = Field::Kind::date,
              .hint = "O pacote termina no início deste dia. Em branco: sem fim."});
  form.field(since_field(context));
  return form.answer("Continuar", list_path(found.holder.service.id));
}

}  // namespace

http::Response service_package_list(Context& context) {
  const auto holder = find_holder(context);
  if (!holder) return failure(context, 404, k_no_service);
  Page page(context, "list.html", "Pacotes");
  lead_to(page, *holder);
  if (holder->service.state != domain::ServiceState::over)
    page.action("Adicionar Pacote", list_path(holder->service.id) + "/novo");
  return list_answer(context, page,
                     {.total_label = "Total de Pacotes",
                      .file_name = "pacotes-do-servico",
                      .columns = {{"ID", "", Column::Kind::secondary},
                                  {"Pacote", "", Column::Kind::title},
                                  {"Integração"},
                                  {"Valor", "", Column::Kind::number},
                                  {"Data de cadastro", "", Column::Kind::secondary},
                                  {"Data limite", "", Column::Kind::secondary},
                                  {k_status}},
                      .filters = {shown_filter()},
                      .whole = true,
                      .empty_title = "Nenhum pacote neste serviço",
                      .empty_text = "Adicione um pacote avulso; os do plano entram sozinhos na venda.",
                      .fetch = fetch,
                      .count = count});
}

http::Response service_package_edit(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_not_on_service);
  return edit_form(context, *found, values_of(context, *found), nullptr);
}

http::Response service_package_save(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_not_on_service);
  FormReader reader(context.form);
  operations::PackageEdit edit{.description = reader.text("descricao"),
                               .value = reader.money("valor"),
                               .limit_on = reader.date("data_limite"),
                               .since = reader.date("vale_desde")};
  reader.need("valor", "informe o valor");
  if (reader.errors().empty() && edit.limit_on.value == found->sold.row.limit_on) edit.limit_on = {};
  if (edit.limit_on.given && edit.value.value == found->sold.row.value_cents)
    edit.value = {};  // not what is dated
  edit.parameters = parameters_of(context.form);
  auto values = context.form;
  set_fixed(values, found->sold.package_description, found->frozen);
  const auto refused = [&](const base::Problem& why) {
    const auto problem = at_parameter_rows(why, context.form, k_parameters);
    return edit_form(context, *found, values, &problem);
  };
  const auto operations = context.operations();
  const auto id = found->sold.row.id;
  if (is_taken_back(context.form)) return edit_form(context, *found, values, nullptr);
  if (needs_asking(found->sold.row, edit) && !is_confirmed(context.form)) {
    const auto preview =
        carry_out(context.db, reader, [&] { return operations::preview_edit(operations, id, edit); });
    return preview ? ask_to_edit(context, *found, edit, *preview) : refused(preview.error());
  }
  const auto done =
      carry_out(context.db, reader, [&] { return operations::edit_package(operations, id, edit); });
  if (!done) return refused(done.error());
  const auto name = edit.description.value.value_or(found->sold.row.description);
  return saved_in_list(context, list_path(found->holder.service.id), id, Saved::changed,
                       written_text("Pacote salvo: " + name + ".", *done));
}

http::Response service_package_remove_ask(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_not_on_service);
  const auto preview = operations::preview_removal(context.operations(), found->sold.row.id);
  const auto back = list_path(found->holder.service.id);
  if (!preview) return redirect_with(context, back, preview.error().message, Tone::warning);
  auto question = question_of(context, found->holder, "Remover", found->sold.row.description, *preview);
  question.consequences.push_back("A cobrança é por dia, até ontem: o dia da remoção não conta.");
  return confirm_answer(context, question);
}

http::Response service_package_remove(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_not_on_service);
  const auto done = operations::remove_package(context.operations(), found->sold.row.id);
  const auto back = list_path(found->holder.service.id);
  if (!done) return redirect_with(context, back, done.error().message, Tone::warning);
  return saved_in_list(context, back, found->sold.row.id, Saved::changed,
                       written_text("Pacote removido: " + found->sold.row.description + ".", *done));
}

http::Response service_package_restore_ask(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_not_on_service);
  const auto preview = operations::preview_restoration(context.operations(), found->sold.row.id);
  if (preview) return ask_to_restore(context, *found, *preview, {});
  if (preview.error().code == "data_limite_vencida") return date_form(context, *found, {}, nullptr);
  return redirect_with(context, list_path(found->holder.service.id), preview.error().message, Tone::warning);
}

http::Response service_package_restore(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_not_on_service);
  FormReader reader(context.form);
  const auto dates = return_dates_of(reader, found->sold.row, today_of(context));
  const auto id = found->sold.row.id;
  const auto operations = context.operations();
  if (is_taken_back(context.form)) return date_form(context, *found, context.form, nullptr);
  if ((dates.given() || !reader.errors().empty()) && !is_confirmed(context.form)) {
    const auto preview = carry_out(context.db, reader, [&] {
      return operations::preview_restoration(operations, id, dates.limit_on, dates.since);
    });
    if (!preview) return date_form(context, *found, context.form, &preview.error());
    return ask_to_restore(context, *found, *preview, dates);
  }
  const auto done = carry_out(context.db, reader, [&] {
    return operations::restore_package(operations, id, dates.limit_on, dates.since);
  });
  const auto back = list_path(found->holder.service.id);
  if (!done && dates.given()) return date_form(context, *found, context.form, &done.error());
  if (!done) return redirect_with(context, back, done.error().message, Tone::warning);
  return saved_in_list(context, back, id, Saved::changed,
                       written_text("Pacote restaurado: " + found->sold.row.description + ".", *done));
}

http::Response service_package_history(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_not_on_service);
  Page page(context, "history.html", "Histórico(s)");
  lead_to(page, found->holder);
  page.under("Pacotes", list_path(found->holder.service.id))
      .under(found->sold.row.description, sold_path(found->sold.row));
  return history_answer(context, page, domain::Entity::service_package, found->sold.row.id);
}

}  // namespace web
