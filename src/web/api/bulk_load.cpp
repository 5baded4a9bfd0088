#include "web/api/bulk_load.h"

#include <array>
#include <set>

#include "base/log.h"
#include "operations/batch.h"
#include "storage/kept_answers.h"
#include "web/api/call.h"
#include "web/api/envelope.h"
#include "web/api/line_source.h"
#include "web/api/lines.h"

namespace web::api {

namespace {

constexpr std::size_t k_lines_a_transaction = 500;

/// What a line may be (`tipo`).
struct LineKind {
  std::string_view name;
  Scope scope;
  base::Result<LineDone> (*run)(const operations::Context&, JsonReader&);
  bool repeatable;  ///< the same line again changes nothing by itself
  bool sold;        ///< changes what is sold
};

constexpr std::array<LineKind, 8> k_kinds{{
    {"plataforma", Scope::configuration, integration_line, true, true},
    {"produto", Scope::configuration, product_line, true, true},
    {"pacote_catalogo", Scope::configuration, package_line, true, true},
    {"plano", Scope::customers, plan_line, true, true},
    {"cliente", Scope::customers, customer_line, true, false},
    {"cliente_servico", Scope::customers, service_line, true, false},
    {"status", Scope::customers, service_status_line, true, false},
    {"pacote", Scope::customers, service_package_line, false, false},
}};

struct LineResult {
  bool ok = false;
  std::string text = {};  ///< its line of the answer
};

/// One bulk load at work.
class Loading {
 public:
  explicit Loading(const BulkLoad& load) : load_(load), source_(load.read) {}

  BulkTotals run();

 private:
  bool read_batch();
  void run_batch();
  std::vector<LineResult> run_together();
  void expect_records(const operations::Context& with) const;
  LineResult run_guarded(const SourceLine& line);
  LineResult run_line(const operations::Context& with, const SourceLine& line);
  base::Result<LineDone> perform(const operations::Context& with, const SourceLine& line);
  base::Result<LineDone> perform_once(const operations::Context& with, const SourceLine& line,
                                      const LineKind& kind, JsonReader& body);
  void keep(const SourceLine& line, const LineResult& result);
  void finish();

