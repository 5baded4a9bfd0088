#include <algorithm>

#include "base/text.h"
#include "domain/answer.h"
#include "operations/attempts.h"
#include "platforms/platform.h"
#include "web/pages/customer_page.h"
#include "web/pages/denial_page.h"
#include "web/pages/denial_parts.h"
#include "web/texts.h"
#include "web/verdicts.h"

namespace web {

namespace {

using domain::Rule;
using domain::Step;
using domain::Verdict;
using operations::Denial;
using operations::LogInState;

std::string integration_path(const domain::Integration& integration) {
  return "/plataformas/" + std::to_string(integration.id);
}

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

/// The log-in that counts: the best there is.
const operations::LogIn* best_log_in(const Denial& denial) {
  const auto state = operations::state_of(denial.log_ins);
  const auto found = std::find_if(denial.log_ins.begin(), denial.log_ins.end(), [&](const auto& log_in) {
    return operations::state_of({&log_in, 1}) == state;
  });
  return found == denial.log_ins.end() ? nullptr : &*found;
}

RuleWords log_in_rule(const Denial& denial) {
  const auto state = operations::state_of(denial.log_ins);
  const auto* log_in = best_log_in(denial);
  if (log_in == nullptr)
    return {"", sentence_of(log_in_words(state, denial.source)), customer_path(denial.customer.id),
            "Serviços do Cliente"};
  const auto login = log_in_text(denial.source, log_in->login);
  return {"A plataforma encontra o cliente pelo login " + login +
              (state == LogInState::depends ? ", se a senha for só dele." : "."),
          "O login " + login + ": " + log_in_words(state, denial.source) + ". A plataforma nega a todos.",
          service_path(log_in->service_id), "Serviço " + std::to_string(log_in->service_erp_id)};
}

void fill_shared(const Context& context, View& view, const Denial& denial, const operations::LogIn& log_in) {
  const auto& others = log_in.other_customers;
  for (std::size_t i = 0; i < std::min(others.size(), k_most_named); ++i)
    if (const auto other = storage::find_customer(context.tenant(), others[i])) {
      auto item = view.each("SHARED");
      item.set("LOGIN", log_in_text(denial.source, log_in.login)).set("NAME", other->name);
      item.set("HREF", customer_path(others[i])).show(log_in.conflict ? "CERTAIN" : "PERHAPS");
    }
  if (others.size() > k_most_named)
    view.each("MORE_SHARED")
        .set("COUNT", others.size() - k_most_named)
        .set("HREF", "/conflitos-de-login?integracao=" + std::to_string(denial.integration.id));
}

/// A platform that we call knows its customers by the accounts we made there, not by log-ins of ours (D45).
void fill_existence(const Context& context, View& body, const Denial& denial) {
  if (!denial.integration.active || !denial.passive) return;
  auto view = body.each("EXISTENCE");
  fill_settled(context, view, denial.existence.verdict == Verdict::liberado, log_in_rule(denial));
  for (const auto& log_in : denial.log_ins) fill_shared(context, view, denial, log_in);
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

void fill_existence_exchanges(View& body, const Denial& denial) {
  const auto login =
      denial.log_ins.empty() ? std::string("…") : log_in_text(denial.source, denial.log_ins.front().login);
  const auto asked = "GET /callback/…?login=" + login + "&password=…";
  const bool depends = operations::state_of(denial.log_ins) == LogInState::depends;
  fill_exchange(body, depends ? "O cliente existe? Com uma senha que é só dele" : "O cliente existe?", asked,
                denial.existence);
  if (depends)
    fill_exchange(body, "O cliente existe? Com uma senha que o outro cliente também tem", asked,
                  denial.refusal);
}

void fill_exchanges(View& body, const Denial& denial, const std::string& product_code) {
  if (denial.passive) fill_existence_exchanges(body, denial);
  fill_exchange(
      body, "O cliente tem o produto?",
      "GET /callback/…?subscriber_id=" + (denial.subscriber_id.empty() ? "…" : denial.subscriber_id) +
          "&product=" + http::url_encode(product_code),
      denial.access);
}

/// What is said first. A product that is allowed is of no use to whom the platform does not find.
struct Headline {
  std::string text = {};
  std::string_view tone = "bad";
  std::string_view icon = "x-circle-fill";
};

Headline headline_of(const Denial& denial, const std::string& product_code) {
  const auto verdict = denial.access.verdict;
  const auto lag = lag_words(denial.lag);
  const auto whole = [&](std::string text) { return lag.empty() ? text : text + "." + lag; };
  if (verdict != Verdict::liberado)
    return {.text = whole("Negado: " + denial_words({verdict, denial.integration.description,
                                                     denial.product ? denial.product->name : product_code,
                                                     denial.deciding()}))};
  if (denial.lag) {
    const auto badge = lag_badge(*denial.lag, verdict);
    if (badge.tone == Cell::Tone::bad) return {.text = whole(badge.text)};
    return {whole(denial.lag->inside ? "Liberado" : badge.text), "waiting", "exclamation-triangle-fill"};
  }
  const auto state = denial.passive ? operations::state_of(denial.log_ins) : LogInState::good;
  if (state == LogInState::good) return {"Liberado", "good", "check-circle-fill"};
  if (state == LogInState::depends)
    return {"Depende da senha: " + log_in_words(state, denial.source), "waiting",
            "exclamation-triangle-fill"};
  return {.text = "Negado no login: " + log_in_words(state, denial.source)};
}

void fill_wire(View& view, const Denial& denial) {
  const bool allowed = denial.access.verdict == Verdict::liberado;
  const auto& answer = allowed ? denial.existence : denial.access;
  if (answer.verdict == Verdict::liberado) return;
  view.each("WIRE")
      .set("STATUS", static_cast<std::uint64_t>(answer.http_status))
      .set("WORD", domain::name_of(answer.verdict));
}

void fill_product_cures(View& view, const Call& call, const Denial& denial) {
  for (const auto& integration : call.verdicts.integrations) {
    if (integration.integration.id != denial.integration.id) continue;
    for (const auto& product : integration.products)
      if (denial.product && product.product.id == denial.product->id)
        fill_cures(view, call.cures.of(integration, product));
    if (denial.passive && denial.access.verdict == Verdict::liberado)
      fill_cures(view, call.cures.of_log_in(integration));
  }
}

}  // namespace

void fill_denial(const Context& context, View& body, const Call& call, const operations::Denial& denial,
                 const std::string& product_code) {
  auto view = body.each("VERDICT");
  const auto headline = headline_of(denial, product_code);
  view.set("TONE", headline.tone).set("ICON", headline.icon).set("VERDICT_TEXT", headline.text);
  fill_wire(view, denial);
  view.set("CUSTOMER", customer_title(denial.customer))
      .set("CUSTOMER_HREF", customer_path(denial.customer.id))
      .set("PRODUCT", denial.product ? denial.product->name : product_code)
      .set("INTEGRATION_NAME", denial.integration.description)
      .set("ALL_HREF", denial_path(denial.customer.id));
  view.set_or_hide("SUBSCRIBER_ID", denial.subscriber_id);
  fill_product_cures(view, call, denial);
  const bool allowed = denial.access.verdict == Verdict::liberado;
  if (denial.passive && allowed && denial.existence.verdict != Verdict::liberado) view.show("NO_LOG_IN");
  fill_existence(context, view, denial);
  for (const auto& step : denial.steps) fill_step(context, view, denial, step, product_code);
  view.show(denial.reasons.empty() ? "NO_PACKAGE" : "PACKAGES");
  for (const auto& reason : denial.reasons) fill_package(view, reason);
  fill_exchanges(view, denial, product_code);
}

}  // namespace web
