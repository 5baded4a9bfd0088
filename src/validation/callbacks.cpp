#include "validation/callbacks.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/http.h"
#include "base/log.h"
#include "base/text.h"
#include "storage/checks.h"
#include "validation/replies.h"

namespace validation {

using domain::Verdict;

namespace {

constexpr std::string_view k_path = "/callback/";
constexpr int k_attempts = 3;
constexpr unsigned k_most_losses = 3;  // of the database under one call, which then hears 503
constexpr std::chrono::milliseconds k_session_soon{
    3};  // how long a new session is waited for before looking again
constexpr std::chrono::milliseconds k_idle{
    300};  // unasked for so long, the database is asked whether it is there
constexpr std::size_t k_longest_product = 64;  // of the log's column

constexpr std::string_view k_code = "code";  // of a query by which a platform brings one

// Words of the log beside domain::name_of.
constexpr std::string_view k_malformed = "requisicao_invalida";
constexpr std::string_view k_limited = "limite_excedido";
constexpr std::string_view k_guessing = "muitas_tentativas";
constexpr std::string_view k_conflict = "conflito_login";
constexpr std::string_view k_unknown_login = "login_desconhecido";
constexpr std::string_view k_wrong_password = "senha_nao_confere";
constexpr std::string_view k_invalid_question = "invalida";

bool is_asking(std::string_view method) { return method == "GET" || method == "POST" || method == "HEAD"; }

/// True for a body that would be read as something else than it says.
bool is_compressed(const Request& request) {
  return !request.content_encoding.empty() && !request.body.empty() && request.content_encoding != "identity";
}

std::uint32_t microseconds_of(SteadyTime::duration time) {
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
}

std::chrono::milliseconds until(SteadyTime at, SteadyTime now) {
  return std::chrono::ceil<std::chrono::milliseconds>(at - now);
}

/// The log's word for a log-in that failed, more exact than what is answered; empty: the verdict is the word.
std::string_view word_of(domain::Met met) {
  using enum domain::Met;
  return met == conflict         ? k_conflict
         : met == unknown        ? k_unknown_login
         : met == wrong_password ? k_wrong_password
                                 : "";
}

/// Every product's verdict of an inquiry, beside its name as it was sent.
std::vector<domain::ProductVerdict> verdicts_of(const Inquiry& inquiry) {
  std::vector<domain::ProductVerdict> verdicts;
  for (std::size_t i = 0; i < inquiry.items.size(); ++i)
    verdicts.emplace_back(inquiry.question->products[i], inquiry.items[i].verdict);
  return verdicts;
}

}  // namespace

/// A call with what it asks and what came of it.
struct Callbacks::Asked {
  enum class Outcome { undecided, verdict, unknown_token, malformed, limited, held };

  explicit Asked(Call& of)
      : call(&of),
        token_hash(base::token_hash(of.request.path.substr(k_path.size()))),
        question(parse_question(of.request)) {}