  const BulkLoad& load_;
  LineSource source_;
  std::vector<SourceLine> batch_ = {};
  BulkTotals totals_ = {};
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

bool Loading::read_batch() {
  batch_.clear();
  SourceLine line;
  while (batch_.size() < k_lines_a_transaction && source_.next(line)) batch_.push_back(std::move(line));
  return !batch_.empty();
}

base::Result<LineDone> Loading::perform(const operations::Context& with, const SourceLine& line) {
  if (line.too_long) return base::Unexpected{base::Problem::malformed("A linha tem mais de 256 KiB.")};
  auto body = JsonReader::parse(line.text);
  if (!body) return base::Unexpected{body.error()};
  const auto name = body->text("tipo").value.value_or("");
  const auto* kind = find_kind(name);
  if (kind == nullptr)
    return base::Unexpected{base::Problem::field("tipo", "deve ser um destes: " + kind_names())};
  if (!covers(load_.scopes, kind->scope))
    return base::Unexpected{base::Problem::rule(
        "sem_escopo", "O token não tem o escopo " + std::string(name_of(kind->scope)) + ".", "tipo")};
  auto done =
      kind->repeatable || load_.key.empty() ? kind->run(with, *body) : perform_once(with, line, *kind, *body);
  if (with.batch != nullptr && kind->sold) with.batch->forget_catalogue();
  return done;
}

/// A line that would do its work again if the load is sent again: under the load's key and its own number it
/// does not.
base::Result<LineDone> Loading::perform_once(const operations::Context& with, const SourceLine& line,
                                             const LineKind& kind, JsonReader& body) {
  const auto& tenant = with.tenant;
  auto kept =
      kept_under(load_.key_owner, load_.key + "#" + std::to_string(line.number), line.text, with.clock.now());
  try {
    return tenant.db.transaction([&]() -> base::Result<LineDone> {
      storage::insert_kept_answer(tenant, kept);
      auto done = kind.run(with, body);
      if (!done) return done;
      kept.status = 201;
      kept.body = std::to_string(done->service_package_id.value_or(0));
      storage::update_kept_answer(tenant, kept);
      return done;
    });
  } catch (const storage::DuplicateKey&) {
    const auto before = storage::find_kept_answer(tenant, kept.key_hash);
    if (!before) throw;
    if (before->request_hash != kept.request_hash) return base::Unexpected{reused_key()};
    return LineDone{.service_package_id = std::stoull(before->body)};
  }
}

LineResult Loading::run_line(const operations::Context& with, const SourceLine& line) {
  return result_of(line.number, perform(with, line));
}

/// A line by itself, in a transaction of its own: what breaks stays with the line that broke.
LineResult Loading::run_guarded(const SourceLine& line) {
  try {
    return load_.with.tenant.db.transaction([&] { return run_line(load_.with, line); });
  } catch (const storage::Unavailable&) {
    throw;
  } catch (const std::exception& error) {
    base::log::error("a line of a bulk load failed",
                     {{"request_id", load_.request_id}, {"error", error.what()}});
    return broken(line.number, "erro_interno",
                  "Não foi possível concluir esta linha; informe o request_id ao suporte.");
  }
}

/// Has the records that the lines name looked up together.
void Loading::expect_records(const operations::Context& with) const {
  std::set<std::string> codes;
  std::set<std::uint64_t> ids;
  for (const auto& line : batch_) {
    auto body = JsonReader::parse(line.text);
    if (!body) continue;
    if (const auto code = body->code("codigo_cliente").value) codes.insert(*code);
    if (const auto id = body->id("id_cliente_servico").value) ids.insert(*id);
  }
  operations::expect(with, codes, ids);
}

std::vector<LineResult> Loading::run_together() {
  std::vector<LineResult> results;
  operations::Batch batch;
  auto with = load_.with;
  with.batch = &batch;
  expect_records(with);
  for (const auto& line : batch_) {
    results.push_back(run_line(with, line));
    if (!results.back().ok) batch.forget_records();
  }
  operations::finish_batch(with);
  return results;
}

void Loading::run_batch() {
  std::vector<LineResult> results;
  try {
    results = load_.with.tenant.db.transaction([&] { return run_together(); });
  } catch (const storage::Unavailable&) {
    throw;
  } catch (const std::exception&) {
    for (const auto& line : batch_) keep(line, run_guarded(line));
    return;
  }
  for (std::size_t i = 0; i < results.size(); ++i) keep(batch_[i], results[i]);
}

void Loading::keep(const SourceLine& line, const LineResult& result) {
  load_.answer(result.text);
  (result.ok ? totals_.good : totals_.bad) += 1;
  last_kept_ = line.number;
}

void Loading::finish() {
  const auto& [good, bad, interrupted] = totals_;
  JsonWriter out;
  out.begin_object().field("status", interrupted ? "error" : "success");
  out.field("msg", interrupted ? "O banco de dados ficou indisponível; reenvie a partir da linha indicada."
                               : "Lote concluído.");
  out.field("total", good + bad).field("sucessos", good).field("erros", bad);
  if (interrupted) out.field("retomar_na_linha", last_kept_ + 1);
  out.field("request_id", load_.request_id).end_object();
  load_.answer(out.take() + "\n");
}

BulkTotals Loading::run() {
  try {
    while (read_batch()) run_batch();
  } catch (const storage::Unavailable& error) {
    if (totals_.good + totals_.bad == 0) throw;
    base::log::warn("a bulk load lost the database",
                    {{"request_id", load_.request_id}, {"error", error.what()}});
    totals_.interrupted = true;
    source_.drain();
  }
  finish();
  return totals_;
}

}  // namespace

BulkTotals run_bulk_load(const BulkLoad& load) { return Loading(load).run(); }

}  // namespace web::api
