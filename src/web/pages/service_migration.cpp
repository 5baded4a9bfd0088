#include "operations/linking.h"
#include "operations/service_preview.h"
#include "storage/customers.h"
#include "storage/plans.h"
#include "storage/providers.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/consequences.h"
#include "web/form_reader.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/pages/service_plans.h"
#include "web/pages/service_record.h"
#include "web/texts.h"
#include "web/unusual.h"

/// *Migrar para Outro Serviço*: the plan chosen, its price and packages filled in, what changes named,
/// confirmed.
namespace web {

namespace {

constexpr std::string_view k_missing = "Este serviço não existe.";
/// Tells a form with unticked packages from one that never had ticks.
constexpr std::string_view k_chosen = "pacotes_escolhidos";

/// A service with its holder, its plan, and what is on it.
struct Found : ServiceRecord {
  std::vector<domain::ServicePackage> packages = {};
};

std::optional<Found> find(const Context& context) {
  auto record = find_service_record(context);
  if (!record) return std::nullopt;
  Found found{std::move(*record)};
  found.packages = storage::list_service_packages_of(context.tenant(), found.service.id);
  std::erase_if(found.packages, [&](const auto& row) {
    return !operations::comes_along(context.operations(), found.service, row);
  });
  return found;
}

const storage::PlanPackage* find_package(const operations::PlanView& plan, std::uint32_t package_id) {
  const auto at = std::find_if(plan.packages.begin(), plan.packages.end(),
                               [&](const auto& package) { return package.package_id == package_id; });
  return at == plan.packages.end() ? nullptr : &*at;
}

/// "manter.12": the tick of a package of the old plan that the new one lacks.
std::string keep_field(const domain::ServicePackage& row) { return "manter." + std::to_string(row.id); }

/// Came from the old plan and is not in the new one: ends unless somebody keeps it (D69).
bool is_left_behind(const Found& found, const operations::PlanView& plan, const domain::ServicePackage& row) {
  return row.plan_id == found.plan.id && find_package(plan, row.package_id) == nullptr &&
         !plan.plan.lock_packages;
}

/// A package that nothing is to be ticked of: what becomes of it stands in its field.
Field fixed(http::Params& values, std::uint64_t id, const std::string& label, const std::string& text) {
  const auto name = "fixo." + std::to_string(id);
  values.set(name, text);
  return {.name = name, .label = label, .kind = Field::Kind::fixed};
}

Field ticked(std::string name, std::string label, std::string hint) {
  return {
      .name = std::move(name), .label = std::move(label), .kind = Field::Kind::flag, .hint = std::move(hint)};
}

/// What becomes of a package that is on the service.
Field standing_field(http::Params& values, const Found& found, const operations::PlanView& plan,
                     const domain::ServicePackage& row) {
  const auto* in_plan = find_package(plan, row.package_id);
  const auto value = base::money_br(row.value_cents);
  if (in_plan != nullptr && !in_plan->required)
    return ticked(plan_package_field(row.package_id), row.description,
                  value + " · também no plano novo, opcional");
  if (is_left_behind(found, plan, row))
    return ticked(keep_field(row), "Manter " + row.description,
                  value + " · veio do plano de hoje e não está no novo: sem a marca, termina");
  const auto becomes = in_plan != nullptr        ? " · continua: também no plano novo, obrigatório"
                       : plan.plan.lock_packages ? " · termina: o plano novo trava pacotes"
                                                 : " · continua: vendido à parte";
  return fixed(values, row.id, row.description, value + becomes);
}

/// A package that comes with the new plan.
Field coming_field(http::Params& values, const storage::PlanPackage& package) {
  std::string text = base::money_br(package.value_cents);
  if (package.trial_days) text += " · degustação de " + std::to_string(*package.trial_days) + " dias";
  if (!package.required) return ticked(plan_package_field(package.package_id), package.description, text);
  return fixed(values, package.package_id, package.description, text + " · obrigatório");
}

bool is_on_service(const Found& found, std::uint32_t package_id) {
  return std::any_of(found.packages.begin(), found.packages.end(),
                     [&](const auto& row) { return row.package_id == package_id; });
}

struct PackageFields {
  std::vector<Field> standing = {};
  std::vector<Field> coming = {};
};

PackageFields fields_of(http::Params& values, const Found& found, const operations::PlanView& plan) {
  PackageFields fields;
  for (const auto& row : found.packages) fields.standing.push_back(standing_field(values, found, plan, row));
  for (const auto& package : plan.packages)
    if (!is_on_service(found, package.package_id)) fields.coming.push_back(coming_field(values, package));
  return fields;
}

void add_fields(Form& form, const std::string& title, const std::vector<Field>& fields) {
  form.heading(title, fields.empty() ? "Nenhum." : "");
  for (const auto& field : fields) form.field(field);
}

/// The ticks that a form begins with.
void tick(const Context& context, const Found& found, const operations::PlanView& plan,
          http::Params& values) {
  values.set(std::string(k_chosen), "1");
  for (const auto& package : plan.packages) values.set(plan_package_field(package.package_id), "1");
  if (!storage::find_provider(context.db, context.provider.id).value().migration_moves_defaults) return;
  for (const auto& row : found.packages)
    if (is_left_behind(found, plan, row)) values.set(keep_field(row), "1");
}

/// Both prices, and the one the service is to have: the new plan's, unless somebody types another.
http::Response migration_form(const Context& context, const Found& found, const operations::PlanView& plan,
                              http::Params values, const base::Problem* problem) {
  Page page(context, "form.html", "Migrar para Outro Serviço");
  page.under(customer_title(found.customer), customer_path(found.customer.id));
  page.lead("Serviço " + std::to_string(found.service.erp_id) +
            ". Antes de migrar, você vê o que muda no acesso e na cobrança.");
  values.set("plano_hoje", found.plan.description);
  values.set("valor_hoje", base::money_br(found.service.value_cents));
  values.set("plano_novo", plan.plan.description);
  if (!values.has("valor")) values.set("valor", money_field(plan.plan.value_cents));
  if (!values.has(k_chosen)) tick(context, found, plan, values);
  const auto fields = fields_of(values, found, plan);
  Form form(context, page, context.request.path, values, problem);
  form.hidden("plano", plan.plan.code).hidden(k_chosen, "1");
  form.line({{.name = "plano_hoje", .label = "Plano de hoje", .kind = Field::Kind::fixed, .wide = true},
             {.name = "valor_hoje", .label = "Valor Serviço de hoje", .kind = Field::Kind::fixed}});
  form.line({{.name = "plano_novo", .label = "Plano novo", .kind = Field::Kind::fixed, .wide = true},
             {.name = "valor",
              .label = "Novo Valor Serviço",
              .kind = Field::Kind::money,
              .required = true,
              .hint = "O do plano novo é " + base::money_br(plan.plan.value_cents) + "."}});
  add_fields(form, "Pacotes do serviço", fields.standing);
  add_fields(form, "Pacotes que entram com o plano novo", fields.coming);
  return form.answer("Continuar", customer_path(found.customer.id));
}

http::Response migration_question(const Context& context, const Found& found,
                                  const operations::PlanView& plan, const operations::ServicePut& put,
                                  const operations::ServicePreview& preview) {
  auto question = confirmation_of(preview);
  question.title =
      "Migrar o serviço " + std::to_string(found.service.erp_id) + " para " + plan.plan.description + "?";
  question.button = "Migrar";
  question.action = context.request.path;
  question.cancel_href = customer_path(found.customer.id);
  question.consequences.insert(
      question.consequences.begin(),
      {customer_title(found.customer) + ".",
       "O serviço sai de " + found.plan.description + " e passa para " + plan.plan.description + "."});
  Unusual(context).value(put.value, plan.plan.value_cents, "do plano novo").add_to(question);
  carry(question, context.form);
  return confirm_answer(context, question);
}

operations::ServicePut put_of(const Context& context, FormReader& reader, const Found& found,
                              const operations::PlanView& plan) {
  operations::ServicePut put{.plan = plan.plan.code, .value = reader.money("valor")};
  if (!put.value.value && !reader.errors().has("valor")) reader.refuse("valor", "é obrigatório");
  const auto& form = context.form;
  if (!form.has(k_chosen)) return put;
  put.declined = declined_of(form, plan);
  put.kept.emplace();
  for (const auto& row : found.packages)
    if (form.get(keep_field(row)) == "1") put.kept->insert(row.id);
  return put;
}

}  // namespace

http::Response service_migrate(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  const auto plan = operations::find_plan(context.operations(), context.query.get("plano"));
  if (plan) return migration_form(context, *found, *plan, {}, nullptr);
  Page page(context, "services/plan_choice.html", "Migrar para Outro Serviço");
  page.under(customer_title(found->customer), customer_path(found->customer.id));
  page.lead("Serviço " + std::to_string(found->service.erp_id) + ", hoje em " + found->plan.description +
            ", por " + base::money_br(found->service.value_cents) + ".");
  return plan_choice(context, page, context.request.path, found->plan.id);
}

http::Response service_migrate_save(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  const auto& form = context.form;
  const auto with = context.operations();
  const auto plan = operations::find_plan(with, form.get("plano"));
  if (!plan) return redirect(context.request.path);
  FormReader reader(form);
  const auto put = put_of(context, reader, *found, *plan);
  const auto erp_id = found->service.erp_id;
  if (is_taken_back(form)) return migration_form(context, *found, *plan, form, nullptr);
  if (!is_confirmed(form)) {
    const auto preview =
        carry_out(context.db, reader, [&] { return operations::preview_service(with, erp_id, put); });
    return preview ? migration_question(context, *found, *plan, put, *preview)
                   : migration_form(context, *found, *plan, form, &preview.error());
  }
  const auto done = carry_out(context.db, reader, [&] { return operations::put_service(with, erp_id, put); });
  if (!done) return migration_form(context, *found, *plan, form, &done.error());
  return service_told(
      context, found->customer.id,
      "Serviço migrado: " + std::to_string(erp_id) + ", agora em " + plan->plan.description + ".", *done);
}

}  // namespace web
