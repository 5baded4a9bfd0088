#include "domain/remote_object.h"
#include "support/telling.h"

BOOST_AUTO_TEST_SUITE(celetihub)

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
const std::string k_api = "https://celetihub.example/api";
const std::string k_subscriber = k_api + "/subscribers/52998224725";
const std::string k_provision = R"( {"contentSupplierProduct":25,"documents":["52998224725"]})";
const std::string k_person =
    R"( {"email":"maria@example.com","name":"Maria da Silva","phone":"34991234567"})";

AccountView maria() {
  auto view = test::account_of_maria({{"access_token", "acesso"}, {"api_url", k_api}});
  hold(view, 1, {"25"});
  return view;
}

const platforms::Telling& telling() { return platforms::at("celetihub").telling; }

domain::RemoteObject object_of(const AccountView& view, const std::vector<domain::KnownObject>& known = {}) {
  return object_at(telling().wanted(view, known), "25");
}

domain::RemoteObject suspended(domain::RemoteObject object) {
  object.suspended = true;
  return object;
}

domain::RemoteObject pending(domain::RemoteObject object, const std::string& status) {
  object.attributes["situacao"] = status;
  return object;
}

Outcome tell(Line& line, const AccountView& view, const domain::Change& change) {
  return telling().tell(line.wire(), view, change, view.subscriber_id + "-1");
}

/// The subscriber with the product in this status.
platforms::HttpReply shows(int status) {
  return json_reply(200, R"({"document":"52998224725","name":"Maria","email":"m@example.com","phone":)"
                         R"("34991234567","products":[{"contentSupplierProduct":26,"status":1},)"
                         R"({"contentSupplierProduct":25,"status":)" +
                             std::to_string(status) + "}]}");
}

platforms::HttpReply shows_nothing() {
  return json_reply(200, R"({"document":"52998224725","products":[]})");
}

/// What comes of a change while the product stands in one status before its call and in another after it.
struct Step {
  Outcome outcome = {};
  std::string call = {};  ///< last segment of the provision; empty: none was made
};
Step step(const domain::Change& change, int before, std::optional<int> after = {}) {
  std::deque<ScriptedClient::Answer> script;
  if (change.kind == CallKind::create) script.emplace_back(json_reply(200));
  script.emplace_back(before == 0 ? shows_nothing() : shows(before));
  if (after) script.emplace_back(json_reply(200));
  if (after) script.emplace_back(*after == 0 ? shows_nothing() : shows(*after));
  auto line = Line::signed_in(std::move(script));
  Step made{.outcome = tell(line, maria(), change)};
  for (const auto& call : line.calls())
    if (const auto at = call.find("/provision/"); at != std::string::npos)
      made.call = call.substr(at + 11, call.find(' ', at) - at - 11);
  return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_product_is_an_object_with_the_person_s_fields) {
  auto view = maria();
  hold(view, 2, {"26"}, true);
  const auto wanted = telling().wanted(view, {});
  BOOST_TEST(wanted.objects.size() == 2U);
  const auto& product = object_at(wanted, "25");
  BOOST_TEST(!product.suspended);
  BOOST_TEST(product.attributes.at("documento") == "52998224725");
  BOOST_TEST(product.attributes.at("telefone") == "34991234567");
  BOOST_TEST(object_at(wanted, "26").suspended);
  BOOST_TEST(wanted.objects_of.at(2) == "26");
}

BOOST_AUTO_TEST_CASE(a_product_waits_for_what_the_registry_lacks_and_names_it) {
  auto view = maria();
  view.customer.document = "52998224724";
  view.customer.email.reset();
  view.customer.phone.reset();
  const auto wanted = telling().wanted(view, {});
  BOOST_TEST(wanted.objects.empty());
  BOOST_TEST(wanted.waiting == Texts({"25"}), k_each);
  BOOST_TEST(wanted.missing == "CPF/CNPJ com dígitos verificadores certos, e-mail, telefone com DDD");
}

BOOST_AUTO_TEST_CASE(a_document_stays_as_transmitted_also_for_a_product_that_comes_later) {
  auto view = maria();
  const auto known = test::told(telling().wanted(view, {}));
  view.customer.document = "11144477735";
  view.customer.name = "Maria de Souza";
  hold(view, 2, {"26"});
  const auto wanted = telling().wanted(view, known);
  for (const auto& object : wanted.objects) {
    BOOST_TEST(object.attributes.at("documento") == "52998224725");
    BOOST_TEST(object.attributes.at("nome") == "Maria de Souza");
  }
}

