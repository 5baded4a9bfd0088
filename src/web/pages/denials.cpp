#include "operations/denials.h"

#include <charconv>
#include <set>

#include "base/documents.h"
#include "base/text.h"
#include "domain/answer.h"
#include "storage/customer_search.h"
#include "storage/entitlements.h"
#include "web/integration_choice.h"
#include "web/list.h"
#include "web/pages/customer_page.h"
#include "web/pages/denial_page.h"
#include "web/pages/handlers.h"
#include "web/texts.h"
#include "web/verdicts.h"

namespace web {

namespace {

using domain::Rule;
using domain::Step;
using domain::Verdict;
using operations::Denial;

constexpr std::uint32_t k_most_customers = 20;

std::uint64_t number_of(const Context& context, std::string_view name) {
  const auto text = context.query.get(name);
  std::uint64_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end ? number : 0;
}

std::string asked_product(const Context& context) {
  const auto typed = context.query.get("produto");
  return std::string(base::trim(typed));
}

std::string integration_path(const domain::Integration& integration) {
  return "/plataformas/" + std::to_string(integration.id);
}

// --- whom it is about
// -----------------------------------------------------------------------------------------------

/// The customer of a link, those with the log-in, or what the search finds.
std::vector<std::uint64_t> customers_of(const Context& context, const domain::Integration* integration) {
  if (const auto id = number_of(context, "cliente"); id != 0) return {id};
  const auto typed = context.query.get("quem");
  const auto who = std::string(base::trim(typed));
  std::vector<std::uint64_t> ids;
  if (who.empty()) return ids;
  if (integration != nullptr) {
    const auto checked = storage::find_checked_integration(context.tenant(), integration->id);
    if (checked) ids = operations::find_customers_by_login(context.operations(), *checked, who);
  }
  if (!ids.empty()) return ids;
  for (const auto& hit : storage::search_customers(context.tenant(), who, k_most_customers))
    ids.push_back(hit.id);
  return ids;
}

/// The page's own address about one of several customers.
std::string narrowed_to(const Context& context, std::uint64_t customer_id) {
  auto path = denial_path(customer_id);
  for (const auto* name : {"integracao", "produto"})
    if (const auto value = context.query.get(name); !value.empty())
      path += "&" + std::string(name) + "=" + http::url_encode(value);
  return path;
}

void fill_candidates(const Context& context, View& body, const std::vector<std::uint64_t>& ids) {
  auto view = body.each("CANDIDATES");
  view.show_if(ids.size() == k_most_customers, "FIRST_ONES");
  for (const auto id : ids) {
    const auto customer = storage::find_customer(context.tenant(), id);
    if (!customer) continue;
    view.each("CANDIDATE")
        .set("NAME", customer->name)
        .set("CODE", customer->code)
        .set("DOCUMENT", base::document_masked(customer->document.value_or("")))
        .set("HREF", narrowed_to(context, id));
  }
}

void fill_question(const Context& context, View& body, const IntegrationChoice& integrations,
                   const domain::Customer* customer) {
  body.set("PATH", k_denial_root).set("PRODUCT", context.query.get("produto"));
  if (customer != nullptr)
    body.each("ABOUT").set("ID", customer->id).set("NAME", customer_title(*customer));
  else
    body.each("WHO").set("WHO", context.query.get("quem"));
  for (const auto& option : integrations.filter("Escolha").options) {
    auto item = body.each("INTEGRATION");
    item.set("VALUE", option.value).set("LABEL", option.label);
    item.show_if(option.value == context.query.get("integracao"), "SELECTED");
  }
  std::set<std::string> codes;
  for (const auto& integration : integrations.all()) {
    if (integrations.chosen() != nullptr && integrations.chosen()->id != integration.id) continue;
    for (const auto& product : storage::list_all_products(context.tenant(), integration.id))
      if (codes.insert(product.code).second)
        body.each("PRODUCT_CODE").set("CODE", product.code).set("NAME", product.name);
  }
}

// --- all products of a customer
// -------------------------------------------------------------------------------------

/// Every product that a package of the customer brings or brought, with the answer it gets now.
void fill_overview(const Context& context, View& body, const IntegrationChoice& integrations,
                   const domain::Customer& customer) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> products;
  for (const auto& cause : storage::list_causes(context.tenant(), {&customer.id, 1}))
    products.emplace(cause.integration_id, cause.product_id);
  auto view = body.each("OVERVIEW");
  view.show(products.empty() ? "NO_PRODUCTS" : "PRODUCTS");
  for (const auto& integration : integrations.all())
    for (const auto& product : storage::list_all_products(context.tenant(), integration.id)) {
      if (!products.contains({integration.id, product.id})) continue;
      const auto denial = operations::explain_denial(
          context.operations(),
          {.integration_id = integration.id, .customer_id = customer.id, .product_code = product.code});
      if (!denial) continue;
      auto item = view.each("ITEM");
      item.set("NAME", product.name)
          .set("INTEGRATION", integration.description)
          .set("HREF", denial_path(customer.id, integration.id, product.code));
      auto state = item.include("STATE", "parts/state.html");
      fill_state(state, verdict_badge(domain::name_of(denial->access.verdict)));
    }
}

// --- the answer
// -----------------------------------------------------------------------------------------------------

/// A rule in words, and the record that decides it.
struct RuleWords {
  std::string passed = {};
  std::string failed = {};
  std::string href = {};
  std::string record = {};
};

std::string package_record(const operations::DenialReason& reason) {
  return "Pacotes do serviço " + std::to_string(reason.service.erp_id);
}

/// Words for the rules that packages decide.
RuleWords package_words(const Denial& denial, Rule rule) {
  RuleWords words{.href = customer_path(denial.customer.id), .record = "Serviços do Cliente"};
  const auto* deciding = denial.deciding();
  const auto says = deciding == nullptr ? "" : deciding->says;
  if (deciding != nullptr) {
    words.href = service_path(deciding->service.id) + "/pacotes";
    words.record = package_record(*deciding);
  }
  if (rule == Rule::product_held) {
    words.passed = deciding == nullptr ? "Um pacote do cliente traz o produto."
                                       : "O pacote " + deciding->sold.row.description + " traz o produto.";
    words.failed = says.empty() ? "Nenhum pacote do cliente traz o produto."
                                : "Nenhum pacote em vigor traz o produto: " + says + ".";
  } else if (rule == Rule::not_over) {
    words.passed = "O pacote está em vigor.";
    words.failed = says.empty() ? "Nenhum pacote com o produto está mais em vigor." : sentence_of(says);
  } else {
    const bool in_order = deciding == nullptr || deciding->service.state == domain::ServiceState::enabled;
    words.passed = in_order ? "O serviço não está suspenso." : "O pacote " + says + ".";
    words.failed = (says.empty() ? "Todos os serviços com o produto estão suspensos" : sentence_of(says)) +
                   " A integração suspende quem não está em dia (Habilitar/Suspender Assinaturas).";
    if (deciding != nullptr) {
      words.href = service_path(deciding->service.id);
      words.record = "Serviço " + std::to_string(deciding->service.erp_id);
    }
  }
  return words;
}

RuleWords words_of(const Denial& denial, Rule rule, const std::string& product_code) {
  const auto& integration = denial.integration;
  switch (rule) {
    case Rule::integration_active:
      return {"A integração " + integration.description + " está ativa.",
              "A integração " + integration.description + " está inativa: tudo é negado.",
              integration_path(integration), "Integração"};
    case Rule::subscriber_known:
      return {"O cliente tem conta nesta integração.",
              "O cliente não tem conta nesta integração: nunca teve um pacote dela.",
              customer_path(denial.customer.id), "Serviços do Cliente"};
    case Rule::product_known:
      return {"O produto " + product_code + " existe na integração.",
              "Não há produto com o código " + product_code +
                  " na integração. O código diferencia maiúsculas de minúsculas.",
              integration_path(integration) + "/produtos", "Produtos da Integração"};
    default:
      return package_words(denial, rule);
  }
}

/// A rule that was not asked any more.
std::string_view question_of(Rule rule) {
  switch (rule) {
    case Rule::integration_active:
      return "A integração está ativa?";
    case Rule::subscriber_known:
      return "O cliente tem conta na integração?";
    case Rule::product_known:
      return "O produto existe na integração?";
    case Rule::product_held:
      return "Algum pacote do cliente traz o produto?";
    case Rule::not_over:
      return "O pacote está em vigor?";
    case Rule::not_suspended:
      return "O serviço está em dia?";
  }
  return "";
}

void fill_settled(const Context& context, View& body, bool passed, const RuleWords& words) {
  auto item = body.each("STEP");
  item.show(passed ? "PASSED" : "FAILED").set("TEXT", passed ? words.passed : words.failed);
  if (may_visit(context, words.href))
    item.each("RECORD").set("HREF", words.href).set("RECORD_NAME", words.record);
}

void fill_step(const Context& context, View& body, const Denial& denial, const Step& step,
               const std::string& product_code) {
  if (step.result == Step::Result::not_reached)
    body.each("STEP").show("NOT_REACHED").set("TEXT", question_of(step.rule));
  else
    fill_settled(context, body, step.result == Step::Result::passed,
                 words_of(denial, step.rule, product_code));
}

RuleWords log_in_words(const Denial& denial) {
  if (!denial.log_ins.empty()) {
    const auto& log_in = denial.log_ins.front();
    return {"A plataforma encontra o cliente pelo login " + log_in_text(denial.source, log_in.login) + ".",
            "O login " + log_in_text(denial.source, log_in.login) + " é de mais de um cliente.",
            service_path(log_in.service_id), "Serviço " + std::to_string(log_in.service_erp_id)};
  }
  return {"",
          denial.source == domain::CredentialSource::login_autenticacao
              ? "Nenhum serviço vigente com pacote desta integração tem login e senha cadastrados."
              : "O campo que serve de login está em branco, ou nenhum serviço vigente tem pacote desta "
                "integração.",
          customer_path(denial.customer.id), "Serviços do Cliente"};
}

void fill_existence(const Context& context, View& body, const Denial& denial) {
  if (!denial.integration.active) return;
  auto view = body.each("EXISTENCE");
  const bool found = denial.existence.verdict == Verdict::liberado;
  fill_settled(context, view, found, log_in_words(denial));
  for (const auto& log_in : denial.log_ins)
    for (const auto id : log_in.other_customers)
      if (const auto other = storage::find_customer(context.tenant(), id))
        view.each("SHARED")
            .set("LOGIN", log_in_text(denial.source, log_in.login))
            .set("NAME", other->name)
            .set("HREF", customer_path(id));
}

void fill_package(View& body, const operations::DenialReason& reason) {
  auto row = body.each("PACKAGE");
  row.set("NAME", reason.sold.row.description)
      .set("SERVICE", reason.service.erp_id)
      .set("SERVICE_HREF", service_path(reason.service.id))
      .set("HREF", service_path(reason.service.id) + "/pacotes/" + std::to_string(reason.sold.row.id))
      .set("SAYS", sentence_of(reason.says));
  auto state = row.include("STATE", "parts/state.html");
  fill_state(state, verdict_badge(domain::name_of(reason.verdict)));
}

void fill_exchange(View& body, std::string_view title, const std::string& request,
                   const operations::DenialAnswer& answer) {
  auto exchange = body.each("EXCHANGE");
  exchange.set("EXCHANGE_TITLE", title);
  fill_lines(exchange.each("ASKED"), request);
  fill_lines(exchange.each("ANSWERED"), reply_text(answer.http_status, "application/json", answer.body));
}

void fill_exchanges(View& body, const Denial& denial, const std::string& product_code) {
  const auto login =
      denial.log_ins.empty() ? std::string("…") : log_in_text(denial.source, denial.log_ins.front().login);
  fill_exchange(body, "O cliente existe?", "GET /callback/…?login=" + login + "&password=…",
                denial.existence);
  fill_exchange(
      body, "O cliente tem o produto?",
      "GET /callback/…?subscriber_id=" + (denial.subscriber_id.empty() ? "…" : denial.subscriber_id) +
          "&product=" + http::url_encode(product_code),
      denial.access);
}

void fill_denial(const Context& context, View& body, const Denial& denial, const std::string& product_code) {
  auto view = body.each("VERDICT");
  const auto verdict = denial.access.verdict;
  const bool allowed = verdict == Verdict::liberado;
  view.set("TONE", allowed ? "good" : "bad")
      .set("ICON", allowed ? "check-circle-fill" : "x-circle-fill")
      .set("VERDICT_TEXT", allowed ? "Liberado" : "Negado: " + verdict_label(domain::name_of(verdict)));
  view.set("CUSTOMER", customer_title(denial.customer))
      .set("CUSTOMER_HREF", customer_path(denial.customer.id))
      .set("PRODUCT", denial.product ? denial.product->name : product_code)
      .set("INTEGRATION_NAME", denial.integration.description);
  view.set_or_hide("SUBSCRIBER_ID", denial.subscriber_id);
  if (allowed && denial.existence.verdict != Verdict::liberado) view.show("NO_LOG_IN");
  fill_existence(context, view, denial);
  for (const auto& step : denial.steps) fill_step(context, view, denial, step, product_code);
  view.show(denial.reasons.empty() ? "NO_PACKAGE" : "PACKAGES");
  for (const auto& reason : denial.reasons) fill_package(view, reason);
  fill_exchanges(view, denial, product_code);
}

void fill_answer(const Context& context, View& body, const IntegrationChoice& integrations,
                 const domain::Customer& customer) {
  const auto product = asked_product(context);
  if (integrations.chosen() == nullptr || product.empty())
    return fill_overview(context, body, integrations, customer);
  const auto denial = operations::explain_denial(
      context.operations(),
      {.integration_id = integrations.chosen()->id, .customer_id = customer.id, .product_code = product});
  if (denial) fill_denial(context, body, *denial, product);
}

}  // namespace

std::string denial_path(std::uint64_t customer_id) {
  return std::string(k_denial_root) + "?cliente=" + std::to_string(customer_id);
}

std::string denial_path(std::uint64_t customer_id, std::uint32_t integration_id,
                        std::string_view product_code) {
  return denial_path(customer_id) + "&integracao=" + std::to_string(integration_id) +
         "&produto=" + http::url_encode(product_code);
}

http::Response denial_explain(Context& context) {
  Page page(context, "decisions/denial.html", "Por que foi negado?");
  page.lead("Responde com a mesma regra e os mesmos registros da validação.");
  const IntegrationChoice integrations(context);
  const auto ids = customers_of(context, integrations.chosen());
  std::optional<domain::Customer> customer;
  if (ids.size() == 1) customer = storage::find_customer(context.tenant(), ids.front());
  auto& body = page.body();
  fill_question(context, body, integrations, customer ? &*customer : nullptr);
  if (customer)
    fill_answer(context, body, integrations, *customer);
  else if (ids.size() > 1)
    fill_candidates(context, body, ids);
  else if (!ids.empty() || !context.query.get("quem").empty())
    body.show("NOBODY");
  return page.answer();
}

}  // namespace web
