#include <boost/test/unit_test.hpp>

#include "operations/customers.h"
#include "operations/plans.h"
#include "operations/services.h"
#include "storage/plans.h"
#include "web/site.h"

// What people at a counter see and click, all day.

namespace {

struct Counter : test::Site {
  test::Records own = make_records(provider_id, "Fibra", 1001);
  std::string customer = "/clientes/" + std::to_string(own.customer);

  static std::size_t times(std::string_view body, std::string_view text) {
    std::size_t count = 0;
    for (auto at = body.find(text); at != std::string_view::npos; at = body.find(text, at + text.size()))
      ++count;
    return count;
  }
  std::string page(const std::string& path, std::string_view role = "administrador") {
    return test::body_of(get(path, role));
  }
  /// The page that an answer leads to, with the message it left.
  std::string led_to(const http::Response& answer) {
    BOOST_REQUIRE_MESSAGE(answer.status == 303, answer.body);
    auto asked = request(http::Method::get, test::header_of(answer, "Location"), "administrador");
    const auto left = test::header_of(answer, "Set-Cookie");
    asked.headers["Cookie"] += "; " + left.substr(0, left.find(';'));
    return send(asked).body;
  }
  std::string service() const { return "/servicos/" + std::to_string(own.service); }
  std::string sold() const { return service() + "/pacotes/" + std::to_string(own.service_package); }
  /// A plan with the provider's package as a trial of so many days.
  void make_trial_plan(const std::string& code, std::uint32_t days, bool required = false) {
    operations::put_plan(context(), code,
                         {.description = "Plano " + code,
                          .value = base::Cents{5000},
                          .packages =
                              std::vector<operations::PlanPackagePut>{
                                  {.code = "codigo1001", .required = required, .trial_days = days}}})
        .value();
    operations::put_customer(context(), code, {.name = "Bia " + code}).value();
  }
  http::Response sell_plan(const std::string& code, const std::string& limit) {
    const auto id = std::to_string(storage::find_customer_by_code(tenant(), code)->id);
    const auto package = std::to_string(own.package);
    return post("/clientes/" + id + "/servicos/novo?plano=" + code,
                {{"id_cliente_servico", "70" + std::to_string(code.size())},
                 {"plano", code},
                 {"status_prefixo", "aguardando_instalacao"},
                 {"valor", "50,00"},
                 {"pacote." + package, "1"},
                 {"data_limite." + package, limit}});
  }
  std::int64_t trials_until(const std::string& day) {
    return count("SELECT COUNT(*) AS n FROM service_package WHERE trial_days IS NOT NULL AND limit_on = ?",
                 {day});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_counter, Counter)

BOOST_AUTO_TEST_CASE(a_single_hit_opens_whatever_it_was_found_by) {
  BOOST_TEST(test::header_of(get("/busca?q=fib"), "Location") == customer);
}

BOOST_AUTO_TEST_CASE(who_may_not_save_is_offered_to_see_and_not_to_edit) {
  for (const auto& path : {std::string("/clientes"), std::string("/planos"), std::string("/pacotes"),
                           customer, "/servicos/" + std::to_string(own.service) + "/pacotes",
                           "/plataformas/" + std::to_string(own.integration) + "/produtos"}) {
    BOOST_TEST(times(page(path), "Editar") > 0U, path);
    BOOST_TEST(times(page(path, "leitura"), "Editar") == 0U, path);
  }
  BOOST_TEST(times(page("/clientes", "leitura"), "#eye\"></use></svg>Ver</a>") == 1U);
}

BOOST_AUTO_TEST_CASE(a_page_has_one_box_to_search_in_and_one_filled_button) {
  for (const auto* path : {"/", "/clientes", "/planos"}) {
    BOOST_TEST(times(page(path), "name=\"q\"") == (path == std::string_view("/clientes") ? 0U : 1U), path);
    BOOST_TEST(times(page(path), "data-search") > 0U, path);
    BOOST_TEST(times(page(path), "btn btn-primary") == 1U, path);
  }
}

BOOST_AUTO_TEST_CASE(a_document_that_was_shown_can_be_hidden_again) {
  db.execute("UPDATE customer SET document = '52998224725' WHERE id = ?", {own.customer});
  BOOST_TEST(times(page(customer), "Ocultar") == 0U);
  const auto shown = test::body_of(post(customer + "/documento"));
  BOOST_TEST(times(shown, "<a href=\"" + customer + "\">Ocultar</a>") == 1U);
}

BOOST_AUTO_TEST_CASE(the_trail_speaks_of_people_and_says_nothing_where_there_is_nothing_to_say) {
  db.execute("UPDATE audit SET actor = 'shell:root'");
  const auto path =
      "/servicos/" + std::to_string(own.service) + "/pacotes/" + std::to_string(own.service_package);
  BOOST_TEST(post(path + "/remover").status == 303);
  for (const auto& trail : {page("/auditoria"), page(path + "/historico")}) {
    BOOST_TEST(times(trail, "Servidor") > 0U);
    BOOST_TEST(times(trail, "shell:") == 0U);
    BOOST_TEST(times(trail, "emovido") > 0U);
    BOOST_TEST(times(trail, "Motivo") == 0U);
  }
}

BOOST_AUTO_TEST_CASE(the_help_says_of_scopes_what_the_tokens_page_says) {
  BOOST_TEST(times(page("/ajuda/api-erp"), "clientes, serviços, planos e pacotes vendidos") == 1U);
  BOOST_TEST(times(page("/tokens/novo"), "clientes, serviços, planos e pacotes vendidos") == 1U);
}

BOOST_AUTO_TEST_CASE(what_was_just_made_is_named_and_marked_and_the_next_step_is_offered) {
  const auto product = "/plataformas/" + std::to_string(own.integration) + "/produtos";
  const std::pair<std::string, test::Fields> k_made[] = {
      {"/planos", {{"descricao", "Nova Coisa"}, {"valor", "9,90"}}},
      {"/pacotes", {{"descricao", "Nova Coisa"}, {"valor", "9,90"}}},
      {product, {{"nome", "Nova Coisa"}, {"codigo", "NOVA"}}}};
  for (const auto& [list, fields] : k_made) {
    const auto answer = post(list + "/novo", fields);
    const auto location = test::header_of(answer, "Location");
    BOOST_TEST(location.starts_with(list + "?novo="), location);
    const auto landed = led_to(answer);
    const auto record = list + "/" + location.substr(location.find('=') + 1);
    BOOST_TEST(times(landed, "criado: Nova Coisa.") == 1U, list);
    BOOST_TEST(times(landed, "<a href=\"" + record + "\">Abrir</a>") == 1U, list);
    BOOST_TEST(times(landed, "<a href=\"" + list + "/novo\">Criar outro</a>") == 1U, list);
    BOOST_TEST(times(landed, "class=\"just-saved\"") == 1U, list);
    BOOST_TEST(times(landed, "data-href=\"" + record + "\" class=\"just-saved\"") == 1U, list);
    BOOST_TEST(times(page(location), "Criar outro") == 0U,
               list);  // without the message there is no next step
  }
  BOOST_TEST(times(page("/planos"), "just-saved") == 0U);
}

BOOST_AUTO_TEST_CASE(what_was_changed_is_named_and_marked_too) {
  const auto plan = "/planos/" + std::to_string(own.plan);
  const auto landed = led_to(post(plan, {{"descricao", "Fibra Melhor"}, {"valor", "9,90"}}));
  BOOST_TEST(times(landed, "Plano salvo: Fibra Melhor.") == 1U);
  BOOST_TEST(times(landed, "<a href=\"" + plan + "\">Abrir</a>") == 1U);
  BOOST_TEST(times(landed, "Criar outro") == 0U);
  BOOST_TEST(times(landed, "just-saved") == 1U);
  const auto token =
      test::body_of(post("/tokens/novo", {{"descricao", "ERP novo"}, {"escopo_clientes", "1"}}));
  BOOST_TEST(times(token, "Token criado: ERP novo") > 0U);
  const auto back = token.substr(token.find("/tokens?novo="));
  BOOST_TEST(times(page(back.substr(0, back.find('"'))), "just-saved") == 1U);
  const auto person = test::body_of(
      post("/usuarios/novo", {{"nome", "Bia"}, {"email", "bia@exemplo.com.br"}, {"papel", "operador"}}));
  BOOST_TEST(times(person, "Usuário criado: Bia") > 0U);
  const auto people = person.substr(person.find("/usuarios?novo="));
  BOOST_TEST(times(page(people.substr(0, people.find('"'))), "just-saved") == 1U);
  BOOST_TEST(times(led_to(post(sold() + "/remover")), "Pacote removido: Fibra.") == 1U);
}

BOOST_AUTO_TEST_CASE(several_hits_are_told_apart_by_phone_plan_status_and_log_in) {
  operations::put_customer(context(), "codigo1001", {.phone = std::string("37998761234")}).value();
  operations::put_service(context(), 1001, {.login = std::string("fibra.pppoe")}).value();
  operations::put_customer(context(), "outra", {.name = std::string("Fibra Segunda")}).value();
  const auto found = page("/busca?q=fibra");
  for (const auto* text : {"(37) 99876-1234", "fibra.pppoe", "Serviço Habilitado", "Sem serviço"})
    BOOST_TEST(times(found, text) == 1U, text);
}

BOOST_AUTO_TEST_CASE(a_sold_package_has_a_page_with_its_state_since_when_and_what_became_of_it) {
  BOOST_TEST(times(page(customer), "href=\"" + sold() + "\"") == 1U);
  const auto shown = page(sold());
  for (const auto& text : {std::string("Desde "), std::string("R$ 30,00"), std::string("Criado"),
                           "href=\"" + sold() + "/editar\"", "href=\"" + sold() + "/trocar\"",
                           "href=\"" + sold() + "/remover\""})
    BOOST_TEST(times(shown, text) >= 1U, text);
  for (const auto* action : {"/editar\"", "/trocar\"", "/remover\""})
    BOOST_TEST(times(page(sold(), "leitura"), sold() + action) ==
                   (action == std::string_view("/editar\"") ? 1U : 0U),
               action);
  BOOST_TEST(post(sold() + "/remover").status == 303);
  const auto gone = page(sold());
  BOOST_TEST(times(gone, "Removido em ") == 1U);
  BOOST_TEST(times(gone, sold() + "/restaurar") == 1U);
  BOOST_TEST(times(gone, sold() + "/editar\"") == 0U);
}

BOOST_AUTO_TEST_CASE(a_trials_date_can_be_typed_when_its_service_is_sold) {
  for (const auto* code : {"a", "bb", "ccc", "dddd"}) make_trial_plan(code, 15);
  const auto id = std::to_string(storage::find_customer_by_code(tenant(), "a")->id);
  const auto field = "data_limite." + std::to_string(own.package);
  const auto usual =
      base::to_br(base::Date(std::chrono::sys_days(zone.day_of(clock.now())) + std::chrono::days(15)));
  const auto form = page("/clientes/" + id + "/servicos/novo?plano=a");
  BOOST_TEST(times(form, "name=\"" + field + "\" value=\"" + usual + "\"") == 1U);
  BOOST_TEST(sell_plan("a", "24/12/2026").status == 303);
  BOOST_TEST(trials_until("2026-12-24") == 1);
  BOOST_TEST(sell_plan("bb", usual).status == 303);
  for (const auto* wrong : {"22/11/2026", "ontem"}) {
    const auto refused = sell_plan("ccc", wrong);
    BOOST_TEST(refused.status == 422, wrong);
    BOOST_TEST(times(refused.body, "href=\"#f-data_limite-" + std::to_string(own.package) + "\"") == 1U,
               wrong);
  }
  BOOST_TEST(sell_plan("dddd", "").status == 303);
  // What was typed stands; what was left as it stood counts from the first enabling.
  clock.set(clock.now() + std::chrono::hours(24 * 5));
  for (const auto number : {701, 702, 704})
    operations::put_service(context(), static_cast<std::uint64_t>(number),
                            {.status_prefix = std::string("servico_habilitado")})
        .value();
  BOOST_TEST(trials_until("2026-12-24") == 1);
  BOOST_TEST(trials_until("2026-12-12") == 2);
}

BOOST_AUTO_TEST_CASE(speeds_are_typed_and_shown_as_people_say_them) {
  const auto plan = "/planos/" + std::to_string(own.plan);
  BOOST_TEST(post(plan, {{"descricao", "Fibra"}, {"download_kbps", "1 Gb"}, {"upload_kbps", "500"}}).status ==
             303);
  BOOST_TEST(storage::find_plan_by_id(tenant(), static_cast<std::uint32_t>(own.plan))->download_kbps ==
             1'000'000U);
  const auto list = page("/planos");
  BOOST_TEST(times(list, "1.000 Mbps") == 1U);
  BOOST_TEST(times(list, "500 Mbps") == 1U);
  BOOST_TEST(times(page(plan), "name=\"upload_kbps\" value=\"500\"") == 1U);
  const auto refused = post(plan, {{"descricao", "Fibra"}, {"download_kbps", "rápido"}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(times(refused.body, "500 Mb ou 1 Gb") > 0U);
}

BOOST_AUTO_TEST_CASE(what_ends_soon_is_a_list_with_the_number_to_call) {
  const auto today = std::chrono::sys_days(zone.day_of(clock.now()));
  operations::put_customer(context(), "codigo1001", {.phone = std::string("37998761234")}).value();
  const auto listed = [&](int days, const std::string& query) {
    db.execute("UPDATE service_package SET limit_on = ? WHERE id = ?",
               {base::Date(today + std::chrono::days(days)), own.service_package});
    return times(page("/clientes/terminam" + query), "(37) 99876-1234") > 0;
  };
  BOOST_TEST(listed(7, ""));
  BOOST_TEST(!listed(8, ""));
  BOOST_TEST(listed(8, "?ate=15"));
  BOOST_TEST(!listed(1, "?ate=0"));
  BOOST_TEST(listed(3, "?tipo=pacote"));
  BOOST_TEST(!listed(3, "?tipo=degustacao"));
  BOOST_TEST(times(page("/clientes/terminam?formato=csv"), "(37) 99876-1234") == 1U);
  BOOST_TEST(times(page("/"), "href=\"/clientes/terminam\"") == 1U);
}

BOOST_AUTO_TEST_CASE(a_status_that_a_button_names_is_asked_about_at_once) {
  BOOST_TEST(times(page(customer), service() + "/status?para=suspenso_debito") == 1U);
  const auto asked = page(service() + "/status?para=suspenso_debito");
  BOOST_TEST(times(asked, "para Suspenso por Débito?") > 0U);
  BOOST_TEST(times(asked, "name=\"status_prefixo\" value=\"suspenso_debito\"") == 1U);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service WHERE status_prefix = 'suspenso_debito'") ==
             0);
  BOOST_TEST(times(page(service() + "/status?para=nada-assim"), "<select") > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
