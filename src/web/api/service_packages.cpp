#include "operations/service_packages.h"

#include <limits>

#include "web/api/call.h"
#include "web/api/handlers.h"
#include "web/api/lines.h"
#include "web/api/shown.h"

namespace web::api {

namespace {

using operations::PackageWritten;
using PackageResult = base::Result<PackageWritten>;

constexpr std::string_view k_id = "id_cliente_servico_pacote";
constexpr std::string_view k_parameters = "cliente_servico_pacote_parametro";

std::optional<domain::PackageParameters> parameters_of(JsonReader& body) {
  auto rows = body.objects(k_parameters, 100);
  if (!rows.given) return std::nullopt;
  domain::PackageParameters parameters;
  if (!rows.value) return parameters;
  for (auto& row : *rows.value) {
    const auto name = required(row, "chave", row.text("chave"));
    const auto fresh = parameters.emplace(name, row.scalar("valor").value.value_or("")).second;
    if (!fresh) row.refuse("chave", "foi enviada mais de uma vez");
  }
  return parameters;
}

/// An id that no package can have is as good as none that is known.
std::uint32_t package_id_of(JsonReader& body) {
  const auto id = body.id("id_pacote").value.value_or(0);
  if (id <= std::numeric_limits<std::uint32_t>::max()) return static_cast<std::uint32_t>(id);
  body.refuse("id_pacote", "não há pacote com este identificador");
  return 0;
}

PackageResult sell(const operations::Acting& acting, JsonReader& body, bool in_load) {
  operations::PackageSale sale{.service_erp_id = required_id(body, "id_cliente_servico"),
                               .package_id = package_id_of(body),
                               .package_code = body.code("codigo").value.value_or(""),
                               .description = body.text("descricao"),
                               .value = body.money("valor"),
                               .limit_on = body.date("data_limite"),
                               .sold_at = body.instant("data_cadastro", acting.context().zone),
                               .parameters = parameters_of(body),
                               .replaces = body.id("substitui").value,
                               .again = in_load};
  if (!body.has("id_pacote") && !body.has("codigo")) body.refuse("codigo", "informe id_pacote ou codigo");
  return carry_out(acting.context().tenant.db, body, [&] { return operations::add_package(acting, sale); });
}

PackageResult edit(const operations::Acting& acting, JsonReader& body, std::uint64_t id) {
  operations::PackageEdit edit{.description = body.text("descricao"),
                               .value = body.money("valor"),
                               .limit_on = body.date("data_limite"),
                               .since = body.date("vale_desde"),
                               .parameters = parameters_of(body)};
  if (body.instant("data_cadastro", acting.context().zone).given)
    body.refuse("data_cadastro",
                "só é aceita na venda (POST pacote): a data de um pacote vendido não muda; retire o campo");
  return carry_out(acting.context().tenant.db, body,
                   [&] { return operations::edit_package(acting, id, edit); });
}

PackageResult restore(const operations::Acting& acting, JsonReader& body, std::uint64_t id) {
  const auto limit_on = body.date("data_limite");
  const auto since = body.date("vale_desde");
  return carry_out(acting.context().tenant.db, body,
                   [&] { return operations::restore_package(acting, id, limit_on, since); });
}

http::Response answer(const Context& context, const PackageResult& done, bool created = false) {
  if (!done) return refusal(context.request, done.error());
  const auto sold = storage::find_sold_package(context.tenant(), done->id).value();
  const operations::Written shown{
      .id = done->id, .created = created, .changed = done->changed, .warnings = done->warnings};
  return written(shown, [&](JsonWriter& out) {
    out.key("cliente_servico_pacote");
    write_sold_package(out, context, sold);
  });
}

/// The period asked for, in the type of the date it is compared with.
void read_period(QueryReader& query, const base::TimeZone& zone, storage::SoldPackageFilter& filter) {
  using storage::PackageDate;
  const auto kind =
      query.choice("tipo_data", {"data_cadastro", "data_atualizacao", "data_limite", "data_remocao"});
  const auto first = query.date("data_inicio");
  const auto last = query.date("data_fim");
  if (first && last && std::chrono::sys_days{*last} < std::chrono::sys_days{*first})
    query.refuse("data_fim", "é anterior a data_inicio");
  filter.date = kind == "data_atualizacao" ? PackageDate::updated
                : kind == "data_limite"    ? PackageDate::limit
                : kind == "data_remocao"   ? PackageDate::removed
                                           : PackageDate::created;
  const auto bound = [&](base::Date day) {
    return filter.date == PackageDate::limit ? storage::Param(day) : storage::Param(zone.start_of(day));
  };
  if (first) filter.from = bound(*first);
  if (last) filter.until = bound(std::chrono::sys_days{*last} + std::chrono::days(1));
}

storage::SoldPackageFilter filter_of(const Context& context, QueryReader& query) {
  storage::SoldPackageFilter filter;
  const auto by = query.choice("tipo_busca", {"id_pacote", "codigo_pacote"});
  if (by == "id_pacote") {
    const auto id = query.number("termo_busca", 1, std::numeric_limits<std::uint32_t>::max(), 0);
    if (id != 0) filter.package_id = id;
  } else {
    filter.package_code = query.text("termo_busca").value_or("");
  }
  const auto status = query.choice("status", {"ativo", "inativo", "todos"});
  filter.liveness = status == "ativo"     ? storage::Liveness::live
                    : status == "inativo" ? storage::Liveness::ended
                                          : storage::Liveness::all;
  filter.today = context.provider.zone.day_of(context.house.clock.now());
  read_period(query, context.provider.zone, filter);
  return filter;
}

}  // namespace

http::Response service_package_post(Context& context) {
  return once(context, [&] {
    return with_body(context, [&](JsonReader& body) {
      return answer(context, sell(context.operations(), body, false), true);
    });
  });
}

http::Response service_package_put(Context& context) {
  return with_body(context, [&](JsonReader& body) {
    expect_same_id(body, k_id, context.id(k_id));
    return answer(context, edit(context.operations(), body, context.id(k_id)));
  });
}

http::Response service_package_delete(Context& context) {
  return answer(context, operations::remove_package(context.operations(), context.id(k_id)));
}

http::Response service_package_restore(Context& context) {
  const auto put_back = [&](JsonReader& body) {
    expect_same_id(body, k_id, context.id(k_id));
    return answer(context, restore(context.operations(), body, context.id(k_id)));
  };
  return with_body(context, put_back, "{}");
}

http::Response service_package_list(Context& context) {
  QueryReader query(context.query);
  const auto filter = filter_of(context, query);
  const auto page = query.page();
  if (const auto wrong = query.finish()) return refusal(context.request, *wrong);
  const auto packages =
      storage::list_sold_packages(context.tenant(), filter, page.after, page.offset(), page.size);
  return success("", [&](JsonWriter& out) {
    out.key("pacotes").begin_array();
    for (const auto& sold : packages) write_sold_package(out, context, sold);
    out.end_array();
    write_paging(out, page, packages.size(), packages.empty() ? 0 : packages.back().row.id,
                 [&] { return storage::count_sold_packages(context.tenant(), filter); });
  });
}

base::Result<LineDone> service_package_line(operations::Act& act, JsonReader& line) {
  const auto done = sell(act, line, true);
  if (!done) return base::Unexpected{done.error()};
  return LineDone{.warnings = done->warnings, .service_package_id = done->id};
}

}  // namespace web::api
