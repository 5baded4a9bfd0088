#include "domain/remote_object.h"
#include "support/telling.h"

BOOST_AUTO_TEST_SUITE(watch_brasil)

namespace {

using domain::CallKind;
using platforms::AccountView;
using platforms::Outcome;
using platforms::Sight;
using test::hold;
using test::json_reply;
using test::judged;
using test::Line;
using test::object_at;
using test::ScriptedClient;
using Texts = std::vector<std::string>;

constexpr auto k_each = boost::test_tools::per_element();
const std::string k_api = "https://watch.example";
const std::string k_subscriber(32, 'a');
const std::string k_tickets =
    k_api + "/watch/v2/tickets/get?pPacote=3001&pAssinanteIDIntegracao=" + k_subscriber;

AccountView maria() {
  auto view = test::account_of_maria(
      {{"api_url", k_api}, {"id_projeto", "77"}, {"client_id", "cliente"}, {"client_secret", "segredo"}});
  hold(view, 1, {"3001"});
  return view;
}

const platforms::Telling& telling() { return platforms::at("watch_brasil").telling; }

domain::RemoteObject object_of(const AccountView& view, const std::vector<domain::KnownObject>& known = {}) {
  return object_at(telling().wanted(view, known), "3001");
}

domain::RemoteObject suspended(domain::RemoteObject object) {
  object.suspended = true;
  return object;
}

Outcome tell(Line& line, const AccountView& view, const domain::Change& change) {
  return telling().tell(line.wire(), view, change, view.subscriber_id + "-1");
}

platforms::HttpReply fine(const std::string& result = "null") {
  return json_reply(
      200, R"({"HasError":false,"IsValidationError":false,"ErrorMessage":null,"Result":)" + result + "}");
}

platforms::HttpReply no(const std::string& message, bool wrong_fields = false, int status = 400) {
  return json_reply(status, R"({"HasError":true,"IsValidationError":)" +
                                std::string(wrong_fields ? "true" : "false") + R"(,"ErrorMessage":")" +
                                message + R"(","Result":null})");
}

platforms::HttpReply ticket(const std::string& email, bool active = true) {
  return fine(R"({"list":[{"Ticket":"T9","Pacote":"3001","Status":true,"EmailUsuario":"outra@example.com",)"
              R"("IDIntegracaoAssinante":"bb"},{"Ticket":"T1","Pacote":"3001","Status":)" +
              std::string(active ? "true" : "false") + R"(,"EmailUsuario":")" + email +
              R"(","Nome":"Maria da Silva","Telefone":"34991234567","IDIntegracaoAssinante":")" +
              k_subscriber + R"("}]})");
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_product_is_a_ticket_and_a_name_stays_as_it_was_told) {
  auto view = maria();
  hold(view, 2, {"3002"}, true);
  const auto first = telling().wanted(view, {});
  BOOST_TEST(first.objects.size() == 2U);
  BOOST_TEST(object_at(first, "3002").suspended);
  view.customer.name = "Maria de Souza";
  view.customer.email = "nova@example.com";
  view.customer.phone.reset();
  const auto after = object_of(view, test::told(first)).attributes;
  BOOST_TEST(after.at("nome") == "Maria da Silva");
  BOOST_TEST(after.at("email") == "nova@example.com");
  BOOST_TEST(after.at("telefone") == "34991234567");
}

BOOST_AUTO_TEST_CASE(a_ticket_waits_for_what_the_registry_lacks_and_names_it) {
  auto view = maria();
  view.customer.email.reset();
  view.customer.phone = "991234567";
  view.customer.document.reset();
  const auto wanted = telling().wanted(view, {});
  BOOST_TEST(wanted.waiting == Texts({"3001"}), k_each);
  BOOST_TEST(wanted.missing == "e-mail, telefone com DDD");
}

