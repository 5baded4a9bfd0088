#include "validation/replies.h"

#include <algorithm>
#include <array>

namespace validation {

namespace {

using domain::Verdict;

void add_text(std::string& out, std::string_view text) {
  static constexpr std::string_view k_hex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out.append("\\u00") += k_hex[byte >> 4];
      out += k_hex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

/// Adds `,"name":` or, as the first member, `"name":`.
void add_name(std::string& out, std::string_view name) {
  if (out.back() != '{') out += ',';
  add_text(out, name);
  out += ':';
}

void add_member(std::string& out, std::string_view name, std::string_view text) {
  add_name(out, name);
  add_text(out, text);
}

std::string error_body(std::string_view error) {
  std::string out = "{";
  add_member(out, "error", error);
  return out + '}';
}

std::string existence_body(Verdict whole, std::string_view subscriber_id) {
  if (whole != Verdict::liberado) return error_body(domain::name_of(whole));
  std::string out = "{";
  add_member(out, "subscriber_id", subscriber_id);
  return out + '}';
}

std::string access_body(Verdict verdict, std::string_view subscriber_id, std::string_view product) {
  std::string out = verdict == Verdict::liberado ? R"({"access":true)" : R"({"access":false)";
  if (!subscriber_id.empty()) add_member(out, "subscriber_id", subscriber_id);
  if (!product.empty()) add_member(out, "product", product);
  if (verdict != Verdict::liberado) add_member(out, "error", domain::name_of(verdict));
  return out + '}';
}

std::string list_body(std::string_view subscriber_id, const std::vector<ProductVerdict>& products) {
  std::string out = "{";
  add_member(out, "subscriber_id", subscriber_id);
  add_name(out, "products");
  out += '{';
  for (const auto& [product, verdict] : products) {
    add_name(out, product);
    out += verdict == Verdict::liberado ? "true" : "false";
  }
  return out + "}}";
}

}  // namespace

Reply reply_to(Question::Kind kind, Verdict whole, std::string_view subscriber_id,
               const std::vector<ProductVerdict>& products, bool denials_as_200) {
  const auto verdict =
      kind == Question::Kind::product && whole == Verdict::liberado ? products.front().second : whole;
  Reply reply{.status = denials_as_200 ? 200 : domain::http_status_of(verdict)};
  if (kind == Question::Kind::existence)
    reply.body = existence_body(verdict, subscriber_id);
  else if (kind == Question::Kind::product)
    reply.body = access_body(verdict, subscriber_id, products.front().first);
  else
    reply.body = whole == Verdict::liberado ? list_body(subscriber_id, products)
                                            : access_body(whole, subscriber_id, {});
  return reply;
}

Reply unknown_token() { return {.status = 404}; }

Reply malformed(const base::Problem& problem) {
  std::string body = R"({"error":"requisicao_invalida")";
  if (!problem.errors.empty()) add_member(body, "field", problem.errors.items().front().field);
  add_name(body, "fields");
  body += '{';
  for (const auto& [field, message] : problem.errors.items()) add_member(body, field, message);
  return {.status = 400, .body = body + "}}"};
}

Reply limited(std::chrono::milliseconds wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return {.status = 429,
          .body = error_body("limite_excedido"),
          .retry_after_s = static_cast<int>(std::max<std::int64_t>(seconds, 1))};
}

Reply method_not_allowed() {
  return {.status = 405, .body = error_body("metodo_nao_permitido"), .allow = "GET, HEAD, POST"};
}

}  // namespace validation
