#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "support/told.h"

using domain::CallKind;
using domain::Delivery;
using domain::Reason;
using nlohmann::json;
using test::held;
using test::k_number;
using test::reply;

namespace {

const platforms::Platform& nxplay() { return platforms::at("nxplay"); }

platforms::AccountView with(const std::vector<std::string>& products) {
  auto view =
      test::raul({{"token", "t0ken"}, {"api_url", "https://nx.example/v1/"}, {"usuario", "cpf_cnpj"}});
  for (const auto& product : products) view.packages.push_back(held(view.packages.size() + 1, {product}));
  return view;
}

std::vector<domain::KnownObject> known(const platforms::AccountView& view) {
  auto objects = test::after(test::changes(nxplay(), view));
  for (auto& each : objects) each.platform_id = "55";
  return objects;
}

domain::Change only_change(const platforms::AccountView& view,
                           const std::vector<domain::KnownObject>& objects) {
  const auto changes = test::changes(nxplay(), view, objects);
  BOOST_REQUIRE_EQUAL(changes.size(), 1U);
  return changes[0];
}

/// The list of one subscriber, whose codigo_externo is the account's.
std::string shown(const platforms::AccountView& view) {
  return R"({"assinantes":[{"id":56,"codigo_externo":")" + view.subscriber_id +
         R"(","nome":"Raul Ávila","email":"raul@exemplo.com.br","cpf":"52998224725","noggin":true,)"
         R"("paramount":true,"status":"ativo","planos":[{"codigo":"HBO"}]}]})";
}

const auto k_nobody = reply(404, R"({"erro":{"codigo":"nao_encontrado","mensagem":"Não encontrado."}})");
const auto k_nobody_listed = reply(200, R"({"assinantes":[]})");

}  // namespace

BOOST_AUTO_TEST_SUITE(nxplay_told)

BOOST_AUTO_TEST_CASE(a_subscriber_is_created_under_our_key_with_all_plans_in_one_call) {
  auto view = with({"HBO", "PREMIERE"});
  view.packages[0].parameters["noggin"] = {.value = "false"};
  view.packages[1].parameters["noggin"] = {.value = "false"};
  const auto told =
      test::told(nxplay(), view, only_change(view, {}), {reply(201, R"({"assinante":{"id":55}})")});
  BOOST_TEST((told.outcome.delivery == Delivery::delivered));
  BOOST_TEST(told.outcome.platform_id == "55");
  BOOST_TEST(told.lines() == "POST https://nx.example/v1/assinantes\n");
  BOOST_TEST(test::header(told.calls[0], "Authorization") == "Bearer t0ken");
  BOOST_TEST(test::header(told.calls[0], "Idempotency-Key") == k_number);
  BOOST_TEST(json::parse(told.calls[0].body) == json({{"codigo_externo", view.subscriber_id},
                                                      {"nome", "Raul Ávila"},
                                                      {"email", "raul@exemplo.com.br"},
                                                      {"cpf", "52998224725"},
                                                      {"senha", "52998224725"},
                                                      {"status", "ativo"},
                                                      {"planos", {"HBO", "PREMIERE"}},
                                                      {"noggin", false},
                                                      {"paramount", true}}));
}

BOOST_AUTO_TEST_CASE(a_short_password_gets_zeros_on_the_left) {
  auto view = with({"HBO"});
  view.settings["usuario"] = "login_autenticacao";
  view.services.at(0).login = "1234";
  const auto told = test::told(nxplay(), view, only_change(view, {}), {reply(201, R"({"id":55})")});
  BOOST_TEST(json::parse(told.calls[0].body)["senha"] == "001234");
}

BOOST_AUTO_TEST_CASE(a_flag_is_off_only_where_every_package_says_so) {
  auto view = with({"HBO", "PREMIERE"});
  view.packages[0].parameters["paramount"] = {.value = "false"};
  const auto told = test::told(nxplay(), view, only_change(view, {}), {reply(201, R"({"id":55})")});
  BOOST_TEST(json::parse(told.calls[0].body)["paramount"] == true);
}

BOOST_AUTO_TEST_CASE(a_change_says_only_what_differs_and_never_the_e_mail) {
  auto view = with({"HBO"});
  const auto objects = known(view);
  view.customer.name = "Raul Bastos";
  view.customer.email = "novo@exemplo.com.br";
  const auto told = test::told(nxplay(), view, only_change(view, objects), {reply(200, "{}")});
  BOOST_TEST(told.lines() == "PUT https://nx.example/v1/assinantes/55\n");
  BOOST_TEST(json::parse(told.calls[0].body) == json({{"nome", "Raul Bastos"}}));
  BOOST_TEST(told.outcome.platform_id == "55");
}

