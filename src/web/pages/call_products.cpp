#include <algorithm>
#include <set>

#include "web/list.h"
#include "web/page.h"
#include "web/pages/call.h"
#include "web/pages/cures.h"
#include "web/pages/customer_page.h"
#include "web/pages/denial_page.h"
#include "web/texts.h"
#include "web/verdicts.h"

namespace web {

namespace {

using domain::Verdict;
using operations::IntegrationVerdicts;
using operations::LogInState;
using operations::ProductVerdict;

/// The most products that the customer never had: a few where he is looked at, all but a flood where they
/// are looked for.
std::size_t most_never_had(Extent extent) { return extent == Extent::all ? 300 : 10; }

/// So many of them stand open where they are looked for.
constexpr std::size_t k_most_open = 30;

/// An integration that is asked by log-in; another one's log-ins are no business of ours.
bool asks_by_login(const IntegrationVerdicts& integration) {
  return integration.passive && integration.integration.active && integration.touched();
}

/// In or out as the caller meets it: what a package gives is of no use to whom the platform does not find.
Cell in_or_out(const IntegrationVerdicts& integration, const ProductVerdict& product) {
  if (product.lag) return lag_badge(*product.lag, product.verdict);
  if (product.verdict != Verdict::liberado) return {.text = "Fora", .tone = Cell::Tone::bad};
  const auto log_in = asks_by_login(integration) ? integration.log_in : LogInState::good;
  if (log_in == LogInState::good) return {.text = "Dentro", .tone = Cell::Tone::good};
  if (log_in == LogInState::depends) return {.text = "Depende da senha", .tone = Cell::Tone::waiting};
  return {.text = "Fora", .tone = Cell::Tone::bad};
}

std::string reason_of(const IntegrationVerdicts& integration, const ProductVerdict& product) {
  const auto words = denial_words({product.verdict, integration.integration.description, product.product.name,
                                   product.deciding ? &*product.deciding : nullptr});
  const auto lag = lag_words(product.lag);
  if (product.verdict != Verdict::liberado) return "Negado: " + words + (lag.empty() ? "" : "." + lag);
  if (product.lag && !product.lag->inside) return "Por regra dentro: " + words + "." + lag;
  const bool found = !asks_by_login(integration) || integration.log_in >= LogInState::depends;
  return found ? sentence_of(words) + lag
               : "Negado no login: " + log_in_words(integration.log_in, integration.source) +
                     ". Por produto seria liberado.";
}

void fill_product(View row, const Call& call, const IntegrationVerdicts& integration,
                  const ProductVerdict& product) {
  row.set("PRODUCT", product.product.name)
      .set("HREF", denial_path(call.customer.id, integration.integration.id, product.product.code))
      .set("REASON", reason_of(integration, product));
  if (product.verdict != Verdict::liberado) row.each("WIRE").set("WORD", domain::name_of(product.verdict));
  auto state = row.include("STATE", "parts/state.html");
  fill_state(state, in_or_out(integration, product));
  fill_cures(row, call.cures.of(integration, product));
}

/// The log-ins that let him in, the first few.
std::string good_log_ins(const IntegrationVerdicts& integration) {
  constexpr std::size_t k_most = 3;
  std::set<std::string> texts;
  for (const auto& log_in : integration.log_ins)
    if (log_in.other_customers.empty()) texts.insert(log_in_text(integration.source, log_in.login));
  std::string text = texts.size() == 1 ? "login " : "logins ";
  std::size_t named = 0;
  for (const auto& each : texts)
    if (++named <= k_most) text += (named == 1 ? "" : ", ") + each;
  return texts.size() > k_most ? text + " e mais " + std::to_string(texts.size() - k_most) : text;
}

/// Whom nothing is left to log in for misses no log-in.
bool has_use_of_log_in(const IntegrationVerdicts& integration) {
  return std::any_of(integration.products.begin(), integration.products.end(), [](const auto& product) {
    return product.verdict == Verdict::liberado || product.verdict == Verdict::suspenso;
  });
}

void fill_log_in(View& view, const Cures& cures, const IntegrationVerdicts& integration) {
  if (!asks_by_login(integration)) return;
  if (integration.log_in == LogInState::good) {
    view.each("LOG_IN").set("LOGIN", good_log_ins(integration));
    return;
  }
  if (!has_use_of_log_in(integration)) return;
  auto trouble = view.each("TROUBLE");
  trouble.set("TEXT", log_in_words(integration.log_in, integration.source));
  trouble.set("TONE", integration.log_in == LogInState::depends ? "waiting" : "bad");
  trouble.set("HEAD", integration.log_in == LogInState::depends ? "Depende da senha" : "Negado no login");
  fill_cures(trouble, cures.of_log_in(integration));
}

/// Those he has or had stand open; the others fold away.
void fill_integration(View view, const Call& call, const IntegrationVerdicts& integration, Extent extent) {
  view.set("ID", integration.integration.id).set("NAME", integration.integration.description);
  fill_log_in(view, call.cures, integration);
  std::size_t never = 0;
  for (const auto& product : integration.products)
    if (product.had)
      fill_product(view.each("ROW"), call, integration, product);
    else
      ++never;
  view.show_if(integration.products.empty(), "NO_PRODUCTS");
  if (never == 0) return;
  auto folded = view.each("NEVER");
  folded.show_if(extent == Extent::all && never <= k_most_open, "OPEN");
  folded.set("COUNT",
             count_text(never, "produto que o cliente nunca teve", "produtos que o cliente nunca teve"));
  std::size_t shown = 0;
  for (const auto& product : integration.products)
    if (!product.had && shown < most_never_had(extent)) {
      fill_product(folded.each("ROW"), call, integration, product);
      ++shown;
    }
  if (shown < never)
    folded.each("MORE")
        .set("COUNT", never - shown)
        .set("HREF",
             denial_path(call.customer.id) + "&integracao=" + std::to_string(integration.integration.id));
}

}  // namespace

const operations::IntegrationVerdicts* Call::find(std::uint32_t integration_id) const {
  const auto found = std::find_if(verdicts.integrations.begin(), verdicts.integrations.end(),
                                  [&](const auto& each) { return each.integration.id == integration_id; });
  return found == verdicts.integrations.end() ? nullptr : &*found;
}

void fill_products(View view, const Call& call, Extent extent) {
  bool touched = false;
  for (const auto& integration : call.verdicts.integrations)
    if (integration.touched()) {
      touched = true;
      fill_integration(view.each("INTEGRATION"), call, integration, extent);
    }
  if (!touched)
    view.each("NOTHING")
        .set("HREF", denial_path(call.customer.id))
        .show_if(extent == Extent::touched, "LOOK");
  if (extent == Extent::touched) return;
  for (const auto& integration : call.verdicts.integrations)
    if (!integration.touched()) fill_integration(view.each("INTEGRATION"), call, integration, extent);
}

}  // namespace web
