#include <boost/test/unit_test.hpp>

#include "storage/jobs.h"
#include "storage/plans.h"
#include "web/site.h"

namespace {

struct Jobs : test::Site {
  test::Records own = make_records(provider_id, "Fibra", 1001);
  std::string path = "/tarefas/" + std::to_string(own.job);

  static bool says(const http::Response& response, std::string_view text) {
    return test::body_of(response).find(text) != std::string::npos;
  }
  storage::Job job() { return storage::find_job(tenant(), own.job).value(); }
  /// Runs since so long, so far.
  void runs(std::chrono::seconds since, std::uint32_t done, std::uint32_t total) {
    db.execute(
        "UPDATE job SET status = 'executando', run_at = ?, run_done = 0, done = ?, total = ?, message = NULL "
        "WHERE id = ?",
        {clock.now() - since, done, total, own.job});
  }
  std::string started_by(const http::Response& response) {
    BOOST_TEST(response.status == 303);
    const auto location = test::header_of(response, "Location");
    BOOST_TEST(location.starts_with("/tarefas/"), location);
    return location;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_jobs, Jobs)

BOOST_AUTO_TEST_CASE(a_job_that_failed_is_in_the_list_with_its_words_subject_progress_and_message) {
  const auto list = get("/tarefas", "leitura");
  for (const auto* text : {"Atualizar quem tem o pacote", "Falhou", "40 de 100 (40%)", "Fibra"})
    BOOST_TEST(says(list, text), text);
  BOOST_TEST(says(list, "/pacotes/" + std::to_string(own.package)));
  BOOST_TEST(says(list, path));
}

BOOST_AUTO_TEST_CASE(jobs_are_filtered_by_state_and_kind_and_paged_from_the_newest) {
  BOOST_TEST(says(get("/tarefas?situacao=falhou&tipo=recalcular_pacote"), path));
  BOOST_TEST(says(get("/tarefas?situacao=concluido"), "Nenhuma tarefa encontrada"));
  BOOST_TEST(says(get("/tarefas?tipo=credenciais"), "Nenhuma tarefa encontrada"));
  for (int i = 0; i < 10; ++i)
    make_failed_job(provider_id, operations::JobKind::package_recompute, own.package, "x");
  const auto first = get("/tarefas?itens=10");
  BOOST_TEST(!says(first, path + "\""));
  const auto at = first.body.find("depois=");
  BOOST_TEST_REQUIRE(at != std::string::npos);
  const auto next = first.body.substr(at, first.body.find_first_of("&\"", at) - at);
  BOOST_TEST(says(get("/tarefas?itens=10&" + next), path + "\""));
  const auto csv = test::body_of(get("/tarefas?formato=csv&situacao=falhou"));
  BOOST_TEST(std::count(csv.begin(), csv.end(), '\n') == 12);
}

BOOST_AUTO_TEST_CASE(pace_and_time_left_are_told_only_where_this_run_has_shown_them) {
  runs(std::chrono::seconds{10}, 500, 1500);
  BOOST_TEST(says(get(path), "50 por segundo"));
  BOOST_TEST(says(get(path), "cerca de 21 s"));
  runs(std::chrono::seconds{1}, 500, 1500);
  BOOST_TEST(!says(get(path), "por segundo"));
  runs(std::chrono::seconds{10}, 0, 1500);
  BOOST_TEST(!says(get(path), "cerca de"));
}

BOOST_AUTO_TEST_CASE(a_page_looks_again_only_while_something_goes_on) {
  constexpr std::string_view k_refresh = "http-equiv=\"refresh\"";
  BOOST_TEST(!says(get(path), k_refresh));
  BOOST_TEST(!says(get("/tarefas"), k_refresh));
  runs(std::chrono::seconds{10}, 500, 1500);
  BOOST_TEST(says(get(path), k_refresh));
  BOOST_TEST(says(get("/tarefas"), k_refresh));
  BOOST_TEST(says(get(path), "data-hx-trigger=\"every 3s\""));
}

BOOST_AUTO_TEST_CASE(an_administrator_puts_a_failed_job_back_in_the_queue_once_and_the_trail_says_who) {
  BOOST_TEST(says(get(path), path + "/tentar"));
  BOOST_TEST(!says(get(path, "operador"), path + "/tentar"));
  BOOST_TEST(says(get(path + "/tentar"), "40 de 100"));
  BOOST_TEST(post(path + "/tentar", {}, "operador").status == 403);
  BOOST_TEST((job().state == domain::JobState::failed));
  BOOST_TEST(post(path + "/tentar").status == 303);
  BOOST_TEST((job().state == domain::JobState::pending));
  BOOST_TEST(job().attempts == 0U);
  BOOST_TEST(job().done == 40U);
  BOOST_TEST(says(get(path + "/historico"), "Tentada de novo"));
  db.execute("UPDATE job SET status = 'executando' WHERE id = ?", {own.job});
  BOOST_TEST(post(path + "/tentar").status == 303);
  BOOST_TEST((job().state == domain::JobState::running));
}

BOOST_AUTO_TEST_CASE(a_failed_job_is_on_the_start_page_until_it_is_tried_again) {
  BOOST_TEST(says(get("/", "leitura"), "Tarefas que falharam"));
  BOOST_TEST(says(get("/"), path));
  post(path + "/tentar");
  BOOST_TEST(!says(get("/"), "Tarefas que falharam"));
}

BOOST_AUTO_TEST_CASE(an_act_that_starts_a_job_leads_to_it) {
  const auto plan = "/planos/" + std::to_string(own.plan);
  const auto renewal = started_by(post(plan + "/renovar", {{"meses", "12"}, {"confirmado", "1"}}));
  BOOST_TEST(says(get(renewal), "Alterar os serviços do plano"));
  BOOST_TEST(says(get(renewal), plan));
  const auto value = std::to_string(
      storage::find_plan_by_id(tenant(), static_cast<std::uint32_t>(own.plan)).value().value_cents);
  started_by(post(plan + "/reajustar", {{"valor", "1,00"}, {"com_servicos", "1"}, {"esperado", value}}));
}

BOOST_AUTO_TEST_SUITE_END()
