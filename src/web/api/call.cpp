#include "web/api/call.h"

#include <algorithm>

#include "base/text.h"
#include "web/once.h"

namespace web::api {

namespace {

constexpr std::string_view k_key_header = "Idempotency-Key";
constexpr std::size_t k_longest_key = 255;

/// What a request asks, all of it.
std::string asked_in(const http::Request& request) {
  const std::string mark(1, '\0');
  return std::string(http::name_of(request.method)) + mark + request.path + mark + request.query + mark +
         request.body;
}

std::optional<std::string> body_of_success(const http::Response& response) {
  return response.status < 300 ? std::optional(response.body) : std::nullopt;
}

http::Response again(const Context& context, const storage::KeptAnswer& kept,
                     const storage::KeptAnswer& asked) {
  const auto before = kept_of_same(kept, asked);
  if (!before) return refusal(context.request, before.error());
  http::Response response{.status = before->status, .body = before->body};
  return response.with("Content-Type", "application/json; charset=utf-8")
      .with("Idempotency-Replayed", "true");
}

}  // namespace

base::Problem both(base::Problem fields, const base::Problem& rules) {
  if (rules.kind != base::Problem::Kind::fields) return fields;
  base::FieldErrors more;
  for (const auto& item : rules.errors.items())
    if (!fields.errors.has(item.field)) more.add(item.field, item.message);
  fields.errors.add_all(more);
  return fields;
}

void expect_same(JsonReader& body, std::string_view name, std::string_view in_path) {
  const auto in_body = body.code(name);
  if (in_body.given && in_body.value != in_path) body.refuse(name, "difere do que está no endereço");
}

http::Response written(const operations::Written& written, const Members& members) {
  const auto* message = written.created            ? "Cadastro criado."
                        : written.changed          ? "Cadastro alterado."
                        : written.warnings.empty() ? "Nada mudou: o cadastro já estava assim."
                                                   : "Nada mudou; veja os avisos.";
  const auto with_warnings = [&](JsonWriter& out) {
    members(out);
    write_warnings(out, written.warnings);
  };
  return success(message, with_warnings, written.created ? 201 : 200);
}

void expect_same_id(JsonReader& body, std::string_view name, std::uint64_t in_path) {
  const auto in_body = body.id(name);
  if (in_body.given && in_body.value != in_path) body.refuse(name, "difere do que está no endereço");
}

void write_paging(JsonWriter& out, const PageOf& page, std::size_t lines, std::uint64_t last_id,
                  const std::function<std::uint64_t()>& count) {
  out.field("proximo", lines == page.size ? std::optional(last_id) : std::nullopt);
  if (page.after != 0) return;
  const auto total = count();
  out.key("paginacao").begin_object();
  out.field("primeira_pagina", 0).field("ultima_pagina", total == 0 ? 0 : (total - 1) / page.size);
  out.field("pagina_atual", page.page).field("total_registros", total).end_object();
}

storage::KeptAnswer kept_under(std::string_view owner, std::string_view key, std::string_view asked,
                               base::Instant now) {
  return {.key_hash = base::token_hash(std::string(owner) + '\0' + std::string(key)),
          .request_hash = base::token_hash(asked),
          .created_at = now};
}

base::Result<storage::KeptAnswer> kept_of_same(const storage::KeptAnswer& kept,
                                               const storage::KeptAnswer& asked) {
  if (kept.request_hash == asked.request_hash) return kept;
  return base::Unexpected{
      base::Problem{.kind = base::Problem::Kind::fields,
                    .message = "Esta Idempotency-Key já foi usada em outra requisição; use uma nova.",
                    .code = "chave_reutilizada"}};
}

base::Result<std::string> key_of(const http::Request& request) {
  std::string key(base::trim(request.header(k_key_header)));
  const bool is_key = !key.empty() && key.size() <= k_longest_key &&
                      std::ranges::all_of(key, [](char c) { return c >= 0x20 && c <= 0x7E; });
  if (is_key || !request.headers.contains(k_key_header)) return key;
  return base::Unexpected{base::Problem::malformed(
      "A Idempotency-Key deve ter de 1 a 255 caracteres ASCII; sem chave, não envie o cabeçalho.")};
}

http::Response once(Context& context, const std::function<http::Response()>& act) {
  const auto key = key_of(context.request);
  if (!key) return refusal(context.request, key.error());
  if (key->empty()) return act();
  const auto asked = kept_under(std::to_string(context.token->id), *key, asked_in(context.request),
                                context.house.clock.now());
  return web::once(context,
                   {.asked = asked,
                    .act = act,
                    .remembered = body_of_success,
                    .again = [&](const storage::KeptAnswer& kept) { return again(context, kept, asked); }});
}

}  // namespace web::api
