#include "web/api/load_answer.h"

#include "web/api/envelope.h"
#include "web/budgets.h"

namespace web::api {

namespace {

constexpr std::size_t k_errors_known = 1000;  // apart; of further ones each is told whole

std::string as_in_line(const LineResult& result, std::size_t first) {
  JsonWriter out;
  out.begin_object().field("linha", result.number).field("status", "error");
  out.field("msg", "Como na linha " + std::to_string(first) + ".").field("codigo", result.code);
  out.key("errors").begin_object().end_object();
  out.field("como_linha", first).end_object();
  return out.take() + "\n";
}

}  // namespace

LineResult result_of(std::size_t number, const base::Result<LineDone>& done) {
  JsonWriter out;
  out.begin_object().field("linha", number).field("status", done ? "success" : "error");
  if (!done) write_problem(out, done.error());
  if (done && !done->warnings.empty()) write_warnings(out, done->warnings);
  if (done && done->service_package_id) out.field("id_cliente_servico_pacote", *done->service_package_id);
  out.end_object();
  return {done.ok(), number, out.take() + "\n", done ? "" : done.error().code};
}

void LoadAnswer::make_room(const std::vector<LineResult>& results) const {
  std::size_t size = 0;
  for (const auto& result : results) size += result.text.size();
  if (bytes_ + size > load_.most_answer)
    throw AnswerTooLong("the answer of a bulk load is as long as it may be");
  load_.reserve(size);
}

void LoadAnswer::add(const LineResult& result) {
  const auto text = result.ok ? result.text : told(result);
  load_.answer(text);
  bytes_ += text.size();
}

std::string LoadAnswer::told(const LineResult& result) {
  const auto what = std::string_view(result.text).substr(result.text.find(','));
  auto found = errors_.find(what);
  if (found == errors_.end()) {
    if (errors_.size() >= k_errors_known) return result.text;
    found = errors_.emplace(what, ToldError{.first_line = result.number}).first;
  }
  auto& [first_line, times] = found->second;
  return ++times <= k_errors_told_whole ? result.text : as_in_line(result, first_line);
}

}  // namespace web::api
