#include "web/api/bulk_load.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <set>
#include <span>

#include "base/http.h"
#include "base/log.h"
#include "base/pace.h"
#include "operations/act.h"
#include "web/api/call.h"
#include "web/api/envelope.h"
#include "web/api/line_source.h"
#include "web/api/lines.h"
#include "web/api/load_answer.h"
#include "web/api/load_memory.h"

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

/// What lines name, to be looked up together.
struct Named {
  std::set<std::string> customer_codes = {};
  std::set<std::uint64_t> service_ids = {};
  std::vector<std::string> key_hashes = {};  ///< of what they would do again
};

/// One bulk load at work.
class Loading {
 public:
  explicit Loading(const BulkLoad& load) : load_(load), source_(load.read), answer_(load) {}

  BulkTotals run();

 private:
  bool read_batch();
  void run_batch();
  std::vector<LineResult> run_or_recall(operations::Act& act, const Named& named);
  std::vector<LineResult> run_together(operations::Act& act, LoadMemory& memory);
  Named named_in(std::span<const SourceLine> lines) const;
  LineResult run_guarded(const SourceLine& line);
  LineResult run_line(operations::Act& act, LoadMemory& memory, const SourceLine& line);
  base::Result<LineDone> perform(operations::Act& act, LoadMemory& memory, const SourceLine& line);
  base::Result<LineDone> perform_once(operations::Act& act, LoadMemory& memory,
                                      const storage::KeptAnswer& asked, const LineKind& kind,
                                      JsonReader& body);
  std::optional<storage::KeptAnswer> asked_of(const SourceLine& line, JsonReader& body) const;
  storage::KeptAnswer asked_of_batch() const;
  void answer(const std::vector<LineResult>& results, std::size_t last_line);
  void hear_out();
  void stop_before(std::size_t line);
  void cut_off(std::string_view why, const std::exception& error);
  void finish();

  const BulkLoad& load_;
  LineSource source_;
  LoadAnswer answer_;
  std::vector<SourceLine> batch_ = {};
  BulkTotals totals_ = {};
  std::size_t last_kept_ = 0;
  bool is_too_long_ = false;
  std::string_view why_cut_ = {};
  std::string_view how_on_ = {};
};

constexpr std::string_view k_resume =
    "; o que vem antes da linha indicada está gravado, dali em diante nada foi confirmado. Envie o resto a "
    "partir "
    "dela.";
constexpr std::string_view k_send_again =
    "; o que vem antes da linha indicada está gravado, dali em diante nada foi confirmado. Envie o mesmo "
    "arquivo "
    "inteiro com a mesma chave: o que já foi feito não se repete.";

constexpr std::string_view k_send_rest =
    "; o que vem antes da linha indicada está feito, o resto não foi lido. Envie o resto, a partir dela, em "
    "outra carga.";

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

bool all_good(const std::vector<LineResult>& results) {
  return std::ranges::all_of(results, &LineResult::ok);
}

std::string text_of(const std::vector<LineResult>& results) {
  std::string text;
  for (const auto& result : results) text += result.text;
  return text;
}

/// The results of lines that all went well, from their text.
std::vector<LineResult> good_lines_of(std::string_view text) {
  std::vector<LineResult> results;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    results.push_back({.ok = true, .text = std::string(text.substr(0, end + 1))});
    text.remove_prefix(end + 1);
  }
  return results;
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
  while (batch_.size() < k_lines_a_transaction && !is_too_long_ && source_.next(line)) {
    is_too_long_ = line.number > load_.most_lines;
    if (!is_too_long_) batch_.push_back(std::move(line));
  }
  return !batch_.empty();
}

base::Result<LineDone> Loading::perform(operations::Act& act, LoadMemory& memory, const SourceLine& line) {
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
  if (kind->repeatable) return kind->run(act, *body);
  const auto asked = asked_of(line, *body);
  if (!asked) return base::Unexpected{key_missing()};
  return perform_once(act, memory, *asked, *kind, *body);
}

/// A line that only adds as what is asked under its own `chave`, else under the load's key and its number;
/// nothing when it has neither.
std::optional<storage::KeptAnswer> Loading::asked_of(const SourceLine& line, JsonReader& body) const {
  const auto own = body.exact_text("chave").value;
  if (!own && load_.key.empty()) return std::nullopt;
  const auto key = own ? '\x01' + *own : load_.key + "#" + std::to_string(line.number);
  return kept_under(load_.key_owner, key, line.text, load_.with.clock.now());
}

/// A line that would do its work again if it is sent again: under its key it does not. Refused, it may be
/// because somebody else did it meanwhile: then it is tried again, and answered as that was.
base::Result<LineDone> Loading::perform_once(operations::Act& act, LoadMemory& memory,
                                             const storage::KeptAnswer& asked, const LineKind& kind,
                                             JsonReader& body) {
  const auto before = memory.recall(asked);
  if (!before) return base::Unexpected{before.error()};
  if (*before) return LineDone{.service_package_id = std::stoull((*before)->body)};
  auto done = kind.run(act, body);
  if (done)
    memory.keep(asked, 201, std::to_string(done->service_package_id.value_or(0)));
  else if (memory.finds_now(asked))
    throw storage::DuplicateKey("the line was done by another load");
  return done;
}

