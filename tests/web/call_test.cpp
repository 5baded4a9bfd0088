// "Não consigo entrar": the customer's page and the matrix of *Por que foi negado?* (SPEC R18).
#include <boost/test/unit_test.hpp>

#include <list>

#include "base/text.h"
#include "operations/customers.h"
#include "operations/integrations.h"
#include "operations/service_packages.h"
#include "operations/services.h"
#include "storage/decision_log.h"
#include "storage/products.h"
#include "storage/transmissions.h"
#include "web/site.h"

namespace {

bool says(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// A customer named Fibra holds P by the service 1001, login Fibra, and is on the phone.
struct Phone : test::Site {
  Phone() : own(make_records(provider_id, "Fibra", 1001)) {
    operations::put_service(feed(), 1001, {.login = std::string("fibra"), .password = std::string("Certa1")})
        .value();
  }

  /// What the customer's page says on access, without the cards below.
  std::string access(std::string_view role = "administrador") {
    const auto page = get("/clientes/" + std::to_string(own.customer), role).body;
    const auto from = page.find("Acesso agora");
    BOOST_REQUIRE(from != std::string::npos);
    return page.substr(from, page.find("Serviços do Cliente", from) - from);
  }
  std::string matrix() { return get("/por-que-foi-negado?cliente=" + std::to_string(own.customer)).body; }
  std::string why() {
    return get("/por-que-foi-negado?cliente=" + std::to_string(own.customer) +
               "&integracao=" + std::to_string(own.integration) + "&produto=P")
        .body;
  }
  std::string service() { return "/servicos/" + std::to_string(own.service); }
  void status(const std::string& prefix) { operations::set_service_status(feed(), 1001, prefix).value(); }
  /// Another customer with a service on the same plan.
  std::uint64_t second_customer(const std::string& login, const std::string& password) {
    const auto id = operations::put_customer(feed(), "C2", {.name = std::string("Outra Pessoa")}).value().id;
    operations::put_service(feed(), 2,
                            {.customer_code = std::string("C2"),
                             .plan = std::string("codigo1001"),
                             .status_prefix = std::string("servico_habilitado"),
                             .login = login,
                             .password = password})
        .value();
    return id;
  }
  /// A second service of the same customer, without a package.
  void second_service() {
    operations::put_service(feed(), 3,
                            {.customer_code = std::string("codigo1001"),
                             .plan = std::string("codigo1001"),
                             .status_prefix = std::string("servico_habilitado"),
                             .declined = {"codigo1001"}})
        .value();
  }
  void met_conflict(const std::string& login) {
    storage::note_login_conflict(db, {.provider_id = provider_id,
                                      .integration_id = static_cast<std::uint32_t>(own.integration),
                                      .login_key = keyring.login_key(login),
                                      .first_at = clock.now(),
                                      .last_at = clock.now()});
  }
  /// The platform asked with a log-in.
  void asked(const std::string& reason, const std::string& login, std::uint32_t weight = 1) {
    reasons.push_back(reason);
    const storage::Decision decision{.at = clock.now(),
                                     .provider_id = provider_id,
                                     .integration_id = static_cast<std::uint32_t>(own.integration),
                                     .question = "existencia",
                                     .reason = reasons.back(),
                                     .weight = weight,
                                     .login_key = keyring.login_key(login)};
    storage::insert_decisions(db, {&decision, 1});
  }
  std::string tried(const std::string& login, const std::string& password) {
    const auto response = post("/por-que-foi-negado", {{"cliente", std::to_string(own.customer)},
                                                       {"integracao", std::to_string(own.integration)},
                                                       {"login", login},
                                                       {"senha", password}});
    BOOST_TEST(response.status == 200);
    return response.body;
  }
  std::uint64_t executed() {
    return count(
        "SELECT CAST(VARIABLE_VALUE AS UNSIGNED) AS n FROM information_schema.SESSION_STATUS "
        "WHERE VARIABLE_NAME = 'COM_STMT_EXECUTE'");
  }

  test::Records own;
  std::list<std::string> reasons = {};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_call, Phone)

BOOST_AUTO_TEST_CASE(the_customers_page_says_who_is_in_by_which_package) {
  const auto page = access();
  BOOST_TEST(says(page, "Dentro"));
  BOOST_TEST(!says(page, ">Fora"));
  BOOST_TEST(says(page, "Pacote Fibra, serviço 1001."));
  BOOST_TEST(says(page, "login fibra"));
  BOOST_TEST(!says(page, "Alterar status"));
}

BOOST_AUTO_TEST_CASE(a_debt_is_said_in_the_fields_words_with_the_wire_word_below_and_its_cure) {
  status("suspenso_debito");
  const auto page = access();
  BOOST_TEST(says(page, "Fora"));
  BOOST_TEST(says(page, "Negado: suspenso por débito"));
  BOOST_TEST(says(page, "<code class=\"wire\">suspenso</code>"));
  BOOST_TEST(says(page, "href=\"" + service() + "/status?para=servico_habilitado\""));
  BOOST_TEST(says(why(), "Negado: suspenso por débito"));
  BOOST_TEST(says(why(), "A plataforma recebe 403 <code class=\"wire\">suspenso</code>"));
  BOOST_TEST(says(why(), "href=\"" + service() + "/status?para=servico_habilitado\""));
}

BOOST_AUTO_TEST_CASE(a_debt_is_cured_by_liberar_ate_and_the_page_says_until_when_and_why) {
  status("suspenso_debito");
  const auto cure = "href=\"" + service() + "/liberar\"";
  BOOST_TEST(says(access(), cure));
  BOOST_TEST(access().find(cure) <
             access().find("href=\"" + service() + "/status?para=servico_habilitado\""));
  BOOST_TEST(says(why(), cure));
  BOOST_TEST(!says(access("leitura"), cure));

  const test::Fields typed{
      {"ate", "25/11/2026"}, {"motivo", "Paga na <b>quarta</b>"}, {"isenta_cobranca", "1"}};
  const auto asked = post(service() + "/liberar", typed);
  BOOST_TEST(asked.status == 200);
  BOOST_TEST(says(asked.body, "Liberar o serviço 1001 até 25/11/2026?"));
  BOOST_TEST(says(asked.body, "1 produto passa a ser liberado agora: Fibra (Fibra)."));
  BOOST_TEST(says(asked.body, "Estes dias não são cobrados."));
  BOOST_TEST(says(access(), "Fora"));
  auto confirmed = typed;
  confirmed.emplace_back("confirmado", "1");
  BOOST_TEST(post(service() + "/liberar", confirmed).status == 303);

  BOOST_TEST(says(access(), "Dentro"));
  BOOST_TEST(says(access(), "Pacote Fibra, serviço 1001, liberado até 25/11/2026."));
  BOOST_TEST(says(why(), "está Suspenso por Débito, mas está liberado até 25/11/2026."));
  const auto page = get("/clientes/" + std::to_string(own.customer)).body;
  BOOST_TEST(says(page, "Suspenso por Débito"));
  BOOST_TEST(says(page, "Paga na &lt;b&gt;quarta&lt;/b&gt;"));
  BOOST_TEST(says(page, "pacotes não são cobrados enquanto durar a liberação"));
  BOOST_TEST(says(get("/clientes").body, "Ativo"));
  BOOST_TEST(!says(get("/clientes?formato=csv").body, "Suspenso"));
  BOOST_TEST(says(get("/").body, service() + "/liberar"));
  BOOST_TEST(says(get(service() + "/historico").body, "Liberado até"));
  BOOST_TEST(says(get(service() + "/liberar").body, "O que você gravar aqui substitui isso."));

  BOOST_TEST(says(get(service() + "/liberar/encerrar").body, "1 produto deixa de ser liberado agora"));
  BOOST_TEST(post(service() + "/liberar/encerrar").status == 303);
  BOOST_TEST(says(access(), "Negado: suspenso por débito"));
  BOOST_TEST(says(get(service() + "/historico").body, "Liberação encerrada"));
  BOOST_TEST(says(get(service() + "/liberar/encerrar").body, "Não há liberação em vigor: nada muda."));
}

BOOST_AUTO_TEST_CASE(liberar_ate_names_what_is_wrong_at_its_fields_and_keeps_what_was_typed) {
  status("suspenso_debito");
  const auto bad = post(service() + "/liberar", {{"ate", "22/11/2026"}, {"motivo", ""}});
  BOOST_TEST(bad.status == 422);
  BOOST_TEST(says(bad.body, "Deve ser um dia de 23/11/2026 a 22/12/2026."));
  BOOST_TEST(says(bad.body, "É obrigatório."));
  status("cancelado");
  const auto over = post(service() + "/liberar", {{"ate", "25/11/2026"}, {"motivo", "Falou comigo"}});
  BOOST_TEST(over.status == 409);
  BOOST_TEST(says(over.body, "está encerrado e não pode ser liberado"));
  BOOST_TEST(says(over.body, "Falou comigo"));
}

BOOST_AUTO_TEST_CASE(a_cure_is_shown_to_nobody_who_may_not_carry_it_out) {
  status("suspenso_debito");
  const auto page = access("leitura");
  BOOST_TEST(says(page, "Negado: suspenso por débito"));
  BOOST_TEST(!says(page, "/status"));
  BOOST_TEST(!says(page, "#testar"));
  BOOST_TEST(says(access("operador"), "/status?para=servico_habilitado\""));
  const auto matrix = get("/por-que-foi-negado?cliente=" + std::to_string(own.customer), "leitura").body;
  BOOST_TEST(!says(matrix, "name=\"senha\""));
}

BOOST_AUTO_TEST_CASE(a_removed_package_and_one_whose_date_came_are_restored) {
  const auto restore = "/pacotes/" + std::to_string(own.service_package) + "/restaurar\"";
  operations::remove_package(context(), own.service_package).value();
  BOOST_TEST(says(access(), "Negado: o pacote foi removido do serviço"));
  BOOST_TEST(says(access(), restore));
  operations::restore_package(context(), own.service_package).value();
  BOOST_TEST(!says(access(), restore));
  operations::edit_package(context(), own.service_package,
                           {.limit_on = base::date_from_br("01/11/2026").value()})
      .value();
  BOOST_TEST(says(access(), "Negado: a data limite passou em 01/11/2026"));
  BOOST_TEST(says(access(), restore));
}

BOOST_AUTO_TEST_CASE(what_is_not_sold_is_sold_in_a_click_where_only_one_package_has_it) {
  status("cancelado");
  BOOST_TEST(says(access(), "Negado: o serviço 1001 está Cancelado"));
  BOOST_TEST(!says(access(), "Negado no login"));                   // nothing is left to log in for
  BOOST_TEST(says(access(), "href=\"" + service() + "/status\""));  // there is nothing to sell it on
  second_service();
  BOOST_TEST(says(access(), "/pacotes/novo?pacote=" + std::to_string(own.package)));
  BOOST_TEST(!says(access(), service() + "/pacotes/novo"));
}

BOOST_AUTO_TEST_CASE(the_matrix_names_every_product_and_the_package_that_is_missing) {
  storage::insert_product(tenant(), {.integration_id = static_cast<std::uint32_t>(own.integration),
                                     .code = "CARO",
                                     .name = "TV Cara",
                                     .created_at = clock.now(),
                                     .updated_at = clock.now()});
  const auto page = matrix();
  BOOST_TEST(says(page, "Dentro"));
  BOOST_TEST(says(page, "1 produto que o cliente nunca teve"));
  BOOST_TEST(says(page, "Negado: o cliente não tem pacote com TV Cara"));
  BOOST_TEST(says(page, "&amp;produto=CARO\""));
  const auto other = operations::put_customer(feed(), "C9", {.name = std::string("Nova")}).value().id;
  const auto nothing = get("/clientes/" + std::to_string(other)).body;
  BOOST_TEST(says(nothing, "Nenhum pacote deste cliente traz ou trouxe um produto"));
  BOOST_TEST(says(get("/por-que-foi-negado?cliente=" + std::to_string(other)).body,
                  "Negado: o cliente não tem pacote de Fibra"));
}

BOOST_AUTO_TEST_CASE(the_last_attempts_are_told_in_words_with_what_was_typed_and_the_cure) {
  operations::put_customer(context(), "codigo1001", {.document = std::string("52998224725")}).value();
  BOOST_TEST(says(access(), "Nenhuma plataforma perguntou por um login deste cliente"));
  asked("login_desconhecido", "52998224725");
  asked("senha_nao_confere", "fibra");
  const auto page = access();
  BOOST_TEST(says(page, "senha não confere"));
  BOOST_TEST(says(page, "login desconhecido, parece o CPF/CNPJ"));
  BOOST_TEST(page.find("senha não confere") < page.find("login desconhecido"));  // the latest first
  BOOST_TEST(says(page, "class=\"attempt-at\" title=\""));
  BOOST_TEST(says(page, "#testar\""));
  BOOST_TEST(says(page, "Corrigir login"));
  BOOST_TEST(says(matrix(), "login desconhecido, parece o CPF/CNPJ"));
  BOOST_TEST(says(why(), "login desconhecido, parece o CPF/CNPJ"));
}

BOOST_AUTO_TEST_CASE(a_login_of_the_registry_that_lets_nobody_in_is_said_to_be_without_a_package) {
  operations::remove_package(context(), own.service_package).value();
  asked("login_desconhecido", "fibra");
  BOOST_TEST(says(access(), "login desconhecido: é o do cadastro, mas não há serviço vigente com pacote"));
}

BOOST_AUTO_TEST_CASE(many_wrong_passwords_are_one_line_and_a_warning_and_a_few_are_none) {
  for (int i = 0; i < 5; ++i) {
    asked("senha_nao_confere", "fibra");
    if (i == 0) clock.advance(std::chrono::minutes(1));
  }
  BOOST_TEST(says(access(), "(5 vezes desde "));
  BOOST_TEST(!says(access(), "Muitas senhas erradas"));
  asked("muitas_tentativas", "fibra", 32);
  BOOST_TEST(says(access(), "Muitas senhas erradas:</strong> 37 nos últimos 10 minutos"));
  clock.advance(std::chrono::minutes(11));
  BOOST_TEST(!says(access(), "Muitas senhas erradas"));
}

BOOST_AUTO_TEST_CASE(two_customers_with_the_same_login_and_password_are_not_said_to_be_let_in) {
  second_customer("fibra", "Certa1");
  BOOST_TEST(says(access(), "Depende da senha"));
  const auto unknown = why();
  BOOST_TEST(says(unknown, "Depende da senha: o mesmo login é de outro cliente também"));
  BOOST_TEST(says(unknown, "Com uma senha que o outro cliente também tem"));
  BOOST_TEST(says(unknown, "HTTP 404 Not Found"));
  met_conflict("fibra");
  const auto conflict = why();
  BOOST_TEST(says(conflict, "Negado no login: o mesmo login e senha são de outro cliente também"));
  BOOST_TEST(says(conflict, "A plataforma recebe 404 <code class=\"wire\">usuario_inexistente</code>"));
  BOOST_TEST(says(conflict, "/conflitos-de-login?integracao="));
  BOOST_TEST(says(access(), "Negado no login:"));
  BOOST_TEST(says(access(), ">Fora"));
  clock.advance(std::chrono::minutes(1));
  operations::put_service(feed(), 2, {.password = std::string("Nova22")}).value();
  BOOST_TEST(says(why(), "Depende da senha"));
  operations::put_service(feed(), 2, {.login = std::string("outra")}).value();
  BOOST_TEST(says(access(), "Dentro"));
}

BOOST_AUTO_TEST_CASE(a_login_that_is_missing_is_out_and_is_mended_at_the_service) {
  operations::put_service(feed(), 1001, {.login = base::Patch<std::string>::cleared()}).value();
  BOOST_TEST(says(access(), "Negado no login:</strong> nenhum serviço vigente com pacote tem login e senha"));
  BOOST_TEST(says(access(), ">Fora"));
  BOOST_TEST(says(access(), "href=\"" + service() + "\""));
}

BOOST_AUTO_TEST_CASE(a_platform_that_we_call_is_not_said_to_miss_a_log_in) {
  db.execute("UPDATE integration SET gateway = 'nxplay' WHERE id = ?", {own.integration});
  db.execute("DELETE FROM credential WHERE integration_id = ?", {own.integration});
  storage::save_told_packages(tenant(), {{own.service_package, {.there = true, .since = clock.now()}}});
  BOOST_TEST(says(access(), "Dentro"));
  BOOST_TEST(!says(access(), "login fibra"));
  BOOST_TEST(!says(access(), "Negado"));
  BOOST_TEST(says(why(), "Liberado"));
  BOOST_TEST(!says(why(), "tem login e senha"));
  BOOST_TEST(!says(why(), "O cliente existe?"));
  BOOST_TEST(!says(matrix(), "name=\"senha\""));  // there is no integration to try one at
}

BOOST_AUTO_TEST_CASE(a_login_and_password_are_tried_there_and_told_apart_in_words) {
  operations::put_customer(context(), "codigo1001", {.document = std::string("52998224725")}).value();
  const auto right = tried(" FIBRA ", "Certa1");
  BOOST_TEST(says(right, "Senha confere."));
  BOOST_TEST(says(right, "A plataforma recebe 200"));
  BOOST_TEST(!says(right, "Não é deste cliente"));
  const auto wrong = tried("fibra", "certa1");
  BOOST_TEST(says(wrong, "Senha não confere."));
  BOOST_TEST(says(wrong, "A plataforma recebe 404 <code class=\"wire\">usuario_inexistente</code>"));
  BOOST_TEST(says(tried("fibrra", "Certa1"), "Login desconhecido."));
  BOOST_TEST(says(tried("529.982.247-25", "Certa1"),
                  "Parece o CPF/CNPJ deste cliente; nesta integração entra-se com o login."));
  const auto other = second_customer("outra", "Dela22");
  const auto hers = tried("outra", "Dela22");
  BOOST_TEST(says(hers, "Não é deste cliente."));
  BOOST_TEST(says(hers, "/clientes/" + std::to_string(other)));
  operations::put_service(feed(), 2, {.login = std::string("fibra"), .password = std::string("Certa1")})
      .value();
  const auto both = tried("fibra", "Certa1");
  BOOST_TEST(says(both, "Conflito: login e senha são de mais de um cliente."));
  BOOST_TEST(says(both, "Outra Pessoa"));
  BOOST_TEST(says(both, "A plataforma recebe 404"));
}

BOOST_AUTO_TEST_CASE(nothing_of_a_try_is_kept_or_shown_again) {
  const std::string password = "Segredo#9173";
  const auto audits = count("SELECT COUNT(*) AS n FROM audit");
  const auto page = tried("fibra", password);
  BOOST_TEST(!says(page, password));
  BOOST_TEST(!says(page, http::url_encode(password)));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM decision") == 0U);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM login_conflict") == 0U);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == audits);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM idempotency_key") == 0U);
  BOOST_TEST(says(get("/por-que-foi-negado?cliente=" + std::to_string(own.customer)).body,
                  "method=\"post\" action=\"/por-que-foi-negado#testar\""));
}