BOOST_AUTO_TEST_CASE(a_package_of_several_products_stands_for_the_one_that_is_not_as_it_should_be) {
  auto view = maria();
  const auto known = test::told(telling().wanted(view, {}));
  view.packages.at(0).products = {"25", "26"};
  BOOST_TEST(telling().wanted(view, known).objects_of.at(1) == "26");
  BOOST_TEST(telling().wanted(view, {}).objects_of.at(1) == "25");
}

BOOST_AUTO_TEST_CASE(a_creation_signs_in_puts_the_subscriber_activates_and_looks_what_came_of_it) {
  const auto view = maria();
  Line line({json_reply(200, R"({"access_token":"bearer-1","token_type":"Bearer","expires_in":3600})"),
             json_reply(201), shows_nothing(), json_reply(200), shows(5)});
  const auto outcome = tell(line, view, test::creation(object_of(view)));
  BOOST_TEST(judged(outcome) == "entregue nenhuma");
  BOOST_TEST(outcome.message == "Aguarda o cliente concluir a ativação.");
  BOOST_TEST(!outcome.found.has_value());
  const Texts expected{"POST " + k_api + R"(/authenticate {"access_token":"acesso"})",
                       "PUT " + k_subscriber + k_person, "GET " + k_subscriber,
                       "POST " + k_api + "/provision/activate" + k_provision, "GET " + k_subscriber};
  BOOST_TEST(line.calls() == expected, k_each);
  BOOST_TEST(line.bearer(4) == "Bearer bearer-1");
  BOOST_TEST((line.session().expires_at == test::k_told_at + std::chrono::hours(1)));
  const auto kept = line.kept();
  for (const auto* secret : {"acesso", "bearer-1", "52998224725", "maria@"})
    BOOST_TEST(kept.find(secret) == std::string::npos, secret << " stands in " << kept);
}

