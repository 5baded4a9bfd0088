#include "operations/customers.h"

#include <algorithm>
#include <map>

#include "base/checks.h"
#include "base/documents.h"
#include "base/text.h"
#include "storage/customer_list.h"
#include "storage/customer_search.h"
#include "storage/customers.h"
#include "storage/plans.h"
#include "storage/services.h"
#include "web/answers.h"
#include "web/form_reader.h"
#include "web/history.h"
#include "web/list.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/texts.h"

namespace web {

namespace {

using domain::ServiceState;

constexpr std::string_view k_missing = "Este cliente não existe.";
constexpr std::uint32_t k_hits = 50;

constexpr std::pair<std::string_view, ServiceState> k_situations[] = {
    {"habilitado", ServiceState::enabled},       {"suspenso", ServiceState::suspended},
    {"suspenso_parcial", ServiceState::partial}, {"nao_habilitado", ServiceState::not_yet},
    {"encerrado", ServiceState::over},
};

std::vector<Option> uf_options(std::string first) {
  std::vector<Option> options{{"", std::move(first)}};
  for (const auto uf : base::federal_units()) options.push_back({std::string(uf), std::string(uf)});
  return options;
}

storage::CustomerFilter filter_of(const Context& context) {
  storage::CustomerFilter filter{.text = context.query.get("busca"),
                                 .uf = context.query.get("uf"),
                                 .city = context.query.get("cidade"),
                                 .today = context.provider.zone.day_of(context.house.clock.now())};
  const auto situation = context.query.get("situacao");
  for (const auto& [name, state] : k_situations)
    if (name == situation) filter.service_state = state;
  return filter;
}

std::string place_text(const std::optional<std::string>& city, const std::optional<std::string>& state) {
  if (!city && !state) return "—";
  if (!state) return *city;
  return city ? *city + "/" + *state : *state;
}

Cell situation_cell(const storage::CustomerLine& line) {
  if (line.services == 0) return {.text = "Sem serviço", .tone = Cell::Tone::muted};
  if (line.suspended == line.services) return {.text = "Suspenso", .tone = Cell::Tone::suspended};
  if (line.suspended > 0) return {.text = "Parte suspensa", .tone = Cell::Tone::waiting};
  return {.text = "Ativo", .tone = Cell::Tone::good};
}

ListRow row_of(const storage::CustomerLine& line) {
  const auto path = customer_path(line.id);
  return {.href = path,
          .cells = {{.text = line.code},
                    {.text = line.name},
                    {.text = line.document ? base::document_masked(*line.document) : "—"},
                    {.text = place_text(line.city, line.uf)},
                    number_cell(line.services),
                    number_cell(line.packages),
                    situation_cell(line)},
          .actions = {{"Serviços do Cliente", path, "hdd-network"},
                      edit_action(path + "/editar"),
                      {"Histórico(s)", path + "/historico", "clock-history"}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_customers(context.tenant(), filter_of(context), page);
  auto rows = place_of(listed);
  for (const auto& line : listed.lines) rows.rows.push_back(row_of(line));
  return rows;
}

storage::Counted count(const Context& context) {
  return storage::count_customers(context.tenant(), filter_of(context));
}

/// What tells the customers that were found apart on the phone: the service that counts most of each, and how
/// many others there are.
class FoundServices {
 public:
  FoundServices(const Context& context, const std::vector<storage::CustomerHit>& hits) : context_(context) {
    std::vector<std::uint64_t> ids;
    for (const auto& hit : hits) ids.push_back(hit.id);
    for (auto& service : storage::list_services_of(context.tenant(), ids))
      services_[service.customer_id].push_back(std::move(service));
  }

  void fill(View& item, std::uint64_t customer_id) {
    const auto& services = services_[customer_id];
    if (services.empty()) {
      item.set("PLAN", "Sem serviço");
      return;
    }
    const auto& first = *std::ranges::min_element(services, {}, rank);
    item.set("PLAN", plan_name(first.plan_id)).set_or_hide("LOGIN", first.login.value_or(""));
    auto state = item.include("STATUS", "parts/state.html");
    fill_state(state, service_status_cell(first.status_prefix));
    if (services.size() > 1) item.each("MORE").set("COUNT", services.size() - 1);
  }

 private:
  static int rank(const domain::Service& service) {
    if (service.state == ServiceState::enabled) return 0;
    return service.state == ServiceState::over ? 2 : 1;
  }
  const std::string& plan_name(std::uint32_t id) {
    const auto [at, is_new] = plans_.try_emplace(id);
    if (is_new)
      at->second = storage::find_plan_by_id(context_.tenant(), id).value_or(domain::Plan{}).description;
    return at->second;
  }

  const Context& context_;
  std::map<std::uint64_t, std::vector<domain::Service>> services_ = {};
  std::map<std::uint32_t, std::string> plans_ = {};
};

http::Response customer_form(const Context& context, const domain::Customer* customer,
                             const http::Params& values, const base::Problem* problem) {
  Page page(context, "form.html", customer ? customer->name : "Novo Cliente");
  Form form(context, page, context.request.path, values, problem);
  if (customer == nullptr) form.creates();
  form.line({{.name = "nome_razaosocial", .label = "Nome/Razão Social", .required = true, .wide = true},
             customer ? Field{.name = "codigo_cliente", .label = "Código", .kind = Field::Kind::fixed}
                      : Field{.name = "codigo_cliente",
                              .label = "Código",
                              .required = true,
                              .hint = "O código do cliente no ERP."}});
  form.line({{.name = "tipo_pessoa",
              .label = "Tipo de Pessoa",
              .kind = Field::Kind::select,
              .options = {{"pf", "Pessoa Física"}, {"pj", "Pessoa Jurídica"}}},
             {.name = "cpf_cnpj",
              .label = "CPF/CNPJ",
              .hint = customer && customer->document ? "Hoje: " + base::document_masked(*customer->document) +
                                                           ". Preencha só para trocar."
                                                     : "Com ou sem pontuação.",
              .mask = "documento"}});
  form.line({{.name = "email_principal", .label = "E-mail", .kind = Field::Kind::email},
             {.name = "telefone_primario", .label = "Telefone", .hint = "Com DDD.", .mask = "telefone"}});
  form.line({{.name = "cidade", .label = "Cidade", .wide = true},
             {.name = "uf", .label = "UF", .kind = Field::Kind::select, .options = uf_options("—")}});
  return form.answer("Salvar", customer ? customer_path(customer->id) : "/clientes");
}

operations::CustomerPut put_of(const FormReader& reader, bool is_new) {
  operations::CustomerPut put{.name = reader.text("nome_razaosocial"),
                              .person_kind = reader.text("tipo_pessoa"),
                              .document = reader.text("cpf_cnpj"),
                              .email = reader.text("email_principal"),
                              .phone = reader.text("telefone_primario"),
                              .city = reader.text("cidade"),
                              .uf = reader.text("uf")};
  if (!is_new && !put.document.value) put.document = {};  // the form never shows it: empty = unchanged
  return put;
}

http::Params values_of(const domain::Customer& customer) {
  http::Params values;
  values.set("codigo_cliente", customer.code);
  values.set("nome_razaosocial", customer.name);
  values.set("tipo_pessoa", customer.person_kind);
  values.set("email_principal", customer.email.value_or(""));
  values.set("telefone_primario", phone_text(customer.phone.value_or("")));
  values.set("cidade", customer.city.value_or(""));
  values.set("uf", customer.uf.value_or(""));
  return values;
}

std::string done_text(std::string_view done, const operations::Written& written) {
  std::string text(done);
  for (const auto& warning : written.warnings) text += " " + sentence_of(warning);
  return text;
}

}  // namespace

http::Response customer_list(Context& context) {
  Page page(context, "list.html", "Clientes");
  page.action("Adicionar", "/clientes/novo");
  std::vector<Option> situations{{"", "Todos"},
                                 {"habilitado", "Com serviço habilitado"},
                                 {"suspenso", "Com serviço suspenso"},
                                 {"suspenso_parcial", "Suspenso parcialmente"},
                                 {"nao_habilitado", "Ainda não habilitado"},
                                 {"encerrado", "Com serviço encerrado"}};
  return list_answer(
      context, page,
      {.total_label = "Total de Clientes",
       .file_name = "clientes",
       .columns = {{"Código", "codigo", Column::Kind::secondary},
                   {"Nome", "nome", Column::Kind::title},
                   {"CPF/CNPJ"},
                   {"Cidade", "", Column::Kind::secondary},
                   {"Serviços", "", Column::Kind::number},
                   {"Pacotes", "", Column::Kind::number},
                   {k_status}},
       .filters = {{.name = "busca", .label = "Buscar", .placeholder = "Nome, CPF, e-mail, código, login…"},
                   {.name = "situacao", .label = std::string(k_status), .options = situations},
                   {.name = "uf", .label = "UF", .options = uf_options("Todas")},
                   {.name = "cidade", .label = "Cidade"}},
       .empty_title = "Nenhum cliente encontrado",
       .empty_text = "Os clientes vêm do ERP pela API; mude os filtros ou adicione um à mão.",
       .fetch = fetch,
       .count = count});
}

http::Response customer_search(Context& context) {
  const auto text = std::string(base::trim(context.query.get("q")));
  const auto hits = text.empty() ? std::vector<storage::CustomerHit>{}
                                 : storage::search_customers(context.tenant(), text, k_hits);
  if (hits.size() == 1) return redirect(customer_path(hits.front().id));
  Page page(context, "customers/search.html", "Busca");
  auto& body = page.body();
  body.set("TEXT", text).set("COUNT", hits.size() == k_hits ? "50 ou mais" : std::to_string(hits.size()));
  body.show(text.empty() ? "NOT_ASKED" : hits.empty() ? "NOTHING" : "FOUND");
  FoundServices services(context, hits);
  for (const auto& hit : hits) {
    const auto customer = storage::find_customer(context.tenant(), hit.id);
    if (!customer) continue;
    auto item = body.each("HIT");
    item.set("NAME", customer->name).set("CODE", customer->code).set("HREF", customer_path(hit.id));
    item.set("DOCUMENT", customer->document ? base::document_masked(*customer->document) : "—");
    item.set("PHONE", customer->phone ? phone_text(*customer->phone) : "—");
    item.set("PLACE", place_text(customer->city, customer->uf)).set("FOUND_BY", hit.found_by);
    services.fill(item, hit.id);
  }
  return page.answer();
}

http::Response customer_show(Context& context) {
  const auto customer = storage::find_customer(context.tenant(), context.id());
  if (!customer) return failure(context, 404, k_missing);
  return customer_page(context, *customer, false);
}

http::Response customer_reveal(Context& context) {
  const auto customer = operations::reveal_document(context.operations(), context.id());
  if (!customer) return failure(context, 404, k_missing);
  return customer_page(context, *customer, true);
}

http::Response customer_new(Context& context) {
  http::Params values;
  values.set("tipo_pessoa", "pf");
  return customer_form(context, nullptr, values, nullptr);
}

http::Response customer_create(Context& context) {
  FormReader reader(context.form);
  const auto code = reader.text("codigo_cliente").value.value_or("");
  const auto taken = storage::find_customer_by_code(context.tenant(), code);
  if (code.empty()) reader.refuse("codigo_cliente", "é obrigatório");
  if (taken) reader.refuse("codigo_cliente", "já é o código de " + taken->name);
  const auto done = carry_out(context.db, reader, [&] {
    return operations::put_customer(context.operations(), code, put_of(reader, true));
  });
  if (done)
    return redirect_with(
        context, customer_path(done->id) + "?novo=cliente",
        done_text("Cliente criado: " + reader.text("nome_razaosocial").value.value_or("") + ".", *done));
  return customer_form(context, nullptr, context.form, &done.error());
}

http::Response customer_edit(Context& context) {
  const auto customer = storage::find_customer(context.tenant(), context.id());
  if (!customer) return failure(context, 404, k_missing);
  return customer_form(context, &*customer, values_of(*customer), nullptr);
}

http::Response customer_save(Context& context) {
  const auto customer = storage::find_customer(context.tenant(), context.id());
  if (!customer) return failure(context, 404, k_missing);
  const FormReader reader(context.form);
  const auto done = operations::put_customer(context.operations(), customer->code, put_of(reader, false));
  if (done)
    return redirect_with(
        context, customer_path(customer->id),
        done_text("Cliente salvo: " + reader.text("nome_razaosocial").value.value_or(customer->name) + ".",
                  *done));
  auto values = context.form;
  values.set("codigo_cliente", customer->code);
  return customer_form(context, &*customer, values, &done.error());
}

http::Response customer_history(Context& context) {
  const auto customer = storage::find_customer(context.tenant(), context.id());
  if (!customer) return failure(context, 404, k_missing);
  Page page(context, "history.html", "Histórico(s)");
  page.under(customer->name, customer_path(customer->id));
  return customer_history_answer(context, page, customer->id);
}

}  // namespace web
