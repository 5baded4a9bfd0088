#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "support/told.h"

using domain::CallKind;
using domain::Delivery;
using domain::Reason;
using nlohmann::json;
using test::held;
using test::reply;
using Known = std::vector<domain::KnownObject>;

namespace {

const platforms::Platform& campsoft() { return platforms::at("campsoft"); }

const std::string k_base = "https://campsoft.example/svas/v1";
const std::string k_customer_path = k_base + "/customers/52998224725";

platforms::AccountView with(const std::vector<std::string>& products) {
  auto view = test::raul({{"ApiKey", "ch4ve"}, {"ApiSecret", "segr\"edo"}, {"api_url", k_base}});
  for (const auto& product : products) view.packages.push_back(held(view.packages.size() + 1, {product}));
  return view;
}

Known known(const platforms::AccountView& view) { return test::after(test::changes(campsoft(), view)); }

platforms::Session kept_session() {
  return {.token = "t0ken", .expires_at = base::Instant(std::chrono::seconds(1795698000))};
}

test::Told told(const platforms::AccountView& view, const domain::Change& change,
                std::deque<test::ScriptedClient::Answer> script) {
  return test::told(campsoft(), view, change, std::move(script), kept_session());
}

std::vector<std::string> keys(const std::vector<domain::Change>& changes) {
  std::vector<std::string> out;
  for (const auto& change : changes)
    out.push_back(std::string(domain::words_of(change.kind).name) + " " + change.after.key);
  return out;
}

using Texts = std::vector<std::string>;

const auto k_signed_in = reply(200, R"({"AccessToken":"n0vo-token","ExpiresIn":1795698000})");
const auto k_customer_put = reply(201, R"({"userkey":"uk-1"})");
const auto k_contract_put = reply(201, R"({"contract_identifier":"17711","label":"x","status":"active"})");

}  // namespace

BOOST_AUTO_TEST_SUITE(campsoft_platform)

BOOST_AUTO_TEST_CASE(the_customer_is_put_before_the_contract_and_both_as_the_contract_has_them) {
  const auto view = with({"CLUBE"});
  const auto changes = test::changes(campsoft(), view);
  BOOST_TEST(keys(changes) == (Texts{"criar cliente", "criar contrato/17711"}),
             boost::test_tools::per_element());
  BOOST_TEST(changes[1].after.stands_on == changes[0].after.key);
  const auto customer = told(view, changes[0], {k_customer_put});
  BOOST_TEST((customer.outcome.delivery == Delivery::delivered));
  BOOST_TEST(customer.outcome.platform_id == "uk-1");
  BOOST_TEST(customer.lines() == "PUT " + k_customer_path + "\n");
  BOOST_TEST(test::header(customer.calls[0], "Authorization") == "Bearer t0ken");
  BOOST_TEST(json::parse(customer.calls[0].body) ==
             json({{"name", "Raul Ávila"},
                   {"email", "raul@exemplo.com.br"},
                   {"phone", {{"ddi", "55"}, {"ddd", "34"}, {"number", "991234567"}}},
                   {"login", "raul@exemplo.com.br"},
                   {"password", "52998224725"}}));
  const auto contract = told(view, changes[1], {k_contract_put});
  BOOST_TEST((contract.outcome.delivery == Delivery::delivered));
  BOOST_TEST(contract.lines() == "PUT " + k_customer_path + "/contracts/17711\n");
  BOOST_TEST(json::parse(contract.calls[0].body) ==
             json({{"label", "TVX-1"}, {"product", "CLUBE"}, {"status", "active"}}));
}

BOOST_AUTO_TEST_CASE(what_changes_in_the_registry_is_put_without_the_password) {
  auto view = with({"CLUBE"});
  const auto objects = known(view);
  view.customer.name = "Raul B.";
  view.customer.email = "novo@exemplo.com.br";
  view.customer.phone = "553432221111";
  view.customer.document = "11144477735";  // stays as transmitted
  const auto changes = test::changes(campsoft(), view, objects);
  BOOST_TEST(keys(changes) == Texts{"alterar cliente"}, boost::test_tools::per_element());
  const auto put = told(view, changes[0], {reply(200, R"({"userkey":"uk-1"})")});
  BOOST_TEST(put.lines() == "PUT " + k_customer_path + "\n");
  BOOST_TEST(json::parse(put.calls[0].body) ==
             json({{"name", "Raul B."},
                   {"email", "novo@exemplo.com.br"},
                   {"phone", {{"ddi", "55"}, {"ddd", "34"}, {"number", "32221111"}}},
                   {"login", "novo@exemplo.com.br"}}));
}

