#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.h"
#include "domain/decision.h"

/// What a platform is answered (SPEC §4), for validation and for the screens that show it.
namespace domain {

/// With or without it a code is the same.
inline constexpr std::string_view k_product_prefix = "urn:tve:";
/// The platform's own code: without the prefix.
std::string_view product_code(std::string_view as_sent);

/// A product as it was sent, and what is said about it.
using ProductVerdict = std::pair<std::string_view, Verdict>;

/// The HTTP status of a verdict; `denials_as_200`: http_status_negativa (D20).
int answer_status(Verdict verdict, bool denials_as_200);

/// Bodies. `subscriber_id` is 32 hex digits, empty where it is not known.
std::string existence_body(Verdict verdict, std::string_view subscriber_id);
std::string access_body(Verdict verdict, std::string_view subscriber_id, std::string_view product);
std::string list_body(std::string_view subscriber_id, const std::vector<ProductVerdict>& products);
std::string malformed_body(const base::FieldErrors& errors);
std::string error_body(std::string_view error);

}  // namespace domain
