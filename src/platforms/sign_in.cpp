#include "platforms/sign_in.h"

#include <algorithm>

namespace platforms {

namespace {

/// Longer tokens are used and not kept: they have no room.
constexpr std::size_t k_most_kept = 3072;
/// No token is believed to live longer.
constexpr std::chrono::hours k_longest_life{24};

/// Whatever became of the sign-in, the call it was for has not been made.
std::optional<Outcome> signed_in(Wire& wire, const SignIn& sign_in) {
  auto outcome = sign_in(wire);
  if (outcome && outcome->delivery == domain::Delivery::unknown)
    outcome->delivery = domain::Delivery::not_sent;
  return outcome;
}

base::Expected<HttpReply, HttpFailure> send_under_token(Wire& wire, HttpCall call) {
  wire.hide(wire.session().token);
  call.headers.emplace_back("Authorization", "Bearer " + wire.session().token);
  return wire.send(call);
}

}  // namespace

base::Expected<HttpReply, Outcome> send_signed_in(Wire& wire, HttpCall call, const SignIn& sign_in,
                                                  const char* error_member, bool or_403) {
  const bool was_kept = !wire.session().token.empty() && wire.session().expires_at > wire.now();
  if (!was_kept)
    if (auto outcome = signed_in(wire, sign_in)) return base::Unexpected{std::move(*outcome)};
  auto answer = send_under_token(wire, call);
  if (was_kept && answer.ok() && (answer->status == 401 || (or_403 && answer->status == 403))) {
    keep_token(wire, "", {});
    if (auto outcome = signed_in(wire, sign_in)) return base::Unexpected{std::move(*outcome)};
    answer = send_under_token(wire, call);
  }
  if (answer.ok() && answer->status == 401) keep_token(wire, "", {});
  if (auto outcome = common_outcome(answer, error_member)) return base::Unexpected{std::move(*outcome)};
  return std::move(*answer);
}

Outcome refused_credential(const HttpReply& reply) {
  return refused(domain::Reason::credential, "A plataforma não deu acesso à integração (" +
                                                 std::to_string(reply.status) +
                                                 "). Confira os parâmetros da integração.");
}

void keep_token(Wire& wire, std::string token, base::Instant expires_at) {
  wire.hide(token);
  const bool has_room = token.size() <= k_most_kept;
  wire.session() = {.token = std::move(token),
                    .expires_at = std::min(expires_at, wire.now() + k_longest_life),
                    .changed = has_room};
}

}  // namespace platforms
