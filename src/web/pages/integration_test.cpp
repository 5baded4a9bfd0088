#include <algorithm>
#include <charconv>

#include "base/documents.h"
#include "base/text.h"
#include "operations/callback_bench.h"
#include "operations/integrations.h"
#include "operations/log_ins.h"
#include "storage/accounts.h"
#include "storage/customer_search.h"
#include "storage/decision_log.h"
#include "storage/products.h"
#include "web/answers.h"
#include "web/list.h"
#include "web/pages/customer_page.h"
#include "web/pages/denial_page.h"
#include "web/pages/handlers.h"
#include "web/pages/integration_transmissions.h"
#include "web/texts.h"
#include "web/verdicts.h"

/// *Testar/Sincronizar* of an integration that platforms ask (R6): both calls, really made, through its
/// public callback URL; and the last ones received, to be made again.
namespace web {

namespace {

constexpr std::uint32_t k_most_customers = 20;
constexpr std::uint32_t k_last_calls = 20;

/// What the bench is about.
struct Bench {
  operations::IntegrationView view;
  storage::CheckedIntegration checked;
  std::vector<domain::Product> products;
};

/// Only of integrations that are asked; the others are called by us, which is another test.
std::optional<Bench> find(const Context& context) {
  auto view =
      operations::find_integration_by_id(context.operations(), static_cast<std::uint32_t>(context.id()));
  if (!view || !view->platform->can.passive) return std::nullopt;
  const auto id = view->integration.id;
  auto checked = storage::find_checked_integration(context.tenant(), id);
  if (!checked) return std::nullopt;
  return Bench{std::move(*view), std::move(*checked), storage::list_all_products(context.tenant(), id)};
}

/// The other test: of an integration that is called by us.
std::optional<operations::IntegrationView> find_told(const Context& context) {
  auto view =
      operations::find_integration_by_id(context.operations(), static_cast<std::uint32_t>(context.id()));
  if (!view || !view->platform->is_told()) return std::nullopt;
  return view;
}

/// A customer with all that the calls need.
struct Subject {
  domain::Customer customer = {};
  std::string subscriber_id = {};  ///< 32 hex digits; empty without account
  std::vector<operations::LogIn> log_ins = {};

