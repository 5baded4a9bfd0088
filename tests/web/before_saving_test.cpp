// What a form asks or warns of before it is too late: a second sale, a slip in a value or a date, what
// another customer has too.
#include <boost/test/unit_test.hpp>

#include "operations/customers.h"
#include "operations/integrations.h"
#include "operations/packages.h"
#include "operations/service_packages.h"
#include "operations/services.h"
#include "web/browser.h"
#include "web/page.h"

namespace {

bool says(const http::Response& page, std::string_view text) {
  return page.body.find(text) != std::string::npos;
}

/// The customer "Fibra" with the service 1001, which has the package "Fibra" (R$ 30,00) by its plan (R$
/// 99,90). "Camera" (R$ 10,00) has neither product nor integration.
struct Before : test::Site {
  Before() : own(make_records(provider_id, "Fibra", 1001)) {
    camera = operations::put_package(context(), "CAM",
                                     {.description = std::string("Camera"), .value = base::Cents{1000}})
                 .value()
                 .id;
    service = "/servicos/" + std::to_string(own.service);
    customer = "/clientes/" + std::to_string(own.customer);
  }

  test::Fields sale(std::uint64_t package, const std::string& value, test::Fields more = {}) const {
    test::Fields fields{{"pacote", std::to_string(package)}, {"valor", value}, {"descricao", ""}};
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
  }
  http::Response sell(const test::Fields& fields) { return post(service + "/pacotes/novo", fields); }
  std::int64_t live() {
    return count("SELECT COUNT(*) AS n FROM service_package WHERE service_id = ? AND removed_at IS NULL",
                 {own.service});
  }
  std::string told(const http::Response& answer) const {
    const auto said = web::said_by(answer);
    return said ? said->text : "";
  }
  /// Another customer of the provider, with a service on the same plan.
  void neighbour(const std::string& login, const std::string& email = "") {
    operations::CustomerPut put{.name = std::string("Bruno Lima")};
    if (!email.empty()) put.email = email;
    operations::put_customer(feed(), "B2", put).value();
    operations::put_service(feed(), 1002,
                            {.customer_code = std::string("B2"),
                             .plan = std::string("codigo1001"),
                             .status_prefix = std::string("servico_habilitado"),
                             .login = login,
                             .password = std::string("outra")})
        .value();
  }

