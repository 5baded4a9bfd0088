// The screens of what validation answered: Validações, Por que foi negado?, Conflitos de login.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <list>
#include <utility>

#include "base/text.h"
#include "operations/customers.h"
#include "operations/services.h"
#include "storage/accounts.h"
#include "storage/decision_log.h"
#include "web/site.h"

namespace {

bool says(const http::Response& page, std::string_view text) {
  return page.body.find(text) != std::string::npos;
}

/// A customer named Fibra holds P by the service 1001; the platform has asked.
struct Log : test::Site {
  Log() : own(make_records(provider_id, "Fibra", 1001)) {}

  std::string subscriber() { return subscriber_bytes().empty() ? "" : base::hex_of(subscriber_bytes()); }
  std::string subscriber_bytes() {
    for (const auto& account : storage::list_accounts_of(tenant(), {&own.customer, 1}))
      return account.subscriber_id;
    return "";
  }

  void decide(const std::string& reason, std::uint32_t weight = 1, const std::string& product = "P",
              std::chrono::hours ago = {}) {
    reasons.push_back(reason);
    const storage::Decision decision{.at = clock.now() - ago,
                                     .provider_id = provider_id,
                                     .integration_id = static_cast<std::uint32_t>(own.integration),
                                     .subscriber_id = subscriber_bytes(),
                                     .product = product,
                                     .question = "produto",
                                     .reason = reasons.back(),
                                     .latency_us = 1440,
                                     .weight = weight};
    storage::insert_decisions(db, {&decision, 1});
    const storage::DecisionCount counted{
        .minute = decision.at,
        .provider_id = provider_id,
        .integration_id = decision.integration_id,
        .question = "produto",
        .reason = reasons.back(),
        .product_id = product == "P" ? static_cast<std::uint32_t>(own.product) : 0,
        .decisions = weight};
    storage::add_decision_counts(db, {&counted, 1});
  }

  /// The platform asks with a log-in that lets nobody in.
  void refuse(const std::string& reason, const std::string& login) {
    reasons.push_back(reason);
    const storage::Decision decision{.at = clock.now(),
                                     .provider_id = provider_id,
                                     .integration_id = static_cast<std::uint32_t>(own.integration),
                                     .question = "existencia",
                                     .reason = reasons.back(),
                                     .login_key = keyring.login_key(login)};
    storage::insert_decisions(db, {&decision, 1});
    const storage::DecisionCount counted{.minute = decision.at,
                                         .provider_id = provider_id,
                                         .integration_id = decision.integration_id,
                                         .question = "existencia",
                                         .reason = reasons.back(),
                                         .decisions = 1};
    storage::add_decision_counts(db, {&counted, 1});
  }

  std::string why(const std::string& who, const std::string& product = "P") {
    return "/por-que-foi-negado?integracao=" + std::to_string(own.integration) + "&quem=" + who +
           "&produto=" + product;
  }
  void status(const std::string& prefix) { operations::set_service_status(feed(), 1001, prefix).value(); }
  /// Another customer with a service on the same plan.
  std::uint64_t second_customer(const std::string& login) {
    const auto id = operations::put_customer(feed(), "C2", {.name = std::string("Outra Pessoa")}).value().id;
    operations::put_service(feed(), 2,
                            {.customer_code = std::string("C2"),
                             .plan = std::string("codigo1001"),
                             .status_prefix = std::string("servico_habilitado"),
                             .login = login,
                             .password = std::string("outra")})
        .value();
    return id;
  }
  /// The log-in "fibra" fitted two customers at the platform just now.
  void note_conflict() {
    storage::note_login_conflict(db, {.provider_id = provider_id,
                                      .integration_id = static_cast<std::uint32_t>(own.integration),
                                      .login_key = keyring.login_key("fibra"),
                                      .first_at = clock.now(),
                                      .last_at = clock.now(),
                                      .times = 3});
  }

