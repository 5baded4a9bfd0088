#include "base/text.h"
#include "operations/packages.h"
#include "operations/plans.h"
#include "web/api/call.h"
#include "web/api/handlers.h"
#include "web/api/lines.h"
#include "web/api/shown.h"

namespace web::api {

namespace {

using operations::PackageView;
using operations::PlanView;
using operations::Written;

base::Patch<std::vector<domain::CompositionPart>> composition_of(JsonReader& body) {
  auto rows = body.objects("composicao", 100);
  base::Patch<std::vector<domain::CompositionPart>> composition;
  composition.given = rows.given;
  if (!rows.value) return composition;
  composition.value.emplace();
  for (auto& row : *rows.value)
    composition.value->push_back({.description = required(row, "descricao", row.text("descricao")),
                                  .kind = row.text("tipo").value.value_or(""),
                                  .value_cents = required(row, "valor", row.money("valor"))});
  return composition;
}

base::Result<Written> save_package(const operations::Acting& acting, JsonReader& body,
                                   std::string_view code) {
  operations::PackagePut put{.description = body.text("descricao"),
                             .value = body.money("valor"),
                             .active = body.flag("ativo"),
                             .regulatory_class = body.text("classe_regulatoria"),
                             .integration = body.code("plataforma"),
                             .products = body.codes("produtos"),
                             .composition = composition_of(body)};
  return carry_out(acting.context().tenant.db, body,
                   [&] { return operations::put_package(acting, code, put); });
}

base::Patch<std::vector<operations::PlanPackagePut>> plan_packages_of(JsonReader& body) {
  auto rows = body.objects("pacotes");
  base::Patch<std::vector<operations::PlanPackagePut>> packages;
  packages.given = rows.given;
  if (!rows.value) return packages;
  packages.value.emplace();
  for (auto& row : *rows.value)
    packages.value->push_back(
        {.code = required(row, "codigo", row.code("codigo")),
         .required = row.flag("obrigatorio").value.value_or(false),
         .trial_days = row.number("degustacao_dias", 0, domain::k_most_trial_days).value});
  return packages;
}

base::Result<Written> save_plan(const operations::Acting& acting, JsonReader& body, std::string_view code) {
  operations::PlanPut put{.description = body.text("descricao"),
                          .value = body.money("valor"),
                          .technology = body.text("tecnologia"),
                          .download_kbps = body.number("download_kbps", 0, domain::k_most_kbps),
                          .upload_kbps = body.number("upload_kbps", 0, domain::k_most_kbps),
                          .bandwidth_control = body.flag("controlar_banda"),
                          .lock_packages = body.flag("travar_pacotes"),
                          .active = body.flag("ativo"),
                          .packages = plan_packages_of(body)};
  return carry_out(acting.context().tenant.db, body, [&] { return operations::put_plan(acting, code, put); });
}

void write_composition(JsonWriter& out, const std::vector<domain::CompositionPart>& rows) {
  out.key("composicao").begin_array();
  for (const auto& row : rows) {
    out.begin_object().field("descricao", row.description).field("tipo", row.kind);
    out.field("valor", base::money_plain(row.value_cents)).end_object();
  }
  out.end_array();
}

void write_package(JsonWriter& out, const Context& context, const PackageView& view) {
  const auto& package = view.package;
  out.key("pacote_catalogo").begin_object();
  out.field("id_pacote", package.id).field("codigo", package.code).field("descricao", package.description);
  out.field("valor", base::money_plain(package.value_cents)).field("ativo", package.active);
  out.field("classe_regulatoria", package.regulatory_class);
  out.key("plataforma");
  view.integration ? out.value(view.integration->code) : out.raw("null");
  out.key("produtos").begin_array();
  for (const auto& product : view.products) out.value(product.code);
  out.end_array();
  write_composition(out, view.composition);
  out.field("data_cadastro", moment(context, package.created_at));
  out.field("data_atualizacao", moment(context, package.updated_at)).end_object();
}

void write_plan(JsonWriter& out, const Context& context, const PlanView& view) {
  const auto& plan = view.plan;
  out.key("plano").begin_object();
  out.field("codigo", plan.code).field("descricao", plan.description);
  out.field("valor", base::money_plain(plan.value_cents)).field("tecnologia", plan.technology);
  out.field("download_kbps", plan.download_kbps).field("upload_kbps", plan.upload_kbps);
  out.field("controlar_banda", plan.bandwidth_control).field("travar_pacotes", plan.lock_packages);
  out.field("ativo", plan.active).key("pacotes").begin_array();
  for (const auto& package : view.packages) {
    out.begin_object().field("codigo", package.code).field("descricao", package.description);
    out.field("valor", base::money_plain(package.value_cents)).field("obrigatorio", package.required);
    out.field("degustacao_dias", package.trial_days).end_object();
  }
  out.end_array().field("data_cadastro", moment(context, plan.created_at));
  out.field("data_atualizacao", moment(context, plan.updated_at)).end_object();
}

}  // namespace

http::Response package_get(Context& context) {
  const auto& code = context.arg("codigo");
  const auto view = operations::find_package(context.operations(), code);
  if (!view)
    return refusal(context.request,
                   base::Problem::missing("Não há pacote com o código " + base::printable(code) + "."));
  return success("", [&](JsonWriter& out) { write_package(out, context, *view); });
}

http::Response package_put(Context& context) {
  return with_body(context, [&](JsonReader& body) {
    const auto& code = context.arg("codigo");
    expect_same(body, "codigo", code);
    const auto with = context.operations();
    const auto done = save_package(with, body, code);
    if (!done) return refusal(context.request, done.error());
    const auto view = operations::find_package(with, code).value();
    return written(*done, [&](JsonWriter& out) { write_package(out, context, view); });
  });
}

http::Response plan_get(Context& context) {
  const auto& code = context.arg("codigo");
  const auto view = operations::find_plan(context.operations(), code);
  if (!view)
    return refusal(context.request,
                   base::Problem::missing("Não há plano com o código " + base::printable(code) + "."));
  return success("", [&](JsonWriter& out) { write_plan(out, context, *view); });
}

http::Response plan_put(Context& context) {
  return with_body(context, [&](JsonReader& body) {
    const auto& code = context.arg("codigo");
    expect_same(body, "codigo", code);
    const auto with = context.operations();
    const auto done = save_plan(with, body, code);
    if (!done) return refusal(context.request, done.error());
    const auto view = operations::find_plan(with, code).value();
    return written(*done, [&](JsonWriter& out) { write_plan(out, context, view); });
  });
}

base::Result<LineDone> package_line(operations::Act& act, JsonReader& line) {
  const auto code = required_code(line, "codigo");
  return line_done(save_package(act, line, code));
}

base::Result<LineDone> plan_line(operations::Act& act, JsonReader& line) {
  const auto code = required_code(line, "codigo");
  return line_done(save_plan(act, line, code));
}

}  // namespace web::api
