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

const platforms::Platform& click() { return platforms::at("click_sistemas"); }

platforms::AccountView with(const std::vector<std::string>& products) {
  auto view = test::raul({{"token", "t0ken"}, {"api_url", "https://click.example/v1/"}});
  for (const auto& product : products) view.packages.push_back(held(view.packages.size() + 1, {product}));
  return view;
}

/// The snapshot after the creation of those products.
std::vector<domain::KnownObject> known(const platforms::AccountView& view) {
  auto objects = test::after(test::changes(click(), view));
  for (auto& each : objects) each.object.attributes["referencia"] = "referencia-" + each.object.key;
  return objects;
}

domain::Change only_change(const platforms::AccountView& view,
                           const std::vector<domain::KnownObject>& objects) {
  const auto changes = test::changes(click(), view, objects);
  BOOST_REQUIRE_EQUAL(changes.size(), 1U);
  return changes[0];
}

const std::string k_shown = R"({"assinantes":[{"id":991,"referencia":")" + k_number +
                            R"(","documento":"52998224725","produto_id":7,"situacao":"ativo"}]})";

const auto k_not_there = reply(404, R"({"erro":"nao_encontrado","mensagem":"Assinante não encontrado."})");

}  // namespace

BOOST_AUTO_TEST_SUITE(click_sistemas)

BOOST_AUTO_TEST_CASE(a_subscription_is_created_as_the_contract_has_it_and_keeps_its_reference) {
  const auto view = with({"7"});
  const auto told = test::told(click(), view, only_change(view, {}), {reply(201, R"({"id":991})")});
  BOOST_TEST((told.outcome.delivery == Delivery::delivered));
  BOOST_TEST(told.outcome.platform_id == "991");
  BOOST_TEST(told.outcome.noted.at("referencia") == k_number);
  BOOST_TEST(told.lines() == "POST https://click.example/v1/assinantes\n");
  BOOST_TEST(test::header(told.calls[0], "Authorization") == "Bearer t0ken");
  BOOST_TEST(told.calls[0].content_type == "application/json");
  BOOST_TEST(json::parse(told.calls[0].body) == json({{"referencia", k_number},
                                                      {"nome", "Raul Ávila"},
                                                      {"email", "raul@exemplo.com.br"},
                                                      {"documento", "52998224725"},
                                                      {"senha", "52998224725"},
                                                      {"produto_id", 7}}));
}

BOOST_AUTO_TEST_CASE(each_change_sends_what_differs_and_the_situation) {
  struct Row {
    std::string what;
    void (*edit)(platforms::AccountView&);
    CallKind kind;
    std::string line;
    json body;
  };
  const std::vector<Row> table{
      {"suspension",
       [](platforms::AccountView& view) { view.packages[0].suspended = true; },
       CallKind::suspend,
       "PATCH https://click.example/v1/assinantes/991\n",
       {{"situacao", "bloqueado"}}},
      {"e-mail",
       [](platforms::AccountView& view) { view.customer.email = "novo@exemplo.com.br"; },
       CallKind::update,
       "PATCH https://click.example/v1/assinantes/991\n",
       {{"situacao", "ativo"}, {"email", "novo@exemplo.com.br"}}},
      {"password",
       [](platforms::AccountView& view) { view.resets = 1; },
       CallKind::update,
       "PATCH https://click.example/v1/assinantes/991\n",
       {{"situacao", "ativo"}, {"senha", "52998224725"}}},
      {"swap",
       [](platforms::AccountView& view) { view.packages = {held(2, {"8"})}; },
       CallKind::swap,
       "PATCH https://click.example/v1/assinantes/991\n",
       {{"situacao", "ativo"}, {"produto_id", 8}}},
      {"removal", [](platforms::AccountView& view) { view.packages[0].wanted = false; }, CallKind::remove,
       "DELETE https://click.example/v1/assinantes/991\n", json()},
  };
  for (const auto& row : table) {
    BOOST_TEST_CONTEXT(row.what) {
      auto view = with({"7"});
      const auto objects = known(view);
      row.edit(view);
      const auto change = only_change(view, objects);
      BOOST_TEST((change.kind == row.kind));
      const auto told = test::told(click(), view, change, {reply(row.kind == CallKind::remove ? 204 : 200)});
      BOOST_TEST((told.outcome.delivery == Delivery::delivered));
      BOOST_TEST(told.lines() == row.line);
      const auto& body = told.calls[0].body;
      BOOST_TEST((body.empty() ? json() : json::parse(body)) == row.body);
    }
  }
}