BOOST_AUTO_TEST_CASE(suspension_and_enabling_are_a_status_and_the_last_product_s_end_a_removal) {
  auto view = with({"HBO"});
  const auto objects = known(view);
  view.packages[0].suspended = true;
  const auto suspension = only_change(view, objects);
  const auto suspended = test::told(nxplay(), view, suspension, {reply(200, "{}")});
  BOOST_TEST(suspended.lines() == "PATCH https://nx.example/v1/assinantes/55/status\n");
  BOOST_TEST(json::parse(suspended.calls[0].body) == json({{"status", "suspenso"}}));
  view.packages[0].wanted = false;
  const auto removed = test::told(nxplay(), view, only_change(view, objects), {reply(204)});
  BOOST_TEST(removed.lines() == "DELETE https://nx.example/v1/assinantes/55\n");
  BOOST_TEST((removed.outcome.delivery == Delivery::delivered));
}

BOOST_AUTO_TEST_CASE(what_is_said_to_be_gone_is_believed_when_the_list_does_not_show_it_either) {
  auto view = with({"HBO"});
  const auto objects = known(view);
  view.packages[0].wanted = false;
  const auto removal = only_change(view, objects);
  const auto gone = test::told(nxplay(), view, removal, {k_nobody, k_nobody_listed});
  BOOST_TEST(gone.outcome.gone);
  BOOST_TEST((gone.outcome.delivery == Delivery::delivered));
  const auto moved = test::told(nxplay(), view, removal, {k_nobody, reply(200, shown(view))});
  BOOST_TEST(!moved.outcome.gone);
  BOOST_TEST(moved.outcome.platform_id == "56");
  BOOST_TEST(moved.outcome.found.has_value());
  // A router of the platform whose errors look like its subscribers'.
  const auto wrong_path = test::told(nxplay(), view, removal, {k_nobody, k_nobody});
  BOOST_TEST(!wrong_path.outcome.gone);
  BOOST_TEST((wrong_path.outcome.delivery == Delivery::unknown));
}

BOOST_AUTO_TEST_CASE(who_is_there_under_our_key_already_is_taken_as_he_stands) {
  const auto view = with({"HBO"});
  const auto taken = reply(409, R"({"erro":{"codigo":"codigo_externo_em_uso","mensagem":"x"}})");
  const auto told = test::told(nxplay(), view, only_change(view, {}), {taken, reply(200, shown(view))});
  BOOST_TEST(told.outcome.platform_id == "56");
  BOOST_TEST(told.outcome.found->attributes.at("planos") == "HBO");
}

BOOST_AUTO_TEST_CASE(every_answer_has_its_outcome) {
  struct Row {
    std::string what;
    platforms::HttpReply answer;
    Delivery delivery;
    Reason reason;
  };
  const std::vector<Row> table{
      {"created without id", reply(201, "{}"), Delivery::unknown, Reason::again},
      {"created, cut JSON", reply(201, R"({"assinante":{"id")"), Delivery::unknown, Reason::again},
      {"created, BOM", reply(201, "\xef\xbb\xbf{\"id\":\"55\"}"), Delivery::delivered, Reason::none},
      {"e-mail of another", reply(409, R"({"erro":{"codigo":"email_em_uso","mensagem":"x"}})"),
       Delivery::rejected, Reason::conflict},
      {"bad person", reply(422, R"({"erro":{"codigo":"campos","campos":{"cpf":"inválido"}}})"),
       Delivery::rejected, Reason::registry},
      {"frozen e-mail", reply(422, R"({"erro":{"codigo":"email_imutavel"}})"), Delivery::rejected,
       Reason::permanent},
      {"bad token", reply(401), Delivery::rejected, Reason::credential},
      {"too many calls", reply(429), Delivery::later, Reason::again},
      {"nobody answers there", reply(404, "<html>"), Delivery::not_sent, Reason::again},
  };
  const auto view = with({"HBO"});
  for (const auto& row : table) {
    BOOST_TEST_CONTEXT(row.what) {
      const auto told = test::told(nxplay(), view, only_change(view, {}), {row.answer});
      BOOST_TEST((told.outcome.delivery == row.delivery));
      BOOST_TEST((told.outcome.reason == row.reason));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