  test::Records own;
  std::uint64_t camera = 0;
  std::string service;
  std::string customer;
};

constexpr auto k_again = "já tem este pacote";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(before_saving, Before)

BOOST_AUTO_TEST_CASE(back_and_resubmit_does_not_sell_the_same_package_twice_without_vender_de_novo) {
  BOOST_TEST(!says(get(service + "/pacotes/novo?pacote=" + std::to_string(camera)), "vender_de_novo"));
  BOOST_TEST(sell(sale(camera, "10,00", {{"confirmado", "1"}})).status == 303);
  BOOST_TEST(live() == 2);
  // Back at the first form, which knows nothing of the sale; then back at its question.
  for (const auto& fields : {sale(camera, "10,00"), sale(camera, "10,00", {{"confirmado", "1"}})}) {
    const auto refused = sell(fields);
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(says(refused, k_again));
    BOOST_TEST(says(refused, "name=\"vender_de_novo\""));
    BOOST_TEST(live() == 2);
  }
  const auto asked = sell(sale(camera, "10,00", {{"vender_de_novo", "1"}}));
  BOOST_TEST(asked.status == 200);
  BOOST_TEST(says(asked, "name=\"vender_de_novo\" value=\"1\""));
  BOOST_TEST(says(asked, "O serviço 1001 já tem o pacote Camera"));
  const auto sold = sell(sale(camera, "10,00", {{"vender_de_novo", "1"}, {"confirmado", "1"}}));
  BOOST_TEST(sold.status == 303);
  BOOST_TEST(live() == 3);
}

BOOST_AUTO_TEST_CASE(the_list_of_offers_says_which_package_the_service_has_already) {
  BOOST_TEST(says(get(service + "/pacotes/novo"), "O serviço 1001 já tem o pacote Fibra"));
  BOOST_TEST(!says(get(service + "/pacotes/novo"), "já tem o pacote Camera"));
  BOOST_TEST(says(get(service + "/pacotes/novo?pacote=" + std::to_string(own.package)), "vender_de_novo"));
}

BOOST_AUTO_TEST_CASE(a_package_that_gives_its_place_or_has_left_is_no_second_one) {
  sell(sale(camera, "10,00", {{"confirmado", "1"}}));
  const auto id = count("SELECT MAX(id) AS n FROM service_package WHERE service_id = ?", {own.service});
  const auto path = service + "/pacotes/" + std::to_string(id);
  BOOST_TEST(!says(get(path + "/trocar?pacote=" + std::to_string(camera)), "vender_de_novo"));
  post(path + "/remover");
  BOOST_TEST(sell(sale(camera, "10,00", {{"confirmado", "1"}})).status == 303);
  BOOST_TEST(says(get(path + "/restaurar"), "O serviço 1001 já tem o pacote Camera"));
}

BOOST_AUTO_TEST_CASE(a_value_or_a_date_far_from_the_usual_asks_once_and_then_is_taken) {
  const auto high = sell(sale(camera, "1000,00", {{"data_limite", "2126-12-24"}}));
  BOOST_TEST(says(high, "R$ 1.000,00 é mais de três vezes o valor do catálogo, R$ 10,00"));
  BOOST_TEST(says(high, "24/12/2126 está a mais de dez anos de hoje"));
  BOOST_TEST(says(sell(sale(camera, "3,00")), "R$ 3,00 é menos de um terço do valor do catálogo, R$ 10,00"));
  BOOST_TEST(!says(sell(sale(camera, "12,00", {{"data_limite", "2027-12-24"}})), "Confira"));
  const auto edit = service + "/pacotes/" + std::to_string(own.service_package) + "/editar";
  BOOST_TEST(says(post(edit, {{"valor", "300,00"}, {"data_limite", ""}, {"descricao", "Fibra"}}),
                  "R$ 300,00 é mais de três vezes o valor de agora, R$ 30,00"));
}

BOOST_AUTO_TEST_CASE(a_service_with_an_unusual_price_or_date_is_asked_about_once) {
  const test::Fields typed{{"id_cliente_servico", "2001"},
                           {"plano", "codigo1001"},
                           {"status_prefixo", "servico_habilitado"},
                           {"valor", "999,00"},
                           {"data_venda", "1926-11-22"},
                           {"senha_autenticacao", "segredo"}};
  const auto asked = post(customer + "/servicos/novo?plano=codigo1001", typed);
  BOOST_TEST(asked.status == 200);
  BOOST_TEST(says(asked, "R$ 999,00 é mais de três vezes o valor do plano, R$ 99,90"));
  BOOST_TEST(says(asked, "22/11/1926 está a mais de dez anos de hoje"));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service WHERE external_id = 2001") == 0);
  auto back = typed;
  back.emplace_back("voltar", "1");
  BOOST_TEST(says(post(customer + "/servicos/novo?plano=codigo1001", back), "value=\"999,00\""));
  auto sure = typed;
  sure.emplace_back("confirmado", "1");
  BOOST_TEST(post(customer + "/servicos/novo?plano=codigo1001", sure).status == 303);
  BOOST_TEST(count("SELECT value_cents AS n FROM customer_service WHERE external_id = 2001") == 99900);
  const auto edited = post(service, {{"valor", "9,99"}});
  BOOST_TEST(says(edited, "R$ 9,99 é menos de um terço do valor do plano, R$ 99,90"));
  BOOST_TEST(post(service, {{"valor", "9,99"}, {"confirmado", "1"}}).status == 303);
  BOOST_TEST(post(service, {{"valor", "9,99"}}).status == 303);  // as it is: nothing to ask
}

BOOST_AUTO_TEST_CASE(
    a_login_that_another_customer_has_is_warned_of_at_saving_with_who_and_which_integrations) {
  neighbour("bruno");
  BOOST_TEST(told(post(service, {{"login_autenticacao", "sozinho"}})).find("também é de") ==
             std::string::npos);
  const auto text = told(post(service, {{"login_autenticacao", "bruno"}}));
  BOOST_TEST(text.find("O login bruno também é de Bruno Lima (código B2)") != std::string::npos, text);
  BOOST_TEST(text.find("Fibra") != std::string::npos, text);
  BOOST_TEST(text.find("senha") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(an_email_that_another_customer_has_is_warned_of_at_saving) {
  neighbour("bruno", "bruno@exemplo.com.br");
  const auto path = customer + "/editar";
  const auto plain = told(post(path, {{"email_principal", "bruno@exemplo.com.br"}}));
  BOOST_TEST(
      plain.find("O e-mail bruno@exemplo.com.br também é de Bruno Lima (código B2)") != std::string::npos,
      plain);
  BOOST_TEST(plain.find("Fibra", plain.find("O e-mail")) == std::string::npos, plain);
  operations::put_integration(context(), "kids",
                              {.gateway = std::string("neo"),
                               .description = std::string("NEO Kids"),
                               .parameters = std::vector<operations::ParameterPut>{{"usuario", "email"}}})
      .value();
  const auto logs_in = told(post(path, {{"email_principal", "bruno@exemplo.com.br"}}));
  BOOST_TEST(logs_in.find("Em NEO Kids") != std::string::npos, logs_in);
  BOOST_TEST(logs_in.find("negado aos dois") != std::string::npos, logs_in);
}

BOOST_AUTO_TEST_CASE(what_a_customer_of_another_provider_has_is_nobodys_here) {
  std::swap(provider_id, other_provider_id);
  operations::put_customer(context(), "X",
                           {.name = std::string("Alheio"), .email = std::string("x@exemplo.com.br")})
      .value();
  std::swap(provider_id, other_provider_id);
  const auto text = told(post(customer + "/editar", {{"email_principal", "x@exemplo.com.br"}}));
  BOOST_TEST(text.find("salvo") != std::string::npos, text);
  BOOST_TEST(text.find("Alheio") == std::string::npos, text);
}

BOOST_AUTO_TEST_SUITE_END()
