#include "osm/operations/subscribers.h"

#include <atomic>
#include <barrier>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "osm/operations/credentials.h"
#include "osm/storage/credentials.h"
#include "osm/storage/settings.h"
#include "osm/storage/subscribers.h"
#include "storage/audit.h"
#include "support/portal.h"

using osm::Status;
using test::code_of;
using test::names;

BOOST_FIXTURE_TEST_SUITE(osm_subscribers, test::Portal)

BOOST_AUTO_TEST_CASE(staff_register_one_as_in_the_walk_through_and_are_warned_of_the_document) {
  const auto written = osm::create_subscriber(staff(), typed()).value();
  BOOST_TEST(written.warnings.size() == 1U);
  BOOST_TEST(!written.generated_email);
  const auto made = whole(written.id);
  BOOST_TEST(made.subscriber.name == "Tutorial");
  BOOST_TEST(made.subscriber.document.value() == "12345678900");
  BOOST_TEST(!osm::is_fed(made.subscriber));
  BOOST_TEST(osm::email_of(made).value() == "tutorial1@nxplay.com.br");
  BOOST_REQUIRE(made.plans.size() == 1U);
  BOOST_TEST(made.plans[0].plan.code == "SEAC");
  BOOST_TEST((made.plans[0].since == clock.now()));
  BOOST_TEST(made.credentials[0].password_hash.starts_with("$argon2id$"));
  const auto lines = storage::list_audit_of(tenant(), domain::Entity::subscriber, written.id, 0, 10);
  BOOST_REQUIRE(lines.size() == 1U);
  for (const auto& change : lines[0].entry.changes)
    BOOST_TEST((change.field != "cpf" || change.after == "***.456.789-**"));
}

BOOST_AUTO_TEST_CASE(every_wrong_field_of_a_new_subscriber_is_named_at_once) {
  const auto refused = osm::create_subscriber(
      staff(),
      {.email = std::string("sem-arroba"), .document = std::string("abc"), .password = std::string("12345")});
  BOOST_TEST(code_of(refused) == "campos_invalidos");
  for (const auto* field : {"nome", "cpf", "senha", "planos", "status"})
    BOOST_TEST(names(refused, field), field);
  auto put = typed();
  put.email = std::string("sem-arroba");
  BOOST_TEST(names(osm::create_subscriber(staff(), put), "email"));
}

BOOST_AUTO_TEST_CASE(a_plan_that_there_is_not_or_that_is_inactive_is_given_to_nobody_new) {
  auto put = sent("C1", "rita@exemplo.com.br");
  for (const auto* code : {"NADA", "ANTIGO", "seac"}) {
    put.plans = std::vector<std::string>{"SEAC", code};
    BOOST_TEST(names(osm::create_subscriber(erp(), put), "planos"), code);
  }
  put.plans = std::vector<std::string>{};
  BOOST_TEST(names(osm::create_subscriber(erp(), put), "planos"));
}

BOOST_AUTO_TEST_CASE(who_gives_no_email_gets_one_of_the_providers_domain) {
  auto put = sent("C1", "");
  put.email = {};
  const auto first = osm::create_subscriber(erp(), put).value();
  BOOST_TEST(first.generated_email.value().starts_with("rita."));
  BOOST_TEST(first.generated_email.value().ends_with("@demo.osm"));
  BOOST_TEST((osm::email_of(whole(first.id)) == first.generated_email));
  osm::set_email_domain(staff(), "Assinantes.exemplo.com.br").value();
  put.erp_code = std::string("C2");
  const auto second = osm::create_subscriber(erp(), put).value();
  BOOST_TEST(second.generated_email.value().ends_with("@assinantes.exemplo.com.br"));
  BOOST_TEST(names(osm::set_email_domain(staff(), "a b"), "dominio_email"));
}

BOOST_AUTO_TEST_CASE(a_code_that_has_a_subscriber_is_refused_with_its_id) {
  const auto id = feed("C1", "rita@exemplo.com.br");
  const auto refused = osm::create_subscriber(erp(), sent("C1", "outra@exemplo.com.br"));
  BOOST_TEST(code_of(refused) == "codigo_externo_em_uso");
  BOOST_TEST(refused.error().holder_id.value() == id);
  BOOST_TEST(osm::create_subscriber(erp(), sent("c1", "outra@exemplo.com.br")).ok());
}

