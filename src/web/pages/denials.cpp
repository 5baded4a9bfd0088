#include "operations/denials.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/documents.h"
#include "base/text.h"
#include "storage/customer_search.h"
#include "web/answers.h"
#include "web/badges.h"
#include "web/list.h"
#include "web/pages/handlers.h"
#include "web/service_card.h"
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

std::vector<storage::Integration> integrations_of(const Context& context) {
  constexpr std::uint32_t k_most = 200;
  return storage::list_integrations(context.db, context.provider.id, {}, {.limit = k_most}).lines;
}

// --- the question
// ---------------------------------------------------------------------------------------------------

void fill_question(const Context& context, View& body, const std::vector<storage::Integration>& integrations,
                   std::uint64_t chosen) {
  body.set("PATH", context.request.path)
      .set("WHO", context.query.get("quem"))
      .set("PRODUCT", context.query.get("produto"));
  for (const auto& integration : integrations) {
    auto option = body.each("INTEGRATION");
    option.set("VALUE", integration.id).set("LABEL", integration.description);
    option.show_if(integration.id == chosen, "SELECTED");
  }
  if (chosen == 0) return;
  for (const auto& product : storage::list_products(context.db, context.provider.id,
                                                    static_cast<std::uint32_t>(chosen), {}, {.limit = 200})
                                 .lines)
    body.each("PRODUCT_CODE").set("CODE", product.code).set("NAME", product.name);
}

/// Whom the person asks about: the customer of a link, the one with this log-in, or what the search finds.
std::vector<std::uint64_t> customers_of(const Context& context, const storage::Integration& integration) {
  if (const auto id = number_of(context, "cliente"); id != 0) return {id};
  const auto typed = context.query.get("quem");
  const auto who = std::string(base::trim(typed));
  auto ids = operations::find_customers_by_login(context.operations(), integration, who);
  if (!ids.empty()) return ids;
  for (const auto& hit : storage::search_customers(context.db, context.provider.id, who, k_most_customers))
    ids.push_back(hit.id);
  return ids;
}

std::string url_for(const Context& context, std::uint64_t customer_id) {
  return context.request.path + "?integracao=" + http::url_encode(context.query.get("integracao")) +
         "&produto=" + http::url_encode(context.query.get("produto")) +
         "&cliente=" + std::to_string(customer_id);
}

void fill_candidates(const Context& context, View& body, const storage::Integration& integration,
                     const std::vector<std::uint64_t>& ids) {
  const auto typed = context.query.get("quem");
  const bool conflict =
      operations::find_customers_by_login(context.operations(), integration, typed).size() > 1;
  auto view = body.each("CANDIDATES");
  view.show(conflict ? "CONFLICT" : "SEVERAL");
  for (const auto id : ids) {
    const auto customer = storage::find_customer(context.db, context.provider.id, id);
    if (!customer) continue;
    view.each("CANDIDATE")
        .set("NAME", customer->name)
        .set("CODE", customer->code)
        .set("DOCUMENT", base::document_masked(customer->document.value_or("")))
        .set("HREF", url_for(context, id));
  }
}

// --- the answer
// -----------------------------------------------------------------------------------------------------

/// A rule in words, and the record that decides it.
struct RuleWords {
  std::string passed = {};
  std::string failed = {};
  std::string href = {};
};

RuleWords words_of(const Denial& denial, Rule rule, const std::string& product_code) {
  const auto& integration = denial.integration;
  const auto integration_path = "/plataformas/" + std::to_string(integration.id);
  const auto customer_path = "/clientes/" + std::to_string(denial.customer.id);
  switch (rule) {
    case Rule::integration_active:
      return {"A integração " + integration.description + " está ativa.",
              "A integração " + integration.description + " está inativa: tudo é negado.", integration_path};
    case Rule::subscriber_known:
      return {denial.customer.name + " tem conta nesta integração.",
              denial.customer.name + " não tem conta nesta integração: nunca teve um pacote dela.",
              customer_path};
    case Rule::product_known:
      return {
          "O produto " + product_code + " existe na integração.",
          "Não há produto com o código " + product_code + " na integração (o código diferencia maiúsculas).",
          integration_path + "/produtos"};
    case Rule::product_held:
      return {"Algum pacote do cliente traz o produto.", "Nenhum pacote do cliente traz o produto.",
              customer_path};
    case Rule::not_over:
      return {"Ao menos um desses pacotes está em vigor.", "Nenhum desses pacotes está mais em vigor.",
              customer_path};
    case Rule::not_suspended:
      return {
          "Ao menos um serviço com o produto está liberado.",
          "Todos os serviços com o produto estão suspensos, e a integração suspende quem não está em dia.",
          customer_path};
  }
  return {};
}