BOOST_AUTO_TEST_CASE(another_product_takes_the_reference_the_name_and_the_document_over) {
  auto view = with({"7"});
  const auto objects = known(view);
  view.packages = {held(2, {"8"})};
  view.customer.name = "Raul B.";
  view.customer.document = "11144477735";
  view.customer.email = "novo@exemplo.com.br";
  const auto told = test::told(click(), view, only_change(view, objects), {reply(200)});
  BOOST_TEST(json::parse(told.calls[0].body) ==
             json({{"situacao", "ativo"}, {"produto_id", 8}, {"email", "novo@exemplo.com.br"}}));
  BOOST_TEST(told.outcome.noted.at("referencia") == "referencia-7");
  BOOST_TEST(told.outcome.noted.at("nome") == "Raul Ávila");
  BOOST_TEST(told.outcome.noted.at("documento") == "52998224725");
  BOOST_TEST(told.outcome.platform_id == "991");
}

BOOST_AUTO_TEST_CASE(name_and_document_stay_as_they_were_transmitted) {
  auto view = with({"7"});
  const auto objects = known(view);
  view.customer.name = "Raul B.";
  view.customer.document = "11144477735";
  BOOST_TEST(test::changes(click(), view, objects).empty());
  view.customer.email.reset();
  view.customer.document.reset();
  BOOST_TEST(test::changes(click(), view, objects).empty());
}

BOOST_AUTO_TEST_CASE(what_the_registry_lacks_is_named_and_holds_back_creations_only) {
  auto view = with({"7"});
  const auto objects = known(view);
  view.packages.push_back(held(2, {"8"}));
  view.customer.email.reset();
  view.customer.document.reset();
  const auto wanted = click().telling.wanted(view, objects);
  BOOST_TEST(wanted.missing == "e-mail, CPF/CNPJ");
  BOOST_TEST(wanted.waiting == std::vector<std::string>{"8"}, boost::test_tools::per_element());
  BOOST_TEST(wanted.objects.size() == 1U);
  BOOST_TEST(wanted.objects_of.at(1) == "7");
  BOOST_TEST(wanted.objects_of.at(2) == "8");
  BOOST_TEST(test::changes(click(), view, objects).empty());
}

BOOST_AUTO_TEST_CASE(two_packages_of_one_product_are_one_subscription_enabled_while_one_of_them_is) {
  auto view = with({"7", "7"});
  view.packages[0].suspended = true;
  const auto objects = known(view);
  BOOST_TEST(objects.size() == 1U);
  view.packages[1].wanted = false;
  BOOST_TEST((only_change(view, objects).kind == CallKind::suspend));
}

BOOST_AUTO_TEST_CASE(a_code_that_is_no_number_is_refused_before_any_call_and_says_so) {
  for (const auto* code : {"SABER", "07", "0", "7a", "-7", "99999999999999999999999"}) {
    const auto view = with({code});
    const auto told = test::told(click(), view, only_change(view, {}), {});
    BOOST_TEST((told.outcome.delivery == Delivery::rejected));
    BOOST_TEST((told.outcome.reason == Reason::permanent));
    BOOST_TEST(told.outcome.message.find(code) != std::string::npos);
    BOOST_TEST(told.calls.empty());
  }
  auto view = with({"7"});
  const auto objects = known(view);
  view.packages = {held(2, {"SABER"})};
  BOOST_TEST((test::told(click(), view, only_change(view, objects), {}).outcome.reason == Reason::permanent));
}