  test::Records own;
  std::list<std::string> reasons = {};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_decisions, Log)

BOOST_AUTO_TEST_CASE(the_log_is_exact_in_its_counts_and_says_when_lines_are_samples) {
  decide("liberado");
  decide("suspenso");
  const auto few = get("/validacoes");
  BOOST_TEST(says(few, "Total de Validações: <strong>2</strong>"));
  BOOST_TEST(says(few, "Contagem exata por hora"));
  BOOST_TEST(!says(few, "amostra"));
  BOOST_TEST(!says(few, "Representa"));  // each stands for itself
  decide("liberado", 40);
  const auto page = get("/validacoes");
  BOOST_TEST(says(page, "Representa"));
  BOOST_TEST(says(page, "amostra"));
  BOOST_TEST(says(page, "Total de Validações: <strong>42</strong>"));
  BOOST_TEST(says(page, "<td class=\"number\" data-label=\"Liberadas\">41</td>"));
  BOOST_TEST(says(page, "<td class=\"number\" data-label=\"Negadas\">1</td>"));
  BOOST_TEST(says(page, "1,4 ms"));
}

BOOST_AUTO_TEST_CASE(chips_and_bars_lead_to_what_they_count) {
  decide("liberado");
  decide("suspenso");
  decide("suspenso", 1, "P", std::chrono::hours{3});
  const auto hour = context().zone.minute_br(clock.now()).substr(11, 2);
  const auto today = base::to_br(zone.day_of(clock.now()));
  const auto page = get("/validacoes");
  BOOST_TEST(says(page, "href=\"/validacoes?motivo=suspenso\""));
  BOOST_TEST(says(page, "Negadas <strong>2</strong>"));
  const auto by_hour = "/validacoes?dia=" + http::url_encode(today) + "&amp;hora=" + hour;
  BOOST_TEST(says(page, "<a href=\"" + by_hour + "\" tabindex=\"-1\">"));
  BOOST_TEST(says(page, "<title>" + hour + ":00: 1 liberadas, 1 negadas</title>"));
  const auto narrowed = get("/validacoes?dia=" + today + "&hora=" + hour);
  BOOST_TEST(says(narrowed, "Total de Validações: <strong>2</strong>"));
  BOOST_TEST(says(narrowed, "Contagem exata por minuto"));
  BOOST_TEST(
      says(get("/validacoes?motivo=suspenso"), "href=\"/validacoes\" title=\"Mostrar as outras também\""));
  BOOST_TEST(
      says(get("/validacoes?periodo=7"), "<a href=\"/validacoes?dia=" + http::url_encode(today) + "\""));
}

BOOST_AUTO_TEST_CASE(each_line_leads_to_its_customer_and_to_why_it_was_denied) {
  decide("suspenso", 1, "urn:tve:P");
  const auto page = get("/validacoes");
  BOOST_TEST(says(page, "/clientes/" + std::to_string(own.customer)));
  BOOST_TEST(says(page, "/por-que-foi-negado?cliente=" + std::to_string(own.customer) + "&amp;integracao=" +
                            std::to_string(own.integration) + "&amp;produto=urn%3Atve%3AP"));
}

BOOST_AUTO_TEST_CASE(the_log_is_narrowed_by_every_filter_and_turns_its_pages) {
  decide("cancelado", 1, "urn:tve:P", std::chrono::hours{48});
  decide("liberado");
  decide("suspenso", 1, "EXTRA");
  const auto lines = [&](const std::string& query) {
    const auto csv = test::body_of(get("/validacoes?formato=csv" + query));
    return std::count(csv.begin(), csv.end(), '\n') - 1;
  };
  BOOST_TEST(lines("") == 2);
  BOOST_TEST(lines("&periodo=hora") == 2);
  BOOST_TEST(lines("&periodo=7") == 3);
  BOOST_TEST(lines("&periodo=ontem") == 0);
  BOOST_TEST(lines("&dia=20/11/2026") == 1);
  BOOST_TEST(lines("&dia=20/11/26") == 1);
  const auto wrong = get("/validacoes?dia=ontem");
  BOOST_TEST(wrong.status == 422);
  BOOST_TEST(says(wrong, "“ontem” não é uma data"));
  BOOST_TEST(!says(wrong, "Total de Validações"));
  BOOST_TEST(lines("&periodo=30&motivo=cancelado") == 1);
  BOOST_TEST(lines("&periodo=30&veredito=negado") == 2);
  BOOST_TEST(lines("&periodo=30&veredito=liberado") == 1);
  BOOST_TEST(lines("&periodo=30&produto=P") == 2);
  BOOST_TEST(lines("&produto=EXTRA") == 1);
  for (const auto* product : {"Fibra", "fibra", "Fibra (P)", "p"})  // by name, as it is chosen, in any case
    BOOST_TEST(lines("&periodo=30&produto=" + http::url_encode(product)) == 2, product);
  BOOST_TEST(lines("&quem=codigo1001") == 2);
  BOOST_TEST(lines("&quem=" + subscriber()) == 2);
  BOOST_TEST(lines("&quem=ninguem") == 0);
  BOOST_TEST(lines("&integracao=" + std::to_string(own.integration)) == 2);
  for (int i = 0; i < 10; ++i) decide("liberado");
  BOOST_TEST(says(get("/validacoes?itens=10"), "depois="));
}

BOOST_AUTO_TEST_CASE(a_wrong_password_and_a_mistyped_login_are_found_by_customer_login_document_and_phone) {
  operations::put_customer(
      context(), "codigo1001",
      {.document = std::string("52998224725"), .phone = std::string("+55 11 98765-4321")})
      .value();
  refuse("senha_nao_confere", "fibra");
  refuse("login_desconhecido", "529.982.247-25");
  refuse("login_desconhecido", "(11) 98765-4321");
  refuse("login_desconhecido", "fibrra");
  refuse("senha_nao_confere", "outro");
  const auto found = [&](const std::string& who) {
    const auto csv = test::body_of(get("/validacoes?formato=csv&quem=" + who));
    return std::count(csv.begin(), csv.end(), '\n') - 1;
  };
  for (const auto* who : {"codigo1001", "Fibra", "529.982.247-25", "52998224725", "1001"})
    BOOST_TEST(found(who) == 3, who);
  BOOST_TEST(found("fibrra") == 1);
  BOOST_TEST(found("outro") == 1);
  BOOST_TEST(found("(11)+98765-4321") >= 1);
  const auto page = get("/validacoes?quem=codigo1001");
  BOOST_TEST(says(page, "Senha não confere"));
  BOOST_TEST(says(page, "Login desconhecido"));
  BOOST_TEST(says(page, "(foi digitado o CPF/CNPJ)"));
  BOOST_TEST(says(page, "(foi digitado o telefone)"));
  BOOST_TEST(says(page, "(foi digitado o login)"));
  BOOST_TEST(says(page, "Total de Validações: <strong>3</strong>"));
  BOOST_TEST(says(page, "/por-que-foi-negado?cliente=" + std::to_string(own.customer)));
  BOOST_TEST(says(get("/validacoes?motivo=login_desconhecido"), "Total de Validações: <strong>3</strong>"));
}

BOOST_AUTO_TEST_CASE(a_total_is_of_what_is_filtered) {
  decide("liberado", 5);
  decide("suspenso", 3);
  decide("produto_desconhecido", 2, "EXTRA");
  const auto total = [&](const std::string& query) {
    const auto body = get("/validacoes" + query).body;
    const std::string mark = "Total de Validações: <strong>";
    const auto at = body.find(mark);
    return at == std::string::npos
               ? ""
               : body.substr(at + mark.size(), body.find('<', at + mark.size()) - at - mark.size());
  };
  BOOST_TEST(total("") == "10");
  BOOST_TEST(total("?veredito=negado") == "5");
  BOOST_TEST(total("?motivo=suspenso") == "3");
  BOOST_TEST(total("?produto=P") == "8");
  BOOST_TEST(total("?produto=EXTRA") == "2");  // counted by its lines: no integration has that product
  BOOST_TEST(total("?quem=codigo1001") == "10");
  BOOST_TEST(total("?periodo=hora") == "10");
}

BOOST_AUTO_TEST_CASE(an_allowed_product_is_said_first_with_steps_package_and_the_very_answer) {
  const auto page = get(why("codigo1001"));
  BOOST_TEST(says(page, "Liberado"));
  BOOST_TEST(!says(page, "Negado:"));
  BOOST_TEST(says(page, "Dá acesso."));
  BOOST_TEST(says(page, "HTTP 200 OK"));
  BOOST_TEST(says(page, "{&quot;access&quot;:true,&quot;subscriber_id&quot;:&quot;" + subscriber() +
                            "&quot;,&quot;product&quot;:&quot;P&quot;}"));
}

BOOST_AUTO_TEST_CASE(a_denial_says_why_and_which_record_decides) {
  status("suspenso_debito");
  for (const auto& who : {std::string("Fibra"), std::string("codigo1001"), subscriber()}) {
    const auto page = get(why(who));
    BOOST_TEST(says(page, "Negado: suspenso"), who);
    BOOST_TEST(says(page, "O serviço 1001 está Suspenso por Débito."), who);
    BOOST_TEST(says(page, "<a href=\"/servicos/" + std::to_string(own.service) + "\">Serviço 1001</a>"), who);
    BOOST_TEST(says(page, "HTTP 403 Forbidden"), who);
  }
  const auto unknown = get(why("codigo1001", "NADA"));
  BOOST_TEST(says(unknown, "Negado: Fibra não tem o produto NADA"));
  BOOST_TEST(says(unknown, "Algum pacote do cliente traz o produto? (não avaliado)"));
}

BOOST_AUTO_TEST_CASE(a_customer_alone_is_answered_with_all_products_and_is_a_click_from_the_card) {
  status("suspenso_debito");
  const auto page = get("/por-que-foi-negado?cliente=" + std::to_string(own.customer));
  BOOST_TEST(says(page, "Produtos deste cliente, agora"));
  BOOST_TEST(says(page, "Negado: suspenso por débito"));
  BOOST_TEST(says(page, "&amp;produto=P\""));
  const auto card = get("/clientes/" + std::to_string(own.customer));
  BOOST_TEST(says(card, "/por-que-foi-negado?cliente=" + std::to_string(own.customer)));
}

BOOST_AUTO_TEST_CASE(a_log_in_that_is_missing_is_named_beside_an_allowed_product) {
  operations::put_service(feed(), 1001, {.login = base::Patch<std::string>::cleared()}).value();
  const auto page = get(why("codigo1001"));
  BOOST_TEST(says(page, "Liberado"));
  BOOST_TEST(says(page, "a plataforma não encontra o cliente pelo login"));
  BOOST_TEST(says(page, "HTTP 404 Not Found"));
}

BOOST_AUTO_TEST_CASE(two_customers_with_one_login_are_told_apart_by_a_person) {
  second_customer("fibra");
  const auto page = get(why("fibra"));
  BOOST_TEST(says(page, "Mais de um cliente"));
  BOOST_TEST(says(page, "Outra Pessoa"));
  BOOST_TEST(says(page, "cliente=" + std::to_string(own.customer)));
  const auto chosen = get(why("") + "&cliente=" + std::to_string(own.customer));
  BOOST_TEST(says(chosen, "O login Fibra também é de"));
}

BOOST_AUTO_TEST_CASE(questions_that_cannot_be_answered_are_pages_too) {
  BOOST_TEST(get("/por-que-foi-negado").status == 200);
  BOOST_TEST(says(get(why("ninguem")), "Nenhum cliente assim"));
  BOOST_TEST(
      says(get("/por-que-foi-negado?quem=codigo1001&integracao=999&produto=X"), "Produtos deste cliente"));
  BOOST_TEST(says(get("/por-que-foi-negado?cliente=999999"), "Nenhum cliente assim"));
}

BOOST_AUTO_TEST_CASE(products_are_offered_by_name_wherever_one_is_typed) {
  for (const auto* path : {"/validacoes", "/por-que-foi-negado"})
    BOOST_TEST(says(get(path), "<option value=\"Fibra (P)\">"), path);
  const auto asked = get(why("codigo1001", http::url_encode("Fibra (P)")));
  BOOST_TEST(says(asked, "value=\"Fibra (P)\""));
  BOOST_TEST(says(asked, "Liberado"));
  BOOST_TEST(asked.body == get(why("codigo1001", "P")).body);
}

BOOST_AUTO_TEST_CASE(both_tables_of_conflicts_are_written_as_csv_with_every_customer) {
  second_customer("fibra");
  note_conflict();
  const auto page = get("/conflitos-de-login");
  for (const std::string list : {"encontrados", "repetidos"}) {
    const auto href = "/conflitos-de-login?formato=csv&lista=" + list;
    BOOST_TEST(says(page, "href=\"/conflitos-de-login?formato=csv&amp;lista=" + list + "\""), list);
    const auto csv = get(href);
    const auto text = test::body_of(csv);
    BOOST_TEST(test::header_of(csv, "Content-Type") == "text/csv; charset=utf-8");
    BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 3, text);
    for (const auto* who : {"Fibra;codigo1001;1001", "Outra Pessoa;C2;2"})
      BOOST_TEST(text.find(who) != std::string::npos, text);
    BOOST_TEST((text.find("Em conflito") != std::string::npos) == (list == "encontrados"), text);
  }
  const auto other = "&integracao=" + std::to_string(own.told_integration);
  const auto none = test::body_of(get("/conflitos-de-login?formato=csv&lista=encontrados" + other));
  BOOST_TEST(std::count(none.begin(), none.end(), '\n') == 1, none);
}

