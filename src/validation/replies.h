#pragma once
#include <chrono>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "domain/answer.h"
#include "validation/question.h"
#include "validation/turn.h"

/// The answers of SPEC §4.
namespace validation {

/// The answer to a question. `subscriber_id` is empty where it is not known; `products` as many as were asked
/// for. A verdict on the whole question (nobody there, integration inactive) is every product's.
Reply reply_to(Question::Kind kind, domain::Verdict whole, std::string_view subscriber_id,
               const std::vector<domain::ProductVerdict>& products, bool denials_as_200);

Reply unknown_token();
Reply malformed(const base::Problem& problem);
Reply limited(std::chrono::milliseconds wait);
Reply method_not_allowed();
Reply compressed();

}  // namespace validation
