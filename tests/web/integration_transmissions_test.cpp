#include <boost/test/unit_test.hpp>

#include "operations/integrations.h"
#include "operations/packages.h"
#include "operations/products.h"
#include "operations/transmissions.h"
#include "storage/products.h"
#include "storage/transmission_list.h"
#include "support/scripted_client.h"
#include "web/site.h"

namespace {

platforms::HttpReply reply(int status, std::string body) {
  return {.status = status, .content_type = "application/json", .body = std::move(body)};
}

struct IntegrationTransmissions : test::Site {
  test::Records own = make_records(provider_id, "Fibra", 1001);
  std::string path = "/plataformas/" + std::to_string(own.told_integration);

  static bool says(const http::Response& response, std::string_view text) {
    return test::body_of(response).find(text) != std::string::npos;
  }
  std::uint32_t integration() const { return static_cast<std::uint32_t>(own.told_integration); }
  storage::QueueState queue() { return storage::find_queue_state(tenant(), integration()); }
  void refuse_credential() {
    storage::save_queue_state(
        tenant(), integration(),
        {.paused_by = "credencial", .paused_at = clock.now(), .message = "Recusada (401)."});
  }
  void make_products(const std::vector<std::string>& codes) {
    for (const auto& code : codes)
      BOOST_TEST(operations::put_product(context(), "tcodigo1001", code, {.name = code}).ok());
  }
  bool is_active(const std::string& code) {
    return storage::find_product(tenant(), integration(), code).value().active;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_integration_transmissions, IntegrationTransmissions)

BOOST_AUTO_TEST_CASE(the_list_says_of_each_integration_how_its_transmissions_stand) {
  BOOST_TEST(says(get("/plataformas", "leitura"), "1 retida"));
  db.execute("DELETE FROM loss_hold");
  BOOST_TEST(says(get("/plataformas", "leitura"), "1 pendente"));
  refuse_credential();
  BOOST_TEST(says(get("/plataformas"), "Credencial recusada"));
  operations::pause_queue(context(), integration());
  BOOST_TEST(says(get("/plataformas"), "Pausada"));
  operations::resume_queue(context(), integration());
  db.execute("UPDATE account SET reason = NULL, message = NULL, due_at = NULL");
  BOOST_TEST(says(get("/plataformas"), "Em ordem"));
}

BOOST_AUTO_TEST_CASE(an_administrator_pauses_and_resumes_and_the_trail_says_so) {
  BOOST_TEST(post(path + "/pausar", {}, "operador").status == 403);
  BOOST_TEST(post(path + "/pausar").status == 303);
  BOOST_TEST(queue().paused_by == "pessoa");
  BOOST_TEST(post(path + "/pausar").status == 303);
  BOOST_TEST(says(get(path + "/transmissoes", "leitura"), "pausadas por alguém"));
  BOOST_TEST(!says(get(path + "/transmissoes", "leitura"), "/retomar"));
  BOOST_TEST(says(get(path + "/retomar"), "1 conta espera"));
  BOOST_TEST(post(path + "/retomar").status == 303);
  BOOST_TEST(queue().paused_by.empty());
  const auto history = test::body_of(get(path + "/historico"));
  BOOST_TEST(history.find("Transmissões pausadas") != std::string::npos);
  BOOST_TEST(history.find("Transmissões retomadas") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(new_parameters_let_go_on_what_a_refused_credential_held_up_and_a_persons_pause_stays) {
  const auto save = [&](const std::string& token) {
    const auto done =
        operations::put_integration(context(), "tcodigo1001",
                                    {.parameters = std::vector<operations::ParameterPut>{
                                         {"api_url", "http://127.0.0.1:1/v1"}, {"token", token}}});
    BOOST_TEST(done.ok());
  };
  refuse_credential();
  save("segredo");
  BOOST_TEST(queue().paused_by == "credencial");
  save("outro");
  BOOST_TEST(queue().paused_by.empty());
  operations::pause_queue(context(), integration());
  save("terceiro");
  BOOST_TEST(queue().paused_by == "pessoa");
}

BOOST_AUTO_TEST_CASE(the_transmissions_of_an_integration_show_its_tries_with_their_customers) {
  const auto page = get(path + "/transmissoes", "leitura");
  for (const auto* text : {"Remover assinante", "Fibra", "Recusada", "422"})
    BOOST_TEST(says(page, text), text);
  BOOST_TEST(says(page, "/contas/" + std::to_string(own.account)));
  BOOST_TEST(says(get(path + "/historico"), path + "/transmissoes"));
  BOOST_TEST(get("/plataformas/" + std::to_string(own.integration) + "/transmissoes").status == 404);
}

BOOST_AUTO_TEST_CASE(testing_asks_the_platform_and_says_what_it_answered_without_the_secret) {
  const test::ScriptedClient client(
      {reply(200, R"({"planos":[{"codigo":"SEAC","nome":"SEAC","ativo":true}]})")});
  call_by(client);
  refuse_credential();
  const auto page = post(path + "/testar", {}, "operador");
  for (const auto* text : {"aceitou a credencial", "1 produto", "/planos", "Adicionar"})
    BOOST_TEST(says(page, text), text);
  BOOST_TEST(!says(page, "segredo"));
  BOOST_TEST(!says(page, "/sincronizar"));
  BOOST_TEST(queue().paused_by.empty());
  BOOST_TEST(!storage::find_product(tenant(), integration(), "SEAC"));
}

BOOST_AUTO_TEST_CASE(a_test_that_fails_says_what_failed_and_who_must_act) {
  const test::ScriptedClient client({reply(401, "{}"), reply(502, ""), reply(200, "não é JSON")});
  call_by(client);
  const auto refused = post(path + "/testar");
  BOOST_TEST(says(refused, "recusou a credencial"));
  BOOST_TEST(says(refused, "um administrador deste provedor"));
  BOOST_TEST(says(post(path + "/testar"), "A plataforma falhou (502)"));
  BOOST_TEST(says(post(path + "/testar"), "não é o do contrato"));
}

BOOST_AUTO_TEST_CASE(a_private_address_typed_by_a_provider_is_not_called) {
  const auto page = post(path + "/testar");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(says(page, "Quem resolve"));
  BOOST_TEST(!says(page, "HTTP 200"));
}

BOOST_AUTO_TEST_CASE(synchronising_adds_renames_and_deactivates_and_never_deletes) {
  make_products({"A", "B", "C", "D", "E"});
  BOOST_TEST(
      operations::put_package(context(), "pe",
                              {.description = std::string("Pacote E"),
                               .value = base::Cents{100},
                               .integration = std::string("tcodigo1001"),
                               .products = std::vector<std::string>{"E"},
                               .composition = std::vector<domain::CompositionPart>{{"SVA", "servico", 100}}})
          .ok());
  const test::ScriptedClient client(
      {reply(200,
             R"({"planos":[{"codigo":"A","nome":"Alfa"},{"codigo":"B","nome":"B"},{"codigo":"C","nome":"C"},
         {"codigo":"D","nome":"D"},{"codigo":"F","nome":"Novo"},{"codigo":"com espaço","nome":"x"}]})")});
  call_by(client);
  const auto page = post(path + "/produtos/sincronizar");
  for (const auto* text :
       {"Produtos sincronizados", "usado por Pacote E", "Novo", "Alfa", "Não serve como código"})
    BOOST_TEST(says(page, text), text);
  BOOST_TEST(!is_active("E"));
  BOOST_TEST(is_active("F"));
  BOOST_TEST(storage::find_product(tenant(), integration(), "A").value().name == "Alfa");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE entity = 'produto' AND action = 'inativado'") == 1);
  BOOST_TEST(post(path + "/produtos/sincronizar", {}, "operador").status == 403);
}

BOOST_AUTO_TEST_CASE(switching_speaks_of_transmissions_only_where_something_is_transmitted) {
  const auto passive = "/plataformas/" + std::to_string(own.integration);
  BOOST_TEST(says(get(path + "/inativar"), "Nada mais é transmitido"));
  BOOST_TEST(!says(get(passive + "/inativar"), "transmitid"));
  BOOST_TEST(!says(get(passive + "/inativar"), "na plataforma"));
  BOOST_TEST(says(get(passive + "/inativar"), "com acesso"));
  BOOST_TEST(says(get(path + "/ativar"), "enquanto estava inativa é transmitido"));
  BOOST_TEST(!says(get(passive + "/ativar"), "transmitid"));
}

BOOST_AUTO_TEST_CASE(a_list_that_is_empty_or_loses_more_than_a_fifth_waits_for_a_person) {
  make_products({"A", "B", "C", "D"});
  const auto shorter =
      R"({"planos":[{"codigo":"A","nome":"A"},{"codigo":"B","nome":"B"},{"codigo":"C","nome":"C"}]})";
  const test::ScriptedClient client({reply(200, R"({"planos":[]})"), reply(200, shorter), reply(200, shorter),
                                     reply(200, R"({"planos":[]})"), reply(200, R"({"planos":[]})")});
  call_by(client);
  BOOST_TEST(says(post(path + "/produtos/sincronizar"), "inativaria 4 produtos"));
  BOOST_TEST(says(post(path + "/produtos/sincronizar"), "inativaria 1 produto"));
  BOOST_TEST(is_active("D"));
  BOOST_TEST(says(post(path + "/produtos/sincronizar", {{"confirmados", "1"}}), "Produtos sincronizados"));
  BOOST_TEST(!is_active("D"));
  BOOST_TEST(says(post(path + "/produtos/sincronizar", {{"confirmados", "1"}}), "Nada foi mudado ainda"));
  BOOST_TEST(is_active("A"));
  BOOST_TEST(says(post(path + "/produtos/sincronizar", {{"confirmados", "3"}}), "Produtos sincronizados"));
  BOOST_TEST(!is_active("A"));
}

BOOST_AUTO_TEST_SUITE_END()
