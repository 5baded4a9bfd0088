// What a page says before a service changes, and that it then is so.
#include <boost/test/unit_test.hpp>

#include "operations/charges.h"
#include "operations/customers.h"
#include "operations/packages.h"
#include "operations/plans.h"
#include "operations/products.h"
#include "operations/service_packages.h"
#include "operations/services.h"
#include "operations/verify.h"
#include "storage/plans.h"
#include "storage/sale_packages.h"
#include "storage/services.h"
#include "storage/sold_packages.h"
#include "web/site.h"

namespace {

bool says(const http::Response& page, std::string_view text) {
  return page.body.find(text) != std::string::npos;
}

/// The customer "Fibra" with the services 1001 and 1002 on a plan with the product "Fibra" of the integration
/// "Fibra".
struct Changes : test::Site {
  Changes() : own(make_records(provider_id, "Fibra", 1001)) {
    service = "/servicos/" + std::to_string(own.service);
  }

  void second_service() {
    operations::put_service(feed(), 1002,
                            {.customer_code = std::string("codigo1001"),
                             .plan = std::string("codigo1001"),
                             .status_prefix = std::string("servico_habilitado")})
        .value();
  }
  /// A plan with one package of a product of its own.
  void other_plan(const std::string& code) {
    operations::put_product(context(), "codigo1001", code, {.name = "Produto " + code}).value();
    operations::put_package(context(), code,
                            {.description = "Pacote " + code,
                             .value = base::Cents{1000},
                             .integration = std::string("codigo1001"),
                             .products = std::vector<std::string>{code}})
        .value();
    operations::put_plan(context(), code,
                         {.description = "Plano " + code,
                          .value = base::Cents{5000},
                          .lock_packages = true,
                          .packages = std::vector<operations::PlanPackagePut>{{.code = code}}})
        .value();
  }
  http::Response ask_status(const std::string& prefix) {
    return post(service + "/status", {{"status_prefixo", prefix}});
  }
  std::string status() { return storage::find_service(tenant(), own.service)->status_prefix; }
  std::int64_t trail() {
    return count("SELECT COUNT(*) AS n FROM audit WHERE provider_id = ?", {provider_id});
  }
  void check_in_step() {
    const auto drift = operations::verify(context());
    BOOST_TEST(drift.drifted == 0U);
  }