BOOST_AUTO_TEST_CASE(an_email_or_key_that_any_credential_has_is_refused_and_its_holder_named) {
  const auto id = feed("C1", "rita@exemplo.com.br");
  osm::add_credential(erp(), id,
                      {.email = std::string("casa@exemplo"),
                       .access_key = std::string("CASA-1"),
                       .password = std::string("segredo")})
      .value();
  for (const auto* taken : {"Rita@exemplo.com.br", "CASA@exemplo"}) {
    const auto refused = osm::create_subscriber(erp(), sent("C2", taken));
    BOOST_TEST(code_of(refused) == "email_em_uso", taken);
    BOOST_TEST(refused.error().holder_code.value() == "C1");
  }
  auto put = sent("C2", "nova@exemplo.com.br");
  put.access_key = std::string("casa-1");
  BOOST_TEST(code_of(osm::create_subscriber(erp(), put)) == "chave_acesso_em_uso");
  put.access_key = std::string("rita@exemplo.com.br");
  BOOST_TEST(code_of(osm::create_subscriber(erp(), put)) == "chave_acesso_em_uso");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM osm_subscriber") == 1);
}

BOOST_AUTO_TEST_CASE(of_fifty_who_come_at_once_with_one_email_one_is_created_and_the_others_are_told) {
  constexpr int k_callers = 50;
  std::barrier ready(k_callers);
  std::atomic<int> created{0};
  std::atomic<int> told{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < k_callers; ++i)
    callers.emplace_back([&, i] {
      storage::Db own(test::database_settings());
      own.retry_for(std::chrono::seconds{60});
      const osm::Context context{{own, provider_id}, zone, clock, "token:ERP", osm::Writer::erp};
      const auto put = sent("C" + std::to_string(i), "rita@exemplo.com.br");
      ready.arrive_and_wait();
      const auto result = osm::create_subscriber(context, put);
      created += result ? 1 : 0;
      told += code_of(result) == "email_em_uso" && result.error().holder_code ? 1 : 0;
    });
  for (auto& caller : callers) caller.join();
  BOOST_TEST(created == 1);
  BOOST_TEST(told == k_callers - 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM osm_subscriber") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM osm_credential") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM osm_log_in") == 1);
}

BOOST_AUTO_TEST_CASE(the_erps_email_changes_no_more_and_what_was_made_here_may_be_set_once) {
  const auto id = feed("C1", "rita@exemplo.com.br");
  const osm::SubscriberPut other{.email = std::string("outra@exemplo.com.br")};
  BOOST_TEST(code_of(osm::change_subscriber(erp(), id, other)) == "email_imutavel");
  BOOST_TEST(code_of(osm::change_subscriber(staff(), id, other)) == "email_imutavel");
  BOOST_TEST(
      !osm::change_subscriber(erp(), id, {.email = std::string("RITA@exemplo.com.br")}).value().changed);
  auto put = sent("C2", "");
  put.email = {};
  const auto made = osm::create_subscriber(erp(), put).value().id;
  BOOST_TEST(code_of(osm::change_subscriber(staff(), made, other)) == "email_imutavel");
  BOOST_TEST(osm::change_subscriber(erp(), made, other).value().changed);
  BOOST_TEST(osm::email_of(whole(made)).value() == "outra@exemplo.com.br");
  BOOST_TEST(code_of(osm::change_subscriber(erp(), made, {.email = std::string("mais@exemplo.com.br")})) ==
             "email_imutavel");
}

BOOST_AUTO_TEST_CASE(staff_change_the_email_of_whom_they_registered_but_do_not_clear_it) {
  const auto id = osm::create_subscriber(staff(), typed()).value().id;
  osm::change_subscriber(staff(), id, {.email = std::string("novo@nxplay")}).value();
  BOOST_TEST(osm::email_of(whole(id)).value() == "novo@nxplay");
  BOOST_TEST(osm::find_log_in_holder(tenant(), "novo@nxplay").value() == id);
  BOOST_TEST(!osm::find_log_in_holder(tenant(), "tutorial1@nxplay.com.br"));
  BOOST_TEST(
      names(osm::change_subscriber(staff(), id, {.email = base::Patch<std::string>::cleared()}), "email"));
}

