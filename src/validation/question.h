#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "validation/turn.h"

namespace validation {

/// Most codes of a preflight.
inline constexpr std::size_t k_most_products = 50;

/// What a callback asks (SPEC §4).
struct Question {
  enum class Kind : std::uint8_t {
    existence,  ///< log-in and password: does the customer exist?
    product,    ///< subscriber (or log-in): has the customer the product?
    list,       ///< the same for many products at once
  };
  Kind kind = Kind::existence;
  std::string subscriber_id = {};  ///< as sent; empty: asked by log-in
  std::string login = {};
  std::string password = {};
  std::vector<std::string> products = {};  ///< as sent: one for `product`, 1 to k_most_products for `list`
};
/// Its word in the log: existencia, produto, lista.
std::string_view name_of(Question::Kind kind);

/// Reads a question from the query and the body (JSON or form). A problem names every wrong field.
base::Result<Question> parse_question(const Request& request);

}  // namespace validation
