#include "platforms/wire.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/http.h"
#include "base/text.h"
#include "platforms/json_reply.h"

namespace platforms {

namespace {

using domain::Delivery;
using domain::Reason;

/// Longer texts are cut in the history.
constexpr std::size_t k_most_kept = 8 * 1024;

std::string replaced(const std::string& text, const std::string& what, const std::string& instead) {
  std::string out;
  std::size_t from = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, from)) {
    out.append(text, from, at - from).append(instead);
    from = at + what.size();
  }
  return out.append(text, from);
}

/// As a person can read it: what is no text is '?', and no more of it than is kept.
std::string legible(std::string text) {
  if (text.size() > k_most_kept) {
    auto end = k_most_kept;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
  }
  if (base::is_clean_text(text)) return text;
  for (auto& byte : text)
    if ((static_cast<unsigned char>(byte) < 0x20 && byte != '\n') || static_cast<unsigned char>(byte) > 0x7E)
      byte = '?';
  return text;
}

/// As it stands within a JSON text.
std::string in_json(const std::string& text) {
  using nlohmann::json;
  const auto quoted = json(text).dump(-1, ' ', false, json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

/// The same as PHP writes it.
std::string in_php_json(const std::string& text) {
  std::string out;
  for (const char each : in_json(text)) out += each == '/' ? "\\/" : std::string(1, each);
  return out;
}

std::string line_of(const HttpCall& call) {
  std::string text;
  for (const auto& [name, value] : call.headers) text += name + ": " + value + "\n";
  return text.empty() ? call.body : text + "\n" + call.body;
}

/// Where nothing is, nothing was done, and no account is to blame.
bool is_of_wrong_address(const HttpReply& reply, const char* error_member) {
  if (reply.status == 405 || reply.status == 410) return true;
  if (reply.status != 404) return false;
  const auto body = json_of(reply);
  return !body || !body->is_object() || !body->contains(error_member);
}

}  // namespace

Wire::Wire(const HttpClient& client, std::chrono::milliseconds within, Session& session, base::Instant now,
           CodeDesk* codes)
    : client_(client),
      until_(std::chrono::steady_clock::now() + within),
      session_(session),
      now_(now),
      codes_(codes) {}

void Wire::hide(const std::string& secret, std::string instead) {
  if (secret.empty()) return;
  hidden_.emplace_back(secret, std::move(instead));
  // The longest first: what is part of another must not break it.
  std::ranges::stable_sort(hidden_, std::ranges::greater{},
                           [](const auto& each) { return each.first.size(); });
}

base::Expected<HttpReply, HttpFailure> Wire::send(const HttpCall& call) {
  const auto began = std::chrono::steady_clock::now();
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until_ - began);
  if (left.count() <= 0)
    return base::Unexpected{HttpFailure{.message = "O prazo da tentativa terminou antes desta chamada."}};
  auto asked = call;
  asked.line = session_.line;
  auto answer = client_.send(asked, left);
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  domain::Exchange exchange{.method = call.method,
                            .url = call.url,
                            .request = line_of(call),
                            .duration_ms = static_cast<std::uint32_t>(took.count())};
  if (answer.ok()) {
    exchange.status = answer->status;
    exchange.response = answer->body;
  } else {
    exchange.failure = answer.error().message;
  }
  exchanges_.push_back(std::move(exchange));
  return answer;
}

std::vector<domain::Exchange> Wire::take_exchanges() {
  for (auto& exchange : exchanges_)
    for (auto* text : {&exchange.url, &exchange.request, &exchange.response, &exchange.failure})
      *text = shown(std::move(*text));
  return std::exchange(exchanges_, {});
}

std::string Wire::shown(std::string text) const {
  for (const auto& [secret, instead] : hidden_)
    for (const auto& form : {secret, http::url_encode(secret), in_json(secret), in_php_json(secret)})
      text = replaced(text, form, instead);
  return legible(std::move(text));
}

std::optional<Outcome> common_outcome(const base::Expected<HttpReply, HttpFailure>& answer,
                                      const char* error_member) {
  if (!answer.ok()) {
    const auto& failure = answer.error();
    return Outcome{.delivery = failure.sent ? Delivery::unknown : Delivery::not_sent,
                   .reason = Reason::again,
                   .message = failure.message};
  }
  const auto status = answer->status;
  const auto code = std::to_string(status);
  if (status == 401 || status == 403)
    return refused(Reason::credential, "A plataforma recusou a credencial da integração (" + code +
                                           "). Confira os parâmetros da integração.");
  if (status == 429)
    return Outcome{.delivery = Delivery::later,
                   .reason = Reason::again,
                   .message = "A plataforma pediu para esperar (429).",
                   .wait = answer->retry_after};
  if (status >= 500)
    return Outcome{.delivery = Delivery::unknown,
                   .reason = Reason::again,
                   .message = "A plataforma falhou (" + code + ").",
                   .wait = answer->retry_after};
  if (status >= 300 && status < 400)
    return Outcome{.delivery = Delivery::not_sent,
                   .reason = Reason::again,
                   .message = "O endereço da integração redireciona para outro (" + code +
                              "); redirecionamentos não são seguidos. Confira o endereço."};
  if (is_of_wrong_address(*answer, error_member))
    return Outcome{.delivery = Delivery::not_sent,
                   .reason = Reason::again,
                   .message = "Ninguém atende no endereço da integração (" + code +
                              "). Confira o endereço nos parâmetros dela."};
  return std::nullopt;
}

Outcome unreadable(const HttpReply& reply) {
  return {.delivery = Delivery::unknown,
          .reason = Reason::again,
          .message = "A plataforma respondeu " + std::to_string(reply.status) +
                     " com um conteúdo que não é o do contrato."};
}

Outcome refused(Reason reason, std::string message) {
  return {.delivery = Delivery::rejected, .reason = reason, .message = std::move(message)};
}

}  // namespace platforms
