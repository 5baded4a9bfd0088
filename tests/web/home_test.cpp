#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "base/exit_status.h"
#include "operations/customers.h"
#include "operations/service_packages.h"
#include "platforms/platform.h"
#include "storage/decision_log.h"
#include "storage/service_packages.h"
#include "web/metric_words.h"
#include "web/site.h"

namespace {

struct Home : test::Site {
  std::string shown(std::string_view role = "administrador") { return get("/", role).body; }
  static bool holds(const std::string& body, std::string_view text) {
    return body.find(text) != std::string::npos;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(home_page, Home)

BOOST_AUTO_TEST_CASE(a_new_provider_is_led_to_the_first_sale_until_it_has_been_made) {
  BOOST_TEST(holds(shown(), "Primeiros passos"));
  BOOST_TEST(holds(shown(), "/plataformas/novo"));
  BOOST_TEST(!holds(shown("leitura"), "/plataformas/novo"));
  make_records(provider_id, "Fibra", 1001);
  BOOST_TEST(!holds(shown(), "Primeiros passos"));
}

BOOST_AUTO_TEST_CASE(what_ends_within_a_week_is_named_with_its_customer_and_what_ends_later_is_not) {
  const auto records = make_records(provider_id, "Rosa Martins", 1001);
  const auto today = zone.day_of(clock.now());
  const auto ends_in = [&](int days) {
    db.execute("UPDATE service_package SET limit_on = ? WHERE id = ?",
               {base::Date(std::chrono::sys_days(today) + std::chrono::days(days)), records.service_package});
    return holds(shown(), "/servicos/" + std::to_string(records.service) + "/pacotes");
  };
  BOOST_TEST(ends_in(0));
  BOOST_TEST(ends_in(7));
  BOOST_TEST(!ends_in(8));
  BOOST_TEST(!ends_in(-1));
}

BOOST_AUTO_TEST_CASE(a_package_that_was_left_out_is_named_with_its_reason) {
  const auto records = make_records(provider_id, "Rosa Martins", 1001);
  storage::insert_left_out(tenant(), records.service,
                           {.package_id = static_cast<std::uint32_t>(records.package),
                            .reason = "pacote_unico_ativo",
                            .message = "O cliente já tem um pacote desta integração.",
                            .at = clock.now()});
  BOOST_TEST(holds(shown(), "O cliente já tem um pacote desta integração."));
}

BOOST_AUTO_TEST_CASE(many_log_ins_refused_for_guessing_within_the_hour_are_told_and_a_few_are_not) {
  const auto records = make_records(provider_id, "Rosa Martins", 1001);
  const auto refuse = [&](std::uint64_t many, std::chrono::minutes ago,
                          const char* reason = "muitas_tentativas") {
    const storage::DecisionCount counted{.minute = clock.now() - ago,
                                         .provider_id = provider_id,
                                         .integration_id = static_cast<std::uint32_t>(records.integration),
                                         .question = "existencia",
                                         .reason = reason,
                                         .decisions = many};
    storage::add_decision_counts(db, {&counted, 1});
  };
  refuse(500, std::chrono::minutes(90));
  refuse(500, std::chrono::minutes(5), "suspenso");
  refuse(19, std::chrono::minutes(5));
  BOOST_TEST(!holds(shown(), "tentando senhas"));
  refuse(4, std::chrono::minutes(50));
  const auto body = shown("leitura");
  BOOST_TEST(holds(body, "<strong>23 logins recusados</strong>"));
  BOOST_TEST(holds(body, "/validacoes?motivo=muitas_tentativas&amp;periodo=hora"));
  BOOST_TEST(get("/validacoes?motivo=muitas_tentativas&periodo=hora").status == 200);
}

BOOST_AUTO_TEST_CASE(the_customers_a_person_changed_last_are_at_hand_and_nobody_elses) {
  BOOST_TEST(post("/clientes/novo", {{"codigo_cliente", "77"}, {"nome_razaosocial", "Bia Ramos"}}, "operador")
                 .status == 303);
  BOOST_TEST(holds(shown("operador"), "Bia Ramos"));
  BOOST_TEST(!holds(shown("administrador"), "Bia Ramos"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(help_pages, Home)

BOOST_AUTO_TEST_CASE(every_topic_of_the_index_opens_for_everybody_and_another_is_not_there) {
  const auto index = get("/ajuda", "leitura").body;
  int topics = 0;
  for (auto at = index.find("\"/ajuda/"); at != std::string::npos; at = index.find("\"/ajuda/", at + 1)) {
    const auto path = index.substr(at + 1, index.find('"', at + 1) - at - 1);
    BOOST_TEST(get(path, "leitura").status == 200, path);
    ++topics;
  }
  BOOST_TEST(topics == 24);
  BOOST_TEST(get("/ajuda/outra", "leitura").status == 404);
}

BOOST_AUTO_TEST_CASE(every_gateway_has_a_page_that_answers_why_a_package_is_not_offered) {
  for (const auto* platform : platforms::all()) {
    auto slug = std::string(platform->key);
    std::ranges::replace(slug, '_', '-');
    if (slug == "nxplay") slug = "nx-play";
    const auto page = get("/ajuda/configurar-" + slug, "leitura");
    BOOST_TEST(page.status == 200, slug);
    BOOST_TEST(holds(page.body, "Travar Pacotes"), slug);
    for (const auto& setting : platform->settings)
      BOOST_TEST(holds(page.body, "<code>" + std::string(setting.name) + "</code>"),
                 slug << " " << setting.name);
    for (const auto& parameter : platform->package_parameters)
      BOOST_TEST(holds(page.body, "<code>" + std::string(parameter.name) + "</code>"),
                 slug << " " << parameter.name);
  }
}

BOOST_AUTO_TEST_CASE(the_operators_page_explains_every_figure_and_every_exit_status) {
  const auto body = get("/ajuda/metricas-e-codigos", "leitura").body;
  for (const auto& metric : web::metric_words())
    BOOST_TEST(holds(body, "<code>" + std::string(metric.name) + "</code>"), metric.name);
  for (const auto& exit : base::k_exits)
    BOOST_TEST(holds(body, "<dt><code>" + std::to_string(exit.status) + "</code></dt>"), exit.help);
}

BOOST_AUTO_TEST_CASE(the_page_about_suspension_names_every_status) {
  const auto body = get("/ajuda/suspensao").body;
  for (const auto* label :
       {"Serviço Habilitado", "Suspenso por Débito", "Aguardando Instalação", "Cancelado"})
    BOOST_TEST(holds(body, label), label);
}

BOOST_AUTO_TEST_SUITE_END()
