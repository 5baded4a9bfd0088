#include "operations/services.h"

#include "operations/courtesies.h"
#include "operations/shared_fields.h"
#include "storage/customers.h"
#include "web/api/call.h"
#include "web/api/handlers.h"
#include "web/api/lines.h"
#include "web/api/service_body.h"
#include "web/api/shown.h"

namespace web::api {

namespace {

using operations::ServicePut;
using operations::ServiceWritten;
constexpr std::string_view k_id = "id_cliente_servico";

using ServiceResult = base::Result<ServiceWritten>;

void read_address(JsonReader& body, ServicePut& put) {
  auto address = body.object("endereco");
  if (!address.given) return;
  const auto part = [&](std::string_view name) {
    return address.value ? address.value->text(name) : base::Patch<std::string>::cleared();
  };
  put.street = part("logradouro");
  put.number = part("numero");
  put.district = part("bairro");
  put.city = part("cidade");
  put.address_state = part("uf");
  put.postcode = part("cep");
}

ServiceResult save_service(const operations::Acting& acting, JsonReader& body, std::uint64_t id) {
  const auto put = service_put_of(body, acting.context().zone);
  return carry_out(acting.context().tenant.db, body,
                   [&] { return operations::put_service(acting, id, put); });
}

/// A call of its own, no line of a load: it is told what its log-in shares with another customer.
ServiceResult save_one(const operations::Context& context, JsonReader& body, std::uint64_t id) {
  const auto put = service_put_of(body, context.zone);
  return operations::with_shared_login(context, put, carry_out(context.tenant.db, body, [&] {
                                         return operations::put_service(context, id, put);
                                       }));
}

ServiceResult save_status(const operations::Acting& acting, JsonReader& body, std::uint64_t id) {
  const auto prefix = required(body, "status_prefixo", body.text("status_prefixo"));
  return carry_out(acting.context().tenant.db, body,
                   [&] { return operations::set_service_status(acting, id, prefix); });
}

http::Response answer(const Context& context, const operations::Written& shown,
                      const operations::ServiceAsItStands& now) {
  return written(shown, [&](JsonWriter& out) {
    out.key("cliente_servico");
    write_service(out, context, now, true);
  });
}

http::Response answer(const Context& context, const ServiceResult& done) {
  if (!done) return refusal(context.request, done.error());
  operations::Written shown = *done;
  shown.warnings = warnings_of(*done);
  return answer(context, shown,
                done->now ? *done->now : operations::service_as_it_stands(context.operations(), done->id));
}

http::Response answer(const Context& context, const base::Result<operations::Written>& done) {
  if (!done) return refusal(context.request, done.error());
  return answer(context, *done, operations::service_as_it_stands(context.operations(), done->id));
}

base::Result<operations::Written> grant(const operations::Acting& acting, JsonReader& body,
                                        std::uint64_t id) {
  const operations::CourtesyGrant grant{.last_day = body.date("ate"),
                                        .reason = body.text("motivo"),
                                        .free_of_charge = body.flag("isenta_cobranca").value.value_or(false)};
  return carry_out(acting.context().tenant.db, body,
                   [&] { return operations::grant_courtesy(acting, id, grant); });
}

/// [{"codigo": "tv-infantil", "data_limite": "2026-12-24"}]: until when a trial of the plan goes on.
void read_trial_ends(JsonReader& body, ServicePut& put) {
  for (auto& each : body.objects("pacotes_degustacao").value.value_or(std::vector<JsonReader>{})) {
    const auto code = each.code("codigo").value;
    const auto day = each.date("data_limite").value;
    if (!code) each.refuse("codigo", "é obrigatório");
    if (!day) each.refuse("data_limite", "é obrigatório");
    if (code && day) put.trial_ends[*code] = *day;
  }
}

base::Result<LineDone> line_of(const ServiceResult& done) {
  if (!done) return base::Unexpected{done.error()};
  return LineDone{.warnings = warnings_of(*done)};
}

}  // namespace

operations::ServicePut service_put_of(JsonReader& body, const base::TimeZone& zone) {
  ServicePut put{.customer_code = body.code("codigo_cliente"),
                 .plan = body.code("plano"),
                 .status_prefix = body.text("status_prefixo"),
                 .login = body.text("login_autenticacao"),
                 .password = body.exact_text("senha_autenticacao"),
                 .value = body.money("valor"),
                 .enabled_on = body.instant("data_habilitacao", zone),
                 .registered_at = body.instant("data_cadastro", zone),
                 .sold_on = body.date("data_venda"),
                 .due_day = body.number("vencimento", 1, 31),
                 .contract_end_on = body.date("data_fim_contrato"),
                 .contract_status = body.text("status_contrato"),
                 .payment_method = body.text("forma_cobranca"),
                 .charge_kind = body.text("tipo_cobranca"),
                 .suspension_profile = body.text("perfil_suspensao"),
                 .router = body.text("equipamento_roteamento"),
                 .interface_name = body.text("interface_conexao"),
                 .port_name = body.text("porta_atendimento"),
                 .old_erp_id = body.id("id_cliente_servico_antigo").value,
                 .declined = body.codes("pacotes_recusados").value.value_or(std::vector<std::string>{})};
  read_trial_ends(body, put);
  read_address(body, put);
  return put;
}

std::vector<std::string> warnings_of(const ServiceWritten& written) {
  auto warnings = written.warnings;
  for (const auto& left_out : written.left_out) warnings.push_back(left_out.message);
  return warnings;
}

http::Response service_put(Context& context) {
  return with_body(context, [&](JsonReader& body) {
    expect_same_id(body, k_id, context.id(k_id));
    return answer(context, save_one(context.operations(), body, context.id(k_id)));
  });
}

http::Response service_status_patch(Context& context) {
  return with_body(context, [&](JsonReader& body) {
    expect_same_id(body, k_id, context.id(k_id));
    return answer(context, save_status(context.operations(), body, context.id(k_id)));
  });
}

http::Response service_courtesy_post(Context& context) {
  return once(context, [&] {
    return with_body(context, [&](JsonReader& body) {
      expect_same_id(body, k_id, context.id(k_id));
      return answer(context, grant(context.operations(), body, context.id(k_id)));
    });
  });
}

http::Response service_courtesy_delete(Context& context) {
  return answer(context, operations::withdraw_courtesy(context.operations(), context.id(k_id)));
}

base::Result<LineDone> service_line(operations::Act& act, JsonReader& line) {
  const auto id = required_id(line, k_id);
  return line_of(save_service(act, line, id));
}

base::Result<LineDone> service_status_line(operations::Act& act, JsonReader& line) {
  const auto id = required_id(line, k_id);
  return line_of(save_status(act, line, id));
}

}  // namespace web::api
