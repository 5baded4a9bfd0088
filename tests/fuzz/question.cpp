// A callback in every dialect: first byte GET, form, JSON, text or multipart; then the query, a line end, the
// body.
#include "validation/question.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"

namespace {

constexpr std::string_view k_types[] = {"", "application/x-www-form-urlencoded",
                                        "application/json; charset=utf-8", "text/plain",
                                        "multipart/form-data; boundary=c"};

void check(const base::Result<validation::Question>& question) {
  using Kind = validation::Question::Kind;
  if (!question) {
    if (question.error().errors.empty() && question.error().message.empty()) std::abort();
    return;
  }
  const bool by_login = question->subscriber_id.empty();
  if (by_login && (question->login.empty() || question->password.empty())) std::abort();
  if (question->products.empty() != (question->kind == Kind::existence)) std::abort();
  if (question->products.size() > validation::k_most_products) std::abort();
  for (const auto& product : question->products)
    if (!base::is_clean_text(product) || product.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto end = std::min(text.find('\n'), text.size());
  const auto body = end < text.size() ? text.substr(end + 1) : std::string_view{};
  check(validation::parse_question({.method = data[0] % 5 == 0 ? "GET" : "POST",
                                    .query = text.substr(0, end),
                                    .content_type = k_types[data[0] % 5],
                                    .body = std::string(body)}));
  return 0;
}
