#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "base/secrets.h"
#include "support/told.h"

using domain::CallKind;
using domain::Delivery;
using domain::Reason;
using nlohmann::json;
using test::held;
using test::reply;

namespace {

const platforms::Platform& receiver() { return platforms::at("outros"); }

std::map<std::string, std::string> settings() {
  return {{"url", "https://sistema.example/{api_key}/avisos?chave={api_key}"},
          {"segredo", "whsec_c2VncmVkbyBkbyBkdXBsbyBkZSBvdXRyb3M="},
          {"api_key", "chave/1"}};
}

platforms::AccountView with_package() {
  auto view = test::raul(settings());
  view.packages = {held(123, {"TVX", "TVY"})};
  return view;
}

domain::Change creation(const platforms::AccountView& view) { return test::changes(receiver(), view).at(0); }

}  // namespace

BOOST_AUTO_TEST_SUITE(outros)

BOOST_AUTO_TEST_CASE(a_sold_package_is_told_as_the_contract_has_it) {
  auto view = with_package();
  view.settings["canal"] = "42";
  view.packages[0].parameters = {{"chave", {.value = "valor"}}, {"vazia", {.value = ""}}};
  const auto told = test::told(receiver(), view, creation(view), {reply(200)});
  BOOST_TEST((told.outcome.delivery == Delivery::delivered));
  BOOST_TEST(told.lines() == "POST https://sistema.example/chave%2F1/avisos?chave=chave%2F1\n");
  BOOST_TEST(told.calls[0].content_type == "application/json");
  BOOST_TEST(json::parse(told.calls[0].body) == json::parse(R"({
    "tipo": "cadastro", "status": "aguardando_cadastro", "id_cliente_servico_pacote": 123,
    "pacote": {"id_pacote": 240, "descricao": "TV Extra", "produtos": ["TVX", "TVY"]},
    "cliente_servico": {"id_cliente_servico": 17711, "servico_status": {"prefixo": "servico_habilitado"},
      "cliente": {"id_cliente": 25138, "codigo_cliente": 2023, "nome_razaosocial": "Raul Ávila",
                  "cpf_cnpj": "52998224725", "email_principal": "raul@exemplo.com.br"}},
    "parametros": {"canal": "42", "chave": "valor"}})"));
}

BOOST_AUTO_TEST_CASE(each_call_has_its_tipo_and_its_status_word) {
  struct Row {
    CallKind kind;
    std::string tipo;
    std::string status;
  };
  const auto view = with_package();
  const auto object = creation(view).after;
  for (const auto& row : {Row{CallKind::create, "cadastro", "aguardando_cadastro"},
                          Row{CallKind::suspend, "suspensao", "aguardando_suspensao"},
                          Row{CallKind::enable, "habilitacao", "aguardando_habilitacao"},
                          Row{CallKind::remove, "remocao", "aguardando_exclusao"}}) {
    const domain::Change change{row.kind, "123", object,
                                row.kind == CallKind::remove ? domain::RemoteObject{} : object, ""};
    const auto body = json::parse(test::told(receiver(), view, change, {reply(204)}).calls.at(0).body);
    BOOST_TEST(body["tipo"] == row.tipo);
    BOOST_TEST(body["status"] == row.status);
    BOOST_TEST(body["pacote"]["id_pacote"] == 240);
  }
}

BOOST_AUTO_TEST_CASE(the_signature_is_that_of_the_specification_over_the_exact_body) {
  base::start_crypto();
  const auto view = with_package();
  const auto call = test::told(receiver(), view, creation(view), {reply(200)}).calls.at(0);
  BOOST_TEST(test::header(call, "webhook-id") == "123-7");
  BOOST_TEST(test::header(call, "webhook-timestamp") == "1795694400");
  const auto signature =
      base::base64(base::hmac_sha256("segredo do duplo de outros", "123-7.1795694400." + call.body));
  BOOST_TEST(test::header(call, "webhook-signature") == "v1," + signature);
}

BOOST_AUTO_TEST_CASE(a_secret_that_is_no_whsec_is_the_key_as_it_is_and_a_broken_one_is_said_before_any_call) {
  auto view = with_package();
  view.settings["segredo"] = "c2VncmVkbw==";
  const auto call = test::told(receiver(), view, creation(view), {reply(200)}).calls.at(0);
  BOOST_TEST(test::header(call, "webhook-signature") ==
             "v1," + base::base64(base::hmac_sha256("c2VncmVkbw==", "123-7.1795694400." + call.body)));
  view.settings["segredo"] = "whsec_não é base64";
  const auto told = test::told(receiver(), view, creation(view), {});
  BOOST_TEST((told.outcome.reason == Reason::credential));
  BOOST_TEST(told.calls.empty());
}