BOOST_AUTO_TEST_CASE(a_ticket_is_inserted_switched_and_deleted_by_forms) {
  const auto view = maria();
  const auto object = object_of(view);
  auto line = Line::signed_in({fine(R"({"ticket":50001})"), fine(), fine(), fine()});
  const auto made = tell(line, view, test::creation(object));
  BOOST_TEST(judged(made) == "entregue nenhuma");
  BOOST_TEST(made.platform_id == "50001");
  for (const auto& change : {test::change_to(CallKind::suspend, object, suspended(object), "50001"),
                             test::change_to(CallKind::enable, suspended(object), object, "50001"),
                             test::removal(object, "50001")})
    BOOST_TEST(judged(tell(line, view, change)) == "entregue nenhuma");
  const Texts expected{
      "POST " + k_api +
          "/watch/v2/assinantes/insert pPacote=3001&pEmail=maria%40example.com&pPhone=34991234567&"
          "pName=Maria%20da%20Silva&pAssinanteIDIntegracao=" +
          k_subscriber,
      "POST " + k_api + "/watch/v1/tickets/updatestatus pTicket=50001&pStatus=false",
      "POST " + k_api + "/watch/v1/tickets/updatestatus pTicket=50001&pStatus=true",
      "POST " + k_api + "/watch/v1/tickets/delete pTicket=50001"};
  BOOST_TEST(line.calls() == expected, k_each);
  BOOST_TEST(line.bearer(0) == "Bearer token-guardado");
  const auto kept = line.kept();
  for (const auto* secret : {"token-guardado", "maria%40", "maria@"})
    BOOST_TEST(kept.find(secret) == std::string::npos, secret << " stands in " << kept);
}

BOOST_AUTO_TEST_CASE(a_ticket_that_is_gone_is_made_anew_and_its_deletion_is_done) {
  const auto view = maria();
  const auto object = object_of(view);
  auto line =
      Line::signed_in({no("Ticket nao encontrado"), no("Ticket não encontrado."), fine(R"({"list":[]})")});
  BOOST_TEST(tell(line, view, test::change_to(CallKind::suspend, object, suspended(object), "T1")).gone);
  const auto removed = tell(line, view, test::removal(object, "T1"));
  BOOST_TEST(judged(removed) == "entregue nenhuma");
  BOOST_TEST(!removed.gone);
  BOOST_TEST(tell(line, view, test::change_to(CallKind::update, object, object, "T1")).gone);
}

BOOST_AUTO_TEST_CASE(an_e_mail_is_changed_from_the_one_that_stands_there_and_a_phone_after_it) {
  auto view = maria();
  const auto known = test::told(telling().wanted(view, {}));
  view.customer.email = "nova@example.com";
  view.customer.phone = "3432123456";
  const auto change = test::change_to(CallKind::update, known.at(0).object, object_of(view, known), "T1");
  auto line = Line::signed_in({ticket("maria@example.com"), fine(), test::silence(),  //
                               ticket("nova@example.com"), fine()});
  BOOST_TEST(judged(tell(line, view, change)) == "incerta tentar_de_novo");
  BOOST_TEST(judged(tell(line, view, change)) == "entregue nenhuma");
  const auto phone =
      "POST " + k_api +
      "/watch/v2/assinantes/editPhone pPacote=3001&pEmail=nova%40example.com&pPhone=3432123456";
  const Texts expected{"GET " + k_tickets,
                       "POST " + k_api +
                           "/watch/v2/assinantes/editEmail "
                           "pPacote=3001&pEmail=maria%40example.com&pNewEmail=nova%40example.com",
                       phone, "GET " + k_tickets, phone};
  BOOST_TEST(line.calls() == expected, k_each);
}

BOOST_AUTO_TEST_CASE(a_ticket_that_is_there_already_is_taken_as_it_stands) {
  const auto view = maria();
  const auto object = object_of(view);
  const auto already = no("Assinante ja possui ticket neste pacote.");
  auto line =
      Line::signed_in({already, ticket("maria@example.com"), already, ticket("maria@example.com", false)});
  const auto same = tell(line, view, test::creation(object));
  BOOST_TEST(judged(same) == "entregue nenhuma");
  BOOST_TEST(same.platform_id == "T1");
  BOOST_TEST(!same.found.has_value());
  const auto other = tell(line, view, test::creation(object));
  BOOST_REQUIRE(other.found.has_value());
  BOOST_TEST(other.found->suspended);
}

