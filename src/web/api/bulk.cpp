#include <fcntl.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <system_error>

#include "base/log.h"
#include "base/text.h"
#include "storage/named_lock.h"
#include "web/answers.h"
#include "web/api/bulk_load.h"
#include "web/api/call.h"
#include "web/api/handlers.h"
#include "web/budgets.h"

namespace web::api {

namespace {

/// The answer's lines, in a file without a name: a bulk load holds none of them in memory. nginx sends no
/// more of a body once an answer has begun, so that the answer must wait for the whole body.
class Spool {
 public:
  Spool() : file_(std::tmpfile(), std::fclose) {
    if (!file_) throw NoRoom("no temporary file for the answer of a bulk load");
    reserve(0);
  }
  /// Throws NoRoom unless so many bytes more will fit, and the last line.
  void reserve(std::size_t more) {
    constexpr std::size_t k_last_line = 4096;
    const auto whole = static_cast<off_t>(written_ + more + k_last_line);
    if (const int error = ::posix_fallocate(::fileno(file_.get()), 0, whole); error != 0)
      throw NoRoom("the answer of a bulk load: " + std::generic_category().message(error));
  }
  void add(std::string_view lines) {
    if (std::fwrite(lines.data(), 1, lines.size(), file_.get()) != lines.size())
      throw NoRoom("the answer of a bulk load does not fit on the disk");
    written_ += lines.size();
  }
  void rewind() {
    std::fflush(file_.get());
    std::rewind(file_.get());
  }
  std::string_view read(std::string& into) {
    into.resize(std::min(written_, k_piece));
    const auto count = std::fread(into.data(), 1, into.size(), file_.get());
    written_ -= count;
    return {into.data(), count};
  }

 private:
  static constexpr std::size_t k_piece = std::size_t{64} * 1024;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::size_t written_ = 0;  ///< while it is read: what is left
};

std::optional<storage::NamedLock> take_one(storage::Db& db, const std::string& of, unsigned most) {
  for (unsigned place = 1; place <= most; ++place)
    if (auto lock = storage::NamedLock::take(db, of + std::to_string(place))) return lock;
  return std::nullopt;
}

/// One of the provider's places and one of all: no provider's loads keep another's out.
struct Place {
  storage::NamedLock of_provider;
  storage::NamedLock of_all;
};
std::optional<Place> take_place(const Context& context) {
  auto own = take_one(context.db, "lote." + std::to_string(context.provider.id) + ".", k_loads.of_group);
  if (!own) return std::nullopt;
  auto any = take_one(context.db, "lote.", k_loads.in_all);
  if (!any) return std::nullopt;
  return Place{std::move(*own), std::move(*any)};
}

/// What to say when nothing is known to be done, though something may be.
http::Response cut_off(const Context& context, std::string_view why) {
  return failure(context, 503,
                 std::string(why) +
                     "; uma parte da carga pode ter sido gravada. Envie o mesmo arquivo com a mesma "
                     "Idempotency-Key: o que já foi feito não se repete")
      .with("Retry-After", "5");
}

std::shared_ptr<Spool> load(Context& context, const std::string& key) {
  auto spool = std::make_shared<Spool>();
  run_bulk_load({.with = context.operations(),
                 .scopes = context.token->scopes,
                 .key_owner = std::to_string(context.token->id),
                 .key = key,
                 .request_id = context.request.request_id,
                 .read = context.request.stream_body,
                 .answer = [&](std::string_view lines) { spool->add(lines); },
                 .reserve = [&](std::size_t bytes) { spool->reserve(bytes); },
                 .most_lines = k_load_lines,
                 .most_answer = k_load_answer});
  spool->rewind();
  return spool;
}

http::Response answer_of(const std::shared_ptr<Spool>& spool) {
  http::Response response;
  response.with("Content-Type", "application/x-ndjson; charset=utf-8");
  response.stream = [spool](const auto& write) {
    std::string piece;
    for (auto text = spool->read(piece); !text.empty(); text = spool->read(piece))
      if (!write(text)) return;
  };
  return response;
}

}  // namespace

http::Response bulk_post(Context& context) {
  const auto key = key_of(context.request);
  if (!key) return refusal(context.request, key.error());
  const auto place = take_place(context);
  if (!place)
    return failure(context, 429, k_loads_taken).with("Retry-After", std::to_string(k_load_again.count()));
  try {
    return answer_of(load(context, *key));
  } catch (const storage::Unavailable& error) {
    base::log::warn("database away", {{"request_id", context.request.request_id}, {"error", error.what()}});
    return cut_off(context, "O banco de dados ficou indisponível");
  } catch (const NoRoom& error) {
    base::log::error("no room", {{"request_id", context.request.request_id}, {"error", error.what()}});
    return cut_off(context, "Não há espaço no servidor para o resultado");
  } catch (const base::TooSlow&) {
    return failure(
        context, 408,
        "A carga veio devagar demais e foi cortada; uma parte pode ter sido gravada. Envie o mesmo "
        "arquivo com a mesma Idempotency-Key: o que já foi feito não se repete");
  } catch (const http::Stopping&) {
    return cut_off(context, "O sistema está reiniciando");
  }
}

}  // namespace web::api