BOOST_AUTO_TEST_CASE(who_tries_many_wrong_passwords_waits) {
  for (int i = 0; i < 19; ++i) tried("fibra", "errada" + std::to_string(i));
  BOOST_TEST(says(tried("fibra", "errada"), "Senha não confere"));
  const auto held = tried("fibra", "Certa1");
  BOOST_TEST(says(held, "Foram muitas senhas erradas seguidas. Aguarde "));
  BOOST_TEST(!says(held, "Senha confere"));
  clock.advance(std::chrono::minutes(2));
  BOOST_TEST(says(tried("fibra", "Certa1"), "Senha confere."));
}

BOOST_AUTO_TEST_CASE(a_try_without_all_of_it_or_at_another_providers_integration_is_asked_for_again) {
  BOOST_TEST(says(tried("", "x"), "Digite o login e a senha"));
  BOOST_TEST(says(tried("fibra", ""), "Digite o login e a senha"));
  const auto foreign = make_records(other_provider_id, "Alheio", 77);
  own.integration = foreign.integration;
  BOOST_TEST(says(tried("Alheio", "x"), "Escolha a integração."));
}

BOOST_AUTO_TEST_CASE(names_that_are_markup_and_products_that_are_bytes_do_no_harm) {
  own = make_records(provider_id, "<b onclick=x>'\"&", 3003);
  reasons.emplace_back("suspenso");
  const storage::Decision decision{.at = clock.now(),
                                   .provider_id = provider_id,
                                   .integration_id = static_cast<std::uint32_t>(own.integration),
                                   .product = "<b onclick=x>\xFF",
                                   .question = "produto",
                                   .reason = reasons.back(),
                                   .login_key = keyring.login_key("3003")};
  storage::insert_decisions(db, {&decision, 1});
  for (const auto& page : {access(), matrix(), why(), tried("<b onclick=x>", "<b onclick=x>")})
    BOOST_TEST(!says(page, "<b onclick"));
  BOOST_TEST(says(access(), "produto &lt;b onclick=x&gt;?"));
}

