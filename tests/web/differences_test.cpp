#include "operations/differences.h"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "operations/customers.h"
#include "operations/integrations.h"
#include "operations/packages.h"
#include "operations/plan_adjustments.h"
#include "operations/plans.h"
#include "operations/products.h"
#include "operations/service_packages.h"
#include "operations/services.h"
#include "storage/feed_differences.h"
#include "web/browser.h"
#include "web/differences.h"

namespace {

using operations::Writer;
using test::body_of;

bool says(const http::Response& response, std::string_view text) {
  return body_of(response).find(text) != std::string::npos;
}

/// One record of each noun, and how a hand writes a text field of it.
struct Fed : test::Site {
  test::Records own = make_records(provider_id, "codigo", 1001);

  struct Way {
    std::string entity;
    std::uint64_t id;
    std::string path;
    std::string field;
    std::function<void(const operations::Context&, const std::string&)> write;
  };

  operations::Context by(Writer writer) {
    auto with = context();
    with.writer = writer;
    return with;
  }

  std::vector<Way> ways() {
    const auto path = [&](const char* pattern) { return filled(pattern, own); };
    return {
        {"cliente", own.customer, path("/clientes/{id:int}/editar"), "cidade",
         [](const auto& with, const auto& text) {
           operations::put_customer(with, "codigo1001", {.city = text}).value();
         }},
        {"servico", own.service, path("/servicos/{id:int}"), "forma_cobranca",
         [](const auto& with, const auto& text) {
           operations::put_service(with, 1001, {.payment_method = text}).value();
         }},
        {"pacote_servico", own.service_package, path("/servicos/{id:int}/pacotes/{pacote:int}/editar"),
         "descricao",
         [this](const auto& with, const auto& text) {
           operations::edit_package(with, own.service_package, {.description = text}).value();
         }},
        {"plano", own.plan, path("/planos/{id:int}"), "tecnologia",
         [this](const auto& with, const auto& text) {
           operations::put_plan(with, operations::find_plan_by_id(with, own32(own.plan))->plan.code,
                                {.technology = text})
               .value();
         }},
        {"pacote", own.package, path("/pacotes/{id:int}"), "descricao",
         [this](const auto& with, const auto& text) {
           operations::put_package(with,
                                   operations::find_package_by_id(with, own32(own.package))->package.code,
                                   {.description = text})
               .value();
         }},
        {"integracao", own.integration, path("/plataformas/{id:int}"), "descricao",
         [this](const auto& with, const auto& text) {
           operations::put_integration(with, integration_code(with), {.description = text}).value();
         }},
        {"produto", own.product, path("/plataformas/{id:int}/produtos/{produto:int}"), "descricao",
         [this](const auto& with, const auto& text) {
           const auto product = storage::find_product_by_id(tenant(), own32(own.product)).value();
           operations::put_product(with, integration_code(with), product.code, {.description = text}).value();
         }}};
  }

