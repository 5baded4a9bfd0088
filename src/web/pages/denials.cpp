#include "operations/denials.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/documents.h"
#include "base/text.h"
#include "domain/answer.h"
#include "operations/attempts.h"
#include "operations/log_in_trial.h"
#include "platforms/platform.h"
#include "storage/customer_search.h"
#include "web/integration_choice.h"
#include "web/list.h"
#include "web/pages/call.h"
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
using operations::LogInState;

constexpr std::uint32_t k_most_customers = 20;

std::uint64_t number_of(const http::Params& params, std::string_view name) {
  const auto text = params.get(name);
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

/// The customer of a link or form, those with the log-in, or what the search finds.
std::vector<std::uint64_t> customers_of(const Context& context, const domain::Integration* integration) {
  if (const auto id = number_of(context.query, "cliente"); id != 0) return {id};
  if (const auto id = number_of(context.form, "cliente"); id != 0) return {id};
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

void fill_overview(View& body, const Call& call) {
  auto view = body.each("OVERVIEW");
  fill_products(view.include("ALL_PRODUCTS", "decisions/products.html"), call, Extent::all);
}

// --- a log-in and password, tried
// ---------------------------------------------------------------------------------------

/// What was typed into the form, and what came of it.
struct Trial {
  std::uint32_t integration_id = 0;
  std::string login = {};
  std::string problem = {};  ///< why it was not looked at
  std::optional<operations::LogInTried> tried = {};
};

constexpr std::size_t k_most_named = 5;

bool is_passive(const domain::Integration& integration) {
  const auto* platform = platforms::find(integration.gateway);
  return platform != nullptr && platform->can.passive;
}

std::string trial_words(domain::Met met) {
  switch (met) {
    case domain::Met::one_customer:
      return "Senha confere";
    case domain::Met::wrong_password:
      return "Senha não confere";
    case domain::Met::conflict:
      return "Conflito: login e senha são de mais de um cliente";
    case domain::Met::unknown:
    case domain::Met::nothing_asked:
      break;
  }
  return "Login desconhecido";
}

/// What of the customer's registry was typed in place of his log-in.
std::string_view typed_field(const Context& context, const Trial& trial, const Call* call) {
  if (call == nullptr) return {};
  const auto asked = operations::log_in_keys_of_text(context.operations(), trial.login);
  for (const auto& known : operations::log_in_keys_of(context.operations(), call->customer.id))
    for (const auto& each : asked)
      if (each.key == known.key) return known.field;
  return {};
}

std::string trial_text(const Context& context, const Trial& trial, const Call* call) {
  const auto met = trial.tried->met;
  if (met == domain::Met::one_customer)
    return trial.tried->answer.verdict == Verdict::liberado
               ? "A plataforma encontra o cliente com este login e senha."
               : "Mas a integração está inativa: tudo é negado.";
  if (met == domain::Met::wrong_password)
    return "O login existe, a senha é outra. Maiúsculas e minúsculas contam.";
  if (met == domain::Met::conflict)
    return "A plataforma não sabe qual dos dois entra, e nega a ambos, até que um deles mude.";
  const auto field = typed_field(context, trial, call);
  const auto* asked = call == nullptr ? nullptr : call->find(trial.integration_id);
  if (field.empty() || asked == nullptr || field == operations::field_of(asked->source))
    return "Nenhum serviço vigente com pacote desta integração tem este login.";
  return "Parece " + std::string(field) + " deste cliente; nesta integração entra-se com " +
         std::string(operations::field_of(asked->source)) + ".";
}

/// Whose it is, the customer in question among them or not.
void fill_trial_customers(const Context& context, View& view, const Trial& trial, const Call* call) {
  const auto& ids = trial.tried->customers;
  bool own = call == nullptr;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    own = own || ids[i] == call->customer.id;
    if (i >= k_most_named) continue;
    if (const auto customer = storage::find_customer(context.tenant(), ids[i]))
      view.each("WHOSE").set("NAME", customer_title(*customer)).set("HREF", customer_path(ids[i]));
  }
  if (ids.size() > k_most_named) view.each("MORE_WHOSE").set("COUNT", ids.size() - k_most_named);
  view.show_if(!own && !ids.empty(), "SOMEBODY_ELSE");
}

void fill_tried(const Context& context, View& view, const Trial& trial, const Call* call) {
  const bool in = trial.tried->answer.verdict == Verdict::liberado;
  auto result = view.each("TRIED");
  result.set("TONE", in ? "good" : "bad").set("ICON", in ? "check-circle-fill" : "x-circle-fill");
  result.set("HEAD", trial_words(trial.tried->met)).set("TEXT", trial_text(context, trial, call));
  result.set("STATUS", static_cast<std::uint64_t>(trial.tried->answer.http_status));
  if (!in) result.each("WIRE").set("WORD", domain::name_of(trial.tried->answer.verdict));
  result.show_if(trial.tried->met == domain::Met::conflict, "CONFLICT");
  fill_trial_customers(context, result, trial, call);
}

/// The integration that the form is sent for, unless another one is chosen: one that the customer has.
std::uint32_t tried_integration(const IntegrationChoice& integrations, const Call* call, const Trial* trial) {
  if (trial != nullptr) return trial->integration_id;
  if (integrations.chosen() != nullptr) return integrations.chosen()->id;
  if (call != nullptr)
    for (const auto& each : call->verdicts.integrations)
      if (each.passive && each.touched()) return each.integration.id;
  return 0;
}

/// The form, for those who may send it, with what the last one found. The password is never shown again.
void fill_trial(const Context& context, View& body, const IntegrationChoice& integrations, const Call* call,
                const Trial* trial) {
  if (!may_use(context, http::Method::post, k_denial_root)) return;
  if (std::none_of(integrations.all().begin(), integrations.all().end(), is_passive)) return;
  auto view = body.each("TRIAL");
  view.set("PATH", k_denial_root);
  view.set("LOGIN", trial == nullptr ? "" : base::printable(trial->login));
  if (call != nullptr) view.each("ABOUT").set("ID", call->customer.id);
  const auto chosen = tried_integration(integrations, call, trial);
  for (const auto& integration : integrations.all())
    if (is_passive(integration))
      view.each("OPTION")
          .set("VALUE", integration.id)
          .set("LABEL", integration.description)
          .show_if(integration.id == chosen, "SELECTED");
  if (trial == nullptr) return;
  view.set_or_hide("PROBLEM", trial->problem);
  if (trial->tried) fill_tried(context, view, *trial, call);
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
  if (verdict != Verdict::liberado)
    return {.text = "Negado: " +
                    denial_words({verdict, denial.integration.description,
                                  denial.product ? denial.product->name : product_code, denial.deciding()})};
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

void fill_denial(const Context& context, View& body, const Call& call, const Denial& denial,
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

void fill_answer(const Context& context, View& body, const IntegrationChoice& integrations,
                 const Call& call) {
  const auto product = asked_product(context);
  if (integrations.chosen() == nullptr || product.empty()) return fill_overview(body, call);
  const auto denial =
      operations::explain_denial(context.operations(), {.integration_id = integrations.chosen()->id,
                                                        .customer_id = call.customer.id,
                                                        .product_code = product});
  if (denial) fill_denial(context, body, call, *denial, product);
}

/// The page, with what a log-in and password came to where they were tried.
http::Response denial_page(const Context& context, const Trial* trial) {
  Page page(context, "decisions/denial.html", "Por que foi negado?");
  page.lead("Responde com a mesma regra e os mesmos registros da validação.");
  const IntegrationChoice integrations(context);
  const auto ids = customers_of(context, integrations.chosen());
  std::optional<domain::Customer> customer;
  if (ids.size() == 1) customer = storage::find_customer(context.tenant(), ids.front());
  std::optional<Call> call;
  if (customer) call.emplace(context, *customer);
  auto& body = page.body();
  fill_question(context, body, integrations, customer ? &*customer : nullptr);
  fill_trial(context, body, integrations, call ? &*call : nullptr, trial);
  if (call) {
    fill_answer(context, body, integrations, *call);
    fill_attempts(context, body.include("ATTEMPTS", "decisions/attempts.html"), *call);
  } else if (ids.size() > 1) {
    fill_candidates(context, body, ids);
  } else if (!ids.empty() || !context.query.get("quem").empty()) {
    body.show("NOBODY");
  }
  return page.answer();
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

http::Response denial_explain(Context& context) { return denial_page(context, nullptr); }

http::Response denial_try(Context& context) {
  Trial trial{.integration_id = static_cast<std::uint32_t>(number_of(context.form, "integracao")),
              .login = context.form.get("login")};
  const auto password = context.form.get("senha");
  if (base::trim(trial.login).empty() || password.empty()) {
    trial.problem = "Digite o login e a senha como o cliente os digita.";
    return denial_page(context, &trial);
  }
  trial.tried = operations::try_log_in(context.operations(), {trial.integration_id, trial.login, password});
  if (!trial.tried) {
    trial.problem = "Escolha a integração.";
  } else if (trial.tried->wait.count() > 0) {
    trial.problem = "Foram muitas senhas erradas seguidas. Espere " +
                    std::to_string(trial.tried->wait.count()) + " segundos e tente de novo.";
    trial.tried.reset();
  }
  return denial_page(context, &trial);
}

}  // namespace web
