#include "domain/answer.h"

namespace domain {

namespace {

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

}  // namespace

std::string_view product_code(std::string_view as_sent) {
  return as_sent.starts_with(k_product_prefix) ? as_sent.substr(k_product_prefix.size()) : as_sent;
}

int answer_status(Verdict verdict, bool denials_as_200) {
  return denials_as_200 ? 200 : http_status_of(verdict);
}

std::string error_body(std::string_view error) {
  std::string out = "{";
  add_member(out, "error", error);
  return out + '}';
}

std::string existence_body(Verdict verdict, std::string_view subscriber_id) {
  if (verdict != Verdict::liberado) return error_body(name_of(verdict));
  std::string out = "{";
  add_member(out, "subscriber_id", subscriber_id);
  return out + '}';
}

std::string access_body(Verdict verdict, std::string_view subscriber_id, std::string_view product) {
  std::string out = verdict == Verdict::liberado ? R"({"access":true)" : R"({"access":false)";
  if (!subscriber_id.empty()) add_member(out, "subscriber_id", subscriber_id);
  if (!product.empty()) add_member(out, "product", product);
  if (verdict != Verdict::liberado) add_member(out, "error", name_of(verdict));
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

std::string malformed_body(const base::FieldErrors& errors) {
  std::string body = R"({"error":"requisicao_invalida")";
  if (!errors.empty()) add_member(body, "field", errors.items().front().field);
  add_name(body, "fields");
  body += '{';
  for (const auto& [field, message] : errors.items()) add_member(body, field, message);
  return body + "}}";
}

}  // namespace domain
