#include <array>
#include <cstdio>
#include <memory>

#include "base/log.h"
#include "base/text.h"
#include "storage/kept_answers.h"
#include "storage/named_lock.h"
#include "web/answers.h"
#include "web/api/call.h"
#include "web/api/handlers.h"
#include "web/api/line_source.h"
#include "web/api/lines.h"

namespace web::api {

namespace {

constexpr std::size_t k_lines_a_transaction = 500;
constexpr std::size_t k_most_at_once = 2;

/// What a line may be (`tipo`).
struct LineKind {
  std::string_view name;
  Scope scope;
  base::Result<LineDone> (*run)(const operations::Context&, JsonReader&);
  bool repeatable;  ///< the same line again changes nothing by itself
};

constexpr std::array<LineKind, 8> k_kinds{{
    {"plataforma", Scope::configuration, integration_line, true},
    {"produto", Scope::configuration, product_line, true},
    {"pacote_catalogo", Scope::configuration, package_line, true},
    {"plano", Scope::customers, plan_line, true},
    {"cliente", Scope::customers, customer_line, true},
    {"cliente_servico", Scope::customers, service_line, true},
    {"status", Scope::customers, service_status_line, true},
    {"pacote", Scope::customers, service_package_line, false},
}};

/// The answer's lines, in a file without a name: a bulk load holds none of them in memory. nginx sends no
/// more of a body once an answer has begun, so that the answer must wait for the whole body.
class Spool {
 public:
  Spool() : file_(std::tmpfile(), std::fclose) {
    if (!file_) throw std::runtime_error("no temporary file for the answer of a bulk load");
  }
  void add(const std::string& line) {
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

struct LineResult {
  bool ok = false;
  std::string text = {};  ///< its line of the answer
};

/// One bulk load.
class Bulk {
 public:
  explicit Bulk(Context& context)
      : context_(context),
        with_(context.operations()),
        key_(base::trim(context.request.header("Idempotency-Key"))),
        source_(context.request.stream_body) {}

  /// Takes the body in, a transaction for every 500 lines. Throws storage::Unavailable when nothing has been
  /// done yet.
  void run();
  std::shared_ptr<Spool> answer() const { return spool_; }

 private:
  bool read_batch();
  void run_batch();
  std::vector<LineResult> run_lines();
  LineResult run_guarded(const SourceLine& line);
  LineResult run_line(const SourceLine& line);
  base::Result<LineDone> perform(const SourceLine& line);
  base::Result<LineDone> perform_once(const SourceLine& line, const LineKind& kind, JsonReader& body);
  void keep(const SourceLine& line, const LineResult& result);
  void finish(bool interrupted);

  Context& context_;
  operations::Context with_;
  std::string key_;
  LineSource source_;
  std::shared_ptr<Spool> spool_ = std::make_shared<Spool>();
  std::vector<SourceLine> batch_ = {};
  std::uint64_t good_ = 0;
  std::uint64_t bad_ = 0;
  std::size_t last_kept_ = 0;
};

const LineKind* find_kind(std::string_view name) {
  for (const auto& kind : k_kinds)
    if (kind.name == name) return &kind;
  return nullptr;
}

std::string kind_names() {
  std::string names;
  for (const auto& kind : k_kinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

LineResult result_of(std::size_t number, const base::Result<LineDone>& done) {
  JsonWriter out;
  out.begin_object().field("linha", number).field("status", done ? "success" : "error");
  if (!done) write_problem(out, done.error());
  if (done && !done->warnings.empty()) write_warnings(out, done->warnings);
  if (done && done->service_package_id) out.field("id_cliente_servico_pacote", *done->service_package_id);
  out.end_object();
  return {done.ok(), out.take() + "\n"};
}

LineResult broken(std::size_t number, std::string code, std::string message) {
  return result_of(number,
                   base::Unexpected{base::Problem{.message = std::move(message), .code = std::move(code)}});
}

bool Bulk::read_batch() {
  batch_.clear();
  SourceLine line;
  while (batch_.size() < k_lines_a_transaction && source_.next(line)) batch_.push_back(std::move(line));
  return !batch_.empty();
}

base::Result<LineDone> Bulk::perform(const SourceLine& line) {
  if (line.too_long) return base::Unexpected{base::Problem::malformed("A linha tem mais de 256 KiB.")};
  auto body = JsonReader::parse(line.text);
  if (!body) return base::Unexpected{body.error()};
  const auto name = body->text("tipo").value.value_or("");
  const auto* kind = find_kind(name);
  if (kind == nullptr)
    return base::Unexpected{base::Problem::field("tipo", "deve ser um destes: " + kind_names())};
  if (!covers(context_.token->scopes, kind->scope))
    return base::Unexpected{base::Problem::rule(
        "sem_escopo", "O token não tem o escopo " + std::string(name_of(kind->scope)) + ".", "tipo")};
  return kind->repeatable || key_.empty() ? kind->run(with_, *body) : perform_once(line, *kind, *body);
}

/// A line that would do its work again if the load is sent again: under the load's key and its own number it
/// does not.
base::Result<LineDone> Bulk::perform_once(const SourceLine& line, const LineKind& kind, JsonReader& body) {
  storage::KeptAnswer kept = kept_under(context_, key_ + "#" + std::to_string(line.number), line.text);
  const auto provider_id = context_.provider.id;
  try {
    return context_.db.transaction([&]() -> base::Result<LineDone> {
      storage::insert_kept_answer(context_.db, provider_id, kept);
      auto done = kind.run(with_, body);
      if (!done) return done;
      kept.status = 201;
      kept.body = std::to_string(done->service_package_id.value_or(0));
      storage::update_kept_answer(context_.db, provider_id, kept);
      return done;
    });
  } catch (const storage::DuplicateKey&) {
    const auto before = storage::find_kept_answer(context_.db, provider_id, kept.key_hash);
    if (!before) throw;
    if (before->request_hash != kept.request_hash) return base::Unexpected{reused_key()};
    return LineDone{.service_package_id = std::stoull(before->body)};
  }
}

LineResult Bulk::run_line(const SourceLine& line) { return result_of(line.number, perform(line)); }

/// A line by itself, in a transaction of its own: what breaks stays with the line that broke.
LineResult Bulk::run_guarded(const SourceLine& line) {
  try {
    return context_.db.transaction([&] { return run_line(line); });
  } catch (const storage::Unavailable&) {
    throw;
  } catch (const std::exception& error) {
    base::log::error("a line of a bulk load failed",
                     {{"request_id", context_.request.request_id}, {"error", error.what()}});
    return broken(line.number, "erro_interno",
                  "Não foi possível concluir esta linha; informe o request_id ao suporte.");
  }
}

std::vector<LineResult> Bulk::run_lines() {
  std::vector<LineResult> results;
  for (const auto& line : batch_) results.push_back(run_line(line));
  return results;
}

void Bulk::run_batch() {
  std::vector<LineResult> results;
  try {
    results = context_.db.transaction([&] { return run_lines(); });
  } catch (const storage::Unavailable&) {
    throw;
  } catch (const std::exception&) {
    for (const auto& line : batch_) keep(line, run_guarded(line));
    return;
  }
  for (std::size_t i = 0; i < results.size(); ++i) keep(batch_[i], results[i]);
}

void Bulk::keep(const SourceLine& line, const LineResult& result) {
  spool_->add(result.text);
  (result.ok ? good_ : bad_) += 1;
  last_kept_ = line.number;
}

void Bulk::finish(bool interrupted) {
  JsonWriter out;
  out.begin_object().field("status", interrupted ? "error" : "success");
  out.field("msg", interrupted ? "O banco de dados ficou indisponível; reenvie a partir da linha indicada."
                               : "Lote concluído.");
  out.field("total", good_ + bad_).field("sucessos", good_).field("erros", bad_);
  if (interrupted) out.field("retomar_na_linha", last_kept_ + 1);
  out.field("request_id", context_.request.request_id).end_object();
  spool_->add(out.take() + "\n");
  spool_->rewind();
}

void Bulk::run() {
  bool interrupted = false;
  try {
    while (read_batch()) run_batch();
  } catch (const storage::Unavailable& error) {
    if (good_ + bad_ == 0) throw;
    base::log::warn("a bulk load lost the database",
                    {{"request_id", context_.request.request_id}, {"error", error.what()}});
    interrupted = true;
    source_.drain();
  }
  finish(interrupted);
}

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
  Bulk bulk(context);
  bulk.run();
  http::Response response;
  response.with("Content-Type", "application/x-ndjson; charset=utf-8");
  response.stream = [spool = bulk.answer()](const auto& write) {
    std::string piece;
    for (auto text = spool->read(piece); !text.empty(); text = spool->read(piece))
      if (!write(text)) return;
  };
  return response;
}

}  // namespace web::api
