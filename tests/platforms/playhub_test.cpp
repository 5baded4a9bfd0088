#include "domain/remote_object.h"
#include "support/telling.h"

BOOST_AUTO_TEST_SUITE(playhub)

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

constexpr auto k_each = boost::test_tools::per_element();
const std::string k_api = "https://playhub.example/v3";
const std::string k_user = k_api + "/customers/maria%40example.com";

AccountView maria() {
  return test::account_of_maria({{"ApiKey", "chave"}, {"ApiSecret", "segredo"}, {"api_url", k_api + "/"}});
}

const platforms::Telling& telling() { return platforms::at("playhub").telling; }

std::vector<domain::KnownObject> customer_known(const AccountView& view) {
  return test::told(telling().wanted(view, {}));
}

domain::RemoteObject customer_of(const AccountView& view) {
  return object_at(telling().wanted(view, {}), "cliente");
}

domain::RemoteObject subscription_of(const AccountView& view, const std::string& product) {
  return object_at(telling().wanted(view, customer_known(view)), "produto:" + product);
}

Outcome tell(Line& line, const AccountView& view, const domain::Change& change) {
  return telling().tell(line.wire(), view, change, view.subscriber_id + "-1");
}

std::vector<std::string> keys_of(const platforms::Wanted& wanted) {
  std::vector<std::string> keys;
  for (const auto& object : wanted.objects) keys.push_back(object.key);
  return keys;
}

using Texts = std::vector<std::string>;
const std::string k_nobody = R"({"Code":0,"Message":"Customer not found"})";

}  // namespace

BOOST_AUTO_TEST_CASE(subscriptions_stand_on_the_customer_who_comes_first) {
  auto view = maria();
  hold(view, 1, {"DEEZER", "HBO"});
  const auto first = telling().wanted(view, {});
  BOOST_TEST(keys_of(first) == Texts({"cliente", "produto:DEEZER", "produto:HBO"}), k_each);
  BOOST_TEST(object_at(first, "produto:HBO").stands_on == "cliente");
  BOOST_TEST(first.objects_of.at(1) == "produto:DEEZER");
  std::vector<domain::KnownObject> known = test::told(first);
  known.pop_back();
  BOOST_TEST(telling().wanted(view, known).objects_of.at(1) == "produto:HBO");
}

BOOST_AUTO_TEST_CASE(a_suspended_product_is_left_out_and_the_customer_stays_for_ever) {
  auto view = maria();
  hold(view, 1, {"HBO"}, true);
  BOOST_TEST(telling().wanted(view, {}).objects.empty());
  view.packages.at(0).suspended = false;
  auto known = customer_known(view);
  known.resize(1);
  view.packages.at(0).suspended = true;
  view.customer.name = "Maria de Souza";
  const auto suspended = telling().wanted(view, known);
  BOOST_TEST(keys_of(suspended) == Texts({"cliente"}), k_each);
  BOOST_TEST(object_at(suspended, "cliente").attributes.at("nome") == "Maria da Silva");
  view.packages.clear();
  BOOST_TEST(keys_of(telling().wanted(view, known)) == Texts({"cliente"}), k_each);
}

BOOST_AUTO_TEST_CASE(a_product_that_one_enabled_package_holds_is_subscribed) {
  auto view = maria();
  hold(view, 1, {"HBO"}, true);
  hold(view, 2, {"HBO"});
  BOOST_TEST(keys_of(telling().wanted(view, customer_known(view))) == Texts({"cliente", "produto:HBO"}),
             k_each);
}

BOOST_AUTO_TEST_CASE(username_and_document_stay_as_transmitted_and_the_rest_follows_the_registry) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  const auto known = customer_known(view);
  view.customer.email = "nova@example.com";
  view.customer.document = "11144477735";
  view.customer.phone = "3432123456";
  view.customer.name = "Maria de Souza";
  const auto wanted = telling().wanted(view, known);
  const auto& after = object_at(wanted, "cliente").attributes;
  BOOST_TEST(after.at("usuario") == "maria@example.com");
  BOOST_TEST(after.at("documento") == "52998224725");
  BOOST_TEST(after.at("email") == "nova@example.com");
  BOOST_TEST(after.at("telefone") == "3432123456");
  BOOST_TEST(after.at("nome") == "Maria de Souza");
  BOOST_TEST(object_at(wanted, "produto:HBO").attributes.at("usuario") == "maria@example.com");
}