  Call* call;
  std::string token_hash;
  base::Result<Question> question;
  Outcome outcome = Outcome::undecided;
  SteadyTime again = {};       // when limited or held
  bool guessing = false;       // limited for wrong passwords on its log-in
  std::uint64_t password = 0;  // as the throttle knows it
  Inquiry inquiry = {};
};

Callbacks::Callbacks(Parts parts)
    : parts_(parts),
      seconds_(parts.metrics.seconds("catraca_validation_seconds", "From a call's last byte to its answer")),
      turns_(parts.metrics.counter("catraca_validation_turns_total", "Turns with a callback in them")) {}

void Callbacks::answer(std::span<Call* const> calls) {
  std::vector<Asked> turn;
  turn.reserve(calls.size());
  for (auto* call : calls) {
    if (auto reply = vitals(call->request))
      call->reply = std::move(*reply);
    else
      turn.emplace_back(*call);
  }
  if (turn.empty()) return;
  turns_.Increment();
  now_ = parts_.clock.now();
  steady_now_ = std::chrono::steady_clock::now();
  try {
    if (auto* session = parts_.database.session(); session != nullptr) settle(*session, turn);
  } catch (const storage::Unavailable& error) {
    base::log::warn("validation lost the database", {{"error", error.what()}});
    parts_.database.lost(steady_now_);
    give_up(turn);
  }
  std::vector<Answered> answers;
  note_logins(turn);
  for (auto& asked : turn) conclude(asked, answers);
  parts_.log.add(std::move(answers));
}

/// The reply to what is no question; nothing for a callback.
std::optional<Reply> Callbacks::vitals(const Request& request) {
  const Reply fine{.status = 200, .content_type = "text/plain", .body = "ok\n"};
  if (request.path.starts_with(k_path)) {
    if (!is_asking(request.method)) return method_not_allowed();
    return is_compressed(request) ? std::optional(compressed()) : std::nullopt;
  }
  if (request.path == "/healthz") return fine;
  if (request.path == "/readyz") return parts_.database.session() != nullptr ? fine : unavailable();
  if (request.path == "/metrics")
    return Reply{.status = 200, .content_type = "text/plain; version=0.0.4", .body = parts_.metrics.text()};
  return unknown_token();
}

void Callbacks::settle(Session& session, std::span<Asked> turn) {
  for (int attempt = 0; attempt < k_attempts; ++attempt) {
    if (decide(session, turn)) {
      asked_at_ = steady_now_;
      return;
    }
    session.config = storage::load_check_config(session.db);
  }
  throw storage::Unavailable("settings keep changing");
}

/// Nothing was decided: what was found in the settings has gone with the session. Only one that waits for its
/// place (R28) goes on waiting.
void Callbacks::give_up(std::span<Asked> turn) {
  for (auto& asked : turn) {
    if (asked.outcome == Asked::Outcome::held) continue;
    asked.outcome = Asked::Outcome::undecided;
    ++asked.call->mark.losses;
  }
}

void Callbacks::rest() {
  const auto now = std::chrono::steady_clock::now();
  auto* session = parts_.database.session();
  if (session == nullptr || now - asked_at_ < k_idle) return;
  try {
    if (storage::find_config_version(session->db) != session->config.version)
      session->config = storage::load_check_config(session->db);
  } catch (const std::exception& error) {
    base::log::warn("validation lost the database while idle", {{"error", error.what()}});
    parts_.database.lost(now);
  }
}

/// Decides the turn under the settings at hand; false when they have moved.
bool Callbacks::decide(Session& session, std::span<Asked> turn) {
  std::vector<Inquiry*> inquiries;
  for (auto& asked : turn) open(asked, session.config);
  admit(turn);
  for (auto& asked : turn) {
    if (asked.outcome == Asked::Outcome::verdict) inquiries.push_back(&asked.inquiry);
  }
  return parts_.hello || decide_all(session, parts_.keyring, now_, inquiries);
}

/// Finds the integration and what is asked of it.
void Callbacks::open(Asked& asked, const storage::CheckConfig& config) {
  using enum Asked::Outcome;
  const auto* integration = config.find(asked.token_hash, now_);
  if (integration != nullptr && !config.answers_under(integration->provider_id, asked.call->request.host))
    integration = nullptr;  // under a name of somebody else's it is nobody's
  asked.inquiry.integration = integration;
  if (integration == nullptr) {
    asked.outcome = unknown_token;
    return;
  }
  if (asked.outcome == limited || asked.outcome == held) return;
  asked.outcome = asked.question ? verdict : malformed;
  if (!asked.question) return;
  asked.inquiry = inquiry_of(*integration, *asked.question, parts_.keyring);
  if (asked.inquiry.by_login()) asked.password = password_of(asked.inquiry);
}

void Callbacks::admit(std::span<Asked> turn) {
  using enum Asked::Outcome;
  const std::lock_guard lock(parts_.limits.mutex);
  for (auto& asked : turn)
    if (asked.outcome == verdict || asked.outcome == malformed) admit(asked);
}

/// Counts the call against the limits of R28; each once, however often it is offered.
void Callbacks::admit(Asked& asked) {
  const auto& integration = *asked.inquiry.integration;
  auto& mark = asked.call->mark;
  if (!mark.counted &&
      !parts_.limits.rate.allow(integration.id, integration.requests_per_second, steady_now_)) {
    asked.outcome = Asked::Outcome::limited;
    asked.again = steady_now_ + std::chrono::seconds{1};
    return;
  }
  mark.counted = true;
  if (mark.placed || !asked.inquiry.by_login() || !integration.active) return;
  const auto place = parts_.limits.logins.enter(
      integration.id, asked.inquiry.login_key, steady_now_,
      {.since = asked.call->arrived, .password = asked.password, .number = mark.number});
  mark.number = place.number;
  mark.placed = !place.wait_until;
  if (mark.placed) return;
  asked.guessing = place.refused;
  asked.outcome = place.refused ? Asked::Outcome::limited : Asked::Outcome::held;
  asked.again = *place.wait_until;
}

/// By what the throttle knows a password again; none is kept.
std::uint64_t Callbacks::password_of(const Inquiry& inquiry) const {
  const auto digest = parts_.keyring.password_digest(0, inquiry.password);
  std::uint64_t beginning = 0;
  std::memcpy(&beginning, digest.data(), sizeof beginning);
  return beginning;
}

void Callbacks::conclude(Asked& asked, std::vector<Answered>& answers) {
  auto& reply = asked.call->reply;
  switch (asked.outcome) {
    case Asked::Outcome::undecided:
      return conclude_undecided(asked);
    case Asked::Outcome::unknown_token:
      reply = unknown_token();
      return count("token_desconhecido");
    case Asked::Outcome::held:
      asked.call->held_until = asked.again;
      reply = limited(until(asked.again, steady_now_));
      return;
    case Asked::Outcome::limited:
      reply = limited(until(asked.again, steady_now_));
      return log(asked,
                 {.decision = {.question = asked.guessing ? name_of(asked.inquiry.question->kind)
                                                          : k_invalid_question,
                               .reason = asked.guessing ? k_guessing : k_limited}},
                 answers);
    case Asked::Outcome::malformed:
      if (conclude_code(asked)) return;
      reply = malformed(asked.question.error());
      return log(asked, {.decision = {.question = k_invalid_question, .reason = k_malformed}}, answers);
    case Asked::Outcome::verdict:
      return conclude_verdict(asked, answers);
  }
}

/// Waits for the session that is being made, where that is a matter of milliseconds: 503 is for a database
/// that is away, not for one that closed a connection.
void Callbacks::conclude_undecided(Asked& asked) {
  auto& call = *asked.call;
  call.reply = unavailable();
  if (parts_.database.is_coming(steady_now_) && call.mark.losses < k_most_losses)
    call.held_until = steady_now_ + k_session_soon;
  else
    count("indisponivel");
}

/// A code that a platform brings for a token (D59) looks like a malformed question; false where it is one.
bool Callbacks::conclude_code(Asked& asked) {
  auto& call = *asked.call;
  const auto code = http::find_param(call.request.query, k_code);
  if (parts_.codes == nullptr || !code || code->empty() || code->size() > CodeTaker::k_longest_code)
    return false;
  const auto& integration = *asked.inquiry.integration;
  switch (parts_.codes->take(integration.provider_id, integration.id, *code)) {
    case CodeTaker::Answer::unknown:
      return false;
    case CodeTaker::Answer::pending:
      call.held_until = steady_now_ + k_session_soon;
      call.reply = unavailable();
      return true;
    case CodeTaker::Answer::stored:
      call.reply = {.status = 200, .content_type = "text/plain"};
      count("codigo_recebido");
      return true;
    case CodeTaker::Answer::refused:
      call.reply = unknown_token();
      count("codigo_recusado");
      return true;
    case CodeTaker::Answer::failed:
      break;
  }
  call.reply = unavailable();
  count("indisponivel");
  return true;
}

void Callbacks::conclude_verdict(Asked& asked, std::vector<Answered>& answers) {
  const auto& inquiry = asked.inquiry;
  const auto& question = *inquiry.question;
  const auto subscriber =
      inquiry.subscriber_id.empty() ? question.subscriber_id : base::hex_of(inquiry.subscriber_id);
  const auto verdicts = verdicts_of(inquiry);
  asked.call->reply =
      reply_to(question.kind, inquiry.verdict, subscriber, verdicts, inquiry.integration->denials_as_200);
  const auto word = word_of(inquiry.met);
  Answered answered{.decision = {.question = name_of(question.kind),
                                 .reason = word.empty() ? domain::name_of(inquiry.verdict) : word}};
  const auto& whose = inquiry.subscriber_id.empty() ? inquiry.login_holder : inquiry.subscriber_id;
  if (!whose.empty()) answered.decision.subscriber_id = whose;
  if (inquiry.met == domain::Met::conflict) answered.conflict_login = inquiry.login_key;
  if (verdicts.empty()) return log(asked, std::move(answered), answers);
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    answered.decision.product = verdicts[i].first.substr(0, k_longest_product);
    if (word.empty()) answered.decision.reason = domain::name_of(verdicts[i].second);
    answered.product_id = inquiry.items[i].product_id;
    log(asked, answered, answers);
  }
}

