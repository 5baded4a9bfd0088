#include <algorithm>
#include <chrono>
#include <map>

#include "base/text.h"
#include "operations/attempts.h"
#include "web/list.h"
#include "web/pages/call.h"
#include "web/pages/cures.h"
#include "web/pages/customer_page.h"
#include "web/verdicts.h"

namespace web {

namespace {

constexpr std::uint32_t k_most_lines = 60;
constexpr std::size_t k_most_shown = 6;
/// So many wrong passwords in so short a time are no longer somebody who mistypes.
constexpr std::uint64_t k_many_wrong = 10;
constexpr std::chrono::minutes k_short_time{10};

constexpr std::string_view k_wrong_password = "senha_nao_confere";
constexpr std::string_view k_held_back = "muitas_tentativas";
constexpr std::string_view k_unknown_login = "login_desconhecido";

/// Attempts one behind the other that say the same.
struct Run {
  storage::DecisionLine line = {};  ///< the last of them
  base::Instant first_at = {};
  std::uint64_t times = 0;

  bool continues(const storage::DecisionLine& earlier) const {
    return earlier.reason == line.reason && earlier.integration_id == line.integration_id &&
           earlier.login_key == line.login_key && earlier.product == line.product &&
           earlier.customer_id == line.customer_id;
  }
};

/// Each integration's own succession: two that ask in turn do not cut each other's runs.
std::vector<Run> runs_of(const std::vector<storage::DecisionLine>& lines) {
  std::vector<Run> runs;
  for (const auto& line : lines) {
    auto run = std::find_if(runs.rbegin(), runs.rend(),
                            [&](const Run& each) { return each.line.integration_id == line.integration_id; });
    if (run == runs.rend() || !run->continues(line)) {
      runs.push_back({.line = line});
      run = runs.rbegin();
    }
    run->first_at = line.at;
    run->times += line.weight;
  }
  return runs;
}

/// "20:14"; with the day where it is not today.
std::string time_text(const Context& context, base::Instant at) {
  const auto& zone = context.provider.zone;
  const auto minute = zone.minute_br(at);
  return zone.day_of(at) == zone.day_of(context.house.clock.now()) ? minute.substr(11)
                                                                   : minute.substr(0, 5) + minute.substr(10);
}

/// `field` is what of the registry was typed, `asked` what the integration asks for.
std::string outcome_of(const storage::DecisionLine& line, std::string_view field, std::string_view asked) {
  if (line.reason == "liberado") return "entrou";
  auto text = verdict_label(line.reason);
  if (field.empty()) return text;
  if (line.reason == k_unknown_login)
    return text + (field == asked ? ": é o do cadastro, mas não há serviço vigente com pacote"
                                  : ", parece " + std::string(field));
  return line.reason == k_wrong_password && field != asked ? text + ", com " + std::string(field) : text;
}

std::string words_of(const Context& context, const Run& run, std::string_view field, std::string_view asked) {
  auto text = outcome_of(run.line, field, asked);
  if (run.line.product) text += ", produto " + base::printable(*run.line.product);
  if (run.times == 1) return text;
  text += " (" + number_cell(run.times).text + " vezes";
  const auto since = time_text(context, run.first_at);
  return text + (since == time_text(context, run.line.at) ? ")" : " desde " + since + ")");
}

bool is_failed_log_in(const storage::DecisionLine& line) {
  return line.reason == k_wrong_password || line.reason == k_unknown_login || line.reason == k_held_back;
}

std::uint64_t wrong_lately(const std::vector<storage::DecisionLine>& lines, base::Instant now) {
  std::uint64_t wrong = 0;
  for (const auto& line : lines)
    if ((line.reason == k_wrong_password || line.reason == k_held_back) && line.at > now - k_short_time)
      wrong += line.weight;
  return wrong;
}

/// Whom the attempts are looked up by, and what of the registry a log-in is.
struct Typed {
  Typed(const Context& context, const Call& call) {
    for (const auto& integration : call.verdicts.integrations)
      if (!integration.subscriber_id.empty())
        asker.subscriber_ids.push_back(base::bytes_of_hex(integration.subscriber_id));
    for (auto& login : operations::log_in_keys_of(context.operations(), call.customer.id)) {
      asker.login_keys.push_back(login.key);
      fields.emplace(std::move(login.key), login.field);
    }
  }
  std::string_view field_of(const storage::DecisionLine& line) const {
    const auto found = fields.find(line.login_key.value_or(""));
    return found == fields.end() ? std::string_view() : found->second;
  }

  storage::Asker asker = {};
  std::map<std::string, std::string_view> fields = {};
};

void fill_attempt(const Context& context, View row, const Call& call, const Run& run,
                  std::string_view field) {
  const auto* integration = call.find(run.line.integration_id);
  const auto asked = integration == nullptr ? "" : operations::field_of(integration->source);
  row.set("AT", time_text(context, run.line.at)).set("MOMENT", context.provider.zone.second_br(run.line.at));
  row.set("WORDS", words_of(context, run, field, asked));
  row.show(run.line.reason == "liberado" ? "PASSED" : "FAILED");
  if (integration != nullptr) row.set("INTEGRATION", integration->integration.description);
  if (run.line.customer_id && *run.line.customer_id != call.customer.id)
    row.each("OTHER").set("NAME", run.line.customer_name).set("HREF", customer_path(*run.line.customer_id));
}

}  // namespace

void fill_attempts(const Context& context, View view, const Call& call) {
  const Typed typed(context, call);
  const auto lines = storage::list_attempts(context.tenant(), typed.asker, k_most_lines);
  const auto runs = runs_of(lines);
  view.show_if(runs.empty(), "NONE");
  for (std::size_t i = 0; i < std::min(runs.size(), k_most_shown); ++i)
    fill_attempt(context, view.each("ATTEMPT"), call, runs[i], typed.field_of(runs[i].line));
  if (!runs.empty())
    view.each("ALL").set("HREF", "/validacoes?periodo=7&quem=" + http::url_encode(call.customer.code));
  if (const auto wrong = wrong_lately(lines, context.house.clock.now()); wrong >= k_many_wrong)
    view.each("GUESSING")
        .set("TIMES", number_cell(wrong).text)
        .set("LEAST", lines.size() == k_most_lines ? "pelo menos " : "");
  if (runs.empty() || !is_failed_log_in(runs.front().line)) return;
  const auto* integration = call.find(runs.front().line.integration_id);
  if (integration != nullptr) fill_cures(view, call.cures.of_attempt(*integration));
}

}  // namespace web