BOOST_AUTO_TEST_CASE(what_exists_already_is_ours_only_under_our_reference) {
  const auto view = with({"7"});
  const auto exists = reply(409, R"({"erro":"ja_existe","id":991})");
  const auto ours = test::told(click(), view, only_change(view, {}), {exists, reply(200, k_shown)});
  BOOST_TEST((ours.outcome.delivery == Delivery::delivered));
  BOOST_TEST(ours.outcome.platform_id == "991");
  BOOST_TEST(!ours.outcome.found.has_value());
  BOOST_TEST(ours.outcome.noted.at("referencia") == k_number);
  BOOST_TEST(ours.lines() ==
             "POST https://click.example/v1/assinantes\n"
             "GET https://click.example/v1/assinantes?referencia=" +
                 k_number + "\n");
  const auto other =
      test::told(click(), view, only_change(view, {}), {exists, reply(200, R"({"assinantes":[]})")});
  BOOST_TEST((other.outcome.delivery == Delivery::rejected));
  BOOST_TEST((other.outcome.reason == Reason::conflict));
  BOOST_TEST(other.outcome.message.find("991") != std::string::npos);
  const auto unseen = test::told(click(), view, only_change(view, {}), {exists, reply(500)});
  BOOST_TEST((unseen.outcome.delivery == Delivery::unknown));
}

BOOST_AUTO_TEST_CASE(ours_that_stands_otherwise_is_taken_as_it_stands) {
  auto shown = json::parse(k_shown);
  shown["assinantes"][0]["produto_id"] = 8;
  shown["assinantes"][0]["situacao"] = "bloqueado";
  const auto view = with({"7"});
  const auto told = test::told(click(), view, only_change(view, {}),
                               {reply(409, R"({"erro":"ja_existe","id":991})"), reply(200, shown.dump())});
  BOOST_REQUIRE(told.outcome.found.has_value());
  BOOST_TEST(told.outcome.found->key == "8");
  BOOST_TEST(told.outcome.found->suspended);
}

BOOST_AUTO_TEST_CASE(a_creation_whose_end_is_unknown_is_looked_for_by_its_reference) {
  const auto view = with({"7"});
  const auto seen = [&](platforms::HttpReply answer) {
    const test::ScriptedClient client({std::move(answer)});
    platforms::Session session;
    platforms::Wire wire(client, std::chrono::seconds(15), session, base::k_long_ago);
    auto sight = click().telling.look(wire, view, "7", k_number);
    BOOST_TEST(client.calls().at(0).url == "https://click.example/v1/assinantes?referencia=" + k_number);
    return sight;
  };
  using Kind = platforms::Sight::Kind;
  const auto found = seen(reply(200, k_shown));
  BOOST_TEST((found.kind == Kind::found));
  BOOST_TEST(found.object.platform_id == "991");
  BOOST_TEST(found.object.object.key == "7");
  BOOST_TEST(found.object.object.attributes.at("referencia") == k_number);
  BOOST_TEST((seen(reply(200, R"({"assinantes":[]})")).kind == Kind::absent));
  for (const auto& unread : {reply(503), reply(200, "<html>"), reply(200, "{}"), reply(401), reply(404)})
    BOOST_TEST((seen(unread).kind == Kind::unseen));
}

BOOST_AUTO_TEST_CASE(a_404_is_believed_only_where_our_reference_is_not_shown_either) {
  auto view = with({"7"});
  const auto objects = known(view);
  view.packages[0].wanted = false;
  const auto change = only_change(view, objects);
  const auto shown =
      reply(200, R"({"assinantes":[{"id":992,"referencia":")" + change.before.attributes.at("referencia") +
                     R"(","documento":"1","produto_id":7,"situacao":"ativo"}]})");
  const auto moved = test::told(click(), view, change, {k_not_there, shown});
  BOOST_TEST(!moved.outcome.gone);
  BOOST_TEST(moved.outcome.platform_id == "992");
  const auto mute = test::told(click(), view, change, {k_not_there, reply(404)});
  BOOST_TEST(!mute.outcome.gone);
  BOOST_TEST((mute.outcome.delivery == Delivery::not_sent));
}