BOOST_AUTO_TEST_CASE(an_address_without_its_key_is_not_called) {
  auto view = with_package();
  view.settings.erase("api_key");
  const auto told = test::told(receiver(), view, creation(view), {});
  BOOST_TEST((told.outcome.reason == Reason::credential));
  BOOST_TEST(told.calls.empty());
  view.settings["url"] = "https://sistema.example/avisos";
  BOOST_TEST(
      (test::told(receiver(), view, creation(view), {reply(200)}).outcome.delivery == Delivery::delivered));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_left_out_and_parameters_are_an_object_even_when_there_are_none) {
  auto view = with_package();
  view.customer.document.reset();
  view.customer.email.reset();
  view.customer.code = "C-1";
  const auto body = json::parse(test::told(receiver(), view, creation(view), {reply(200)}).calls.at(0).body);
  BOOST_TEST(body["parametros"] == json::object());
  BOOST_TEST(body["cliente_servico"]["cliente"] ==
             json({{"id_cliente", 25138}, {"codigo_cliente", "C-1"}, {"nome_razaosocial", "Raul Ávila"}}));
}

BOOST_AUTO_TEST_CASE(a_number_that_json_could_not_carry_stays_a_text) {
  for (const auto& [code, shown] : std::map<std::string, json>{
           {"999999999999999", 999999999999999}, {"1234567890123456", "1234567890123456"}, {"007", "007"}}) {
    auto view = with_package();
    view.customer.code = code;
    const auto body =
        json::parse(test::told(receiver(), view, creation(view), {reply(200)}).calls.at(0).body);
    BOOST_TEST(body["cliente_servico"]["cliente"]["codigo_cliente"] == shown);
  }
}

BOOST_AUTO_TEST_CASE(every_answer_has_its_outcome) {
  struct Row {
    int status;
    std::string body;
    Delivery delivery;
    Reason reason;
    std::string message;
  };
  const std::vector<Row> table{
      {200, "", Delivery::delivered, Reason::none, ""},
      {202, "ok", Delivery::delivered, Reason::none, ""},
      {204, "", Delivery::delivered, Reason::none, ""},
      {200, R"({"success":true})", Delivery::delivered, Reason::none, ""},
      {200, R"({"success":"false"})", Delivery::delivered, Reason::none, ""},
      {200, "[]", Delivery::delivered, Reason::none, ""},
      {200, R"({"success":false,"message":"Já cancelado"})", Delivery::rejected, Reason::permanent,
       "O sistema recusou o aviso: Já cancelado"},
      {201, "\xef\xbb\xbf{\"success\":false}", Delivery::rejected, Reason::permanent,
       "O sistema recusou o aviso: (sem mensagem, 201)"},
      {422, R"({"message":"CPF inválido"})", Delivery::rejected, Reason::permanent,
       "O sistema recusou o aviso: CPF inválido"},
      {404, "<html>", Delivery::not_sent, Reason::again,
       "Ninguém atende no endereço da integração (404). Confira o endereço nos parâmetros dela."},
  };
  const auto view = with_package();
  for (const auto& row : table) {
    BOOST_TEST_CONTEXT(row.status << " " << row.body) {
      const auto told = test::told(receiver(), view, creation(view), {reply(row.status, row.body)});
      BOOST_TEST((told.outcome.delivery == row.delivery));
      BOOST_TEST((told.outcome.reason == row.reason));
      BOOST_TEST(told.outcome.message == row.message);
    }
  }
}

