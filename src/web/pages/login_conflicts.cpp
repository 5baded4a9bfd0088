#include <limits>
#include <map>
#include <optional>

#include "base/text.h"
#include "operations/log_ins.h"
#include "storage/check_config.h"
#include "storage/checks.h"
#include "storage/decision_log.h"
#include "storage/shared_logins.h"
#include "web/integration_choice.h"
#include "web/list.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/texts.h"

/// *Conflitos de login* (R29): log-ins that two customers have, those a platform has met first.
namespace web {

namespace {

constexpr std::uint32_t k_most_met = 200;
constexpr std::uint32_t k_most_shared = 50;
constexpr std::size_t k_key_bytes = 16;
constexpr std::size_t k_most_named = 5;
// In a CSV:
constexpr std::uint32_t k_most_in_csv = 100'000;
constexpr auto k_all = std::numeric_limits<std::size_t>::max();

/// A customer with the service that has the log-in.
struct Holder {
  domain::Customer customer = {};
  domain::Service service = {};
};

/// Who has a log-in now: the first few, and how many they are.
struct Holders {
  std::vector<Holder> named = {};
  std::size_t customers = 0;
};

class Conflicts {
 public:
  explicit Conflicts(const Context& context) : context_(context) {}

  /// Who has the log-in now, `most` of them named; a conflict that was mended leaves one customer or none.
  Holders holders_of(const storage::CheckedIntegration& integration, const std::string& login_key,
                     std::size_t most = k_most_named) {
    const storage::LoginKey key{integration.id, integration.generation, login_key};
    std::map<std::uint64_t, std::uint64_t> services;  // the first one of each customer
    for (const auto& row : storage::find_logins(context_.db, {&key, 1}).rows)
      services.try_emplace(row.customer_id, row.service_id);
    Holders holders{.customers = services.size()};
    for (const auto& [customer_id, service_id] : services) {
      if (holders.named.size() == most) break;
      auto customer = storage::find_customer(context_.tenant(), customer_id);
      auto service = storage::find_service(context_.tenant(), service_id);
      if (customer && service) holders.named.push_back({std::move(*customer), std::move(*service)});
    }
    return holders;
  }

  const storage::CheckedIntegration* integration(std::uint32_t id) {
    auto& known = integrations_[id];
    if (!known) known = storage::find_checked_integration(context_.tenant(), id);
    return known ? &*known : nullptr;
  }