BOOST_AUTO_TEST_CASE(every_answer_has_its_outcome) {
  struct Row {
    std::string what;
    CallKind kind;
    platforms::HttpReply answer;
    Delivery delivery;
    Reason reason;
    bool gone = false;
  };
  using enum CallKind;
  const std::vector<Row> table{
      {"created without id", create, reply(201, "{}"), Delivery::unknown, Reason::again},
      {"created, cut JSON", create, reply(201, R"({"id":)"), Delivery::unknown, Reason::again},
      {"created, id as text, BOM", create, reply(201, "\xef\xbb\xbf{\"id\":\"991\"}"), Delivery::delivered,
       Reason::none},
      {"bad person", create, reply(422, R"({"erro":"campos_invalidos","campos":{"email":"inválido"}})"),
       Delivery::rejected, Reason::registry},
      {"bad product", create, reply(422, R"({"erro":"x","campos":{"produto_id":"inválido"}})"),
       Delivery::rejected, Reason::permanent},
      {"bad product by name", create, reply(422, R"({"erro":"produto_invalido"})"), Delivery::rejected,
       Reason::permanent},
      {"no such path", create, reply(404), Delivery::not_sent, Reason::again},
      {"unauthorised", create, reply(401), Delivery::rejected, Reason::credential},
      {"change of what is gone", update, k_not_there, Delivery::delivered, Reason::none, true},
      {"change into what another is", update, reply(409, R"({"erro":"ja_existe","id":5})"),
       Delivery::rejected, Reason::conflict},
      {"change refused", update, reply(422, R"({"erro":"campos_invalidos"})"), Delivery::rejected,
       Reason::registry},
      {"removal of what is gone", remove, k_not_there, Delivery::delivered, Reason::none, true},
      {"removal refused", remove, reply(400, "não"), Delivery::rejected, Reason::registry},
  };
  for (const auto& row : table) {
    BOOST_TEST_CONTEXT(row.what) {
      auto view = with({"7"});
      const auto objects = row.kind == create ? std::vector<domain::KnownObject>{} : known(view);
      if (row.kind == update) view.customer.email = "novo@exemplo.com.br";
      if (row.kind == remove) view.packages[0].wanted = false;
      const auto told = test::told(click(), view, only_change(view, objects),
                                   {row.answer, reply(200, R"({"assinantes":[]})")});
      BOOST_TEST((told.outcome.delivery == row.delivery));
      BOOST_TEST((told.outcome.reason == row.reason));
      BOOST_TEST(told.outcome.gone == row.gone);
    }
  }
}

BOOST_AUTO_TEST_CASE(products_are_listed_with_their_numbers_as_codes) {
  const test::ScriptedClient client(
      {reply(
           200,
           R"({"produtos":[{"id":7,"nome":"Saber Mais","ativo":true},{"id":9,"nome":"Velho","ativo":false}]})"),
       reply(200, "{}"), reply(403)});
  platforms::Session session;
  platforms::Wire wire(client, std::chrono::seconds(15), session, base::k_long_ago);
  const auto view = with({});
  const auto list = click().telling.products(wire, view.settings);
  BOOST_REQUIRE(list.products.size() == 2U);
  BOOST_TEST(list.products[0].code == "7");
  BOOST_TEST(list.products[0].name == "Saber Mais");
  BOOST_TEST(!list.products[1].active);
  BOOST_TEST(client.calls()[0].url == "https://click.example/v1/produtos");
  BOOST_TEST(click().telling.products(wire, view.settings).failure.has_value());
  BOOST_TEST((click().telling.products(wire, view.settings).failure->reason == Reason::credential));
}

BOOST_AUTO_TEST_SUITE_END()