BOOST_AUTO_TEST_CASE(a_customer_waits_for_what_the_registry_lacks_and_names_it) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  view.customer.email.reset();
  view.customer.phone = "12345";
  view.customer.document = "52998224724";
  const auto wanted = telling().wanted(view, {});
  BOOST_TEST(wanted.objects.empty());
  BOOST_TEST(wanted.waiting == Texts({"cliente", "produto:HBO"}), k_each);
  BOOST_TEST(wanted.missing == "e-mail, CPF/CNPJ com dígitos verificadores certos, telefone com DDD");
}

BOOST_AUTO_TEST_CASE(a_customer_that_stands_there_keeps_what_the_registry_loses) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  const auto known = customer_known(view);
  view.customer.email.reset();
  view.customer.phone.reset();
  const auto wanted = telling().wanted(view, known);
  BOOST_TEST(wanted.missing.empty());
  BOOST_TEST((object_at(wanted, "cliente") == known.at(0).object));
}

BOOST_AUTO_TEST_CASE(a_customer_is_made_after_signing_in) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  Line line({json_reply(200, R"({"AccessToken":"to\/ken"})"), json_reply(201)});
  const auto customer = customer_of(view);
  const auto outcome = tell(line, view, test::creation(customer));
  BOOST_TEST(judged(outcome) == "entregue nenhuma");
  BOOST_TEST(outcome.platform_id == "maria@example.com");
  BOOST_TEST(!outcome.found.has_value());
  const Texts expected{
      "POST " + k_api + R"(/authentication/tokens {"ApiKey":"chave","ApiSecret":"segredo"})",
      "POST " + k_api +
          R"(/customers {"Document":"52998224725","Email":"maria@example.com","Mobile":"34991234567",)" +
          R"("Name":"Maria da Silva","Password":"52998224725","Username":"maria@example.com"})"};
  BOOST_TEST(line.calls() == expected, k_each);
  BOOST_TEST(line.bearer(1) == "Bearer to/ken");
  BOOST_TEST(line.session().token == "to/ken");
  BOOST_TEST(line.session().changed);
  BOOST_TEST((line.session().expires_at == test::k_told_at + std::chrono::minutes(24)));
}

BOOST_AUTO_TEST_CASE(nobody_reads_key_secret_token_document_or_e_mail_in_what_is_kept) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  const auto known = customer_known(view);
  const auto before = known.at(0).object;
  view.customer.email = "nova@example.com";
  const auto after = object_at(telling().wanted(view, known), "cliente");
  Line line({json_reply(200, R"({"AccessToken":"to\/ken"})"),
             json_reply(200, R"({"Username":"maria@example.com","Document":"52998224725"})")});
  tell(line, view, test::change_to(CallKind::update, before, after));
  const auto kept = line.kept();
  for (const auto* secret :
       {"chave", "segredo", "to/ken", "to\\/ken", "52998224725", "maria@", "nova@", "maria%40example"})
    BOOST_TEST(kept.find(secret) == std::string::npos, secret << " stands in " << kept);
}

BOOST_AUTO_TEST_CASE(a_token_that_is_over_is_renewed_once_whether_it_is_401_or_403) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  for (const int over : {401, 403}) {
    auto line = Line::signed_in({json_reply(over), json_reply(200, R"({"AccessToken":"novo"})"),
                                 json_reply(201, R"({"Voucher":"V-1"})")});
    const auto outcome = tell(line, view, test::creation(subscription_of(view, "HBO")));
    BOOST_TEST(judged(outcome) == "entregue nenhuma");
    BOOST_TEST(line.bearer(0) == "Bearer token-guardado");
    BOOST_TEST(line.bearer(2) == "Bearer novo");
  }
  auto refused =
      Line::signed_in({json_reply(403), json_reply(200, R"({"AccessToken":"novo"})"), json_reply(403)});
  BOOST_TEST(judged(tell(refused, view, test::creation(subscription_of(view, "HBO")))) ==
             "recusada credencial");
  Line fresh({json_reply(200, R"({"AccessToken":"novo"})"), json_reply(401)});
  BOOST_TEST(judged(tell(fresh, view, test::creation(subscription_of(view, "HBO")))) ==
             "recusada credencial");
  BOOST_TEST(fresh.calls().size() == 2U);
}

BOOST_AUTO_TEST_CASE(while_no_token_is_given_the_change_was_not_sent) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  const auto change = test::creation(subscription_of(view, "HBO"));
  const auto after = [&](test::ScriptedClient::Answer answer) {
    Line line({std::move(answer)});
    const auto outcome = tell(line, view, change);
    BOOST_TEST(line.calls().size() == 1U);
    return judged(outcome);
  };
  BOOST_TEST(after(test::silence()) == "nao_enviada tentar_de_novo");
  BOOST_TEST(after(json_reply(503)) == "nao_enviada tentar_de_novo");
  BOOST_TEST(after(json_reply(200, "<html>")) == "nao_enviada tentar_de_novo");
  BOOST_TEST(after(json_reply(401)) == "recusada credencial");
  BOOST_TEST(after(json_reply(400)) == "recusada credencial");
}

