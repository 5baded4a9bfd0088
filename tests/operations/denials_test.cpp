#include "operations/denials.h"

#include <boost/test/unit_test.hpp>

#include "base/text.h"
#include "storage/accounts.h"
#include "support/shop.h"

namespace {

using domain::Step;
using domain::Verdict;

/// C1 holds BASICO by the service 17711.
struct Asked : test::Shop {
  std::uint32_t neo = integration("neo");
  std::uint32_t basic = product(neo, "BASICO");
  std::uint32_t package_id = package("basico", neo, {basic});
  std::uint32_t fibra = plan("fibra", {{package_id}});

  Asked() { sell(17711, "fibra"); }
  operations::Denial explain(const std::string& product_code = "BASICO") {
    return operations::explain_denial(
               context(), {.integration_id = neo, .customer_id = customer_id, .product_code = product_code})
        .value();
  }
  Verdict verdict_on(const std::string& product_code = "BASICO") {
    return explain(product_code).explanation.verdict;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(denials, Asked)

BOOST_AUTO_TEST_CASE(an_allowed_product_passes_every_step_and_names_the_package_that_gives_it) {
  const auto denial = explain();
  BOOST_TEST((denial.explanation.verdict == Verdict::liberado));
  for (const auto& step : denial.explanation.steps) BOOST_TEST((step.result == Step::Result::passed));
  BOOST_TEST(denial.http_status == 200);
  BOOST_TEST(denial.subscriber_id == subscriber(neo));
  BOOST_REQUIRE_EQUAL(denial.reasons.size(), 1u);
  BOOST_TEST(denial.reasons[0].gives);
  BOOST_TEST(denial.reasons[0].says == "dá acesso");
}

BOOST_AUTO_TEST_CASE(a_suspension_fails_the_last_step_and_names_the_service) {
  status(17711, "suspenso_debito");
  const auto denial = explain();
  BOOST_TEST((denial.explanation.verdict == Verdict::suspenso));
  BOOST_TEST((denial.explanation.steps.back().result == Step::Result::failed));
  BOOST_TEST(denial.http_status == 403);
  BOOST_TEST(denial.reasons[0].says == "o serviço 17711 está suspenso");
  BOOST_TEST(!denial.reasons[0].gives);
  db.execute("UPDATE integration SET suspend_enabled = 0 WHERE id = ?", {neo});
  BOOST_TEST((verdict_on() == Verdict::liberado));
  BOOST_TEST(explain().reasons[0].says == "o serviço 17711 está suspenso, mas a integração não suspende");
}

BOOST_AUTO_TEST_CASE(what_a_package_says_fits_the_verdict_through_its_whole_life) {
  const auto says = [&] { return explain().reasons.at(0).says; };
  status(17711, "cancelado");
  BOOST_TEST((verdict_on() == Verdict::cancelado));
  BOOST_TEST(says() == "o serviço 17711 está encerrado");
  status(17711, "servico_habilitado");
  BOOST_TEST((verdict_on() == Verdict::liberado));
  const auto id = explain().reasons.at(0).sold.row.id;
  operations::PackageEdit edit;
  edit.limit_on = base::date_from_iso("2026-12-01").value();
  operations::edit_package(context(), id, edit);
  clock.set(zone.start_of(base::date_from_iso("2026-12-01").value()));
  BOOST_TEST((verdict_on() == Verdict::degustacao_vencida));
  BOOST_TEST(says() == "a data limite passou em 01/12/2026");
  operations::remove_package(context(), id);
  BOOST_TEST((verdict_on() == Verdict::sem_produto));
  BOOST_TEST(says() == "o pacote foi removido do serviço");
}

BOOST_AUTO_TEST_CASE(a_service_not_yet_enabled_gives_nothing_and_says_so) {
  status(17711, "cancelado");
  sell(2, "fibra", "aguardando_instalacao");
  const auto denial = explain();
  BOOST_TEST((denial.explanation.verdict != Verdict::liberado));
  BOOST_TEST(denial.reasons.back().says == "o serviço 2 ainda não foi habilitado com este pacote");
}

BOOST_AUTO_TEST_CASE(products_are_found_as_the_platform_sends_them) {
  BOOST_TEST((verdict_on("urn:tve:BASICO") == Verdict::liberado));
  BOOST_TEST((verdict_on("basico") == Verdict::produto_desconhecido));
  BOOST_TEST((verdict_on("") == Verdict::produto_desconhecido));
  BOOST_TEST((verdict_on("com espaço") == Verdict::produto_desconhecido));
  BOOST_TEST(explain("nada").reasons.empty());
}

BOOST_AUTO_TEST_CASE(who_never_had_a_package_of_the_integration_is_unknown_there) {
  const auto other = customer("C2");
  const auto denial = operations::explain_denial(
      context(), {.integration_id = neo, .customer_id = other, .product_code = "BASICO"});
  BOOST_TEST((denial->explanation.verdict == Verdict::assinante_inexistente));
  BOOST_TEST(denial->http_status == 404);
  BOOST_TEST(denial->subscriber_id.empty());
}

BOOST_AUTO_TEST_CASE(an_inactive_integration_decides_first) {
  db.execute("UPDATE integration SET active = 0 WHERE id = ?", {neo});
  BOOST_TEST((verdict_on("nada") == Verdict::integracao_inativa));
}

BOOST_AUTO_TEST_CASE(an_integration_that_answers_denials_with_200_is_shown_so) {
  status(17711, "suspenso_debito");
  storage::save_integration_parameter(db, provider_id, neo, {.name = "http_status_negativa", .value = "200"});
  BOOST_TEST(explain().http_status == 200);
}

BOOST_AUTO_TEST_CASE(a_login_leads_to_its_customer_and_two_customers_are_a_conflict) {
  const auto integration = storage::find_integration_by_id(db, provider_id, neo).value();
  const auto holders = [&] {
    return operations::find_customers_by_login(context(), integration, " LOGIN17711 ");
  };
  BOOST_TEST(holders() == std::vector<std::uint64_t>{customer_id}, boost::test_tools::per_element());
  const auto other = customer("C2");
  operations::ServicePut same;
  same.customer_code = std::string("C2");
  same.plan = std::string("fibra");
  same.status_prefix = std::string("servico_habilitado");
  same.login = std::string("login17711");
  same.password = std::string("outra");
  put(3, same);
  BOOST_TEST(holders() == (std::vector<std::uint64_t>{customer_id, other}), boost::test_tools::per_element());
  BOOST_TEST(operations::find_customers_by_login(context(), integration, "").empty());
}

BOOST_AUTO_TEST_CASE(nothing_of_another_provider_is_explained) {
  BOOST_TEST(!operations::explain_denial(
                  context_of(other_provider_id),
                  {.integration_id = neo, .customer_id = customer_id, .product_code = "BASICO"})
                  .has_value());
}

BOOST_AUTO_TEST_SUITE_END()
