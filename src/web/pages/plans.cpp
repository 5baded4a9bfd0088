#include "operations/plans.h"

#include <algorithm>

#include "domain/speed.h"
#include "storage/packages.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/form_reader.h"
#include "web/history.h"
#include "web/list.h"
#include "web/pages/handlers.h"
#include "web/refill.h"
#include "web/saved.h"
#include "web/texts.h"

namespace web {

namespace {

constexpr std::string_view k_missing = "Este plano não existe.";
constexpr std::uint32_t k_most_packages = 500;
constexpr std::string_view k_speed_hint = "Em Mbps, ou com a unidade: 500 Mb, 1 Gb, 512 kb.";

std::string path_of(std::uint32_t id) { return "/planos/" + std::to_string(id); }

std::optional<operations::PlanView> find(const Context& context) {
  return operations::find_plan_by_id(context.operations(), static_cast<std::uint32_t>(context.id()));
}

storage::PlanFilter filter_of(const Context& context) {
  return {.text = context.query.get("busca"),
          .active = active_filter(context),
          .technology = context.query.get("tecnologia")};
}

ListRow row_of(const storage::PlanLine& line) {
  const auto& plan = line.plan;
  const auto path = path_of(plan.id);
  const bool capped = line.services > storage::k_count_cap;
  return {.href = path,
          .cells = {{.text = plan.description},
                    money_cell(plan.value_cents),
                    money_cell(line.packages_cents),
                    money_cell(line.total_cents),
                    {.text = plan.technology},
                    capped ? Cell{.text = "mais de 10.000"} : number_cell(line.services),
                    {.text = domain::speed_text(plan.download_kbps)},
                    {.text = domain::speed_text(plan.upload_kbps)},
                    yes_no_cell(plan.bandwidth_control),
                    active_cell(plan.active)},
          .actions = {edit_action(path),
                      {"Clonar Plano", path + "/clonar", "copy"},
                      {"Histórico(s)", path + "/historico", "clock-history"},
                      {"Reajustar Valores", path + "/reajustar", "graph-up-arrow"},
                      {"Renovar Vigência Contratual", path + "/renovar", "calendar-plus"},
                      plan.active ? RowAction{"Inativar", path + "/inativar", "slash-circle", true}
                                  : RowAction{"Ativar", path + "/ativar", "check-circle"}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_plans(context.tenant(), filter_of(context), page);
  auto rows = place_of(listed);
  for (const auto& line : listed.lines) rows.rows.push_back(row_of(line));
  return rows;
}

std::uint64_t count(const Context& context) {
  return storage::count_plans(context.tenant(), filter_of(context));
}

/// Packages on offer, and inactive ones that a row of the form names already.
std::vector<Option> package_options(const Context& context, const http::Params& values) {
  const auto named = [&](const std::string& code) {
    return std::any_of(values.all().begin(), values.all().end(), [&](const auto& pair) {
      return pair.first.starts_with("pacotes.") && pair.first.ends_with(".codigo") && pair.second == code;
    });
  };
  std::vector<Option> options{{"", "Escolha o pacote"}};
  const auto listed = storage::list_packages(context.tenant(), {}, {.limit = k_most_packages});
  for (const auto& line : listed.lines)
    if (line.package.active || named(line.package.code))
      options.push_back({line.package.code, line.package.description + " - (" +
                                                base::money_br(line.package.value_cents) + ")" +
                                                (line.package.active ? "" : " · inativo")});
  return options;
}

std::vector<Field> package_fields(const std::string& number, const std::vector<Option>& packages) {
  const auto name = "pacotes." + number + ".";
  return {{.name = name + "codigo",
           .label = "Pacote",
           .kind = Field::Kind::select,
           .options = packages,
           .wide = true},
          {.name = name + "obrigatorio", .label = "Obrigatório", .kind = Field::Kind::flag},
          {.name = name + "degustacao", .label = "Permitir degustação", .kind = Field::Kind::flag},
          {.name = name + "dias", .label = "Dias", .kind = Field::Kind::number, .suffix = "dias"}};
}

/// What a row offers: a package that is chosen and not refused stands alone, so that the page does not grow
/// with the square of its rows; of the others the first few can be chosen from all.
class RowOptions {
 public:
  RowOptions(const Context& context, const Form& form, const base::Problem* problem)
      : values_(form.values()),
        problem_(context.refill ? &context.refill->problem : problem),
        all_(package_options(context, values_)) {}

  const std::vector<Option>& all() const { return all_; }
  std::vector<Option> of(const std::string& number) {
    const auto field = "pacotes." + number + ".codigo";
    const auto own = std::ranges::find(all_, values_.get(field), &Option::value);
    const bool chosen = own != all_.end() && !own->value.empty();
    const bool refused = problem_ != nullptr && problem_->errors.has(field);
    if (chosen && (!refused || ++open_ > k_most_open)) return {all_.front(), *own};
    return chosen || ++open_ <= k_most_open ? all_ : std::vector<Option>{all_.front()};
  }

 private:
  static constexpr std::size_t k_most_open = 20;

  const http::Params& values_;
  const base::Problem* problem_;
  const std::vector<Option> all_;
  std::size_t open_ = 0;
};

void add_packages(const Context& context, Form& form, const base::Problem* problem) {
  RowOptions options(context, form, problem);
  form.heading(
      "Pacotes do plano",
      "Entram em cada novo serviço e em cada migração para este plano. O obrigatório só pode ser retirado "
      "depois; a degustação termina sozinha. Para trocar um pacote por outro, remova a linha dele e adicione "
      "outra.",
      "pacotes");
  FormRows rows(form, "", "Adicionar pacote");
  std::size_t next = 0;
  for (const auto& number : FormReader(form.values()).rows("pacotes")) {
    rows.row(package_fields(number, options.of(number)));
    next = std::max<std::size_t>(next, std::stoul(number) + 1);
  }
  rows.template_row(package_fields("__N__", options.all()), next);
}

http::Response plan_form(const Context& context, const std::string& title, bool is_new,
                         const http::Params& values, const base::Problem* problem) {
  Page page(context, "form.html", title);
  Form form(context, page, context.request.path, values, problem);
  if (is_new) form.creates();
  form.part("Geral");
  form.line({{.name = "descricao", .label = "Descrição", .required = true, .wide = true},
             is_new ? Field{.name = "codigo",
                            .label = "Código",
                            .hint = "Em branco, é criado a partir da descrição. Não muda depois."}
                    : Field{.name = "codigo", .label = "Código", .kind = Field::Kind::fixed}});
  form.line({{.name = "valor", .label = "Valor", .kind = Field::Kind::money},
             {.name = "tecnologia", .label = "Tecnologia", .hint = "Como FIBRA, RADIO, CABO UTP."}});
  form.line(
      {{.name = "download_kbps", .label = "Download", .hint = std::string(k_speed_hint), .suffix = "Mbps"},
       {.name = "upload_kbps", .label = "Upload", .suffix = "Mbps"}});
  form.line({{.name = "controlar_banda", .label = "Controlar Banda", .kind = Field::Kind::flag}});
  form.part("Pacotes");
  form.line({{.name = "travar_pacotes",
              .label = "Travar Pacotes",
              .kind = Field::Kind::flag,
              .hint = "Somente os pacotes adicionados aqui podem ser vinculados ao serviço do cliente."}});
  add_packages(context, form, problem);
  return form.answer("Salvar", "/planos");
}

operations::PlanPut put_of(FormReader& reader) {
  operations::PlanPut put{.description = reader.text("descricao"),
                          .value = reader.money("valor"),
                          .technology = reader.text("tecnologia"),
                          .download_kbps = reader.speed("download_kbps", domain::k_most_kbps),
                          .upload_kbps = reader.speed("upload_kbps", domain::k_most_kbps),
                          .bandwidth_control = reader.flag("controlar_banda"),
                          .lock_packages = reader.flag("travar_pacotes")};
  std::vector<operations::PlanPackagePut> packages;
  for (const auto& number : reader.rows("pacotes")) {
    const auto name = "pacotes." + number + ".";
    operations::PlanPackagePut package{.code = reader.text(name + "codigo").value.value_or(""),
                                       .required = reader.flag(name + "obrigatorio")};
    const auto days = reader.number(name + "dias", domain::k_most_trial_days).value;
    if (reader.flag(name + "degustacao")) package.trial_days = days;
    if (package.code.empty()) reader.refuse(name + "codigo", "escolha o pacote ou remova a linha");
    if (reader.flag(name + "degustacao") && days.value_or(0) == 0)
      reader.refuse(name + "dias", "informe os dias de degustação");
    packages.push_back(std::move(package));
  }
  put.packages = packages;
  return put;
}

/// "pacotes[1].codigo" of the operation is the field "pacotes.7.codigo" of the second row typed.
base::Problem at_rows(const base::Problem& problem, const http::Params& form) {
  std::map<std::string, std::string> names;
  std::size_t index = 0;
  for (const auto& number : FormReader(form).rows("pacotes")) {
    const auto from = "pacotes[" + std::to_string(index++) + "].";
    names[from + "codigo"] = "pacotes." + number + ".codigo";
    names[from + "degustacao_dias"] = "pacotes." + number + ".dias";
  }
  return renamed(problem, names);
}

http::Params values_of(const operations::PlanView& view) {
  http::Params values;
  const auto& plan = view.plan;
  values.set("codigo", plan.code);
  values.set("descricao", plan.description);
  values.set("valor", money_field(plan.value_cents));
  values.set("tecnologia", plan.technology);
  values.set("download_kbps", domain::mbps_field(plan.download_kbps));
  values.set("upload_kbps", domain::mbps_field(plan.upload_kbps));
  values.set("controlar_banda", plan.bandwidth_control ? "1" : "");
  values.set("travar_pacotes", plan.lock_packages ? "1" : "");
  for (std::size_t i = 0; i < view.packages.size(); ++i) {
    const auto& package = view.packages[i];
    const auto name = "pacotes." + std::to_string(i) + ".";
    values.set(name + "codigo", package.code);
    values.set(name + "obrigatorio", package.required ? "1" : "");
    values.set(name + "degustacao", package.trial_days ? "1" : "");
    values.set(name + "dias", package.trial_days ? std::to_string(*package.trial_days) : "");
  }
  return values;
}

http::Response switch_active(Context& context, bool active) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const auto done = operations::set_plan_active(context.operations(), view->plan.code, active);
  if (!done) return redirect_with(context, "/planos", done.error().message, Tone::warning);
  return saved_in_list(context, "/planos", view->plan.id, Saved::changed,
                       (active ? "Plano ativado: " : "Plano inativado: ") + view->plan.description + ".");
}

http::Response clone_form(const Context& context, const operations::PlanView& view,
                          const http::Params& values, const base::Problem* problem) {
  Page page(context, "form.html", "Clonar Plano");
  page.under(view.plan.description, path_of(view.plan.id))
      .lead("O novo plano nasce igual a este, com os mesmos pacotes.");
  Form form(context, page, context.request.path, values, problem);
  form.creates();
  form.line({{.name = "descricao",
              .label = "Descrição",
              .hint = "Em branco, “Cópia de” e a deste plano.",
              .wide = true},
             {.name = "codigo", .label = "Código", .hint = "Em branco, é criado a partir da descrição."}});
  return form.answer("Clonar Plano", "/planos");
}

}  // namespace

http::Response plan_list(Context& context) {
  std::vector<Option> technologies{{"", "Todas"}};
  for (const auto& name : storage::list_technologies(context.tenant())) technologies.push_back({name, name});
  Page page(context, "list.html", "Serviços/Planos");
  page.action("Adicionar", "/planos/novo");
  return list_answer(
      context, page,
      {.total_label = "Totais",
       .file_name = "planos",
       .columns = {{"Descrição", "descricao", Column::Kind::title},
                   {"Valor", "valor", Column::Kind::number},
                   {"Valor Pacotes", "valor_pacotes", Column::Kind::number},
                   {"Valor Com Pacotes", "valor_com_pacotes", Column::Kind::number},
                   {"Tecnologia", "tecnologia"},
                   {"Quant. Planos", "", Column::Kind::number},
                   {"Download", "download", Column::Kind::number},
                   {"Upload", "upload", Column::Kind::number},
                   {"Controlar Banda"},
                   {k_status}},
       .filters = {{.name = "busca", .label = "Procurar", .placeholder = "Descrição ou código…"},
                   {.name = "tecnologia", .label = "Tecnologia", .options = technologies},
                   status_filter()},
       .empty_title = "Nenhum plano encontrado",
       .empty_text = "Um serviço do cliente é vendido a partir de um plano. Comece por Adicionar.",
       .fetch = fetch,
       .count = count});
}

http::Response plan_new(Context& context) { return plan_form(context, "Novo Plano", true, {}, nullptr); }

http::Response plan_create(Context& context) {
  FormReader reader(context.form);
  const auto put = put_of(reader);
  const auto code = reader.text("codigo").value.value_or("");
  const auto done = carry_out(context.db, reader, [&] {
    return operations::put_plan(context.operations(), code, put, operations::Expect::absent);
  });
  if (done)
    return saved_in_list(context, "/planos", done->id, Saved::made,
                         "Plano criado: " + put.description.value.value_or("") + ".");
  const auto problem = at_rows(done.error(), context.form);
  return plan_form(context, "Novo Plano", true, context.form, &problem);
}

http::Response plan_edit(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return plan_form(context, view->plan.description, false, values_of(*view), nullptr);
}

http::Response plan_save(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  FormReader reader(context.form);
  const auto put = put_of(reader);
  const auto done = carry_out(context.db, reader, [&] {
    return operations::put_plan(context.operations(), view->plan.code, put, operations::Expect::present);
  });
  if (done)
    return saved_in_list(context, "/planos", view->plan.id, Saved::changed,
                         "Plano salvo: " + put.description.value.value_or(view->plan.description) +
                             ". Os serviços existentes não mudam.");
  auto values = context.form;
  values.set("codigo", view->plan.code);
  const auto problem = at_rows(done.error(), context.form);
  return plan_form(context, view->plan.description, false, values, &problem);
}

http::Response plan_clone(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  http::Params values;
  values.set("descricao", view->plan.description + " (cópia)");
  return clone_form(context, *view, values, nullptr);
}

http::Response plan_clone_save(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const FormReader reader(context.form);
  const auto done =
      operations::clone_plan(context.operations(), view->plan.code, reader.text("codigo").value.value_or(""),
                             reader.text("descricao").value.value_or(""));
  if (done) return redirect_with(context, path_of(static_cast<std::uint32_t>(done->id)), "Plano clonado.");
  return clone_form(context, *view, context.form, &done.error());
}

http::Response plan_deactivate_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return confirm_answer(
      context,
      {.title = "Inativar o plano " + view->plan.description + "?",
       .consequences = {"O plano deixa de ser vendido.",
                        count_text(view->services, "serviço continua nele.", "serviços continuam nele.")},
       .button = "Inativar",
       .action = context.request.path,
       .cancel_href = "/planos"});
}

http::Response plan_deactivate(Context& context) { return switch_active(context, false); }

http::Response plan_activate_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return confirm_answer(context, {.title = "Ativar o plano " + view->plan.description + "?",
                                  .consequences = {"O plano volta a ser vendido."},
                                  .button = "Ativar",
                                  .danger = false,
                                  .action = context.request.path,
                                  .cancel_href = "/planos"});
}

http::Response plan_activate(Context& context) { return switch_active(context, true); }

http::Response plan_history(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  Page page(context, "history.html", "Histórico(s)");
  page.under(view->plan.description, path_of(view->plan.id));
  return history_answer(context, page, domain::Entity::plan, view->plan.id);
}

}  // namespace web