BOOST_AUTO_TEST_CASE(a_refusal_says_whose_it_is) {
  const auto view = maria();
  const auto create = test::creation(object_of(view));
  const auto none = fine(R"({"list":[]})");
  auto line = Line::signed_in({no("E-mail em uso", true), none, no("Pacote invalido"), none,
                               no("Pacote invalido", false, 200), none, json_reply(404, "<html>")});
  const auto person = tell(line, view, create);
  BOOST_TEST(judged(person) == "recusada cadastro");
  BOOST_TEST(person.message.find("E-mail em uso") != std::string::npos);
  for (int i = 0; i < 2; ++i) BOOST_TEST(judged(tell(line, view, create)) == "recusada permanente");
  BOOST_TEST(judged(tell(line, view, create)) == "nao_enviada tentar_de_novo");
}

BOOST_AUTO_TEST_CASE(answers_that_are_no_envelope_are_not_taken_for_done) {
  const auto view = maria();
  for (const auto* body :
       {"", "<html>", "[]", "{}", R"({"HasError":"no"})", R"({"HasError":false,"Result":[]})"}) {
    auto line = Line::signed_in({json_reply(200, body)});
    BOOST_TEST(judged(tell(line, view, test::creation(object_of(view)))) == "incerta tentar_de_novo");
  }
}

BOOST_AUTO_TEST_CASE(a_look_finds_our_ticket_and_nobody_else_s) {
  const auto view = maria();
  const auto seen = [&](ScriptedClient::Answer answer) {
    auto line = Line::signed_in({std::move(answer)});
    return telling().look(line.wire(), view, "3001", "");
  };
  const auto there = seen(ticket("maria@example.com", false));
  BOOST_TEST((there.kind == Sight::Kind::found));
  BOOST_TEST(there.object.platform_id == "T1");
  BOOST_TEST(there.object.object.suspended);
  BOOST_TEST((seen(fine(R"({"list":[{"Ticket":"T9","Pacote":"3001","IDIntegracaoAssinante":"bb"}]})")).kind ==
              Sight::Kind::absent));
  BOOST_TEST(judged(seen(fine("[]")).outcome) == "incerta tentar_de_novo");
  BOOST_TEST(judged(seen(test::silence()).outcome) == "incerta tentar_de_novo");
}

