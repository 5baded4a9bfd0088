#include <algorithm>
#include <iterator>

#include "operations/job_kinds.h"
#include "storage/attention.h"
#include "storage/courtesies.h"
#include "web/page.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/pages/held_losses.h"
#include "web/pages/job_page.h"
#include "web/texts.h"

namespace web {

namespace {

constexpr std::uint32_t k_lines = 8;
constexpr std::chrono::days k_soon{7};
/// Log-ins refused in an hour: fewer are somebody's who mistypes.
constexpr std::uint64_t k_many_refused = 20;

struct Step {
  std::string_view label;
  std::string_view text;
  std::string_view href;
  bool storage::SetUp::*done;
};
constexpr Step k_steps[] = {
    {"Crie a integração", "com a plataforma, e entregue a ela a Callback URL", "/plataformas/novo",
     &storage::SetUp::integrations},
    {"Cadastre os produtos", "com o código que a plataforma usa", "/plataformas", &storage::SetUp::products},
    {"Monte os pacotes", "com valor, composição fiscal e os produtos", "/pacotes/novo",
     &storage::SetUp::packages},
    {"Monte os planos", "com os pacotes que entram na venda", "/planos/novo", &storage::SetUp::plans},
    {"Traga os clientes", "pela API do ERP, ou à mão", "/clientes/novo", &storage::SetUp::customers},
};

/// The way to the first sale, until it has been gone.
void fill_set_up(const Context& context, View& body) {
  const auto found = storage::find_set_up(context.tenant());
  const bool complete =
      std::all_of(std::begin(k_steps), std::end(k_steps), [&](const Step& step) { return found.*step.done; });
  if (complete) return;
  auto list = body.each("SET_UP");
  for (const auto& step : k_steps) {
    const bool done = found.*step.done;
    auto item = list.each("STEP");
    item.set("STEP_ICON", done ? "check-circle-fill" : "dash-circle")
        .set("STEP_TONE", done ? "done" : "open");
    item.set("TEXT", (done ? "feito; " : "") + std::string(step.text));
    auto place = item.each(!done && may_visit(context, step.href) ? "STEP_LINK" : "STEP_TEXT");
    place.set("LABEL", step.label).set("HREF", step.href);
  }
}

std::string packages_path(const storage::Noticed& noticed) {
  return service_path(noticed.service_id) + "/pacotes";
}

/// Somebody tries passwords: nobody else would be told of it.
void fill_guessing(const Context& context, View& body) {
  const auto refused =
      storage::count_refused_guesses(context.tenant(), context.house.clock.now() - std::chrono::hours(1));
  if (refused >= k_many_refused)
    body.each("GUESSING").set("REFUSED", count_text(refused, "login recusado", "logins recusados"));
}

void fill_ending(const Context& context, View& body) {
  const auto today = context.provider.zone.day_of(context.house.clock.now());
  const auto lines =
      storage::list_ending(context.tenant(), today, std::chrono::sys_days(today) + k_soon, k_lines);
  for (const auto& line : lines)
    body.each("ENDING")
        .set("HREF", packages_path(line))
        .set("CUSTOMER", line.customer_name)
        .set("PACKAGE", line.package)
        .set("DAY", line.day == today ? "hoje" : base::to_br(line.day));
  body.show_if(lines.empty(), "NOTHING_ENDS");
}

/// Who has access against the ERP's word, and until when.
void fill_courtesies(const Context& context, View& body) {
  const auto today = context.provider.zone.day_of(context.house.clock.now());
  const auto lines = storage::list_courtesies_in_force(context.tenant(), today, k_lines);
  if (lines.empty()) return;
  auto panel = body.each("COURTESIES");
  for (const auto& line : lines) {
    const auto last = domain::last_day_of(line.courtesy);
    panel.each("COURTESY")
        .set("HREF", service_path(line.courtesy.service_id) + "/liberar")
        .set("CUSTOMER", line.customer_name)
        .set("REASON", line.courtesy.reason)
        .set("DAY", last == today ? "hoje" : base::to_br(last));
  }
}

/// What was given up in the background, so that it is not seen by nobody.
void fill_failed_jobs(const Context& context, View& body) {
  const auto failed =
      storage::list_jobs(context.tenant(), {.state = domain::JobState::failed}, {.limit = k_lines}).lines;
  if (failed.empty()) return;
  auto panel = body.each("FAILED_JOBS");
  for (const auto& job : failed)
    panel.each("FAILED_JOB")
        .set("HREF", job_path(job.id))
        .set("LABEL", job_label(job))
        .set("SUBJECT", operations::find_job_subject(context.operations(), job).value_or(""))
        .set("DAY", context.provider.zone.minute_br(job.finished_at.value_or(job.created_at)));
}

void fill_left_out(const Context& context, View& body) {
  const auto lines = storage::list_newest_left_out(context.tenant(), k_lines);
  for (const auto& line : lines)
    body.each("LEFT_OUT")
        .set("HREF", packages_path(line))
        .set("CUSTOMER", line.customer_name)
        .set("PACKAGE", line.package)
        .set("WHY", line.why);
  body.show_if(lines.empty(), "NOTHING_LEFT_OUT");
}

void fill_touched(const Context& context, View& body) {
  const auto lines = storage::list_touched_by(context.tenant(), context.operations().actor, k_lines);
  for (const auto& line : lines)
    body.each("TOUCHED").set("HREF", customer_path(line.id)).set("NAME", line.name).set("CODE", line.code);
  body.show_if(lines.empty(), "NOTHING_TOUCHED");
}

}  // namespace

http::Response home(Context& context) {
  Page page(context, "home/show.html", "Início");
  page.side_action("Novo Cliente", "/clientes/novo", "plus-lg");
  auto& body = page.body();
  fill_held_losses(context, body);
  fill_guessing(context, body);
  fill_set_up(context, body);
  fill_failed_jobs(context, body);
  fill_ending(context, body);
  fill_courtesies(context, body);
  fill_left_out(context, body);
  fill_touched(context, body);
  return page.answer();
}

}  // namespace web
