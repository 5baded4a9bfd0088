#include "web/api/bulk_load.h"

#include <array>
#include <chrono>
#include <optional>
#include <set>

#include "base/http.h"
#include "base/log.h"
#include "operations/act.h"
#include "storage/kept_answers.h"
#include "web/api/call.h"
#include "web/api/envelope.h"
#include "web/api/line_source.h"
#include "web/api/lines.h"

namespace web::api {

namespace {

constexpr std::size_t k_lines_a_transaction = 500;
constexpr std::chrono::seconds k_patience{15};  // with locks that others hold: a load may take its time

/// What a line may be (`tipo`).
struct LineKind {
  std::string_view name;
  Scope scope;
  base::Result<LineDone> (*run)(operations::Act&, JsonReader&);
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
  bool repeat_batch(const std::optional<storage::KeptAnswer>& before);
  std::vector<LineResult> run_together(operations::Act& act);
  void expect_records(operations::Act& act) const;
  LineResult run_guarded(const SourceLine& line);
  LineResult run_line(operations::Act& act, const SourceLine& line);
  base::Result<LineDone> perform(operations::Act& act, const SourceLine& line);
  base::Result<LineDone> perform_once(operations::Act& act, const SourceLine& line, const LineKind& kind,
                                      JsonReader& body);
  std::string line_key(const SourceLine& line, JsonReader& body) const;
  storage::KeptAnswer asked_of_batch() const;
  void keep_batch(storage::KeptAnswer asked, const std::vector<LineResult>& results);
  void answer(const std::vector<LineResult>& results, std::size_t last_line);
  void hear_out();
  void cut_off(std::string_view why, const std::exception& error);
  void finish();