  static std::uint32_t own32(std::uint64_t id) { return static_cast<std::uint32_t>(id); }
  std::string integration_code(const operations::Context& with) {
    return operations::find_integration_by_id(with, own32(own.integration))->integration.code;
  }
  std::int64_t listed() { return count("SELECT COUNT(*) AS n FROM feed_difference"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_differences, Fed)

BOOST_AUTO_TEST_CASE(
    what_differs_from_the_erp_is_said_at_the_field_found_in_the_list_and_taken_back_by_a_button) {
  BOOST_TEST(ways().size() == operations::fed_nouns().size());
  for (const auto& way : ways()) {
    BOOST_TEST_CONTEXT(way.entity) {
      way.write(by(Writer::erp), "Do ERP");
      BOOST_TEST(!says(get(way.path), "alterado aqui"));
      way.write(by(Writer::staff), "Digitado");
      const auto page = get(way.path);
      BOOST_TEST(says(page, "alterado aqui · o ERP enviou <strong>Do ERP</strong>"));
      BOOST_TEST(says(page, "Voltar ao do ERP"));
      const auto list = get("/diferem-do-erp?registro=" + way.entity);
      BOOST_TEST(says(list, way.path));
      BOOST_TEST(says(list, "Digitado"));
      BOOST_TEST(listed() == 1);
      BOOST_TEST(!says(get(way.path, "leitura"), "Voltar ao do ERP"));
      const auto audits = count("SELECT COUNT(*) AS n FROM audit");
      const auto back =
          post(web::restore_path(domain::entity_at(way.entity), way.id), {{"campo", way.field}});
      BOOST_TEST(back.status == 303);
      BOOST_TEST(test::header_of(back, "Location") == way.path);
      BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == audits + 1);
      BOOST_TEST(!says(get(way.path), "alterado aqui"));
      BOOST_TEST(says(get(way.path), "Do ERP"));
      BOOST_TEST(listed() == 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_value_adjusted_or_a_switch_turned_by_a_page_is_listed_like_one_that_was_typed) {
  const auto plan = operations::find_plan_by_id(context(), own32(own.plan))->plan;
  operations::put_plan(by(Writer::erp), plan.code, {.value = base::Cents{9990}, .active = true}).value();
  operations::adjust_plans(context(), {{.code = plan.code}}, {.amount = base::Cents{1000}}, false).value();
  BOOST_TEST(listed() == 1);
  operations::set_plan_active(context(), plan.code, false).value();
  BOOST_TEST(listed() == 2);
  const auto page = get(filled("/planos/{id:int}", own));
  BOOST_TEST(says(page, "o ERP enviou <strong>R$ 99,90</strong>"));
  BOOST_TEST(
      says(page, "Ativo: aqui não · o ERP enviou <strong>sim</strong>"));  // the form has no such field
  const auto csv = body_of(get("/diferem-do-erp?formato=csv"));
  BOOST_TEST(csv.find("R$ 109,90") != std::string::npos);
  const auto again =
      operations::put_plan(by(Writer::erp), plan.code, {.value = base::Cents{9990}, .active = true}).value();
  BOOST_TEST(again.warnings.size() == 2U);
  BOOST_TEST(listed() == 2);
  operations::put_plan(by(Writer::erp), plan.code, {.value = base::Cents{10'000}, .active = true}).value();
  BOOST_TEST(listed() == 1);
}

BOOST_AUTO_TEST_CASE(a_password_of_the_erp_comes_back_though_nobody_ever_sees_it) {
  const auto digest = [&] {
    return count(
        "SELECT COUNT(DISTINCT HEX(password_digest)) AS n FROM customer_service WHERE id = ? AND "
        "password_digest = ?",
        {own.service, keyring.password_digest(own.service, "da feira")});
  };
  operations::put_service(by(Writer::erp), 1001, {.password = std::string("da feira")}).value();
  operations::put_service(context(), 1001, {.password = std::string("digitada")}).value();
  BOOST_TEST(digest() == 0);
  const auto page = get(filled("/servicos/{id:int}", own));
  BOOST_TEST(says(page, "o ERP enviou <strong>outra senha</strong>"));
  BOOST_TEST(!says(page, "da feira"));
  post(web::restore_path(domain::Entity::service, own.service), {{"campo", "senha_autenticacao"}});
  BOOST_TEST(digest() == 1);
  BOOST_TEST(listed() == 0);
}

BOOST_AUTO_TEST_CASE(who_may_not_edit_a_record_may_not_take_the_erps_value_either) {
  const auto plan = ways()[3];
  plan.write(by(Writer::erp), "Do ERP");
  plan.write(context(), "Digitado");
  for (const auto* role : {"leitura", "operador"})
    BOOST_TEST(
        post(web::restore_path(domain::Entity::plan, own.plan), {{"campo", plan.field}}, role).status == 403);
  BOOST_TEST(listed() == 1);
  BOOST_TEST(post(web::restore_path(domain::Entity::plan, 999'999), {{"campo", plan.field}}).status == 404);
  BOOST_TEST(post(web::restore_path(domain::Entity::token, own.token), {{"campo", "nome"}}).status == 404);
}

BOOST_AUTO_TEST_CASE(the_cpf_of_a_difference_is_masked) {
  operations::put_customer(by(Writer::erp), "codigo1001", {.document = std::string("52998224725")}).value();
  operations::put_customer(context(), "codigo1001", {.document = std::string("11144477735")}).value();
  const auto list = body_of(get("/diferem-do-erp"));
  BOOST_TEST(list.find("***.982.247-**") != std::string::npos);
  BOOST_TEST(list.find("11144477735") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