BOOST_AUTO_TEST_CASE(a_login_of_many_customers_names_the_first_few) {
  for (int i = 10; i < 20; ++i) {
    const auto code = "V" + std::to_string(i);
    operations::put_customer(feed(), code, {.name = "Vizinho " + code}).value();
    operations::put_service(feed(), static_cast<std::uint64_t>(i),
                            {.customer_code = code,
                             .plan = std::string("codigo1001"),
                             .status_prefix = std::string("servico_habilitado"),
                             .login = std::string("fibra"),
                             .password = std::string("Certa1")})
        .value();
  }
  const auto page = why();
  BOOST_TEST(says(page, "Vizinho V14"));
  BOOST_TEST(!says(page, "Vizinho V15"));
  BOOST_TEST(says(page, "E de mais 5"));
  BOOST_TEST(says(tried("fibra", "Certa1"), "e mais 6"));
}

BOOST_AUTO_TEST_CASE(the_pages_take_as_many_statements_for_thirty_products_as_for_one) {
  const auto cost = [&](const std::string& path) {
    get(path);
    const auto before = executed();
    get(path);
    return executed() - before;
  };
  const auto customer = "/clientes/" + std::to_string(own.customer);
  const auto denials = "/por-que-foi-negado?cliente=" + std::to_string(own.customer);
  const auto card = cost(customer);
  const auto table = cost(denials);
  for (int i = 0; i < 30; ++i)
    storage::insert_product(tenant(), {.integration_id = static_cast<std::uint32_t>(own.integration),
                                       .code = "X" + std::to_string(i),
                                       .name = "X" + std::to_string(i),
                                       .created_at = clock.now(),
                                       .updated_at = clock.now()});
  BOOST_TEST(cost(customer) == card);
  BOOST_TEST(cost(denials) == table);
}

BOOST_AUTO_TEST_SUITE_END()