/// Only wrong log-ins slow the next one down.
void Callbacks::note_logins(std::span<const Asked> turn) {
  const std::lock_guard lock(parts_.limits.mutex);
  for (const auto& asked : turn) {
    const auto& inquiry = asked.inquiry;
    if (asked.outcome != Asked::Outcome::verdict || !inquiry.by_login()) continue;
    if (inquiry.verdict == Verdict::usuario_inexistente)
      parts_.limits.logins.failed(inquiry.integration->id, inquiry.login_key, steady_now_, asked.password);
    if (inquiry.verdict == Verdict::liberado)
      parts_.limits.logins.succeeded(inquiry.integration->id, inquiry.login_key, steady_now_, asked.password);
  }
}

void Callbacks::log(const Asked& asked, Answered answered, std::vector<Answered>& answers) {
  const auto latency = std::chrono::steady_clock::now() - asked.call->arrived;
  auto& decision = answered.decision;
  decision.at = now_;
  decision.provider_id = asked.inquiry.integration->provider_id;
  decision.integration_id = asked.inquiry.integration->id;
  decision.latency_us = microseconds_of(latency);
  if (asked.inquiry.by_login()) decision.login_key = asked.inquiry.login_key;
  seconds_.Observe(std::chrono::duration<double>(latency).count());
  count(decision.reason);
  answers.push_back(std::move(answered));
}

void Callbacks::count(std::string_view reason) {
  auto& counter = answers_[reason];
  if (counter == nullptr)
    counter = &parts_.metrics.counter("catraca_validation_answers_total", "Answers by reason",
                                      {{"reason", std::string(reason)}});
  counter->Increment();
}

}  // namespace validation