  test::Records own;
  std::string service;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(service_changes, Changes)

BOOST_AUTO_TEST_CASE(a_suspension_is_announced_in_numbers_and_names_and_changes_nothing_until_confirmed) {
  const auto before = trail();
  const auto asked = ask_status("suspenso_debito");
  BOOST_TEST(asked.status == 200);
  BOOST_TEST(says(asked, "1 produto deixa de ser liberado agora: Fibra (Fibra)."));
  BOOST_TEST(says(asked, "de Serviço Habilitado para Suspenso por Débito."));
  BOOST_TEST(status() == "servico_habilitado");
  BOOST_TEST(trail() == before);
  const auto done = post(service + "/status", {{"status_prefixo", "suspenso_debito"}, {"confirmado", "1"}});
  BOOST_TEST(done.status == 303);
  BOOST_TEST(status() == "suspenso_debito");
  check_in_step();
}

BOOST_AUTO_TEST_CASE(what_goes_on_by_another_service_is_named_with_it) {
  second_service();
  const auto asked = ask_status("suspenso_debito");
  BOOST_TEST(says(asked, "1 produto continua liberado: Fibra (Fibra), pelo serviço 1002."));
  BOOST_TEST(says(asked, "Nenhum acesso muda agora."));
}

BOOST_AUTO_TEST_CASE(the_end_of_a_service_says_what_ends_and_asks_with_the_safe_side_first) {
  const auto asked = ask_status("cancelado");
  BOOST_TEST(says(asked, "Encerrar o serviço 1001 (Cancelado)?"));
  BOOST_TEST(says(asked, "1 pacote sai do serviço: Fibra."));
  BOOST_TEST(says(asked, "btn-danger"));
  BOOST_TEST(asked.body.find("Cancelar</a>") < asked.body.find("Encerrar Serviço</button>"));
  post(service + "/status", {{"status_prefixo", "cancelado"}, {"confirmado", "1"}});
  const auto again = ask_status("servico_habilitado");
  BOOST_TEST(says(again, "1 pacote volta: Fibra."));
  BOOST_TEST(says(again, "1 produto passa a ser liberado agora: Fibra (Fibra)."));
  check_in_step();
}

BOOST_AUTO_TEST_CASE(the_same_status_sent_twice_is_done_once) {
  const test::Fields sure{{"status_prefixo", "suspenso_debito"}, {"confirmado", "1"}};
  post(service + "/status", sure);
  const auto once = trail();
  BOOST_TEST(post(service + "/status", sure).status == 303);
  BOOST_TEST(trail() == once);
}

BOOST_AUTO_TEST_CASE(an_unknown_status_is_refused_at_its_field) {
  for (const auto* prefix : {"", "em_orbita", " cancelado"}) {
    const auto refused = ask_status(prefix);
    BOOST_TEST(refused.status == 422, prefix);
    BOOST_TEST(says(refused, "#f-status_prefixo"), prefix);
  }
  BOOST_TEST(status() == "servico_habilitado");
}

BOOST_AUTO_TEST_CASE(a_migration_says_what_moves_what_comes_and_what_the_new_plan_shuts_out) {
  other_plan("CINE");
  const auto before = trail();
  const auto asked = post(service + "/migrar", {{"plano", "CINE"}, {"valor", "50,00"}});
  BOOST_TEST(says(asked, "O serviço sai de Fibra e passa para Plano CINE."));
  BOOST_TEST(says(asked, "1 produto deixa de ser liberado agora: Fibra (Fibra)."));
  BOOST_TEST(says(asked, "1 produto passa a ser liberado agora: Produto CINE (Fibra)."));
  BOOST_TEST(says(asked, "1 pacote entra: Pacote CINE (R$"));
  BOOST_TEST(says(asked, "Fica de fora:"));
  BOOST_TEST(trail() == before);
  post(service + "/migrar", {{"plano", "CINE"}, {"valor", "50,00"}, {"confirmado", "1"}});
  BOOST_TEST(says(get("/por-que-foi-negado?cliente=" + std::to_string(own.customer)), "Produto CINE"));
  check_in_step();
}

BOOST_AUTO_TEST_CASE(the_browser_offers_to_keep_what_would_end_with_a_migration_and_to_drop_what_may_be) {
  other_plan("CINE");
  operations::put_plan(context(), "CINE", {.lock_packages = false}).value();
  const auto sold = std::to_string(own.service_package);
  const auto form = get(service + "/migrar?plano=CINE");
  BOOST_TEST(says(form, "name=\"manter." + sold + "\""));
  BOOST_TEST(says(form, "veio do plano de hoje e não está no novo: sem a marca, termina"));
  BOOST_TEST(!says(form, "name=\"manter." + sold + "\" value=\"1\" checked"));
  const auto cine = storage::find_sale_package_by_code(tenant(), 0, "CINE")->id;
  const auto tick = "pacote." + std::to_string(cine);
  BOOST_TEST(says(form, "name=\"" + tick + "\""));

  const test::Fields plain{{"plano", "CINE"}, {"valor", "50,00"}, {"pacotes_escolhidos", "1"}};
  auto ticked = plain;
  ticked.emplace_back(tick, "1");
  BOOST_TEST(says(post(service + "/migrar", ticked), "1 pacote sai do serviço: Fibra."));
  auto kept = plain;  // and CINE is dropped
  kept.emplace_back("manter." + sold, "1");
  const auto asked = post(service + "/migrar", kept);
  BOOST_TEST(says(asked, "1 pacote continua no serviço: Fibra."));
  BOOST_TEST(!says(asked, "Pacote CINE"));
  BOOST_TEST(says(asked, "name=\"manter." + sold + "\" value=\"1\""));
  auto back = kept;
  back.emplace_back("voltar", "1");
  BOOST_TEST(says(post(service + "/migrar", back), "name=\"manter." + sold + "\""));
  kept.emplace_back("confirmado", "1");
  BOOST_TEST(post(service + "/migrar", kept).status == 303);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package WHERE service_id = ? AND removed_at IS NULL",
                   {own.service}) == 1);
  check_in_step();
}