BOOST_AUTO_TEST_CASE(a_conflict_names_its_customers_until_it_is_mended) {
  BOOST_TEST(says(get("/conflitos-de-login"), "Nenhum login repetido"));
  const auto other = second_customer("fibra");
  const auto repeated = get("/conflitos-de-login");
  BOOST_TEST(says(repeated, "Logins repetidos no cadastro: Fibra"));
  BOOST_TEST(says(repeated, "/clientes/" + std::to_string(other)));
  BOOST_TEST(says(repeated, "/clientes/" + std::to_string(own.customer)));
  note_conflict();
  BOOST_TEST(says(get("/conflitos-de-login"), "Em conflito"));
  operations::put_service(feed(), 2, {.login = std::string("outro")}).value();
  const auto mended = get("/conflitos-de-login");
  BOOST_TEST(says(mended, "Resolvido"));
  BOOST_TEST(!says(mended, "Em conflito"));
}

BOOST_AUTO_TEST_CASE(nothing_of_another_provider_is_seen) {
  const auto mine = own;
  own = make_records(other_provider_id, "Alheio", 77);
  std::swap(provider_id, other_provider_id);
  decide("suspenso");
  storage::note_login_conflict(db, {.provider_id = provider_id,
                                    .integration_id = static_cast<std::uint32_t>(own.integration),
                                    .login_key = keyring.login_key("alheio"),
                                    .first_at = clock.now(),
                                    .last_at = clock.now()});
  std::swap(provider_id, other_provider_id);
  BOOST_TEST(says(get("/validacoes"), "Nenhuma validação encontrada"));
  BOOST_TEST(says(get("/conflitos-de-login"), "Nenhum: nenhuma plataforma"));
  const auto id = std::to_string(own.integration);
  for (const auto& path :
       {"/por-que-foi-negado?cliente=" + std::to_string(own.customer), why("codigo77"), why("alheio"),
        "/conflitos-de-login?integracao=" + id, "/validacoes?integracao=" + id,
        "/por-que-foi-negado?cliente=" + std::to_string(mine.customer) + "&produto=P&integracao=" + id})
    BOOST_TEST(!says(get(path), "Alheio"), path);
}

BOOST_AUTO_TEST_SUITE_END()
