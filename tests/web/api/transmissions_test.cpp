#include <boost/test/unit_test.hpp>

#include "operations/account_standing.h"
#include "storage/integrations.h"
#include "storage/transmissions.h"
#include "support/telling.h"
#include "web/api/api_client.h"

using nlohmann::json;

namespace {

/// Ana with an account of NX Play that stands there.
struct Told : test::Api {
  std::string subscriber = {};

  Told() {
    furnish();
    put("/plataforma/NX", {{"gateway", "nxplay"},
                           {"descricao", "NX"},
                           {"parametros", {{"api_url", "https://127.0.0.1:1/v1"}, {"token", "abc"}}}});
    put("/plataforma/NX/produto/SEAC", {{"nome", "SEAC"}});
    put("/pacote_catalogo/NX",
        {{"descricao", "NX"}, {"valor", "30"}, {"plataforma", "NX"}, {"produtos", {"SEAC"}}});
    sell(1);
    add(1, "NX");
    db.execute(
        "INSERT INTO account_object (account_id, object_key, provider_id, attributes, platform_id, since) "
        "SELECT id, "
        "'assinante', provider_id, '{\"email\":\"ana@exemplo.com.br\",\"senha\":\"\"}', '7', created_at FROM "
        "account "
        "WHERE told = 1");
    const auto accounts = get("/conta?codigo_cliente=2023");
    for (const auto& account : accounts["contas"])
      if (account["gateway"] == "nxplay") subscriber = account["subscriber_id"];
  }

  std::int64_t of_account(const std::string& column) {
    return count("SELECT CAST(" + column + " AS SIGNED) AS n FROM account WHERE told = 1");
  }
  /// The platform has refused to create the account: somebody else has the e-mail.
  void meet_conflict() {
    db.execute("DELETE FROM account_object");
    const auto account = storage::find_account_to_tell(
        tenant(), static_cast<std::uint64_t>(count("SELECT id AS n FROM account WHERE told = 1")));
    const auto integration = storage::find_integration(tenant(), "NX");
    const auto standing = operations::standing_of(context(), integration.value(), account.value());
    BOOST_REQUIRE(standing.changes.size() == 1U);
    storage::save_refusal(tenant(), account->id, standing.changes.front(), domain::Reason::conflict,
                          "O e-mail já é de outro assinante.", clock.now());
  }
  test::ApiAnswer ask(const std::string& action, const json& body = json::object()) {
    return post("/conta/" + subscriber + "/" + action, body);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_api_transmissions, Told)

BOOST_AUTO_TEST_CASE(an_account_is_told_again_its_password_sent_and_made_anew_as_it_is_asked) {
  const auto marks = of_account("dirty_seq");
  BOOST_TEST(ask("transmitir").status == 200);
  BOOST_TEST(of_account("dirty_seq") == marks + 1);
  BOOST_TEST(ask("senha").status == 200);
  BOOST_TEST(of_account("resets") == 1);
  BOOST_TEST(ask("recriar", {{"email", "nova@exemplo.com.br"}}).status == 200);
  BOOST_TEST(of_account("remake") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package_parameter WHERE name = 'email' AND value = "
                   "'nova@exemplo.com.br'") == 1);
  BOOST_TEST(!ask("recriar", {{"email", "sem arroba"}}).error("email").empty());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE action IN ('retransmitida', 'senha_redefinida', "
                   "'recriada')") == 3);
}

BOOST_AUTO_TEST_CASE(what_a_contract_lacks_is_refused_with_its_reason) {
  const auto refused = ask("ativacao");
  BOOST_TEST(refused.status == 409);
  BOOST_TEST(refused["codigo"] == "acao_indisponivel");
  db.execute("DELETE FROM account_object");
  BOOST_TEST(ask("recriar")["codigo"] == "acao_sem_efeito");
  BOOST_TEST(post("/conta/00112233445566778899aabbccddeeff/senha", json::object()).status == 404);
  BOOST_TEST(post("/conta/outra/senha", json::object()).status == 404);
  BOOST_TEST(!ask("senha", {{"senha", "123"}}).error("senha").empty());
}

