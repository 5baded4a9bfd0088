#include "platforms/signed_in.h"

#include <nlohmann/json.hpp>

#include "platforms/json_reply.h"

namespace platforms {

namespace {

Outcome not_sent(Outcome outcome) {
  if (outcome.delivery == domain::Delivery::unknown) outcome.delivery = domain::Delivery::not_sent;
  return outcome;
}

/// As it is, and as PHP writes it into JSON.
void hide_token(Wire& wire, const std::string& token) {
  std::string escaped;
  for (const char each : token) escaped += each == '/' ? "\\/" : std::string(1, each);
  wire.hide(token);
  wire.hide(escaped);
}

/// Nothing: there is a token now. Whatever goes wrong here, the change itself was not sent.
std::optional<Outcome> signed_in(Wire& wire, const SignIn& sign_in) {
  wire.session() = {.changed = true};
  const auto answer = wire.send(sign_in.call);
  if (auto outcome = common_outcome(answer)) return not_sent(std::move(*outcome));
  if (answer->status / 100 != 2)
    return refused(domain::Reason::credential, "A plataforma não deu acesso à integração (" +
                                                   std::to_string(answer->status) +
                                                   "). Confira os parâmetros da integração.");
  const auto body = json_of(*answer);
  auto session = body ? sign_in.read(*body, wire.now()) : Session{};
  if (session.token.empty()) return not_sent(unreadable(*answer));
  hide_token(wire, session.token);
  session.changed = true;
  wire.session() = std::move(session);
  return std::nullopt;
}

base::Expected<HttpReply, HttpFailure> sent_under_token(Wire& wire, HttpCall call) {
  hide_token(wire, wire.session().token);
  call.headers.emplace_back("Authorization", "Bearer " + wire.session().token);
  return wire.send(call);
}

bool is_over(const base::Expected<HttpReply, HttpFailure>& answer, const SignIn& sign_in) {
  return answer.ok() && (answer->status == 401 || (sign_in.renews_at_403 && answer->status == 403));
}

}  // namespace

base::Expected<HttpReply, Outcome> send_signed_in(Wire& wire, const HttpCall& call, const SignIn& sign_in) {
  const auto& session = wire.session();
  const bool kept = !session.token.empty() && session.expires_at > wire.now();
  if (!kept)
    if (auto outcome = signed_in(wire, sign_in)) return base::Unexpected{std::move(*outcome)};
  auto answer = sent_under_token(wire, call);
  if (kept && is_over(answer, sign_in)) {
    if (auto outcome = signed_in(wire, sign_in)) return base::Unexpected{std::move(*outcome)};
    answer = sent_under_token(wire, call);
  }
  if (auto outcome = common_outcome(answer)) return base::Unexpected{std::move(*outcome)};
  return std::move(answer).value();
}

}  // namespace platforms