  const BulkLoad& load_;
  LineSource source_;
  std::vector<SourceLine> batch_ = {};
  BulkTotals totals_ = {};
  std::size_t last_kept_ = 0;
  std::string_view why_cut_ = {};
};

constexpr std::string_view k_resume =
    "; o que vem antes da linha indicada está gravado, dali em diante nada foi confirmado. Envie o resto a "
    "partir "
    "dela.";
constexpr std::string_view k_send_again =
    "; o que vem antes da linha indicada está gravado, dali em diante nada foi confirmado. Envie o mesmo "
    "arquivo "
    "inteiro com a mesma chave: o que já foi feito não se repete.";

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

std::size_t size_of(const std::vector<LineResult>& results) {
  std::size_t size = 0;
  for (const auto& result : results) size += result.text.size();
  return size;
}

LineResult broken(std::size_t number, std::string code, std::string message) {
  return result_of(number,
                   base::Unexpected{base::Problem{.message = std::move(message), .code = std::move(code)}});
}

base::Problem key_missing() {
  const std::string how =
      "informe uma chave única desta venda, ou mande a carga com Idempotency-Key: sem chave, um reenvio "
      "venderia "
      "de novo";
  auto problem = base::Problem::field("chave", how);
  problem.code = "chave_obrigatoria";
  return problem;
}

bool Loading::read_batch() {
  batch_.clear();
  SourceLine line;
  while (batch_.size() < k_lines_a_transaction && source_.next(line)) batch_.push_back(std::move(line));
  return !batch_.empty();
}

base::Result<LineDone> Loading::perform(operations::Act& act, const SourceLine& line) {
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
  return kind->repeatable ? kind->run(act, *body) : perform_once(act, line, *kind, *body);
}

/// What tells a line that only adds from others of its owner: its own `chave`, else the load's and its
/// number; empty when it has neither.
std::string Loading::line_key(const SourceLine& line, JsonReader& body) const {
  const auto own = body.exact_text("chave").value;
  if (own) return '\x01' + *own;
  return load_.key.empty() ? "" : load_.key + "#" + std::to_string(line.number);
}

/// A line that would do its work again if it is sent again: under its key it does not.
base::Result<LineDone> Loading::perform_once(operations::Act& act, const SourceLine& line,
                                             const LineKind& kind, JsonReader& body) {
  const auto& tenant = act.tenant();
  const auto key = line_key(line, body);
  if (key.empty()) return base::Unexpected{key_missing()};
  auto kept = kept_under(load_.key_owner, key, line.text, act.context().clock.now());
  try {
    return tenant.db.transaction([&]() -> base::Result<LineDone> {
      storage::insert_kept_answer(tenant, kept);
      auto done = kind.run(act, body);
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

LineResult Loading::run_line(operations::Act& act, const SourceLine& line) {
  return result_of(line.number, act.step([&] { return perform(act, line); }));
}

/// A line by itself, in a transaction of its own: what breaks stays with the line that broke.
LineResult Loading::run_guarded(const SourceLine& line) {
  try {
    return operations::act_of_many(load_.with, [&](operations::Act& act) {
      auto result = run_line(act, line);
      load_.reserve(result.text.size());
      return result;
    });
  } catch (const storage::Unavailable&) {
    throw;
  } catch (const NoRoom&) {
    throw;
  } catch (const std::exception& error) {
    base::log::error("a line of a bulk load failed",
                     {{"request_id", load_.request_id}, {"error", error.what()}});
    return broken(line.number, "erro_interno",
                  "Não foi possível concluir esta linha; informe o request_id ao suporte.");
  }
}

/// Has the records that the lines name looked up together.
void Loading::expect_records(operations::Act& act) const {
  std::set<std::string> codes;
  std::set<std::uint64_t> ids;
  for (const auto& line : batch_) {
    auto body = JsonReader::parse(line.text);
    if (!body) continue;
    if (const auto code = body->code("codigo_cliente").value) codes.insert(*code);
    if (const auto id = body->id("id_cliente_servico").value) ids.insert(*id);
  }
  act.expect(codes, ids);
}

std::vector<LineResult> Loading::run_together(operations::Act& act) {
  std::vector<LineResult> results;
  expect_records(act);
  for (const auto& line : batch_) results.push_back(run_line(act, line));
  return results;
}

/// The batch in hand as one thing that is asked under the load's key.
storage::KeptAnswer Loading::asked_of_batch() const {
  std::string text;
  for (const auto& line : batch_) text += std::to_string(line.number) + ' ' + line.text + '\n';
  return kept_under(load_.key_owner, load_.key + '\x02' + std::to_string(batch_.front().number), text,
                    load_.with.clock.now());
}

/// Answers as before a batch that was done under the load's key; false when it was not, or was another one.
bool Loading::repeat_batch(const std::optional<storage::KeptAnswer>& before) {
  if (!before || before->request_hash != asked_of_batch().request_hash) return false;
  load_.reserve(before->body.size());
  load_.answer(before->body);
  totals_.good += batch_.size();
  last_kept_ = batch_.back().number;
  return true;
}

/// Remembers, in its own transaction, that the batch is done; one with a refused line is not, so that sent
/// again the line is tried again.
void Loading::keep_batch(storage::KeptAnswer asked, const std::vector<LineResult>& results) {
  for (const auto& result : results) {
    if (!result.ok) return;
    asked.body += result.text;
  }
  asked.status = 200;
  storage::insert_kept_answer(load_.with.tenant, asked);
}

void Loading::run_batch() {
  auto& db = load_.with.tenant.db;
  db.retry_for(k_patience);
  std::optional<storage::KeptAnswer> before;
  if (!load_.key.empty()) before = storage::find_kept_answer(load_.with.tenant, asked_of_batch().key_hash);
  if (repeat_batch(before)) return;
  std::vector<LineResult> results;
  try {
    results = operations::act_of_many(load_.with, [&](operations::Act& act) {
      auto together = run_together(act);
      if (!load_.key.empty() && !before) keep_batch(asked_of_batch(), together);
      load_.reserve(size_of(together));
      return together;
    });
  } catch (const storage::Unavailable&) {
    throw;
  } catch (const NoRoom&) {
    throw;
  } catch (const std::exception&) {
    for (const auto& line : batch_) answer({run_guarded(line)}, line.number);
    return;
  }
  answer(results, batch_.back().number);
}

void Loading::answer(const std::vector<LineResult>& results, std::size_t last_line) {
  for (const auto& result : results) {
    load_.answer(result.text);
    (result.ok ? totals_.good : totals_.bad) += 1;
  }
  last_kept_ = last_line;
}

void Loading::finish() {
  const auto& [good, bad, interrupted] = totals_;
  JsonWriter out;
  out.begin_object().field("status", interrupted ? "error" : "success");
  std::string message = "Lote concluído.";
  if (interrupted) (message = why_cut_) += load_.key.empty() ? k_resume : k_send_again;
  out.field("msg", message);
  out.field("total", good + bad).field("sucessos", good).field("erros", bad);
  if (interrupted) out.field("retomar_na_linha", last_kept_ + 1);
  out.field("request_id", load_.request_id).end_object();
  load_.answer(out.take() + "\n");
}

/// To be called while `error` is in hand: when nothing is known to be done there is nothing to tell but it.
void Loading::cut_off(std::string_view why, const std::exception& error) {
  if (last_kept_ == 0) throw;
  base::log::warn("a bulk load is cut off", {{"request_id", load_.request_id}, {"error", error.what()}});
  totals_.interrupted = true;
  why_cut_ = why;
}

/// Who is still sending may not listen yet.
void Loading::hear_out() {
  try {
    source_.drain();
  } catch (const http::Stopping&) {
  }
}

BulkTotals Loading::run() {
  try {
    while (read_batch()) run_batch();
  } catch (const storage::Unavailable& error) {
    cut_off("O banco de dados ficou indisponível", error);
    hear_out();
  } catch (const NoRoom& error) {
    cut_off("Não há espaço no servidor para o resultado", error);
    hear_out();
  } catch (const http::Stopping& error) {
    cut_off("O sistema está reiniciando", error);
  }
  finish();
  return totals_;
}

}  // namespace

BulkTotals run_bulk_load(const BulkLoad& load) { return Loading(load).run(); }

}  // namespace web::api
