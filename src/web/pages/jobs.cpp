#include "operations/job_kinds.h"
#include "web/answers.h"
#include "web/audit_words.h"
#include "web/confirm.h"
#include "web/history.h"
#include "web/list.h"
#include "web/pages/handlers.h"
#include "web/pages/job_page.h"
#include "web/texts.h"

namespace web {

namespace {

using domain::JobState;
using storage::Job;

constexpr std::string_view k_missing =
    "Esta tarefa não existe, ou terminou há tanto tempo que já foi apagada.";

bool is_moving(JobState state) { return state == JobState::pending || state == JobState::running; }

Cell::Tone tone_of(JobState state) {
  switch (state) {
    case JobState::pending:
    case JobState::running:
      return Cell::Tone::waiting;
    case JobState::done:
      return Cell::Tone::good;
    case JobState::failed:
      break;
  }
  return Cell::Tone::bad;
}

Cell state_cell(const Job& job) {
  return {.text = std::string(domain::words_of(job.state).label), .tone = tone_of(job.state)};
}

/// How fast a running job goes, from what this run has done; nothing while that is too little to tell.
struct Pace {
  std::string rate = {};  ///< "85 por segundo"
  std::string left = {};  ///< "cerca de 3 min"; empty: not known
};
std::optional<Pace> pace_of(const Job& job, base::Instant now) {
  constexpr std::chrono::seconds k_least{2};
  if (job.state != JobState::running || !job.run_at || job.done <= job.run_done) return std::nullopt;
  const std::chrono::duration<double> took = now - *job.run_at;
  if (took < k_least) return std::nullopt;
  const double rate = (job.done - job.run_done) / took.count();
  Pace pace{.rate = rate >= 1 ? number_cell(static_cast<std::uint64_t>(rate)).text + " por segundo"
                              : number_cell(static_cast<std::uint64_t>(rate * 60)).text + " por minuto"};
  if (job.total > job.done)
    pace.left =
        "cerca de " +
        duration_text(std::chrono::seconds(static_cast<std::int64_t>((job.total - job.done) / rate) + 1));
  return pace;
}

/// "340 de 1.200 (28%)"; of a job that has not counted yet what is done.
std::string progress_text(const Job& job) {
  const auto done = number_cell(job.done).text;
  if (job.total == 0) return job.done == 0 ? "" : done;
  return done + " de " + number_cell(job.total).text + " (" +
         std::to_string(std::uint64_t{job.done} * 100 / job.total) + "%)";
}

std::string subject_path(const Job& job) {
  const auto kind = operations::job_kind_from(job.kind);
  if (!kind) return "";
  const auto root = domain::words_of(operations::words_of(*kind).subject).root;
  return root.empty() ? "" : std::string(root) + std::to_string(job.subject_id);
}

/// What it does, and to what.
std::string title_of(const Context& context, const Job& job) {
  const auto subject = operations::find_job_subject(context.operations(), job);
  return job_label(job) + (subject ? " " + *subject : "");
}

/// What is to be read about a job that did not go well, or waits.
std::string message_of(const Context& context, const Job& job) {
  if (job.state == JobState::done) return "";
  if (job.state != JobState::pending || job.not_before <= context.house.clock.now()) return job.message;
  return job.message + (job.message.empty() ? "" : " ") + "Nova tentativa em " +
         context.provider.zone.second_br(job.not_before) + ".";
}

ListRow row_of(const Context& context, const Job& job) {
  const auto subject = operations::find_job_subject(context.operations(), job);
  auto progress = progress_text(job);
  if (const auto pace = pace_of(job, context.house.clock.now()); pace && !pace->left.empty())
    progress += ", " + pace->left;
  return {.href = job_path(job.id),
          .cells = {
              {.text = job_label(job)},
              {.text = subject.value_or(""), .href = subject ? subject_path(job) : ""},
              state_cell(job),
              {.text = progress, .done = job.done, .of = is_moving(job.state) ? std::uint64_t{job.total} : 0},
              {.text = message_of(context, job)},
              {.text = actor_label(job.created_by)},
              {.text = context.provider.zone.minute_br(job.created_at)}}};
}

storage::JobFilter filter_of(const Context& context) {
  const auto kind = operations::job_kind_from(context.query.get("tipo"));
  return {.state = domain::job_state_from(context.query.get("situacao")),
          .kind = kind ? std::string(operations::name_of(*kind)) : ""};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_jobs(context.tenant(), filter_of(context), page);
  auto rows = place_of(listed);
  for (const auto& job : listed.lines) {
    rows.rows.push_back(row_of(context, job));
    rows.moving = rows.moving || is_moving(job.state);
  }
  return rows;
}

storage::Counted count(const Context& context) {
  return storage::count_jobs(context.tenant(), filter_of(context));
}

std::vector<Option> state_choices() {
  std::vector<Option> options{{"", "Todos"}};
  for (const auto state : domain::k_job_states) {
    const auto words = domain::words_of(state);
    options.push_back({std::string(words.name), std::string(words.label)});
  }
  return options;
}

std::vector<Option> kind_choices() {
  std::vector<Option> options{{"", "Todas"}};
  for (const auto kind : operations::k_job_kinds) {
    const auto words = operations::words_of(kind);
    options.push_back({std::string(words.name), std::string(words.label)});
  }
  return options;
}

void add_fact(View& body, std::string_view label, const std::string& text, const std::string& href = "") {
  if (text.empty()) return;
  auto fact = body.each("FACT");
  fact.set("LABEL", label);
  fact.each(href.empty() ? "FACT_TEXT" : "FACT_LINK").set("TEXT", text).set("HREF", href);
}

void fill_times(const Context& context, View& body, const Job& job) {
  const auto& zone = context.provider.zone;
  add_fact(body, "Número", std::to_string(job.id));
  add_fact(body, "Iniciada por", actor_label(job.created_by));
  add_fact(body, "Pedida em", zone.second_br(job.created_at));
  if (job.run_at) add_fact(body, "Última execução", zone.second_br(*job.run_at));
  if (job.finished_at) add_fact(body, "Terminou em", zone.second_br(*job.finished_at));
  if (job.attempts > 0) add_fact(body, "Execuções", std::to_string(job.attempts));
}

void fill_job(const Context& context, View& body, const Job& job) {
  auto state = body.include("STATE", "parts/state.html");
  fill_state(state, state_cell(job));
  if (const auto text = progress_text(job); !text.empty()) {
    auto progress = body.each("PROGRESS");
    progress.set("TEXT", text);
    if (job.total > 0) progress.each("BAR").set("DONE", job.done).set("OF", job.total).set("TEXT", text);
  }
  if (const auto pace = pace_of(job, context.house.clock.now())) {
    add_fact(body, "Ritmo", pace->rate);
    add_fact(body, "Faltam", pace->left);
  }
  const auto subject = operations::find_job_subject(context.operations(), job);
  add_fact(body, "Sobre", subject.value_or("registro que não existe mais"), subject ? subject_path(job) : "");
  fill_times(context, body, job);
  body.set_or_hide("MESSAGE", message_of(context, job));
}

}  // namespace

std::string job_path(std::uint64_t id) { return "/tarefas/" + std::to_string(id); }

std::string job_label(const storage::Job& job) {
  const auto kind = operations::job_kind_from(job.kind);
  return kind ? std::string(operations::words_of(*kind).label) : job.kind;
}

http::Response job_list(Context& context) {
  Page page(context, "list.html", "Tarefas");
  page.lead("O que roda em segundo plano. Tarefas terminadas ficam aqui por " +
            std::to_string(storage::k_job_days.count()) + " dias.");
  return list_answer(
      context, page,
      {.total_label = "Total de Tarefas",
       .file_name = "tarefas",
       .columns = {{"Tarefa", "", Column::Kind::title},
                   {"Sobre"},
                   {k_status},
                   {"Andamento"},
                   {"Mensagem", "", Column::Kind::prose},
                   {"Iniciada por", "", Column::Kind::secondary},
                   {"Pedida em", "", Column::Kind::secondary}},
       .filters = {{.name = "situacao", .label = std::string(k_status), .options = state_choices()},
                   {.name = "tipo", .label = "Tarefa", .options = kind_choices()}},
       .empty_title = "Nenhuma tarefa encontrada",
       .empty_text =
           "O que muda muitos clientes de uma vez, como renovar a vigência de um plano ou trocar os "
           "produtos de um pacote, roda em segundo plano e aparece nesta lista.",
       .fetch = fetch,
       .count = count});
}

http::Response job_show(Context& context) {
  const auto job = storage::find_job(context.tenant(), context.id());
  if (!job) return failure(context, 404, k_missing);
  Page page(context, "jobs/show.html", title_of(context, *job));
  page.side_action("Histórico(s)", job_path(job->id) + "/historico", "clock-history");
  if (job->state == JobState::failed)
    page.action("Tentar de novo", job_path(job->id) + "/tentar", "arrow-repeat");
  auto& body = page.body();
  fill_job(context, body, *job);
  if (is_moving(job->state)) page.look_again(body);
  return page.answer();
}

http::Response job_history(Context& context) {
  const auto job = storage::find_job(context.tenant(), context.id());
  if (!job) return failure(context, 404, k_missing);
  Page page(context, "history.html", "Histórico(s)");
  page.under(title_of(context, *job), job_path(job->id));
  return history_answer(context, page, domain::Entity::job, job->id);
}

http::Response job_retry_ask(Context& context) {
  const auto job = storage::find_job(context.tenant(), context.id());
  if (!job) return failure(context, 404, k_missing);
  Confirmation question{.title = "Tentar de novo: " + title_of(context, *job) + "?",
                        .button = "Tentar de novo",
                        .danger = false,
                        .action = context.request.path,
                        .cancel_href = job_path(job->id)};
  if (job->done > 0)
    question.consequences.push_back("O que já foi feito (" + progress_text(*job) + ") não se repete.");
  question.consequences.push_back(
      "A tarefa volta à fila e continua de onde parou. Se a causa da falha não foi desfeita, ela falha outra "
      "vez.");
  return confirm_answer(context, question);
}

http::Response job_retry(Context& context) {
  const auto done = operations::retry_job(context.operations(), context.id());
  if (done) return redirect_with(context, job_path(context.id()), "A tarefa voltou à fila.");
  if (status_of(done.error()) == 404) return failure(context, 404, k_missing);
  return redirect_with(context, job_path(context.id()), done.error().message, Tone::warning);
}

}  // namespace web