 private:
  const Context& context_;
  std::map<std::uint32_t, std::optional<storage::CheckedIntegration>> integrations_ = {};
};

std::string field_of(const storage::CheckedIntegration& integration, const Holders& holders) {
  const auto& first = holders.named.front();
  return domain::log_in_field(integration.source, first.customer, first.service);
}

void fill_row(View& row, const storage::CheckedIntegration& integration, const Holders& holders) {
  const auto field = field_of(integration, holders);
  row.set("LOGIN", log_in_text(integration.source, field));
  for (const auto& holder : holders.named) {
    auto item = row.each("HOLDER");
    item.set("NAME", holder.customer.name).set("HREF", customer_path(holder.customer.id));
    item.set("SERVICE", holder.service.erp_id).set("SERVICE_HREF", service_path(holder.service.id));
  }
  if (const auto others = holders.customers - holders.named.size(); others > 0)
    row.each("OTHERS")
        .set("TEXT", "e mais " + count_text(others, "cliente", "clientes"))
        .set("HREF", "/clientes?busca=" + http::url_encode(field));
}

/// The first integration that platforms ask about, unless one is chosen.
const domain::Integration* looked_through(const IntegrationChoice& integrations) {
  if (integrations.chosen() != nullptr) return integrations.chosen();
  for (const auto& integration : integrations.all())
    if (integration.active) return &integration;
  return nullptr;
}

bool is_asked_for(const IntegrationChoice& integrations, std::uint32_t id) {
  return integrations.chosen() == nullptr || integrations.chosen()->id == id;
}

// --- the two tables as CSV, a line for each customer of a log-in
// ---------------------------------------------------------------------------------------------

/// A line for each holder: the log-in, whose it is, by which service, and what is told of the log-in besides.
void add_lines(ListRows& rows, const storage::CheckedIntegration& integration, const Holders& holders,
               const std::vector<Cell>& besides) {
  const auto add = [&](std::vector<Cell> cells) {
    cells.insert(cells.end(), besides.begin(), besides.end());
    rows.rows.push_back({.cells = std::move(cells)});
  };
  if (holders.named.empty()) return add({{}, {}, {}, {}});
  const auto login = log_in_text(integration.source, field_of(integration, holders));
  for (const auto& holder : holders.named)
    add({{.text = login},
         {.text = holder.customer.name},
         {.text = holder.customer.code},
         {.text = std::to_string(holder.service.erp_id)}});
}

std::string_view state_word(const Holders& holders) {
  return holders.customers > 1 ? "Em conflito" : "Resolvido";
}

ListRows met_lines(const Context& context, const storage::Page&) {
  ListRows rows;
  Conflicts conflicts(context);
  const IntegrationChoice integrations(context);
  for (const auto& met : storage::list_login_conflicts(context.tenant(), k_most_in_csv)) {
    const auto* integration = conflicts.integration(met.integration_id);
    if (integration == nullptr || !is_asked_for(integrations, met.integration_id)) continue;
    const auto holders = conflicts.holders_of(*integration, met.login_key, k_all);
    add_lines(rows, *integration, holders,
              {{.text = std::string(state_word(holders))},
               {.text = integrations.description_of(met.integration_id)},
               number_cell(met.times),
               {.text = context.provider.zone.minute_br(met.first_at)},
               {.text = context.provider.zone.minute_br(met.last_at)}});
  }
  return rows;
}

ListRows shared_lines(const Context& context, const storage::Page& page) {
  ListRows rows;
  const IntegrationChoice integrations(context);
  const auto* looked = looked_through(integrations);
  Conflicts conflicts(context);
  const auto* integration = looked == nullptr ? nullptr : conflicts.integration(looked->id);
  if (integration == nullptr) return rows;
  const auto shared = storage::list_shared_logins(context.tenant(), looked->id, integration->generation,
                                                  base::bytes_of_hex(page.after), k_most_shared);
  for (const auto& key : shared.login_keys) {
    const auto holders = conflicts.holders_of(*integration, key, k_all);
    if (holders.customers > 1) add_lines(rows, *integration, holders, {{.text = looked->description}});
  }
  rows.next = base::hex_of(shared.next_key);
  return rows;
}

constexpr std::string_view k_csv_of_met = "encontrados";
constexpr std::string_view k_csv_of_shared = "repetidos";

http::Response csv(const Context& context) {
  std::vector<Column> columns{{"Login"}, {"Cliente"}, {"Código"}, {"Serviço"}};
  const bool shared = context.query.get("lista") == k_csv_of_shared;
  if (shared)
    columns.push_back({"Integração"});
  else
    columns.insert(columns.end(), {{k_status}, {"Integração"}, {"Vezes"}, {"Primeira"}, {"Última"}});
  return list_csv(context, {.file_name = shared ? "logins-repetidos" : "conflitos-de-login",
                            .columns = std::move(columns),
                            .fetch = shared ? shared_lines : met_lines});
}

void offer_csv(const Context& context, View& part, std::string_view list) {
  std::string href = context.request.path + "?formato=csv&lista=" + std::string(list);
  if (const auto integration = context.query.get("integracao"); !integration.empty())
    href += "&integracao=" + http::url_encode(integration);
  part.set("CSV_HREF", href);
}

// --- the page
// ---------------------------------------------------------------------------------------------------------

void fill_met(const Context& context, View& body, Conflicts& conflicts,
              const IntegrationChoice& integrations) {
  std::optional<View> table;
  for (const auto& met : storage::list_login_conflicts(context.tenant(), k_most_met)) {
    const auto* integration = conflicts.integration(met.integration_id);
    if (integration == nullptr || !is_asked_for(integrations, met.integration_id)) continue;
    if (!table) {
      table = body.each("MET");
      offer_csv(context, *table, k_csv_of_met);
    }
    const auto holders = conflicts.holders_of(*integration, met.login_key);
    auto row = table->each("CONFLICT");
    row.set("INTEGRATION", integrations.description_of(met.integration_id))
        .set("LAST", context.provider.zone.minute_br(met.last_at))
        .set("FIRST", context.provider.zone.minute_br(met.first_at))
        .set("TIMES", number_cell(met.times).text);
    row.show(holders.customers > 1 ? "OPEN" : "MENDED");
    if (!holders.named.empty()) fill_row(row, *integration, holders);
  }
  if (!table) body.show("NONE_MET");
}

void fill_shared(const Context& context, View& body, Conflicts& conflicts,
                 const domain::Integration& looked) {
  const auto* integration = conflicts.integration(looked.id);
  if (integration == nullptr) return;
  auto after = base::bytes_of_hex(context.query.get("depois"));
  if (after.size() != k_key_bytes) after.clear();
  const auto shared =
      storage::list_shared_logins(context.tenant(), looked.id, integration->generation, after, k_most_shared);
  auto part = body.each("SHARED");
  part.set("INTEGRATION", looked.description);
  const bool own_password = integration->source == domain::CredentialSource::login_autenticacao;
  std::optional<View> table;
  for (const auto& key : shared.login_keys) {
    const auto holders = conflicts.holders_of(*integration, key);
    if (holders.customers < 2 || holders.named.empty()) continue;
    if (!table) {
      table = part.each("SHARED_TABLE");
      offer_csv(context, *table, k_csv_of_shared);
      table->show(own_password ? "OWN_PASSWORD" : "SAME_FIELD");
    }
    auto row = table->each("SHARED_ROW");
    fill_row(row, *integration, holders);
  }
  if (!table) part.show(shared.next_key.empty() ? "NONE_SHARED" : "NONE_SO_FAR");
  if (!shared.next_key.empty())
    part.each("MORE").set("HREF", context.request.path + "?integracao=" + std::to_string(looked.id) +
                                      "&depois=" + base::hex_of(shared.next_key));
}

}  // namespace

http::Response login_conflicts(Context& context) {
  if (context.query.get("formato") == "csv") return csv(context);
  Page page(context, "decisions/conflicts.html", "Conflitos de login");
  page.lead(
      "Um login que é de dois clientes é negado aos dois, nunca dado ao primeiro. Corrija o cadastro de um "
      "deles no ERP.");
  const IntegrationChoice integrations(context);
  Conflicts conflicts(context);
  auto& body = page.body();
  body.set("PATH", context.request.path);
  for (const auto& option : integrations.filter("Todas").options) {
    auto item = body.each("OPTION");
    item.set("VALUE", option.value).set("LABEL", option.label);
    item.show_if(option.value == context.query.get("integracao"), "SELECTED");
  }
  fill_met(context, body, conflicts, integrations);
  if (const auto* looked = looked_through(integrations)) fill_shared(context, body, conflicts, *looked);
  return page.answer();
}

}  // namespace web
