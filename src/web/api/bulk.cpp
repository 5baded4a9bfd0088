#include <cstdio>
#include <memory>

#include "base/text.h"
#include "storage/named_lock.h"
#include "web/answers.h"
#include "web/api/bulk_load.h"
#include "web/api/handlers.h"

namespace web::api {

namespace {

constexpr std::size_t k_most_at_once = 2;

/// The answer's lines, in a file without a name: a bulk load holds none of them in memory. nginx sends no
/// more of a body once an answer has begun, so that the answer must wait for the whole body.
class Spool {
 public:
  Spool() : file_(std::tmpfile(), std::fclose) {
    if (!file_) throw std::runtime_error("no temporary file for the answer of a bulk load");
  }
  void add(std::string_view line) {
    if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size())
      throw std::runtime_error("the answer of a bulk load does not fit on the disk");
  }
  void rewind() { std::rewind(file_.get()); }
  std::string_view read(std::string& into) {
    into.resize(64 * 1024);
    return {into.data(), std::fread(into.data(), 1, into.size(), file_.get())};
  }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

std::optional<storage::NamedLock> take_place(storage::Db& db) {
  for (std::size_t place = 1; place <= k_most_at_once; ++place)
    if (auto lock = storage::NamedLock::take(db, "lote." + std::to_string(place))) return lock;
  return std::nullopt;
}

}  // namespace

http::Response bulk_post(Context& context) {
  const auto place = take_place(context.db);
  if (!place)
    return failure(context, 429, "Já há dois lotes em andamento; envie este quando um deles terminar.")
        .with("Retry-After", "30");
  const auto spool = std::make_shared<Spool>();
  run_bulk_load({.with = context.operations(),
                 .scopes = context.token->scopes,
                 .key_owner = std::to_string(context.token->id),
                 .key = std::string(base::trim(context.request.header("Idempotency-Key"))),
                 .request_id = context.request.request_id,
                 .read = context.request.stream_body,
                 .answer = [&](std::string_view line) { spool->add(line); }});
  spool->rewind();
  http::Response response;
  response.with("Content-Type", "application/x-ndjson; charset=utf-8");
  response.stream = [spool](const auto& write) {
    std::string piece;
    for (auto text = spool->read(piece); !text.empty(); text = spool->read(piece))
      if (!write(text)) return;
  };
  return response;
}

}  // namespace web::api
