#pragma once
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.h"
#include "domain/decision.h"
#include "validation/question.h"
#include "validation/turn.h"

/// The bodies of SPEC §4.
namespace validation {

/// A product as it was sent, and what is said about it.
using ProductVerdict = std::pair<std::string_view, domain::Verdict>;

/// The answer to a question. `subscriber_id` is empty where it is not known; `products` as many as were asked
/// for. A verdict on the whole question (nobody there, integration inactive) is every product's.
Reply reply_to(Question::Kind kind, domain::Verdict whole, std::string_view subscriber_id,
               const std::vector<ProductVerdict>& products, bool denials_as_200);

Reply unknown_token();
Reply malformed(const base::Problem& problem);
Reply limited(std::chrono::milliseconds wait);
Reply method_not_allowed();

}  // namespace validation