BOOST_AUTO_TEST_CASE(a_swap_is_offered_on_the_package_names_both_sides_and_their_money_and_does_both) {
  other_plan("CINE");
  const auto sold = service + "/pacotes/" + std::to_string(own.service_package);
  BOOST_TEST(says(get(service + "/pacotes"), "href=\"" + sold + "/trocar\""));
  BOOST_TEST(says(get(sold), "href=\"" + sold + "/trocar\""));
  const auto cine = std::to_string(storage::find_sale_package_by_code(tenant(), 0, "CINE")->id);
  BOOST_TEST(says(get(sold + "/trocar"), sold + "/trocar?pacote=" + cine));
  BOOST_TEST(says(get(sold + "/trocar?pacote=" + cine), "Trocar Fibra"));
  const test::Fields fields{{"pacote", cine}, {"valor", "10,00"}, {"descricao", ""}, {"data_limite", ""}};
  const auto asked = post(sold + "/trocar", fields);
  BOOST_TEST(says(asked, "Trocar Fibra por Pacote CINE?"));
  BOOST_TEST(says(asked, "1 pacote sai do serviço: Fibra."));
  BOOST_TEST(says(asked, "1 pacote entra: Pacote CINE (R$"));
  BOOST_TEST(says(asked, "1 produto deixa de ser liberado agora: Fibra (Fibra)."));
  BOOST_TEST(says(asked, "Por mês"));
  auto confirmed = fields;
  confirmed.emplace_back("confirmado", "1");
  BOOST_TEST(post(sold + "/trocar", confirmed).status == 303);
  BOOST_TEST(says(get(service + "/pacotes"), "Pacote CINE"));
  BOOST_TEST(get(sold + "/trocar").status == 303);  // it is gone
  BOOST_TEST(says(get(sold + "/historico"), "Troca por outro pacote"));
  check_in_step();
}

BOOST_AUTO_TEST_CASE(a_removal_says_what_is_lost_and_a_restoration_what_comes_back) {
  const auto package = service + "/pacotes/" + std::to_string(own.service_package);
  BOOST_TEST(says(get(package + "/remover"), "1 produto deixa de ser liberado agora: Fibra (Fibra)."));
  second_service();
  BOOST_TEST(
      says(get(package + "/remover"), "1 produto continua liberado: Fibra (Fibra), pelo serviço 1002."));
  post(package + "/remover");
  BOOST_TEST(says(get(package + "/restaurar"), "1 pacote entra") ==
             false);  // it was there before: it comes back, it is not new
  BOOST_TEST(says(get(package + "/restaurar"), "1 pacote volta: Fibra."));
  check_in_step();
}

BOOST_AUTO_TEST_CASE(
    a_removed_package_is_not_edited_and_restoring_asks_for_a_date_where_the_old_one_has_passed) {
  const auto package = service + "/pacotes/" + std::to_string(own.service_package);
  const auto path_list = service + "/pacotes?exibir=todos";
  // today: it has ended
  const auto edit = package + "/editar";
  post(edit, {{"valor", "9,90"}, {"data_limite", "2026-11-22"}, {"confirmado", "1"}});
  for (const bool taken_off : {false, true}) {
    if (taken_off) operations::remove_ended_trials(context(), own.customer);
    for (const auto& page : {get(package), get(edit)}) {
      BOOST_TEST(says(page, "restaure-o antes"));
      BOOST_TEST(!says(page, ">Salvar<"));
    }
    BOOST_TEST(says(get(path_list), package + "/restaurar"));
    BOOST_TEST(post(edit, {{"valor", "9,90"}, {"data_limite", ""}}).status == 409);
    BOOST_TEST(says(get(package + "/restaurar"), "name=\"data_limite\""));
    BOOST_TEST(post(package + "/restaurar", {{"data_limite", "2026-11-22"}}).status == 422);
  }
  const auto asked = post(package + "/restaurar", {{"data_limite", "2026-12-24"}});
  BOOST_TEST(says(asked, "1 pacote volta: Fibra."));
  BOOST_TEST(says(asked, "Data limite: 24/12/2026."));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package WHERE removed_at IS NULL") == 0);
  BOOST_TEST(post(package + "/restaurar", {{"data_limite", "2026-12-24"}, {"confirmado", "1"}}).status ==
             303);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package"
                   " WHERE removed_at IS NULL AND limit_on = '2026-12-24'") == 1);
  check_in_step();
}

BOOST_AUTO_TEST_CASE(a_trial_counts_nothing_on_the_card_in_the_plans_list_and_in_the_charges_alike) {
  other_plan("CINE");
  operations::put_package(context(), "SERIES",
                          {.description = std::string("Séries"), .value = base::Cents{1490}})
      .value();
  operations::put_plan(
      context(), "CINE",
      {.packages =
           std::vector<operations::PlanPackagePut>{{.code = "CINE"}, {.code = "SERIES", .trial_days = 300}}})
      .value();
  const auto id = operations::put_service(feed(), 1003,
                                          {.customer_code = std::string("codigo1001"),
                                           .plan = std::string("CINE"),
                                           .status_prefix = std::string("servico_habilitado")})
                      ->id;
  const auto card = get("/clientes/" + std::to_string(own.customer) + "?busca=1003");
  BOOST_TEST(says(card, "<dt>Valor Pacotes</dt><dd>R$ 10,00</dd>"));
  BOOST_TEST(says(card, "<dt>Valor Com Pacotes</dt><dd>R$ 60,00</dd>"));
  for (const auto& line : storage::list_plans(tenant(), {.text = "CINE"}, {}).lines)
    BOOST_TEST(line.total_cents == 6000);
  const auto month = std::chrono::year{2027} / std::chrono::January;
  base::Cents charged = 0;
  for (const auto& line :
       operations::list_charges(context(), month, operations::charged_in(context(), month), 0, 0, 99).lines)
    if (line.charge.service_id == id) charged += line.charge.amount;
  BOOST_TEST(charged == 1000);
}

