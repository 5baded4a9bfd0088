#include "operations/customers.h"

#include <algorithm>
#include <map>

#include "base/documents.h"
#include "base/text.h"
#include "operations/shared_fields.h"
#include "storage/customer_search.h"
#include "storage/customers.h"
#include "web/api/call.h"
#include "web/api/handlers.h"
#include "web/api/lines.h"
#include "web/api/service_body.h"
#include "web/api/shown.h"

namespace web::api {

namespace {

using base::Problem;
using operations::Written;
using storage::CustomerKey;

/// More customers than this with one key are not worth listing.
constexpr std::uint32_t k_most_found = 10'000;

operations::CustomerPut put_of(JsonReader& body) {
  return {.name = body.text("nome_razaosocial"),
          .person_kind = body.text("tipo_pessoa"),
          .document = body.text("cpf_cnpj"),
          .email = body.text("email_principal"),
          .phone = body.text("telefone_primario"),
          .city = body.text("cidade"),
          .uf = body.text("uf")};
}

/// A service inside a customer's body.
struct NestedService {
  std::uint64_t id = 0;
  operations::ServicePut put = {};
};

std::vector<NestedService> services_of(JsonReader& body, std::string_view customer_code,
                                       const base::TimeZone& zone) {
  std::vector<NestedService> services;
  auto rows = body.objects("servicos");
  if (!rows.value) return services;
  for (auto& row : *rows.value) {
    NestedService service{.id = required_id(row, "id_cliente_servico"), .put = service_put_of(row, zone)};
    if (service.put.customer_code.given && service.put.customer_code.value != customer_code)
      row.refuse("codigo_cliente", "é de outro cliente");
    service.put.customer_code = std::string(customer_code);
    services.push_back(std::move(service));
  }
  return services;
}

/// What went wrong with a service of the list, said of its place in it.
Problem of_service(Problem problem, std::size_t place) {
  const auto prefix = "servicos[" + std::to_string(place) + "].";
  base::FieldErrors errors;
  errors.add_all(problem.errors, prefix);
  if (errors.empty()) errors.add("servicos[" + std::to_string(place) + "]", problem.message);
  problem.errors = std::move(errors);
  return problem;
}

/// By a call of its own, which is told what the customer shares with another, or as a line of a load.
enum class Asked { alone, in_load };

/// Writes the customer, then its services; the fields that any of them has wrong come together.
base::Result<Written> write_all(operations::Act& act, std::string_view code,
                                const operations::CustomerPut& put,
                                const std::vector<NestedService>& services, Asked asked) {
  auto done = operations::put_customer(act, code, put);
  if (asked == Asked::alone) done = operations::with_shared_fields(act.context(), put, std::move(done));
  if (!done) return done;
  base::FieldErrors errors;
  for (std::size_t i = 0; i < services.size(); ++i) {
    auto service = operations::put_service(act, services[i].id, services[i].put);
    if (asked == Asked::alone)
      service = operations::with_shared_login(act.context(), services[i].put, std::move(service));
    if (service) {
      done->changed = done->changed || service->changed;
      for (auto& warning : warnings_of(*service)) done->warnings.push_back(std::move(warning));
      continue;
    }
    auto problem = of_service(service.error(), i);
    if (problem.kind != Problem::Kind::fields) return base::Unexpected{std::move(problem)};
    errors.add_all(problem.errors);
  }
  if (!errors.empty()) return base::Unexpected{Problem::fields(std::move(errors))};
  return done;
}

base::Result<Written> save_customer(const operations::Acting& acting, JsonReader& body, std::string_view code,
                                    Asked asked) {
  const auto put = put_of(body);
  const auto services = services_of(body, code, acting.context().zone);
  return carry_out(acting.context().tenant.db, body, [&] {
    return acting.run([&](operations::Act& act) { return write_all(act, code, put, services, asked); });
  });
}

/// What a search by `busca` looks for, normalised as stored.
struct Key {
  CustomerKey kind = CustomerKey::code;
  std::string value = {};
};

Key key_of(QueryReader& query) {
  const auto by = query.choice(
      "busca", {"codigo_cliente", "cpf_cnpj", "login_autenticacao", "id_cliente_servico", "email"});
  const auto term = query.text("termo_busca");
  if (!term) query.refuse("termo_busca", "é obrigatório");
  if (by == "id_cliente_servico")
    return {CustomerKey::service_erp_id, std::to_string(query.id("termo_busca").value_or(0))};
  const auto text = term.value_or("");
  if (by == "cpf_cnpj") return {CustomerKey::document, base::document_plain(text)};
  if (by == "login_autenticacao") return {CustomerKey::login, text};
  if (by == "email") return {CustomerKey::email, text};
  return {CustomerKey::code, text};
}

/// All sold packages of a customer, by internal service id.
std::map<std::uint64_t, std::vector<storage::SoldPackage>> packages_by_service(const Context& context,
                                                                               std::uint64_t customer_id) {
  std::map<std::uint64_t, std::vector<storage::SoldPackage>> by_service;
  for (auto& sold : storage::list_sold_packages_of_customer(context.tenant(), customer_id))
    by_service[sold.row.service_id].push_back(std::move(sold));
  return by_service;
}

void write_found(JsonWriter& out, const Context& context, std::uint64_t id,
                 const std::set<std::string>& relations) {
  const auto customer = storage::find_customer(context.tenant(), id);
  if (!customer) return;
  out.begin_object();
  write_customer_fields(out, context, *customer);
  out.key("servicos").begin_array();
  auto packages = packages_by_service(context, id);
  for (auto& held : storage::list_held_services(context.tenant(), id)) {
    const auto service_id = held.service.id;
    write_service(out, context, {std::move(held), std::move(packages[service_id])},
                  relations.contains("pacotes"));
  }
  out.end_array();
  if (relations.contains("contas")) write_accounts(out, context, id);
  out.end_object();
}

}  // namespace

http::Response customer_put(Context& context) {
  return with_body(context, [&](JsonReader& body) {
    const auto& code = context.arg("codigo_cliente");
    expect_same(body, "codigo_cliente", code);
    const auto done = save_customer(context.operations(), body, code, Asked::alone);
    if (!done) return refusal(context.request, done.error());
    return written(*done, [&](JsonWriter& out) {
      out.key("cliente");
      write_found(out, context, done->id, {"pacotes"});
    });
  });
}

http::Response customer_list(Context& context) {
  QueryReader query(context.query);
  const auto key = key_of(query);
  const auto relations = query.several("relacoes", {"pacotes", "contas"});
  const auto page = query.page();
  if (const auto wrong = query.finish()) return refusal(context.request, *wrong);
  const auto ids =
      storage::find_customer_ids(context.tenant(), key.kind, key.value, page.after, k_most_found);
  const auto first = std::min<std::uint64_t>(page.offset(), ids.size());
  const auto last = std::min<std::uint64_t>(first + page.size, ids.size());
  return success("", [&](JsonWriter& out) {
    out.key("clientes").begin_array();
    for (auto i = first; i < last; ++i) write_found(out, context, ids[i], relations);
    out.end_array();
    write_paging(out, page, last - first, last == first ? 0 : ids[last - 1], [&] { return ids.size(); });
  });
}

base::Result<LineDone> customer_line(operations::Act& act, JsonReader& line) {
  const auto code = required_code(line, "codigo_cliente");
  return line_done(save_customer(act, line, code, Asked::in_load));
}

}  // namespace web::api