BOOST_AUTO_TEST_CASE(each_status_is_led_to_what_is_wanted_by_the_call_it_needs_or_by_none) {
  const auto object = object_of(maria());
  const auto create = test::creation(object);
  const auto suspend = test::change_to(CallKind::suspend, object, suspended(object));
  const auto enable = test::change_to(CallKind::enable, suspended(object), object);
  const auto remove = test::removal(object);
  struct Row {
    const domain::Change& change;
    int before;
    std::optional<int> after;
    std::string call;
    std::string judged;
  };
  const std::vector<Row> table{
      {create, 0, 5, "activate", "entregue nenhuma"},
      {create, 3, 1, "activate", "entregue nenhuma"},
      {create, 1, {}, "", "entregue nenhuma"},
      {create, 5, {}, "", "entregue nenhuma"},
      {create, 4, 1, "reactivate", "entregue nenhuma"},
      {create, 8, 1, "reactivate", "entregue nenhuma"},
      {create, 0, 0, "activate", "adiada tentar_de_novo"},
      {suspend, 1, 4, "suspend", "entregue nenhuma"},
      {suspend, 5, 4, "suspend", "entregue nenhuma"},
      {suspend, 4, {}, "", "entregue nenhuma"},
      {suspend, 7, {}, "", "entregue nenhuma"},
      {suspend, 1, 1, "suspend", "adiada tentar_de_novo"},
      {enable, 4, 1, "reactivate", "entregue nenhuma"},
      {enable, 7, 1, "reactivate", "entregue nenhuma"},
      {enable, 1, {}, "", "entregue nenhuma"},
      {remove, 1, 3, "cancel", "entregue nenhuma"},
      {remove, 4, 3, "cancel", "entregue nenhuma"},
      {remove, 6, 3, "cancel", "entregue nenhuma"},
      {remove, 3, {}, "", "entregue nenhuma"},
      {remove, 0, {}, "", "entregue nenhuma"},
  };
  for (const auto& row : table) {
    const auto made = step(row.change, row.before, row.after);
    BOOST_TEST_CONTEXT(domain::words_of(row.change.kind).name << " from " << row.before) {
      BOOST_TEST(made.call == row.call);
      BOOST_TEST(judged(made.outcome) == row.judged);
      BOOST_TEST(!made.outcome.gone);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_product_that_is_not_there_any_more_is_made_anew) {
  const auto object = object_of(maria());
  for (const int status : {0, 3}) {
    BOOST_TEST(step(test::change_to(CallKind::suspend, object, suspended(object)), status).outcome.gone);
    BOOST_TEST(step(test::change_to(CallKind::enable, suspended(object), object), status).outcome.gone);
  }
}

BOOST_AUTO_TEST_CASE(what_the_platform_takes_and_carries_out_later_is_kept_and_then_looked_at_hourly) {
  const auto object = object_of(maria());
  struct Row {
    domain::Change change;
    int before;
    int status;
    std::string reason;
  };
  const std::vector<Row> table{
      {test::creation(object), 0, 6, "comercial"},
      {test::change_to(CallKind::suspend, object, suspended(object)), 1, 8, "nenhuma"},
      {test::removal(object), 1, 2, "nenhuma"},
  };
  for (const auto& row : table) {
    const auto status = std::to_string(row.status);
    BOOST_TEST_CONTEXT("status " << status) {
      const auto taken = step(row.change, row.before, row.status);
      BOOST_TEST(judged(taken.outcome) == "entregue nenhuma");
      BOOST_REQUIRE(taken.outcome.found.has_value());
      BOOST_TEST(taken.outcome.found->attributes.at("situacao") == status);
      auto after = *taken.outcome.found;
      after.attributes.erase("situacao");
      const auto again = row.change.kind == CallKind::remove
                             ? test::removal(*taken.outcome.found)
                             : test::change_to(CallKind::update, *taken.outcome.found, after);
      const auto looked = step(again, row.status);
      BOOST_TEST(looked.call == "");
      BOOST_TEST(judged(looked.outcome) == "adiada " + row.reason);
      BOOST_TEST((looked.outcome.wait == std::chrono::seconds(3600)));
      BOOST_TEST(!looked.outcome.message.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_was_under_way_is_over_once_the_platform_has_carried_it_out) {
  const auto object = object_of(maria());
  const auto called = step(test::change_to(CallKind::update, pending(object, "6"), object), 5).outcome;
  BOOST_TEST(judged(called) == "entregue nenhuma");
  BOOST_TEST(!called.found.has_value());
  BOOST_TEST(
      judged(step(test::change_to(CallKind::update, pending(suspended(object), "8"), suspended(object)), 4)
                 .outcome) == "entregue nenhuma");
  BOOST_TEST(judged(step(test::removal(pending(object, "2")), 3).outcome) == "entregue nenhuma");
  BOOST_TEST(step(test::change_to(CallKind::update, pending(object, "2"), object), 3).outcome.gone);
}

BOOST_AUTO_TEST_CASE(a_wish_that_turns_while_the_first_is_under_way_is_told_at_once) {
  auto view = maria();
  const auto plain = object_of(view);
  const std::vector<domain::KnownObject> scheduled{{.object = pending(suspended(plain), "8")}};
  const auto changes = domain::changes_of({scheduled, {object_of(view, scheduled)}, {}}, {});
  BOOST_REQUIRE(changes.size() == 1U);
  BOOST_TEST((changes.at(0).kind == CallKind::enable));
  const auto enabled = step(changes.at(0), 8, 1);
  BOOST_TEST(enabled.call == "reactivate");
  BOOST_REQUIRE(enabled.outcome.found.has_value());
  BOOST_TEST((*enabled.outcome.found == plain));

  view.packages.at(0).suspended = true;
  const std::vector<domain::KnownObject> queued{{.object = pending(plain, "6")}};
  const auto suspending = domain::changes_of({queued, {object_of(view, queued)}, {}}, {});
  BOOST_REQUIRE(suspending.size() == 1U);
  const auto let_go = step(suspending.at(0), 6, 3);
  BOOST_TEST(let_go.call == "cancel");
  BOOST_TEST(let_go.outcome.gone);
}

BOOST_AUTO_TEST_CASE(a_changed_person_is_put_and_nothing_else) {
  auto view = maria();
  const auto known = test::told(telling().wanted(view, {}));
  view.customer.phone = "3432123456";
  auto line = Line::signed_in({json_reply(200)});
  const auto after = object_of(view, known);
  BOOST_TEST(judged(tell(line, view, test::change_to(CallKind::update, known.at(0).object, after))) ==
             "entregue nenhuma");
  const Texts expected{"PUT " + k_subscriber +
                       R"( {"email":"maria@example.com","name":"Maria da Silva","phone":"3432123456"})"};
  BOOST_TEST(line.calls() == expected, k_each);
}

BOOST_AUTO_TEST_CASE(a_refusal_says_whose_it_is) {
  const auto view = maria();
  const auto create = test::creation(object_of(view));
  auto person = Line::signed_in({json_reply(422, R"({"message":"Erro","errors":{"phone":"inválido"}})")});
  const auto registry = tell(person, view, create);
  BOOST_TEST(judged(registry) == "recusada cadastro");
  BOOST_TEST(registry.message.find("phone inválido") != std::string::npos);
  auto product = Line::signed_in(
      {json_reply(200), shows_nothing(),
       json_reply(422, R"({"message":"Erro","errors":{"contentSupplierProduct":"não existe"}})")});
  BOOST_TEST(judged(tell(product, view, create)) == "recusada permanente");
  auto raced = Line::signed_in({json_reply(200), shows_nothing(), json_reply(409), shows(5)});
  BOOST_TEST(judged(tell(raced, view, create)) == "entregue nenhuma");
}

BOOST_AUTO_TEST_CASE(a_product_whose_code_is_no_number_is_refused_before_any_call) {
  auto view = maria();
  for (const auto* code : {"HBO", "25x", "-25", "025", "0", "99999999999999999999999"}) {
    view.packages.at(0).products = {code};
    auto line = Line::signed_in({});
    BOOST_TEST(judged(tell(line, view, test::creation(object_at(telling().wanted(view, {}), code)))) ==
               "recusada permanente");
    BOOST_TEST(line.calls().empty());
  }
}

BOOST_AUTO_TEST_CASE(a_token_that_is_over_is_renewed_once) {
  const auto view = maria();
  auto line =
      Line::signed_in({json_reply(401), json_reply(200, R"({"access_token":"novo"})"), json_reply(401)});
  BOOST_TEST(judged(tell(line, view, test::creation(object_of(view)))) == "recusada credencial");
  BOOST_TEST(line.bearer(2) == "Bearer novo");
  auto forbidden = Line::signed_in({json_reply(403)});
  BOOST_TEST(judged(tell(forbidden, view, test::creation(object_of(view)))) == "recusada credencial");
  BOOST_TEST(forbidden.calls().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_look_finds_the_product_as_it_stands) {
  const auto view = maria();
  const auto seen = [&](ScriptedClient::Answer answer) {
    auto line = Line::signed_in({std::move(answer)});
    return telling().look(line.wire(), view, "25", "");
  };
  const auto there = seen(shows(4));
  BOOST_TEST((there.kind == Sight::Kind::found));
  BOOST_TEST(there.object.object.suspended);
  BOOST_TEST(there.object.object.attributes.at("email") == "m@example.com");
  BOOST_TEST(seen(shows(6)).object.object.attributes.at("situacao") == "6");
  BOOST_TEST((seen(shows(3)).kind == Sight::Kind::absent));
  BOOST_TEST((seen(json_reply(404, R"({"message":"x"})")).kind == Sight::Kind::absent));
  BOOST_TEST(judged(seen(test::silence()).outcome) == "incerta tentar_de_novo");
  for (const auto* body : {"", "[]", "{}", R"({"products":{}})"})
    BOOST_TEST(judged(seen(json_reply(200, body)).outcome) == "incerta tentar_de_novo");
}

BOOST_AUTO_TEST_CASE(products_are_listed_by_the_number_that_provisions_them) {
  auto line = Line::signed_in({json_reply(
      200, R"({"content_supplier_products":[{"id":25,"name":"Paramount+","code":"paramount"}]})")});
  const auto list = telling().products(line.wire(), maria().settings);
  BOOST_REQUIRE(list.products.size() == 1U);
  BOOST_TEST(list.products.at(0).code == "25");
  BOOST_TEST(list.products.at(0).name == "Paramount+");
}

BOOST_AUTO_TEST_SUITE_END()