LineResult Loading::run_line(operations::Act& act, LoadMemory& memory, const SourceLine& line) {
  return result_of(line.number, act.step([&] { return perform(act, memory, line); }));
}

/// A line by itself, in a transaction of its own: what breaks stays with the line that broke.
LineResult Loading::run_guarded(const SourceLine& line) {
  try {
    const auto named = named_in({&line, 1});
    return operations::act_of_many(load_.with, [&](operations::Act& act) {
      LoadMemory memory(act.tenant(), named.key_hashes);
      auto result = run_line(act, memory, line);
      answer_.make_room({result});
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

Named Loading::named_in(std::span<const SourceLine> lines) const {
  Named named;
  for (const auto& line : lines) {
    auto body = JsonReader::parse(line.text);
    if (!body) continue;
    if (const auto code = body->code("codigo_cliente").value) named.customer_codes.insert(*code);
    if (const auto id = body->id("id_cliente_servico").value) named.service_ids.insert(*id);
    const auto* kind = find_kind(body->text("tipo").value.value_or(""));
    if (kind == nullptr || kind->repeatable) continue;
    if (const auto asked = asked_of(line, *body)) named.key_hashes.push_back(asked->key_hash);
  }
  return named;
}

/// The batch in hand as one thing that is asked under the load's key.
storage::KeptAnswer Loading::asked_of_batch() const {
  std::string text;
  for (const auto& line : batch_) text += std::to_string(line.number) + ' ' + line.text + '\n';
  return kept_under(load_.key_owner, load_.key + '\x02' + std::to_string(batch_.front().number), text,
                    load_.with.clock.now());
}

std::vector<LineResult> Loading::run_together(operations::Act& act, LoadMemory& memory) {
  std::vector<LineResult> results;
  for (const auto& line : batch_) results.push_back(run_line(act, memory, line));
  return results;
}

/// A batch that was done under the load's key is answered as before. Done now it is remembered in its own
/// transaction; one with a refused line is not, so that sent again the line is tried again.
std::vector<LineResult> Loading::run_or_recall(operations::Act& act, const Named& named) {
  LoadMemory memory(act.tenant(), named.key_hashes);
  const auto asked = load_.key.empty() ? std::nullopt : std::optional(asked_of_batch());
  if (asked)
    if (const auto before = memory.recall(*asked); before && *before) return good_lines_of((*before)->body);
  act.expect(named.customer_codes, named.service_ids);
  auto results = run_together(act, memory);
  if (asked && all_good(results) && !memory.holds(*asked)) memory.keep(*asked, 200, text_of(results));
  return results;
}

void Loading::run_batch() {
  load_.with.tenant.db.retry_for(k_patience);
  auto named = named_in(batch_);
  if (!load_.key.empty()) named.key_hashes.push_back(asked_of_batch().key_hash);
  std::vector<LineResult> results;
  try {
    results = operations::act_of_many(load_.with, [&](operations::Act& act) {
      auto together = run_or_recall(act, named);
      answer_.make_room(together);
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
    answer_.add(result);
    (result.ok ? totals_.good : totals_.bad) += 1;
  }
  last_kept_ = last_line;
}

void Loading::finish() {
  const auto& [good, bad, interrupted] = totals_;
  JsonWriter out;
  const bool nothing_done = good == 0 && bad > 0;
  out.begin_object().field("status", interrupted || nothing_done ? "error" : "success");
  std::string message =
      nothing_done ? "Nenhuma linha foi gravada; corrija as linhas e envie de novo." : "Lote concluído.";
  if (interrupted) (message = why_cut_) += how_on_;
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
  how_on_ = load_.key.empty() ? k_resume : k_send_again;
}

/// The load is longer than it may be.
void Loading::stop_before(std::size_t line) {
  totals_.interrupted = true;
  last_kept_ = line - 1;
  why_cut_ = "A carga tem mais linhas do que uma carga pode ter";
  how_on_ = k_send_rest;
  hear_out();
}

/// Who is still sending may not listen yet.
void Loading::hear_out() {
  try {
    source_.drain();
  } catch (const http::Stopping&) {
  } catch (const base::TooSlow&) {
  }
}

BulkTotals Loading::run() {
  try {
    while (read_batch()) run_batch();
    if (is_too_long_) stop_before(load_.most_lines + 1);
  } catch (const storage::Unavailable& error) {
    cut_off("O banco de dados ficou indisponível", error);
    hear_out();
  } catch (const AnswerTooLong& error) {
    cut_off("O resultado passa do tamanho que o de uma carga pode ter", error);
    how_on_ = k_send_rest;
    hear_out();
  } catch (const NoRoom& error) {
    cut_off("Não há espaço no servidor para o resultado", error);
    hear_out();
  } catch (const base::TooSlow& error) {
    cut_off("A carga veio devagar demais", error);
  } catch (const http::Stopping& error) {
    cut_off("O sistema está reiniciando", error);
  }
  finish();
  return totals_;
}

}  // namespace

BulkTotals run_bulk_load(const BulkLoad& load) { return Loading(load).run(); }

}  // namespace web::api