BOOST_AUTO_TEST_CASE(a_customer_that_is_there_already_is_taken_as_it_stands_if_it_is_ours) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  auto line = Line::signed_in(
      {json_reply(400, R"({"Code":2,"Message":"Customer already registered"})"),
       json_reply(200, R"({"Username":"maria@example.com","Document":"529.982.247-25","Name":"M. Silva",)"
                       R"("Email":"velha@example.com","Mobile":"34991234567"})")});
  const auto outcome = tell(line, view, test::creation(customer_of(view)));
  BOOST_TEST(judged(outcome) == "entregue nenhuma");
  BOOST_REQUIRE(outcome.found.has_value());
  BOOST_TEST(outcome.found->attributes.at("nome") == "M. Silva");
  BOOST_TEST(outcome.found->attributes.at("email") == "velha@example.com");
  BOOST_TEST(line.calls().at(1) == "GET " + k_user);
}

BOOST_AUTO_TEST_CASE(a_customer_whose_e_mail_or_document_is_somebody_else_s_is_a_conflict) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  const auto taken = json_reply(400, R"({"Code":2,"Message":"Customer already registered"})");
  auto document = Line::signed_in({taken, json_reply(404, k_nobody)});
  BOOST_TEST(judged(tell(document, view, test::creation(customer_of(view)))) == "recusada conflito");
  auto email = Line::signed_in(
      {taken, json_reply(200, R"({"Username":"maria@example.com","Document":"11144477735"})")});
  BOOST_TEST(judged(tell(email, view, test::creation(customer_of(view)))) == "recusada conflito");
}

BOOST_AUTO_TEST_CASE(a_changed_customer_is_put_whole_and_the_password_only_when_its_source_was_edited) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  const auto known = customer_known(view);
  view.customer.name = "Maria de Souza";
  const auto renamed = object_at(telling().wanted(view, known), "cliente");
  view.resets = 1;
  const auto reset = object_at(telling().wanted(view, known), "cliente");
  auto line = Line::signed_in({json_reply(200), json_reply(200), json_reply(404, k_nobody)});
  BOOST_TEST(judged(tell(line, view, test::change_to(CallKind::update, known.at(0).object, renamed))) ==
             "entregue nenhuma");
  tell(line, view, test::change_to(CallKind::update, known.at(0).object, reset));
  BOOST_TEST(tell(line, view, test::change_to(CallKind::update, known.at(0).object, renamed)).account_gone);
  const std::string person = R"("Email":"maria@example.com","Mobile":"34991234567","Name":"Maria de Souza")";
  BOOST_TEST(line.calls().at(0) == "PUT " + k_user + " {" + person + "}");
  BOOST_TEST(line.calls().at(1) == "PUT " + k_user + " {" + person + R"(,"Password":"52998224725"})");
}

BOOST_AUTO_TEST_CASE(a_subscription_is_posted_and_deleted_and_its_voucher_kept) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  auto line = Line::signed_in({json_reply(201, R"({"Voucher":"V-700001"})"), json_reply(204, "")});
  const auto subscription = subscription_of(view, "HBO");
  const auto made = tell(line, view, test::creation(subscription));
  BOOST_TEST(judged(made) == "entregue nenhuma");
  BOOST_TEST(made.platform_id == "V-700001");
  BOOST_TEST(!made.found.has_value());
  BOOST_TEST(judged(tell(line, view, test::removal(subscription))) == "entregue nenhuma");
  const Texts expected{"POST " + k_user + R"(/subscriptions {"ProductId":"HBO"})",
                       "DELETE " + k_user + "/subscriptions/HBO"};
  BOOST_TEST(line.calls() == expected, k_each);
}

BOOST_AUTO_TEST_CASE(a_subscription_without_its_customer_says_that_all_of_the_account_has_gone) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  auto line = Line::signed_in({json_reply(404, k_nobody)});
  BOOST_TEST(tell(line, view, test::creation(subscription_of(view, "HBO"))).account_gone);
  auto wrong_address = Line::signed_in({json_reply(404, "<html>")});
  BOOST_TEST(judged(tell(wrong_address, view, test::creation(subscription_of(view, "HBO")))) ==
             "nao_enviada tentar_de_novo");
}