BOOST_AUTO_TEST_CASE(the_edit_form_changes_no_status) {
  const auto form = get(service);
  BOOST_TEST(!says(form, "name=\"status_prefixo\""));
  BOOST_TEST(says(form, service + "/status"));
  post(service, {{"valor", "10,00"}, {"status_prefixo", "cancelado"}});
  BOOST_TEST(status() == "servico_habilitado");
}

BOOST_AUTO_TEST_CASE(the_form_of_a_package_says_where_an_edit_is_told_to_nobody) {
  constexpr std::string_view k_said = "uma edição não é avisada";
  const auto form = service + "/pacotes/" + std::to_string(own.service_package) + "/editar";
  BOOST_TEST(!says(get(form), k_said));
  db.execute("UPDATE integration SET gateway = 'outros' WHERE provider_id = ?", {provider_id});
  BOOST_TEST(says(get(form), k_said));
}

BOOST_AUTO_TEST_CASE(the_form_of_a_package_explains_the_email_that_was_transmitted_and_takes_no_other) {
  const auto integration = static_cast<std::uint32_t>(own.told_integration);
  operations::put_product(context(), "tcodigo1001", "SEAC", {.name = std::string("SEAC")}).value();
  operations::put_package(context(), "NXP",
                          {.description = std::string("NX"),
                           .value = base::Cents{3000},
                           .integration = std::string("tcodigo1001"),
                           .products = std::vector<std::string>{"SEAC"}})
      .value();
  const auto sold =
      operations::add_package(context(), {.service_erp_id = 1001, .package_code = "NXP"}).value().id;
  db.execute("UPDATE account_object SET attributes = REPLACE(attributes, 'Fibra', 'ana@exemplo.com.br')");
  BOOST_TEST(integration != 0);
  const auto form = service + "/pacotes/" + std::to_string(sold) + "/editar";
  const auto page = get(form);
  for (const auto* text : {"ana@exemplo.com.br", "não muda mais", "Recriar conta"})
    BOOST_TEST(says(page, text), text);
  BOOST_TEST(!says(page, "<option value=\"email\">"));
  BOOST_TEST(says(page, "<option value=\"noggin\">"));
  const auto refused = post(
      form,
      {{"valor", "30,00"}, {"parametros.0.nome", "email"}, {"parametros.0.valor", "outra@exemplo.com.br"}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(says(refused, "Já foi transmitido como ana@exemplo.com.br"));
  BOOST_TEST(post(form, {{"valor", "30,00"}}).status == 303);
}

BOOST_AUTO_TEST_CASE(what_a_sale_began_with_and_nobody_touched_is_no_parameter_of_its_own) {
  operations::put_product(context(), "tcodigo1001", "SEAC", {.name = std::string("SEAC")}).value();
  const auto package = operations::put_package(context(), "NXP",
                                               {.description = std::string("NX"),
                                                .value = base::Cents{3000},
                                                .integration = std::string("tcodigo1001"),
                                                .products = std::vector<std::string>{"SEAC"}})
                           .value();
  const auto path = service + "/pacotes/novo";
  BOOST_TEST(says(get(path + "?pacote=" + std::to_string(package.id)), "value=\"usuario\""));
  const auto sold = post(path, {{"pacote", std::to_string(package.id)},
                                {"valor", "30,00"},
                                {"parametros.0.nome", "usuario"},
                                {"parametros.0.valor", "login_autenticacao"},
                                {"parametros.1.nome", "noggin"},
                                {"parametros.1.valor", "false"},
                                {"parametros.2.nome", "paramount"},
                                {"parametros.2.valor", "true"},
                                {"confirmado", "1"}});
  BOOST_TEST(sold.status == 303);
  const std::string k_last = "service_package_id = (SELECT MAX(id) FROM service_package)";
  BOOST_TEST(
      count("SELECT COUNT(*) AS n FROM service_package_parameter WHERE name = 'noggin' AND " + k_last) == 1);
  BOOST_TEST(
      count("SELECT COUNT(*) AS n FROM service_package_parameter WHERE name <> 'noggin' AND " + k_last) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