BOOST_AUTO_TEST_CASE(a_queue_is_paused_resumed_and_told_again_by_its_cause) {
  BOOST_TEST(post("/plataforma/NX/pausar", json::object()).status == 200);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM transmission_queue WHERE paused_by = 'pessoa'") == 1);
  BOOST_TEST(post("/plataforma/NX/retomar", json::object()).status == 200);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM transmission_queue WHERE paused_by = 'pessoa'") == 0);
  const auto job = post("/plataforma/NX/transmitir", {{"espera", "fila"}});
  BOOST_TEST(job.status == 200);
  BOOST_TEST(job["id_tarefa"] > 0);
  BOOST_TEST(post("/plataforma/NX/transmitir", {{"espera", "comercial"}})["codigo"] == "nada_espera");
  BOOST_TEST(!post("/plataforma/NX/transmitir", {{"espera", "tudo"}}).error("espera").empty());
  for (const auto* action : {"pausar", "retomar", "remover_contas", "manter_contas"}) {
    BOOST_TEST(post("/plataforma/NEO/" + std::string(action), json::object())["codigo"] == "nao_transmite",
               action);
    BOOST_TEST(post("/plataforma/NADA/" + std::string(action), json::object()).status == 404, action);
  }
}

BOOST_AUTO_TEST_CASE(products_that_cannot_be_asked_for_say_why) {
  BOOST_TEST(post("/plataforma/NEO/sincronizar", json::object())["codigo"] == "nao_lista");
  const auto refused = post("/plataforma/NX/sincronizar", json::object());
  BOOST_TEST(refused.status == 409);
  BOOST_TEST(refused["codigo"] == "plataforma_nao_respondeu");
  BOOST_TEST(!refused["msg"].get<std::string>().empty());
  BOOST_TEST(post("/plataforma/NADA/sincronizar", json::object()).status == 404);
}

BOOST_AUTO_TEST_CASE(accounts_are_removed_and_kept_after_all_and_nothing_is_sold_meanwhile) {
  BOOST_TEST(post("/plataforma/NX/manter_contas", json::object())["codigo"] == "nao_encerra");
  BOOST_TEST(post("/plataforma/NX/remover_contas", json::object()).status == 200);
  BOOST_TEST(post("/plataforma/NX/remover_contas", json::object()).status == 200);
  BOOST_TEST(count("SELECT accounts AS n FROM integration_closing") == 1);
  const auto sale = post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "NX"}});
  BOOST_TEST(sale["codigo"] == "integracao_inativa");
  BOOST_TEST(post("/plataforma/NX/manter_contas", json::object()).status == 200);
  BOOST_TEST(post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "NX"}}).status == 201);
  put("/plataforma/NX", {{"ativo", false}});
  BOOST_TEST(post("/plataforma/NX/remover_contas", json::object())["codigo"] == "integracao_inativa");
}

BOOST_AUTO_TEST_CASE(products_are_synchronised_and_a_doubtful_list_waits_for_a_word) {
  const auto list = [](const char* body) { return test::json_reply(200, body); };
  const test::ScriptedClient client(
      {list(
           R"({"planos":[{"codigo":"SEAC","nome":"SEAC","ativo":true},{"codigo":"NOVO","nome":"Novo","ativo":true}]})"),
       list(R"({"planos":[]})"), list(R"({"planos":[]})")});
  call_by(client);
  const auto done = post("/plataforma/NX/sincronizar", json::object());
  BOOST_TEST(done.status == 200);
  BOOST_TEST(done["adicionados"] == json::array({"NOVO"}));
  BOOST_TEST(post("/plataforma/NX/sincronizar", json::object())["codigo"] == "lista_duvidosa");
  BOOST_TEST(post("/plataforma/NX/sincronizar", {{"confirmar", true}})["inativados"].size() == 2);
}