BOOST_AUTO_TEST_CASE(a_subscription_that_is_there_already_is_looked_up) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  const auto already = json_reply(400, R"({"Code":7,"Message":"Customer already subscribed"})");
  auto line = Line::signed_in({already, json_reply(200, R"([{"ProductId":"HBO","Voucher":"V-3"}])"),  //
                               already, json_reply(200, "[]")});
  const auto outcome = tell(line, view, test::creation(subscription_of(view, "HBO")));
  BOOST_TEST(judged(outcome) == "entregue nenhuma");
  BOOST_TEST(outcome.platform_id == "V-3");
  BOOST_TEST(judged(tell(line, view, test::creation(subscription_of(view, "HBO")))) ==
             "adiada tentar_de_novo");
}

BOOST_AUTO_TEST_CASE(each_code_of_the_platform_says_who_has_to_act) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  const auto said = [&](int code, const domain::Change& change) {
    auto line =
        Line::signed_in({json_reply(400, R"({"Code":)" + std::to_string(code) + R"(,"Message":"não"})")});
    return tell(line, view, change);
  };
  const auto subscription = test::creation(subscription_of(view, "HBO"));
  BOOST_TEST(judged(said(3, test::creation(customer_of(view)))) == "recusada cadastro");
  BOOST_TEST(judged(said(0, test::creation(customer_of(view)))) == "recusada cadastro");
  BOOST_TEST(judged(said(5, subscription)) == "recusada permanente");
  BOOST_TEST(judged(said(6, subscription)) == "recusada comercial");
  BOOST_TEST(judged(said(0, subscription)) == "recusada permanente");
  const auto no_vouchers = said(8, subscription);
  BOOST_TEST(judged(no_vouchers) == "adiada comercial");
  BOOST_TEST((no_vouchers.wait == std::chrono::seconds(3600)));
  BOOST_TEST(judged(said(4, test::removal(subscription.after))) == "entregue nenhuma");
}

BOOST_AUTO_TEST_CASE(a_customer_is_never_deleted_and_letting_it_go_calls_nobody) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  auto line = Line::signed_in({});
  BOOST_TEST(judged(tell(line, view, test::removal(customer_of(view)))) == "entregue nenhuma");
  BOOST_TEST(line.calls().empty());
}

BOOST_AUTO_TEST_CASE(a_look_finds_our_customer_and_its_subscription_and_nobody_else_s) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  const auto ours = json_reply(200, R"({"Username":"maria@example.com","Document":"52998224725"})");
  const auto theirs = json_reply(200, R"({"Username":"maria@example.com","Document":"11144477735"})");
  const auto held = json_reply(200, R"([{"ProductId":"HBO","Voucher":"V-3"}])");
  const auto seen = [&](std::deque<test::ScriptedClient::Answer> script, const std::string& key) {
    auto line = Line::signed_in(std::move(script));
    return telling().look(line.wire(), view, key, "");
  };
  BOOST_TEST((seen({ours}, "cliente").kind == Sight::Kind::found));
  BOOST_TEST((seen({theirs}, "cliente").kind == Sight::Kind::absent));
  BOOST_TEST((seen({json_reply(404, k_nobody)}, "cliente").kind == Sight::Kind::absent));
  BOOST_TEST(seen({ours, held}, "produto:HBO").object.platform_id == "V-3");
  BOOST_TEST((seen({ours, held}, "produto:ESPN").kind == Sight::Kind::absent));
  BOOST_TEST((seen({theirs}, "produto:HBO").kind == Sight::Kind::absent));
  BOOST_TEST(judged(seen({test::silence()}, "cliente").outcome) == "incerta tentar_de_novo");
}

BOOST_AUTO_TEST_CASE(answers_that_are_no_json_or_something_else_are_not_taken_for_done) {
  auto view = maria();
  hold(view, 1, {"HBO"});
  const auto change = test::creation(subscription_of(view, "HBO"));
  for (const auto* body : {"", "<html>", "[]", "{}", R"({"Voucher":null})"}) {
    auto line = Line::signed_in({json_reply(201, body)});
    BOOST_TEST(judged(tell(line, view, change)) == "incerta tentar_de_novo");
  }
  for (const auto* body : {"", "[]", R"({"Code":"sete"})", R"({"Code":{}})", R"({"Code":77})"}) {
    auto line = Line::signed_in({json_reply(400, body)});
    BOOST_TEST(judged(tell(line, view, change)) == "recusada permanente");
  }
}

BOOST_AUTO_TEST_SUITE_END()
