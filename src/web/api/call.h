#pragma once
#include <functional>
#include <optional>
#include <type_traits>

#include "operations/context.h"
#include "operations/written.h"
#include "storage/db.h"
#include "storage/kept_answers.h"
#include "web/api/envelope.h"
#include "web/api/query.h"
#include "web/context.h"
#include "web/json.h"

namespace web::api {

/// What the fields say wrong, then what the rules say of the others.
base::Problem both(base::Problem fields, const base::Problem& rules);

/// Runs `act` with what `body` read. When fields were wrong it runs too, but undone, so that the fields it
/// finds wrong are named with them.
template <typename Act>
auto carry_out(storage::Db& db, const JsonReader& body, Act act) -> std::invoke_result_t<Act> {
  using Result = std::invoke_result_t<Act>;
  const auto wrong = body.finish();
  if (!wrong) return act();
  return db.transaction([&]() -> Result {
    const Result result = act();
    return base::Unexpected{result ? *wrong : both(*wrong, result.error())};
  });
}

/// Refuses a key in the body that differs from the one in the path.
void expect_same(JsonReader& body, std::string_view name, std::string_view in_path);

/// What a PUT says when it went well: 201 for a new record.
http::Response written(const operations::Written& written, const Members& members);

/// The body of the request, read; the problem's answer when it is no JSON object. `otherwise` is read where
/// there is none: for calls that may come without.
template <typename Answer>
http::Response with_body(const Context& context, Answer answer, std::string_view otherwise = "") {
  auto body = JsonReader::parse(context.request.body.empty() ? otherwise : context.request.body);
  return body ? answer(*body) : refusal(context.request, body.error());
}

/// The same for a numeric key.
void expect_same_id(JsonReader& body, std::string_view name, std::uint64_t in_path);

/// `proximo`, and `paginacao` unless the list was asked for by `depois_de`: then nothing is counted. `lines`
/// stand on this page, the last of them with `last_id`.
void write_paging(JsonWriter& out, const PageOf& page, std::size_t lines, std::uint64_t last_id,
                  const std::function<std::uint64_t()>& count);

/// An answer under a key of the owner (a token's id), not yet given; `asked` is what the key stands for.
storage::KeptAnswer kept_under(std::string_view owner, std::string_view key, std::string_view asked,
                               base::Instant now);
/// What was kept, when it is of the request that `asked` is of; the refusal of a key that came with another
/// one before.
base::Result<storage::KeptAnswer> kept_of_same(const storage::KeptAnswer& kept,
                                               const storage::KeptAnswer& asked);
/// The request's Idempotency-Key; empty without the header. One that is sent empty is no key: it would
/// protect nothing.
base::Result<std::string> key_of(const http::Request& request);

/// Answers a POST once: a repeat with the same Idempotency-Key gets the first answer again, and nothing is
/// done twice. Refusals are not kept, since they did nothing.
http::Response once(Context& context, const std::function<http::Response()>& act);

}  // namespace web::api