BOOST_AUTO_TEST_CASE(neither_key_nor_person_can_be_read_in_the_history) {
  const auto view = with_package();
  const auto told = test::told(receiver(), view, creation(view),
                               {reply(200, R"({"success":false,"message":"chave/1 raul@exemplo.com.br"})")});
  const auto history =
      told.exchanges.at(0).url + told.exchanges.at(0).request + told.exchanges.at(0).response;
  BOOST_TEST(told.exchanges[0].url == "https://sistema.example/•••/avisos?chave=•••");
  for (const auto* secret : {"chave/1", "chave%2F1", "52998224725", "raul@exemplo"})
    BOOST_TEST(history.find(secret) == std::string::npos, secret);
  BOOST_TEST(history.find("***.982.247-**") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_sold_package_is_an_object_of_its_own_and_an_edit_changes_nothing) {
  auto view = with_package();
  view.packages.push_back(held(124, {"TVX"}));
  auto known = test::after(test::changes(receiver(), view));
  BOOST_TEST(known.size() == 2U);
  view.packages[0].description = "TV Extra nova";
  view.packages[0].parameters = {{"chave", {.value = "outro"}}};
  view.customer.name = "Raul B.";
  BOOST_TEST(test::changes(receiver(), view, known).empty());
  view.packages[0].suspended = true;
  view.packages[1].wanted = false;
  const auto changes = test::changes(receiver(), view, known);
  BOOST_REQUIRE(changes.size() == 2U);
  BOOST_TEST((changes[0].kind == CallKind::remove));
  BOOST_TEST(changes[0].key == "124");
  BOOST_TEST((changes[1].kind == CallKind::suspend));
  const auto wanted = receiver().telling.wanted(view, known);
  BOOST_TEST(wanted.objects_of.at(123) == "123");
  BOOST_TEST(wanted.objects_of.at(124) == "124");
}

BOOST_AUTO_TEST_CASE(a_package_is_told_as_it_was_named_at_first_and_with_the_person_and_service_of_today) {
  auto view = with_package();
  const auto object = creation(view).after;
  view.packages[0].description = "TV Extra nova";
  view.packages[0].service_id = 6;
  view.customer.email = "novo@exemplo.com.br";
  view.services.push_back({.id = 6, .erp_id = 17800, .status_prefix = "suspenso_debito"});
  const domain::Change change{CallKind::suspend, "123", object, object, ""};
  const auto body = json::parse(test::told(receiver(), view, change, {reply(200)}).calls.at(0).body);
  BOOST_TEST(body["pacote"]["descricao"] == "TV Extra");
  BOOST_TEST(body["cliente_servico"]["id_cliente_servico"] == 17800);
  BOOST_TEST(body["cliente_servico"]["servico_status"]["prefixo"] == "suspenso_debito");
  BOOST_TEST(body["cliente_servico"]["cliente"]["email_principal"] == "novo@exemplo.com.br");
}

BOOST_AUTO_TEST_CASE(a_package_that_left_the_integration_is_removed_with_the_service_it_was_on) {
  auto view = with_package();
  const auto known = test::after(test::changes(receiver(), view));
  view.packages.clear();
  const auto changes = test::changes(receiver(), view, known);
  BOOST_REQUIRE(changes.size() == 1U);
  const auto body = json::parse(test::told(receiver(), view, changes[0], {reply(200)}).calls.at(0).body);
  BOOST_TEST(body["tipo"] == "remocao");
  BOOST_TEST(body["pacote"]["descricao"] == "TV Extra");
  BOOST_TEST(body["cliente_servico"]["id_cliente_servico"] == 17711);
  BOOST_TEST(body["cliente_servico"]["servico_status"]["prefixo"] == "servico_habilitado");
}

BOOST_AUTO_TEST_CASE(what_a_refused_creation_told_is_tried_again_once_any_of_it_changed) {
  const auto refused = creation(with_package()).after;
  const std::vector<void (*)(platforms::AccountView&)> edits{
      [](platforms::AccountView& view) { view.customer.document = "11144477735"; },
      [](platforms::AccountView& view) { view.customer.email.reset(); },
      [](platforms::AccountView& view) { view.packages[0].description = "Outro nome"; },
      [](platforms::AccountView& view) { view.packages[0].products = {"TVX"}; },
      [](platforms::AccountView& view) { view.settings["canal"] = "43"; },
      [](platforms::AccountView& view) {
        view.packages[0].parameters = {{"chave", {.value = "outro"}}};
      }};
  for (const auto& edit : edits) {
    auto view = with_package();
    edit(view);
    BOOST_TEST((creation(view).after != refused));
  }
}

BOOST_AUTO_TEST_CASE(one_generic_product_is_listed_without_a_call) {
  const test::ScriptedClient client({});
  platforms::Session session;
  platforms::Wire wire(client, std::chrono::seconds(15), session, base::k_long_ago);
  const auto list = receiver().telling.products(wire, settings());
  BOOST_TEST(!list.failure.has_value());
  BOOST_TEST(list.products.size() == 1U);
  BOOST_TEST(client.calls().empty());
}

BOOST_AUTO_TEST_SUITE_END()
