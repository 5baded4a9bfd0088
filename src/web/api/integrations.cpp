#include "operations/integrations.h"

#include "base/text.h"
#include "operations/losses.h"
#include "operations/other_account.h"
#include "operations/products.h"
#include "web/api/call.h"
#include "web/api/handlers.h"
#include "web/api/lines.h"
#include "web/texts.h"

namespace web::api {

namespace {

using operations::IntegrationView;
using operations::Written;

base::Patch<std::vector<operations::ParameterPut>> parameters_of(JsonReader& body) {
  const auto texts = body.texts("parametros", 4000);
  base::Patch<std::vector<operations::ParameterPut>> parameters;
  parameters.given = texts.given;
  if (!texts.value) return parameters;
  parameters.value.emplace();
  for (const auto& [name, value] : *texts.value) parameters.value->push_back({name, value});
  return parameters;
}

base::Result<Written> save_integration(const operations::Acting& acting, JsonReader& body,
                                       std::string_view code) {
  operations::IntegrationPut put{
      .gateway = body.text("gateway"),
      .description = body.text("descricao"),
      .single_package = body.flag("pacote_unico"),
      .suspend_enabled = body.flag("habilitar_suspender"),
      .partial_suspends = body.flag("suspensao_parcial"),
      .requests_per_second = body.number("limite_por_segundo", 1, domain::k_most_requests_per_second),
      .active = body.flag("ativo"),
      .parameters = parameters_of(body)};
  const auto other = body.flag("outra_conta").value;
  const auto& context = acting.context();
  return carry_out(context.tenant.db, body, [&] {
    return acting.run([&](operations::Act& act) {
      const auto before = storage::find_integration(context.tenant, code);
      const bool asks = before && operations::asks_which_account(context, before->id, put.parameters);
      auto written = operations::put_integration(act, code, put);
      if (written && asks && other.value_or(false)) operations::move_to_other_account(context, before->id);
      if (written && asks && !other)
        written->warnings.push_back(
            "O endereço ou a credencial mudou, e as contas transmitidas continuam valendo. Se é outra conta "
            "na "
            "plataforma, envie outra_conta: true com a mudança");
      return written;
    });
  });
}

base::Result<Written> save_product(const operations::Acting& acting, JsonReader& body,
                                   std::string_view integration, std::string_view code) {
  operations::ProductPut put{
      .name = body.text("nome"), .description = body.text("descricao"), .active = body.flag("ativo")};
  return carry_out(acting.context().tenant.db, body,
                   [&] { return operations::put_product(acting, integration, code, put); });
}

/// Secrets by name only; old callback URLs with the end of their overlap.
void write_parameters(JsonWriter& out, const IntegrationView& view) {
  out.key("parametros").begin_object();
  for (const auto& parameter : view.parameters)
    if (!parameter.secret) out.field(parameter.name, parameter.value);
  out.end_object().key("segredos_definidos").begin_array();
  for (const auto& parameter : view.parameters)
    if (parameter.secret) out.value(parameter.name);
  out.end_array();
}

/// What the guard against mass loss holds. It is let go by people alone: a feed cannot free what it did.
void write_held(JsonWriter& out, const Context& context, std::uint32_t integration_id) {
  out.key("retidas");
  const auto held = operations::find_held_losses(context.operations(), integration_id);
  if (!held) {
    out.raw("null");
    return;
  }
  out.begin_object().field("desde", context.provider.zone.rfc3339(held->since));
  out.field("contas", held->total.held).key("causas").begin_array();
  for (const auto& hold : held->causes)
    out.begin_object()
        .field("causa", domain::words_of(hold.cause).name)
        .field("contas", hold.held)
        .end_object();
  out.end_array().end_object();
}

void write_integration(JsonWriter& out, const Context& context, const IntegrationView& view) {
  const auto& integration = view.integration;
  const auto& zone = context.provider.zone;
  out.key("plataforma").begin_object();
  out.field("codigo", integration.code).field("gateway", integration.gateway);
  out.field("descricao", integration.description).field("pacote_unico", integration.single_package);
  out.field("habilitar_suspender", integration.suspend_enabled);
  out.field("suspensao_parcial", integration.partial_suspends);
  out.field("limite_por_segundo", integration.requests_per_second).field("ativo", integration.active);
  write_parameters(out, view);
  out.field("callback_url", callback_url(context.provider, view.callback_token));
  out.key("callbacks_anteriores").begin_array();
  for (const auto& old : view.old_callbacks) {
    out.begin_object().field("callback_url", callback_url(context.provider, old.token));
    out.field("expira_em", zone.rfc3339(old.expires_at)).end_object();
  }
  out.end_array();
  write_held(out, context, integration.id);
  out.field("data_cadastro", zone.rfc3339(integration.created_at));
  out.field("data_atualizacao", zone.rfc3339(integration.updated_at)).end_object();
}

void write_product(JsonWriter& out, const Context& context, const std::string& integration,
                   const domain::Product& product) {
  out.key("produto").begin_object();
  out.field("codigo", product.code).field("plataforma", integration).field("nome", product.name);
  out.field("descricao", product.description).field("ativo", product.active);
  out.field("data_cadastro", context.provider.zone.rfc3339(product.created_at));
  out.field("data_atualizacao", context.provider.zone.rfc3339(product.updated_at)).end_object();
}

base::Problem no_integration(const std::string& code) {
  return base::Problem::missing("Não há plataforma com o código " + base::printable(code) + ".");
}

/// The product of the path's codes, with its integration's code.
std::optional<domain::Product> product_of(const Context& context, const domain::Integration& integration) {
  const auto code = operations::product_code_of(integration.gateway, context.arg("codigo_produto"));
  return storage::find_product(context.tenant(), integration.id, code);
}

}  // namespace

http::Response integration_get(Context& context) {
  const auto view = operations::find_integration(context.operations(), context.arg("codigo"));
  if (!view) return refusal(context.request, no_integration(context.arg("codigo")));
  return success("", [&](JsonWriter& out) { write_integration(out, context, *view); });
}

http::Response integration_put(Context& context) {
  return with_body(context, [&](JsonReader& body) {
    const auto& code = context.arg("codigo");
    expect_same(body, "codigo", code);
    const auto with = context.operations();
    const auto done = save_integration(with, body, code);
    if (!done) return refusal(context.request, done.error());
    const auto view = operations::find_integration(with, code).value();
    return written(*done, [&](JsonWriter& out) { write_integration(out, context, view); });
  });
}

http::Response product_get(Context& context) {
  const auto& integration_code = context.arg("codigo");
  const auto integration = storage::find_integration(context.tenant(), integration_code);
  if (!integration) return refusal(context.request, no_integration(integration_code));
  const auto product = product_of(context, *integration);
  if (!product)
    return refusal(context.request, base::Problem::missing("Não há produto com o código " +
                                                           base::printable(context.arg("codigo_produto")) +
                                                           " nesta plataforma."));
  return success("", [&](JsonWriter& out) { write_product(out, context, integration_code, *product); });
}

http::Response product_put(Context& context) {
  return with_body(context, [&](JsonReader& body) {
    const auto& integration_code = context.arg("codigo");
    expect_same(body, "plataforma", integration_code);
    expect_same(body, "codigo", context.arg("codigo_produto"));
    const auto done =
        save_product(context.operations(), body, integration_code, context.arg("codigo_produto"));
    if (!done) return refusal(context.request, done.error());
    const auto integration = storage::find_integration(context.tenant(), integration_code).value();
    const auto product = product_of(context, integration).value();
    return written(*done, [&](JsonWriter& out) { write_product(out, context, integration_code, product); });
  });
}

base::Result<LineDone> integration_line(operations::Act& act, JsonReader& line) {
  const auto code = required_code(line, "codigo");
  return line_done(save_integration(act, line, code));
}

base::Result<LineDone> product_line(operations::Act& act, JsonReader& line) {
  const auto integration = required_code(line, "plataforma");
  const auto code = required_code(line, "codigo");
  return line_done(save_product(act, line, integration, code));
}

}  // namespace web::api