void fill_step(const Context& context, View& body, const Denial& denial, const Step& step,
               const std::string& product_code) {
  const auto words = words_of(denial, step.rule, product_code);
  auto item = body.each("STEP");
  switch (step.result) {
    case Step::Result::passed:
      item.show("PASSED").set("TEXT", words.passed);
      break;
    case Step::Result::failed:
      item.show("FAILED").set("TEXT", words.failed);
      break;
    case Step::Result::not_reached:
      item.show("NOT_REACHED").set("TEXT", words.passed);
      return;
  }
  if (may_visit(context, words.href)) item.each("RECORD").set("HREF", words.href);
}

void fill_package(View& body, const operations::DenialReason& reason) {
  auto row = body.each("PACKAGE");
  row.set("NAME", reason.sold.row.description)
      .set("SERVICE", reason.sold.service_external_id)
      .set("SERVICE_HREF", service_path(reason.sold.service_external_id))
      .set("HREF", service_path(reason.sold.service_external_id, "/pacotes"))
      .set("SAYS", reason.says);
  row.show(reason.gives ? "GIVES" : "GIVES_NOT");
}

/// The body of SPEC §4 for a product question.
std::string answer_body(const Denial& denial, const std::string& product_code) {
  nlohmann::ordered_json body;
  const auto verdict = denial.explanation.verdict;
  body["access"] = verdict == Verdict::liberado;
  if (!denial.subscriber_id.empty()) body["subscriber_id"] = denial.subscriber_id;
  body["product"] = product_code;
  if (verdict != Verdict::liberado) body["error"] = domain::name_of(verdict);
  return body.dump();
}

void fill_exchange(View& body, const Denial& denial, const std::string& product_code) {
  const auto id = denial.subscriber_id.empty() ? std::string("…") : denial.subscriber_id;
  auto view = body.each("EXCHANGE");
  view.set("REQUEST", "GET /callback/…?id=" + id + "&product=" + http::url_encode(product_code));
  view.set("STATUS", static_cast<std::uint64_t>(denial.http_status))
      .set("REASON_PHRASE", http::reason_phrase(denial.http_status))
      .set("BODY", answer_body(denial, product_code));
}

void fill_denial(const Context& context, View& body, const Denial& denial, const std::string& product_code) {
  auto view = body.each("VERDICT");
  const bool allowed = denial.explanation.verdict == Verdict::liberado;
  view.set("TONE", allowed ? "good" : "bad")
      .set("ICON", allowed ? "check-circle-fill" : "x-circle-fill")
      .set("VERDICT_TEXT",
           allowed ? "Liberado" : "Negado: " + verdict_label(domain::name_of(denial.explanation.verdict)));
  view.set("CUSTOMER", denial.customer.name)
      .set("CUSTOMER_HREF", "/clientes/" + std::to_string(denial.customer.id))
      .set("PRODUCT",
           denial.product ? denial.product->name + " (" + denial.product->code + ")" : product_code)
      .set("INTEGRATION_NAME", denial.integration.description);
  view.set_or_hide("SUBSCRIBER_ID", denial.subscriber_id);
  for (const auto& step : denial.explanation.steps) fill_step(context, view, denial, step, product_code);
  view.show(denial.reasons.empty() ? "NO_PACKAGE" : "PACKAGES");
  for (const auto& reason : denial.reasons) fill_package(view, reason);
  fill_exchange(view, denial, product_code);
}

void fill_answer(const Context& context, View& body, const storage::Integration& integration) {
  const auto product = std::string(base::trim(context.query.get("produto")));
  const auto customers = customers_of(context, integration);
  if (customers.size() > 1) return fill_candidates(context, body, integration, customers);
  std::optional<Denial> denial;
  if (!customers.empty())
    denial = operations::explain_denial(
        context.operations(),
        {.integration_id = integration.id, .customer_id = customers.front(), .product_code = product});
  if (denial)
    fill_denial(context, body, *denial, product);
  else
    body.show("NOBODY");
}

}  // namespace

http::Response denial_explain(Context& context) {
  Page page(context, "decisions/denial.html", "Por que foi negado?");
  page.lead("Responde com a mesma regra e os mesmos registros da validação.");
  const auto integrations = integrations_of(context);
  auto chosen = number_of(context, "integracao");
  if (chosen == 0 && integrations.size() == 1) chosen = integrations.front().id;
  fill_question(context, page.body(), integrations, chosen);
  const bool asked = context.query.has("quem") || context.query.has("cliente");
  if (!asked) return page.answer();
  for (const auto& integration : integrations)
    if (integration.id == chosen) {
      fill_answer(context, page.body(), integration);
      return page.answer();
    }
  page.body().show("NO_INTEGRATION");
  return page.answer();
}

}  // namespace web