BOOST_AUTO_TEST_CASE(the_activation_is_sent_again_where_the_contract_has_a_call) {
  const auto mailed = test::json_reply(200, R"({"HasError":false,"IsValidationError":false,"Result":null})");
  const test::ScriptedClient client({mailed, test::json_reply(500)});
  call_by(client);
  db.execute("UPDATE integration SET gateway = 'watch_brasil' WHERE code = 'NX'");
  db.execute("UPDATE account_object SET object_key = '3001'");
  const auto id = static_cast<std::uint32_t>(count("SELECT id AS n FROM integration WHERE code = 'NX'"));
  storage::save_integration_session(
      tenant(), id,
      {keyring.seal("token", storage::session_context(id)), clock.now() + std::chrono::hours(1)});
  const auto sent = ask("ativacao");
  BOOST_TEST(sent.status == 200, sent.text);
  BOOST_TEST(client.calls().size() == 1U);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM exchange WHERE url LIKE '%sendemailactivation%'") == 1);
  BOOST_TEST(ask("ativacao")["codigo"] == "plataforma_recusou");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM attempt WHERE kind = 'ativacao'") == 2);
}

BOOST_AUTO_TEST_CASE(an_e_mail_is_mended_in_the_registry_where_the_platform_can_hear_of_it) {
  BOOST_TEST(ask("email", {{"email", "nova@exemplo.com.br"}})["codigo"] == "acao_indisponivel");
  db.execute("UPDATE integration SET gateway = 'watch_brasil' WHERE code = 'NX'");
  BOOST_TEST(ask("email").error("email").starts_with("é obrigatório"));
  BOOST_TEST(!ask("email", {{"email", "sem arroba"}}).error("email").empty());
  BOOST_TEST(!ask("email", {{"email", "nova@exemplo.com.br"}, {"nome", "x"}}).error("nome").empty());
  const auto marks = of_account("dirty_seq");
  BOOST_TEST(ask("email", {{"email", "nova@exemplo.com.br"}}).status == 200);
  BOOST_TEST(get("/cliente?busca=codigo_cliente&termo_busca=2023")["clientes"][0]["email_principal"] ==
             "nova@exemplo.com.br");
  BOOST_TEST(of_account("dirty_seq") > marks);
}

BOOST_AUTO_TEST_CASE(an_account_in_conflict_is_parted_under_an_e_mail_of_its_own) {
  BOOST_TEST(ask("separar", {{"email", "outra@exemplo.com.br"}})["codigo"] == "acao_sem_efeito");
  meet_conflict();
  BOOST_TEST(ask("separar").error("email").starts_with("é obrigatório"));
  BOOST_TEST(ask("separar", {{"email", "outra@exemplo.com.br"}}).status == 200);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package_parameter WHERE name = 'email' AND value = "
                   "'outra@exemplo.com.br'") == 1);
}

BOOST_AUTO_TEST_CASE(an_account_in_conflict_adopts_the_one_that_was_named_and_still_is_there) {
  BOOST_TEST(ask("adotar", {{"id_externo", "9"}})["codigo"] == "acao_sem_efeito");
  meet_conflict();
  const auto there = test::json_reply(
      200, R"({"assinantes":[{"id":"9","nome":"Ana P.","email":"ana@exemplo.com.br","status":"ativo"}]})");
  const test::ScriptedClient client({there, there, there, test::json_reply(200)});
  call_by(client);
  const auto told = ask("adotar").error("id_externo");
  BOOST_TEST(told.find("ID 9; Nome: Ana P.") != std::string::npos, told);
  BOOST_TEST(ask("adotar", {{"id_externo", "8"}})["codigo"] == "sem_rival");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM account_object WHERE platform_id = '9'") == 0);
  const auto adopted = ask("adotar", {{"id_externo", "9"}});
  BOOST_TEST(adopted.status == 200, adopted.text);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM account_object WHERE platform_id = '9'") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM attempt WHERE kind = 'adotar'") == 1);
}

BOOST_AUTO_TEST_CASE(another_provider_or_a_narrower_token_does_nothing_to_an_account) {
  const json with_email{{"email", "nova@exemplo.com.br"}};
  bearer = "leitura";
  for (const auto* action : {"email", "separar", "adotar"})
    BOOST_TEST(ask(action, with_email).status == 403, action);
  bearer = "clientes";
  BOOST_TEST(ask("adotar", {{"id_externo", "9"}}).status == 403);
  bearer = "configuracao clientes leitura";
  host = "outro.localhost";
  for (const auto* action : {"email", "separar"}) BOOST_TEST(ask(action, with_email).status == 404, action);
  BOOST_TEST(ask("adotar", {{"id_externo", "9"}}).status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
