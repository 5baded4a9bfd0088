#include "validation/replies.h"

#include <algorithm>

namespace validation {

using domain::Verdict;

Reply reply_to(Question::Kind kind, Verdict whole, std::string_view subscriber_id,
               const std::vector<domain::ProductVerdict>& products, bool denials_as_200) {
  const auto verdict =
      kind == Question::Kind::product && whole == Verdict::liberado ? products.front().second : whole;
  Reply reply{.status = domain::answer_status(verdict, denials_as_200)};
  if (kind == Question::Kind::existence)
    reply.body = domain::existence_body(verdict, subscriber_id);
  else if (kind == Question::Kind::product)
    reply.body = domain::access_body(verdict, subscriber_id, products.front().first);
  else
    reply.body = whole == Verdict::liberado ? domain::list_body(subscriber_id, products)
                                            : domain::access_body(whole, subscriber_id, {});
  return reply;
}

Reply unknown_token() { return {.status = 404}; }

Reply malformed(const base::Problem& problem) {
  return {.status = 400, .body = domain::malformed_body(problem.errors)};
}

Reply limited(std::chrono::milliseconds wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return {.status = 429,
          .body = domain::error_body("limite_excedido"),
          .retry_after_s = static_cast<int>(std::max<std::int64_t>(seconds, 1))};
}

Reply compressed() {
  base::FieldErrors errors;
  errors.add("content-encoding", "mande o corpo sem compressão");
  return {.status = 415, .body = domain::malformed_body(errors)};
}

Reply method_not_allowed() {
  return {.status = 405, .body = domain::error_body("metodo_nao_permitido"), .allow = "GET, HEAD, POST"};
}

}  // namespace validation
