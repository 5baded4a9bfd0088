#include "web/pages/attempt_lines.h"

#include "storage/attempts.h"
#include "storage/transmissions.h"
#include "web/list.h"
#include "web/pages/account_page.h"
#include "web/texts.h"

namespace web {

namespace {

Cell outcome_cell(const domain::Attempt& attempt) {
  if (!attempt.delivery) return {.text = "Em andamento", .tone = Cell::Tone::waiting};
  const auto tone = *attempt.delivery == domain::Delivery::delivered  ? Cell::Tone::good
                    : *attempt.delivery == domain::Delivery::rejected ? Cell::Tone::bad
                                                                      : Cell::Tone::waiting;
  return {.text = std::string(domain::words_of(*attempt.delivery).label),
          .tone = tone,
          .title = std::string(domain::words_of(attempt.reason).label)};
}

}  // namespace

void fill_exchange(View& view, const domain::Exchange& exchange) {
  auto shown = view.include("EXCHANGE", "parts/exchange.html");
  shown.set("METHOD", exchange.method)
      .set("URL", exchange.url)
      .set("TOOK", number_cell(exchange.duration_ms).text + " ms");
  if (!exchange.request.empty()) fill_lines(shown.each("ASKED"), exchange.request);
  if (!exchange.failure.empty()) shown.each("FAILURE").set("TEXT", exchange.failure);
  if (exchange.status == 0) return;
  auto answered = shown.each("ANSWERED");
  answered.set("STATUS", exchange.status);
  fill_lines(answered, exchange.response);
}

void fill_attempt(const Context& context, View& lines, const domain::Attempt& attempt,
                  const std::string& customer) {
  auto view = lines.each("ATTEMPT");
  view.set("AT", context.provider.zone.second_br(attempt.begun_at))
      .set("LABEL", tried_text(attempt.change))
      .set_or_hide("MESSAGE", attempt.message);
  auto state = view.include("STATE", "parts/state.html");
  fill_state(state, outcome_cell(attempt));
  if (!customer.empty())
    view.each("ACCOUNT").set("HREF", account_path(attempt.account_id)).set("NAME", customer);
  const auto exchanges = storage::list_exchanges(context.tenant(), attempt.id);
  for (const auto& exchange : exchanges) fill_exchange(view, exchange);
  view.show_if(exchanges.empty(), "NO_EXCHANGE");
}

}  // namespace web