BOOST_AUTO_TEST_CASE(without_a_token_a_code_is_asked_for_once_in_ten_minutes_and_waited_for) {
  const auto view = maria();
  const auto create = test::creation(object_of(view));
  Line line({fine()});
  const auto asked = tell(line, view, create);
  BOOST_TEST(judged(asked) == "adiada tentar_de_novo");
  BOOST_TEST(asked.message == "Aguarda o código de autorização da plataforma.");
  BOOST_TEST((asked.wait == platforms::Wait{std::chrono::seconds(5), true}));
  BOOST_TEST(line.desk.asked);
  BOOST_TEST(judged(tell(line, view, create)) == "adiada tentar_de_novo");
  const Texts expected{
      "POST " + k_api +
      "/watch/v1/oauth/authenticate client_id=cliente&redirect_url="
      "https%3A%2F%2Fpainel.example%2Fcallback%2Ftoken-de-callback&approval_prompt=false&uid=77"};
  BOOST_TEST(line.calls() == expected, k_each);
  BOOST_TEST(line.kept().find("token-de-callback") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_code_that_was_brought_is_given_for_a_token_wherever_the_answer_has_it) {
  const auto view = maria();
  for (const auto* body : {R"({"HasError":false,"access_token":"novo/1","expires_in":600})",
                           R"({"HasError":false,"Result":[{"access_token":"novo/1","expires_in":600}]})"}) {
    Line line({json_reply(200, body), fine(R"({"ticket":"T1"})")});
    line.desk.code = "codigo-1";
    BOOST_TEST(judged(tell(line, view, test::creation(object_of(view)))) == "entregue nenhuma");
    BOOST_TEST(
        line.calls().at(0) ==
        "POST " + k_api +
            "/oauth/token client_id=cliente&client_secret=segredo&code=codigo-1&grant_type="
            "authorization_code&redirect_url=https%3A%2F%2Fpainel.example%2Fcallback%2Ftoken-de-callback");
    BOOST_TEST(line.bearer(1) == "Bearer novo/1");
    BOOST_TEST(!line.desk.code);
    BOOST_TEST(!line.desk.asked);
    BOOST_TEST((line.session().expires_at == test::k_told_at + std::chrono::minutes(10)));
    const auto kept = line.kept();
    for (const auto* secret : {"segredo", "codigo-1", "novo/1", "token-de-callback"})
      BOOST_TEST(kept.find(secret) == std::string::npos, secret << " stands in " << kept);
  }
}

BOOST_AUTO_TEST_CASE(a_code_counts_once_whatever_comes_of_it) {
  const auto view = maria();
  for (const auto& answer : {no("Codigo invalido ou expirado."), json_reply(503), fine()}) {
    Line line({answer});
    line.desk.code = "codigo-1";
    const auto outcome = tell(line, view, test::creation(object_of(view)));
    BOOST_TEST(
        (outcome.delivery == domain::Delivery::later || outcome.delivery == domain::Delivery::not_sent));
    BOOST_TEST(!line.desk.code);
    BOOST_TEST(!line.desk.asked);
    BOOST_TEST(line.session().token.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_token_that_is_over_is_dropped_and_a_code_asked_for) {
  const auto view = maria();
  auto line = Line::signed_in({json_reply(401), fine()});
  BOOST_TEST(judged(tell(line, view, test::creation(object_of(view)))) == "adiada tentar_de_novo");
  BOOST_TEST(line.session().token.empty());
  BOOST_TEST(line.calls().size() == 2U);
  Line fresh({json_reply(200, R"({"access_token":"novo"})"), json_reply(401)});
  fresh.desk.code = "codigo-1";
  BOOST_TEST(judged(tell(fresh, view, test::creation(object_of(view)))) == "recusada credencial");
  auto forbidden = Line::signed_in({json_reply(403)});
  BOOST_TEST(judged(tell(forbidden, view, test::creation(object_of(view)))) == "recusada credencial");
}

BOOST_AUTO_TEST_CASE(
    credentials_that_are_refused_stop_the_integration_and_nobody_is_asked_without_an_address) {
  auto view = maria();
  Line refused({no("Credenciais invalidas.")});
  BOOST_TEST(judged(tell(refused, view, test::creation(object_of(view)))) == "recusada credencial");
  Line silent({test::silence()});
  BOOST_TEST(judged(tell(silent, view, test::creation(object_of(view)))) == "nao_enviada tentar_de_novo");
  BOOST_TEST(!silent.desk.asked);
  const ScriptedClient client({json_reply(401)});
  platforms::Session session;
  const auto told = [&] {
    platforms::Wire without_desk(client, std::chrono::seconds(15), session, test::k_told_at);
    return telling().tell(without_desk, view, test::creation(object_of(view)), "");
  };
  BOOST_TEST(told().message == "Aguarda o código de autorização da plataforma.");
  BOOST_TEST(client.calls().empty());
  session = {.token = "token-guardado", .expires_at = base::k_open_end};
  BOOST_TEST(judged(told()) == "recusada credencial");
  BOOST_TEST(session.token.empty());
}

BOOST_AUTO_TEST_CASE(packages_are_listed_as_products) {
  auto line = Line::signed_in({fine(R"({"list":[{"Pacote":3001,"Nome":"Essencial","Ativo":true},)"
                                    R"({"Pacote":"3003","Nome":"Antigo","Ativo":false}]})")});
  const auto list = telling().products(line.wire(), maria().settings);
  BOOST_REQUIRE(list.products.size() == 2U);
  BOOST_TEST(list.products.at(0).code == "3001");
  BOOST_TEST(list.products.at(0).name == "Essencial");
  BOOST_TEST(!list.products.at(1).active);
}

BOOST_AUTO_TEST_SUITE_END()