BOOST_AUTO_TEST_CASE(the_password_goes_again_when_its_field_is_edited_or_reset) {
  auto view = with({"CLUBE"});
  const auto objects = known(view);
  auto reset = view;
  reset.resets = 1;
  view.packages[0].parameters["senha"] = {"codigo_cliente", base::Instant(std::chrono::seconds(10))};
  for (const auto& [edited, password] :
       std::vector<std::pair<platforms::AccountView, std::string>>{{view, "2023"}, {reset, "52998224725"}}) {
    const auto changes = test::changes(campsoft(), edited, objects);
    BOOST_REQUIRE(changes.size() == 1U);
    const auto put = told(edited, changes[0], {k_customer_put});
    BOOST_TEST(json::parse(put.calls[0].body)["password"] == password);
  }
}

BOOST_AUTO_TEST_CASE(each_change_of_a_contract_is_one_call) {
  struct Row {
    std::string what;
    void (*edit)(platforms::AccountView&);
    CallKind kind;
    std::string method;
    json body;
  };
  const std::vector<Row> table{
      {"suspension",
       [](platforms::AccountView& view) { view.packages[0].suspended = true; },
       CallKind::suspend,
       "PUT",
       {{"label", "TVX-1"}, {"product", "CLUBE"}, {"status", "suspended"}}},
      {"swap, the label and the identifier kept",
       [](platforms::AccountView& view) { view.packages = {held(2, {"AUDIO"})}; },
       CallKind::update,
       "PUT",
       {{"label", "TVX-1"}, {"product", "AUDIO"}, {"status", "active"}}},
      {"removal", [](platforms::AccountView& view) { view.packages[0].wanted = false; }, CallKind::remove,
       "DELETE", json()}};
  for (const auto& row : table) {
    BOOST_TEST_CONTEXT(row.what) {
      auto view = with({"CLUBE"});
      const auto objects = known(view);
      row.edit(view);
      const auto changes = test::changes(campsoft(), view, objects);
      BOOST_REQUIRE(changes.size() == 1U);
      BOOST_TEST((changes[0].kind == row.kind));
      const auto put = told(view, changes[0], {row.kind == CallKind::remove ? reply(204) : k_contract_put});
      BOOST_TEST((put.outcome.delivery == Delivery::delivered));
      BOOST_TEST(put.lines() == row.method + " " + k_customer_path + "/contracts/17711\n");
      const auto& body = put.calls[0].body;
      BOOST_TEST((body.empty() ? json() : json::parse(body)) == row.body);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_customer_stays_when_the_last_contract_has_gone_and_its_edits_wait) {
  auto view = with({"CLUBE"});
  auto objects = known(view);
  view.packages[0].wanted = false;
  const auto changes = test::changes(campsoft(), view, objects);
  BOOST_TEST(keys(changes) == Texts{"remover "}, boost::test_tools::per_element());
  objects = test::after(changes, objects);
  view.customer.email = "novo@exemplo.com.br";
  BOOST_TEST(test::changes(campsoft(), view, objects).empty());
  view.packages = {held(9, {"AUDIO"})};
  BOOST_TEST(
      keys(test::changes(campsoft(), view, objects)) == (Texts{"criar contrato/17711", "alterar cliente"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_contract_is_named_by_what_was_typed_else_by_service_and_package_and_never_twice) {
  auto view = with({"CLUBE", "AUDIO", "FILMES"});
  view.packages[1].parameters = {{"id_contrato", {.value = "C/9"}}, {"label", {.value = "TVX-1"}}};
  const auto wanted = campsoft().telling.wanted(view, {});
  BOOST_REQUIRE(wanted.objects.size() == 4U);
  const auto contract = [&](std::uint64_t package) {
    for (const auto& object : wanted.objects)
      if (object.key == wanted.objects_of.at(package))
        return object.key + " " + object.attributes.at("label") + " " + object.attributes.at("produto");
    return std::string();
  };
  BOOST_TEST(contract(2) == "contrato/C/9 TVX-1 AUDIO");
  BOOST_TEST(contract(1) == "contrato/17711 TVX-1-2 CLUBE");
  BOOST_TEST(contract(3) == "contrato/17711-2 TVX-3 FILMES");
  const auto put = told(view, test::changes(campsoft(), view)[1], {k_contract_put});
  BOOST_TEST(put.calls[0].url == k_customer_path + "/contracts/C%2F9");
}

BOOST_AUTO_TEST_CASE(identifier_and_label_are_kept_until_the_last_holder_goes_across_a_migration_too) {
  auto view = with({"CLUBE", "CLUBE"});
  const auto objects = known(view);
  BOOST_TEST(objects.size() == 2U);
  view.packages[0].wanted = false;
  view.packages[1].service_id = 6;
  view.packages[1].parameters["id_contrato"] = {.value = "outro"};
  view.services.push_back({.id = 6, .erp_id = 17800});
  BOOST_TEST(test::changes(campsoft(), view, objects).empty());
  BOOST_TEST(campsoft().telling.wanted(view, objects).objects_of.at(1) == "contrato/17711");
}

BOOST_AUTO_TEST_CASE(a_typed_identifier_is_a_contract_of_its_own_and_a_suspended_product_takes_over_none) {
  auto view = with({"CLUBE"});
  const auto objects = known(view);
  view.packages = {held(2, {"AUDIO"})};
  view.packages[0].parameters["id_contrato"] = {.value = "C9"};
  BOOST_TEST(keys(test::changes(campsoft(), view, objects)) == (Texts{"remover ", "criar contrato/C9"}),
             boost::test_tools::per_element());
  view.packages = {held(2, {"AUDIO"})};
  view.packages[0].suspended = true;
  BOOST_TEST(keys(test::changes(campsoft(), view, objects)) == Texts{"remover "},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_the_registry_lacks_is_named_and_holds_everything_back_until_the_customer_is_there) {
  auto view = with({"CLUBE"});
  const auto objects = known(view);
  view.customer.email.reset();
  view.customer.phone = "12345678";
  view.customer.document = "52998224726";
  const auto wanted = campsoft().telling.wanted(view, {});
  BOOST_TEST(wanted.missing == "e-mail, telefone com DDD, CPF/CNPJ com dígitos verificadores certos");
  BOOST_TEST(wanted.objects.empty());
  BOOST_TEST(wanted.waiting == Texts{"contrato/17711"}, boost::test_tools::per_element());
  BOOST_TEST(wanted.objects_of.at(1) == "contrato/17711");
  // Once there, what was transmitted serves.
  view.customer.document.reset();
  view.packages.push_back(held(2, {"AUDIO"}));
  BOOST_TEST(keys(test::changes(campsoft(), view, objects)) == Texts{"criar contrato/17711-2"},
             boost::test_tools::per_element());
  // An empty field of the password is never padded and never sent.
  auto no_login = with({"CLUBE"});
  no_login.services[0].login.reset();
  no_login.packages[0].parameters["senha"] = {"login_autenticacao", base::Instant(std::chrono::seconds(9))};
  BOOST_TEST(campsoft().telling.wanted(no_login, {}).missing == "o campo da senha (login_autenticacao)");
  auto odd = with({"CLUBE"});
  odd.packages[0].parameters["id_contrato"] = {.value = std::string(65, 'x')};
  BOOST_TEST(!campsoft().telling.wanted(odd, {}).missing.empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_created_for_what_was_suspended_before_it_was_ever_sent) {
  auto view = with({"CLUBE", "AUDIO"});
  view.packages[0].suspended = view.packages[1].suspended = true;
  BOOST_TEST(test::changes(campsoft(), view).empty());
  view.packages[1].suspended = false;
  BOOST_TEST(keys(test::changes(campsoft(), view)) == (Texts{"criar cliente", "criar contrato/17711"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(phones_are_split_only_where_they_have_an_area) {
  for (const auto& [phone, fits] : std::map<std::string, bool>{{"34991234567", true},
                                                               {"3432221111", true},
                                                               {"5534991234567", true},
                                                               {"553432221111", true},
                                                               {"91234567", false},
                                                               {"03499123456", false},
                                                               {"123456789012345", false}}) {
    auto view = with({"CLUBE"});
    view.customer.phone = phone;
    BOOST_TEST(campsoft().telling.wanted(view, {}).missing.empty() == fits, phone);
  }
}

BOOST_AUTO_TEST_CASE(without_a_token_it_signs_in_first_and_keeps_what_it_was_given) {
  const auto view = with({"CLUBE"});
  const auto put =
      test::told(campsoft(), view, test::changes(campsoft(), view)[0], {k_signed_in, k_customer_put});
  BOOST_TEST((put.outcome.delivery == Delivery::delivered));
  BOOST_TEST(put.lines() == "POST " + k_base + "/authentication\nPUT " + k_customer_path + "\n");
  BOOST_TEST(json::parse(put.calls[0].body) == json({{"ApiKey", "ch4ve"}, {"ApiSecret", "segr\"edo"}}));
  BOOST_TEST(test::header(put.calls[0], "Authorization").empty());
  BOOST_TEST(test::header(put.calls[1], "Authorization") == "Bearer n0vo-token");
  BOOST_TEST(put.session.token == "n0vo-token");
  BOOST_TEST(put.session.changed);
  BOOST_TEST((put.session.expires_at == base::Instant(std::chrono::seconds(1795698000))));
  for (const auto* secret : {"n0vo-token", "ch4ve", "segr", "52998224725", "raul@exemplo"})
    BOOST_TEST(put.history().find(secret) == std::string::npos, secret);
}

BOOST_AUTO_TEST_CASE(a_token_that_is_over_is_renewed_once_and_the_call_repeated) {
  const auto view = with({"CLUBE"});
  const auto change = test::changes(campsoft(), view)[0];
  const auto renewed = told(view, change, {reply(401), k_signed_in, k_customer_put});
  BOOST_TEST((renewed.outcome.delivery == Delivery::delivered));
  BOOST_TEST(renewed.session.token == "n0vo-token");
  BOOST_TEST(renewed.history().find("t0ken") == std::string::npos);
  const auto refused = told(view, change, {reply(401), k_signed_in, reply(401)});
  BOOST_TEST((refused.outcome.reason == Reason::credential));
  BOOST_TEST(refused.session.token.empty());
  BOOST_TEST(refused.session.changed);
  const auto wrong_key = told(view, change, {reply(401), reply(401)});
  BOOST_TEST((wrong_key.outcome.reason == Reason::credential));
  const auto no_entry = told(view, change, {reply(401), reply(200, "<html>")});
  BOOST_TEST((no_entry.outcome.delivery == Delivery::not_sent));
  const auto forbidden = told(view, change, {reply(403)});
  BOOST_TEST((forbidden.outcome.reason == Reason::credential));
}

BOOST_AUTO_TEST_CASE(a_token_is_never_believed_to_live_longer_than_a_day_nor_kept_where_it_has_no_room) {
  const auto view = with({"CLUBE"});
  const auto change = test::changes(campsoft(), view)[0];
  const auto until = [&](const std::string& token, const std::string& end) {
    return test::told(
               campsoft(), view, change,
               {reply(200, R"({"AccessToken":")" + token + R"(","ExpiresIn":)" + end + "}"), k_customer_put})
        .session;
  };
  const base::Instant tomorrow(std::chrono::seconds(1795694400 + 24 * 3600));
  BOOST_TEST((until("a", "99999999999999999").expires_at == tomorrow));
  BOOST_TEST((until("a", "-5").expires_at == base::Instant{}));
  BOOST_TEST(!until(std::string(5000, 'a'), "1795698000").changed);
}

BOOST_AUTO_TEST_CASE(every_answer_has_its_outcome) {
  struct Row {
    std::string what;
    int change;  ///< 0: the customer's creation, 1: the contract's, 2: the contract's removal
    platforms::HttpReply answer;
    Delivery delivery;
    Reason reason;
    bool gone = false;
  };
  const std::vector<Row> table{
      {"customer, no userkey", 0, reply(200, "{}"), Delivery::unknown, Reason::again},
      {"customer, cut JSON", 0, reply(201, R"({"userk)"), Delivery::unknown, Reason::again},
      {"customer, BOM", 0, reply(200, "\xef\xbb\xbf{\"userkey\":\"u\"}"), Delivery::delivered, Reason::none},
      {"e-mail in use", 0, reply(409, R"({"message":"E-mail já utilizado"})"), Delivery::rejected,
       Reason::conflict},
      {"bad person", 0, reply(422, R"({"message":"x","fields":{"phone":"inválido"}})"), Delivery::rejected,
       Reason::registry},
      {"contract, cut JSON", 1, reply(200, R"({"contract)"), Delivery::unknown, Reason::again},
      {"bad product", 1, reply(422, R"({"message":"x","fields":{"product":"inativo"}})"), Delivery::rejected,
       Reason::permanent},
      {"label taken", 1, reply(422, R"({"message":"x","fields":{"label":"já existe"}})"), Delivery::rejected,
       Reason::registry},
      {"customer is not there", 1, reply(404, R"({"message":"Cliente não encontrado."})"),
       Delivery::delivered, Reason::none, true},
      {"removal of what is gone", 2, reply(404, R"({"message":"Contrato não encontrado."})"),
       Delivery::delivered, Reason::none},
      {"removal refused", 2, reply(400), Delivery::rejected, Reason::registry},
      {"too many calls", 2, reply(429), Delivery::later, Reason::again},
  };
  auto view = with({"CLUBE"});
  auto changes = test::changes(campsoft(), view);
  const auto objects = test::after(changes);
  view.packages[0].wanted = false;
  changes.push_back(test::changes(campsoft(), view, objects).at(0));
  for (const auto& row : table) {
    BOOST_TEST_CONTEXT(row.what) {
      const auto& change = changes.at(static_cast<std::size_t>(row.change));
      const auto put = told(view, change, {row.answer});
      BOOST_TEST((put.outcome.delivery == row.delivery));
      BOOST_TEST((put.outcome.reason == row.reason));
      BOOST_TEST(put.outcome.gone == row.gone);
      BOOST_TEST(put.outcome.account_gone == row.gone);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_customer_that_is_asked_a_password_for_is_not_there_any_more) {
  auto view = with({"CLUBE"});
  const auto objects = known(view);
  view.customer.name = "Raul B.";
  const auto put = told(view, test::changes(campsoft(), view, objects).at(0),
                        {reply(422, R"({"message":"x","fields":{"password":"obrigatório"}})")});
  BOOST_TEST(put.outcome.account_gone);
  BOOST_TEST(put.outcome.gone);
}

BOOST_AUTO_TEST_CASE(an_older_person_of_the_snapshot_is_masked_too) {
  auto view = with({"CLUBE"});
  const auto objects = known(view);
  view.customer.document = "11144477735";
  view.customer.email = "novo@exemplo.com.br";
  view.packages[0].suspended = true;
  for (const auto& change : test::changes(campsoft(), view, objects)) {
    const auto history = told(view, change, {k_customer_put}).history();
    for (const auto* secret : {"52998224725", "11144477735", "raul@exemplo", "novo@exemplo"})
      BOOST_TEST(history.find(secret) == std::string::npos, secret);
  }
}

BOOST_AUTO_TEST_CASE(products_are_listed_with_whether_they_are_sold) {
  const test::ScriptedClient client(
      {k_signed_in,
       reply(
           200,
           R"({"data":[{"code":"CLUBE","name":"Clube","status":"active"},{"code":"VELHO","name":"V","status":"inactive"}]})"),
       reply(200, "[]")});
  platforms::Session session;
  platforms::Wire wire(client, std::chrono::seconds(15), session,
                       base::Instant(std::chrono::seconds(1795694400)));
  const auto view = with({});
  const auto list = campsoft().telling.products(wire, view.settings);
  BOOST_REQUIRE(list.products.size() == 2U);
  BOOST_TEST(list.products[0].code == "CLUBE");
  BOOST_TEST(list.products[0].active);
  BOOST_TEST(!list.products[1].active);
  BOOST_TEST(campsoft().telling.products(wire, view.settings).failure.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