BOOST_AUTO_TEST_CASE(what_staff_change_stays_until_the_erp_sends_that_field_again) {
  const auto id = feed("C1", "rita@exemplo.com.br");
  osm::change_subscriber(staff(), id, {.name = std::string("Rita C."), .noggin = false}).value();
  BOOST_TEST((whole(id).subscriber.edited_here == std::set<std::string, std::less<>>{"nome", "noggin"}));
  osm::change_subscriber(erp(), id, {.status = Status::suspended}).value();
  BOOST_TEST(whole(id).subscriber.name == "Rita C.");
  osm::change_subscriber(erp(), id, {.name = std::string("Rita C.")}).value();
  BOOST_TEST((whole(id).subscriber.edited_here == std::set<std::string, std::less<>>{"noggin"}));
  osm::change_subscriber(erp(), id, {.noggin = true}).value();
  BOOST_TEST(osm::is_on(whole(id).settings, osm::k_noggin));
  BOOST_TEST(whole(id).subscriber.edited_here.empty());
}

BOOST_AUTO_TEST_CASE(what_is_so_already_is_no_change_and_leaves_no_trace) {
  const auto id = feed("C1", "rita@exemplo.com.br");
  const auto hash = whole(id).credentials[0].password_hash;
  BOOST_TEST(!osm::change_subscriber(erp(), id, sent("C1", "rita@exemplo.com.br")).value().changed);
  BOOST_TEST(whole(id).credentials[0].password_hash == hash);
  BOOST_TEST(storage::list_audit_of(tenant(), domain::Entity::subscriber, id, 0, 10).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_list_of_plans_is_replaced_whole_and_what_stays_keeps_its_day_and_place) {
  auto put = sent("C1", "rita@exemplo.com.br");
  put.plans = std::vector<std::string>{"FULL", "SEAC"};
  const auto id = osm::create_subscriber(erp(), put).value().id;
  const auto then = clock.now();
  clock.advance(std::chrono::hours{24});
  osm::change_subscriber(erp(), id, {.plans = std::vector<std::string>{"EXTRA", "SEAC"}}).value();
  const auto plans = whole(id).plans;
  BOOST_REQUIRE(plans.size() == 2U);
  BOOST_TEST(plans[0].plan.code == "SEAC");
  BOOST_TEST((plans[0].since == then));
  BOOST_TEST(plans[1].plan.code == "EXTRA");
  BOOST_TEST((plans[1].since == clock.now()));
}

BOOST_AUTO_TEST_CASE(the_form_changes_the_main_plan_alone_and_a_held_one_stays_though_it_is_inactive) {
  auto put = sent("C1", "rita@exemplo.com.br");
  put.plans = std::vector<std::string>{"SEAC", "FULL"};
  const auto id = osm::create_subscriber(erp(), put).value().id;
  osm::put_plan(staff(), "FULL", {.active = false}).value();
  osm::change_subscriber(staff(), id, {.main_plan = std::string("EXTRA")}).value();
  const auto plans = whole(id).plans;
  BOOST_REQUIRE(plans.size() == 2U);
  BOOST_TEST(plans[0].plan.code == "EXTRA");
  BOOST_TEST(plans[1].plan.code == "FULL");
  BOOST_TEST(whole(id).subscriber.edited_here.contains("planos"));
  BOOST_TEST(names(osm::change_subscriber(staff(), id, {.main_plan = std::string("ANTIGO")}), "plano"));
}

BOOST_AUTO_TEST_CASE(settings_are_told_apart_byte_by_byte_and_reserved_ones_are_true_or_false) {
  const auto id = osm::create_subscriber(staff(), typed()).value().id;
  using Rows = std::vector<std::pair<std::string, std::string>>;
  osm::change_subscriber(staff(), id,
                         {.settings = Rows{{"idioma", "pt"}, {"Idioma", "en"}, {"noggin", "false"}}})
      .value();
  BOOST_TEST(whole(id).settings.size() == 3U);
  BOOST_TEST(!osm::is_on(whole(id).settings, osm::k_noggin));
  osm::change_subscriber(staff(), id, {.settings = Rows{{"idioma", "es"}}}).value();
  BOOST_TEST((whole(id).settings == osm::Settings{{"idioma", "es"}}));
  for (const auto& wrong : {Rows{{"noggin", "sim"}}, Rows{{"", "x"}}, Rows{{"a", "1"}, {"a", "2"}},
                            Rows{{std::string(65, 'n'), "x"}}, Rows{{"a", std::string(501, 'v')}}})
    BOOST_TEST(names(osm::change_subscriber(staff(), id, {.settings = wrong}), "configuracoes"));
}

BOOST_AUTO_TEST_CASE(a_removed_subscriber_frees_its_code_and_log_ins_and_may_be_removed_again) {
  const auto id = feed("C1", "rita@exemplo.com.br");
  BOOST_TEST(osm::remove_subscriber(erp(), id).ok());
  BOOST_TEST(osm::remove_subscriber(erp(), id).ok());
  BOOST_TEST(code_of(osm::remove_subscriber(erp(), id + 1)) == "nao_encontrado");
  BOOST_TEST(code_of(osm::change_subscriber(erp(), id, {.name = std::string("X")})) == "nao_encontrado");
  for (const std::string table : {"osm_subscriber", "osm_credential", "osm_log_in", "osm_setting",
                                  "osm_subscriber_plan", "osm_subscriber_word"})
    BOOST_TEST(count("SELECT COUNT(*) AS n FROM " + table) == 0, table);
  BOOST_TEST(feed("C1", "rita@exemplo.com.br") != id);
}

BOOST_AUTO_TEST_CASE(one_registered_here_becomes_the_erps_once_it_takes_it_over) {
  const auto id = osm::create_subscriber(staff(), typed()).value().id;
  osm::change_subscriber(erp(), id, {.erp_code = std::string("C9")}).value();
  BOOST_TEST(osm::is_fed(whole(id).subscriber));
  BOOST_TEST(code_of(osm::change_subscriber(staff(), id, {.email = std::string("x@y")})) == "email_imutavel");
  const auto other = feed("C1", "rita@exemplo.com.br");
  const auto refused = osm::change_subscriber(erp(), other, {.erp_code = std::string("C9")});
  BOOST_TEST(code_of(refused) == "codigo_externo_em_uso");
  BOOST_TEST(refused.error().holder_id.value() == id);
  BOOST_TEST(names(osm::change_subscriber(erp(), id, {.erp_code = base::Patch<std::string>::cleared()}),
                   "codigo_externo"));
}

BOOST_AUTO_TEST_CASE(no_operation_reaches_another_providers_subscriber) {
  const auto id = feed("C1", "rita@exemplo.com.br");
  const auto credential = whole(id).credentials[0].id;
  const auto there = erp_of(other_provider_id);
  BOOST_TEST(!osm::find_whole_subscriber(other_tenant(), id));
  BOOST_TEST(code_of(osm::change_subscriber(there, id, {.name = std::string("X")})) == "nao_encontrado");
  BOOST_TEST(code_of(osm::remove_subscriber(there, id)) == "nao_encontrado");
  const osm::CredentialPut put{.email = std::string("x@y"), .password = std::string("segredo")};
  BOOST_TEST(code_of(osm::add_credential(there, id, put)) == "nao_encontrado");
  BOOST_TEST(code_of(osm::change_credential(there, id, credential, put)) == "nao_encontrado");
  BOOST_TEST(code_of(osm::remove_credential(there, id, credential)) == "nao_encontrado");
  BOOST_TEST(names(osm::create_subscriber(there, sent("C1", "rita@exemplo.com.br")), "planos"));
  osm::put_plan(there, "SEAC", {.name = std::string("SEAC")}).value();
  BOOST_TEST(osm::create_subscriber(there, sent("C1", "rita@exemplo.com.br")).ok());
  BOOST_TEST(whole(id).subscriber.name == "Rita de Cássia");
}

BOOST_AUTO_TEST_SUITE_END()