  const operations::LogIn* log_in_of(const std::string& service_id) const {
    const auto found = std::find_if(log_ins.begin(), log_ins.end(), [&](const auto& log_in) {
      return std::to_string(log_in.service_id) == service_id;
    });
    return found == log_ins.end() ? nullptr : &*found;
  }
};

std::optional<Subject> find_subject(const Context& context, const Bench& bench, const std::string& id_text) {
  std::uint64_t id = 0;
  std::from_chars(id_text.data(), id_text.data() + id_text.size(), id);
  auto customer = storage::find_customer(context.tenant(), id);
  if (!customer) return std::nullopt;
  Subject subject{.customer = std::move(*customer)};
  for (const auto& account : storage::list_accounts_of(context.tenant(), {&id, 1}))
    if (account.integration_id == bench.checked.id)
      subject.subscriber_id = base::hex_of(account.subscriber_id);
  subject.log_ins = operations::list_log_ins(context.operations(), bench.checked, subject.customer);
  return subject;
}

bool has_own_password(const Bench& bench) {
  return bench.checked.source == domain::CredentialSource::login_autenticacao;
}

// --- the calls
// ------------------------------------------------------------------------------------------------------

operations::CallbackAddress address_of(const Context& context, const Bench& bench) {
  const auto path = "/callback/" + bench.view.callback_token;
  const auto& request = context.request;
  if (!context.house.callback_address.empty()) return {context.house.callback_address + path, request.host};
  // The port of a Host header is the caller's word: it is taken where people may sign in from this machine
  // only.
  return {request.secure ? "https://" + request.host + path : "http://" + request.host_with_port + path,
          request.host};
}

/// What is shown of a call: its question, and what came of it.
struct Shown {
  std::string title = {};
  std::string note = {};  ///< why it was not made, or what there is to know
  std::optional<operations::CallbackExchange> exchange = {};
};

Shown existence(const Context& context, const Bench& bench, const Subject& subject) {
  Shown shown{.title = "O cliente existe?"};
  const auto* log_in = subject.log_in_of(context.form.get("servico"));
  if (log_in == nullptr && !subject.log_ins.empty()) log_in = &subject.log_ins.front();
  if (log_in == nullptr) {
    shown.note = "Não foi chamada: o cliente não tem login nesta integração.";
    return shown;
  }
  const auto password = has_own_password(bench) ? context.form.get("senha") : log_in->login;
  if (password.empty()) {
    shown.note =
        "Não foi chamada: a senha da autenticação não fica guardada aqui, só um resumo dela. Digite-a para "
        "testar o login.";
    return shown;
  }
  shown.exchange = operations::ask_existence(context.house.client, address_of(context, bench), log_in->login,
                                             password, log_in_text(bench.checked.source, log_in->login));
  return shown;
}

Shown access(const Context& context, const Bench& bench, const std::string& subscriber_id,
             const std::string& product) {
  Shown shown{.title = "O cliente tem o produto?"};
  if (subscriber_id.empty())
    shown.note =
        "Não foi chamada: o cliente nunca teve um pacote desta integração, por isso não tem subscriber_id.";
  else if (product.empty())
    shown.note = "Não foi chamada: escolha um produto.";
  else
    shown.exchange =
        operations::ask_product(context.house.client, address_of(context, bench), subscriber_id, product);
  return shown;
}

void fill_shown(View& body, const Shown& shown) {
  auto call = body.each("CALL");
  call.set("TITLE", shown.title).set_or_hide("NOTE", shown.note);
  if (!shown.exchange) return;
  const auto& exchange = *shown.exchange;
  fill_lines(call.each("ASKED"), exchange.request);
  if (!exchange.reply) {
    call.each("FAILURE").set("MESSAGE", exchange.reply.error().message);
    return;
  }
  const auto& reply = *exchange.reply;
  fill_lines(call.each("ANSWERED"), reply_text(reply.status, reply.content_type, reply.body));
  call.each("TIME").set("TOOK", latency_text(static_cast<std::uint64_t>(exchange.took.count())));
}

// --- the page
// -------------------------------------------------------------------------------------------------------

/// The customer that the query names, or the only one that its search finds.
std::string asked_customer(const Context& context) {
  const auto typed = context.query.get("quem");
  if (base::trim(typed).empty()) return context.query.get("cliente");
  const auto hits = storage::search_customers(context.tenant(), base::trim(typed), 2);
  return hits.size() == 1 ? std::to_string(hits.front().id) : "";
}

void fill_candidates(const Context& context, View& body) {
  const auto typed = context.query.get("quem");
  const auto who = base::trim(typed);
  body.each("SEARCH").set("PATH", context.request.path).set("WHO", typed);
  if (who.empty()) return;
  const auto hits = storage::search_customers(context.tenant(), who, k_most_customers);
  if (hits.empty())
    body.show("NOBODY");
  else
    body.each("CANDIDATES").show_if(hits.size() == k_most_customers, "FIRST_ONES");
  for (const auto& hit : hits) {
    const auto customer = storage::find_customer(context.tenant(), hit.id);
    if (!customer) continue;
    body.each("CANDIDATE")
        .set("NAME", customer->name)
        .set("CODE", customer->code)
        .set("DOCUMENT", base::document_masked(customer->document.value_or("")))
        .set("HREF", context.request.path + "?cliente=" + std::to_string(hit.id));
  }
}

void fill_form(const Context& context, View& body, const Bench& bench, const Subject& subject) {
  auto form = body.each("FORM");
  form.set("PATH", context.request.path).set("ID", subject.customer.id);
  form.set("NAME", customer_title(subject.customer)).set("HREF", customer_path(subject.customer.id));
  form.set_or_hide("SUBSCRIBER_ID", subject.subscriber_id);
  const auto service = context.form.get("servico");
  if (!subject.log_ins.empty()) {
    auto choice = form.each("LOG_INS");
    for (const auto& log_in : subject.log_ins)
      choice.each("LOG_IN")
          .set("VALUE", log_in.service_id)
          .set("LABEL", log_in_text(bench.checked.source, log_in.login) + " (serviço " +
                            std::to_string(log_in.service_erp_id) + ")")
          .show_if(std::to_string(log_in.service_id) == service, "SELECTED");
    if (has_own_password(bench)) form.show("PASSWORD");
  }
  form.show_if(subject.log_ins.empty(), "NO_LOG_INS").show_if(bench.products.empty(), "NO_PRODUCTS");
  for (const auto& product : bench.products)
    form.each("PRODUCT")
        .set("VALUE", product.code)
        .set("LABEL", product.name + " (" + product.code + ")")
        .show_if(product.code == context.form.get("produto"), "SELECTED");
}

void fill_last_calls(const Context& context, View& body, const Bench& bench) {
  const auto lines =
      storage::list_decisions(context.tenant(), {.integration_id = bench.checked.id}, k_last_calls);
  body.show(lines.empty() ? "NO_CALLS" : "LAST_CALLS");
  for (const auto& line : lines) {
    auto row = body.each("LAST_CALL");
    row.set("AT", context.provider.zone.second_br(line.at))
        .set("QUESTION", question_label(line.question))
        .set("PRODUCT", base::printable(line.product.value_or("")))
        .set("TOOK", latency_text(line.latency_us));
    if (line.customer_id)
      row.each("CUSTOMER").set("NAME", line.customer_name).set("HREF", customer_path(*line.customer_id));
    auto state = row.include("STATE", "parts/state.html");
    fill_state(state, verdict_badge(line.reason));
    if (!may_use(context, http::Method::post, context.request.path)) continue;
    if (line.subscriber_id && line.product)
      row.each("REPEAT").set("PATH", context.request.path).set("ID", line.id);
    else if (line.customer_id)
      row.each("CHOOSE").set("HREF", context.request.path + "?cliente=" + std::to_string(*line.customer_id));
  }
}

http::Response bench_page(const Context& context, const Bench& bench, const std::optional<Subject>& subject,
                          const std::vector<Shown>& made) {
  Page page(context, "integrations/test.html", "Testar / Sincronizar");
  const auto path = "/plataformas/" + std::to_string(bench.checked.id);
  page.under(bench.view.integration.description, path);
  page.lead("Faz, pela Callback URL pública, as mesmas chamadas que a plataforma faz, com um cliente seu.");
  page.side_action("Produtos", path + "/produtos", "grid-3x3-gap")
      .side_action("Callback URL", path + "/callback", "link-45deg");
  auto& body = page.body();
  body.show_if(!bench.checked.active, "INACTIVE");
  if (subject)
    fill_form(context, body, bench, *subject);
  else
    fill_candidates(context, body);
  if (!made.empty()) body.show("CALLS");
  for (const auto& shown : made) fill_shown(body, shown);
  fill_last_calls(context, body, bench);
  return page.answer();
}

/// Makes a call of the log again, of which only the product question is known.
http::Response repeat(const Context& context, const Bench& bench, std::uint64_t decision_id) {
  const auto line = storage::find_decision(context.tenant(), decision_id);
  if (!line || line->integration_id != bench.checked.id || !line->subscriber_id || !line->product)
    return redirect_with(context, context.request.path, "Esta chamada não está mais no registro.",
                         Tone::warning);
  auto shown = access(context, bench, base::hex_of(*line->subscriber_id), *line->product);
  shown.note = "Em " + context.provider.zone.second_br(line->at) +
               " a resposta foi: " + verdict_badge(line->reason).text + ".";
  std::optional<Subject> subject;
  if (line->customer_id) subject = find_subject(context, bench, std::to_string(*line->customer_id));
  return bench_page(context, bench, subject, {std::move(shown)});
}

}  // namespace

http::Response integration_test(Context& context) {
  if (const auto told = find_told(context)) return active_test(context, *told);
  const auto bench = find(context);
  if (!bench)
    return failure(context, 404, "Esta integração não existe, ou não é das que consultam o Catraca.");
  return bench_page(context, *bench, find_subject(context, *bench, asked_customer(context)), {});
}

http::Response integration_test_run(Context& context) {
  if (const auto told = find_told(context)) return active_test_run(context, *told);
  const auto bench = find(context);
  if (!bench)
    return failure(context, 404, "Esta integração não existe, ou não é das que consultam o Catraca.");
  const auto repeated = context.form.get("repetir");
  std::uint64_t decision_id = 0;
  std::from_chars(repeated.data(), repeated.data() + repeated.size(), decision_id);
  if (decision_id != 0) return repeat(context, *bench, decision_id);
  const auto subject = find_subject(context, *bench, context.form.get("cliente"));
  if (!subject) return redirect_with(context, context.request.path, "Escolha um cliente.", Tone::warning);
  return bench_page(context, *bench, subject,
                    {existence(context, *bench, *subject),
                     access(context, *bench, subject->subscriber_id, context.form.get("produto"))});
}

}  // namespace web
