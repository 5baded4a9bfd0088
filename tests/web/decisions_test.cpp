#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "base/text.h"
#include "storage/accounts.h"
#include "storage/decision_log.h"
#include "storage/entitlements.h"
#include "web/site.h"

namespace {

using test::says;

/// C1 holds BASICO; the platform has asked.
struct Log : test::Site {
  std::uint32_t neo = integration("neo");
  std::uint32_t basic = product(neo, "BASICO");
  std::uint32_t package_id = package("basico", neo, {basic});
  std::uint32_t fibra = plan("fibra", {{package_id}});
  std::string why = "/validacoes/por-que-foi-negado";

  Log() { sell(21497, "fibra"); }
  std::string ask(const std::string& who, const std::string& product_code = "BASICO") {
    return why + "?integracao=" + std::to_string(neo) + "&quem=" + who + "&produto=" + product_code;
  }
  void decide(std::string_view reason, std::uint32_t weight = 1, std::string product_code = "BASICO",
              std::chrono::hours ago = {}) {
    const storage::Decision decision{.at = clock.now() - ago,
                                     .provider_id = provider_id,
                                     .integration_id = neo,
                                     .subscriber_id = base::bytes_of_hex(subscriber(neo)),
                                     .product = std::move(product_code),
                                     .question = "produto",
                                     .reason = reason,
                                     .latency_us = 1440,
                                     .weight = weight};
    storage::insert_decisions(db, {&decision, 1});
    const storage::DecisionCount counted{.minute = decision.at,
                                         .provider_id = provider_id,
                                         .integration_id = neo,
                                         .question = "produto",
                                         .reason = reason,
                                         .product_id = basic,
                                         .decisions = weight};
    storage::add_decision_counts(db, {&counted, 1});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_decisions, Log)

BOOST_AUTO_TEST_CASE(an_allowed_product_is_said_first_with_steps_package_and_the_very_answer) {
  const auto page = get(ask("login21497"));
  BOOST_TEST(page.status == 200);
  BOOST_TEST(says(page, "Liberado"));
  BOOST_TEST(!says(page, "Negado:"));
  BOOST_TEST(says(page, "dá acesso"));
  BOOST_TEST(says(page, "/clientes/servicos/21497"));
  BOOST_TEST(says(page, "HTTP/1.1 200 OK"));
  BOOST_TEST(says(page, "{&quot;access&quot;:true,&quot;subscriber_id&quot;:&quot;" + subscriber(neo) +
                            "&quot;,&quot;product&quot;:&quot;BASICO&quot;}"));
}

BOOST_AUTO_TEST_CASE(a_denial_says_why_and_which_record_decides) {
  status(21497, "suspenso_debito");
  for (const auto& who : {std::string("login21497"), std::string("C1"), subscriber(neo)}) {
    const auto page = get(ask(who));
    BOOST_TEST(says(page, "Negado: suspenso"), who);
    BOOST_TEST(says(page, "o serviço 21497 está suspenso"), who);
    BOOST_TEST(says(page, "HTTP/1.1 403 Forbidden"), who);
    BOOST_TEST(says(page, "&quot;error&quot;:&quot;suspenso&quot;"), who);
  }
  BOOST_TEST(says(get(ask("C1", "NADA")), "Negado: produto desconhecido"));
  BOOST_TEST(says(get(ask("C1", "NADA")), "não avaliado"));
}

BOOST_AUTO_TEST_CASE(two_customers_with_one_login_are_told_apart_by_a_person) {
  customer("C2");
  operations::ServicePut same;
  same.customer_code = std::string("C2");
  same.plan = std::string("fibra");
  same.status_prefix = std::string("servico_habilitado");
  same.login = std::string("login21497");
  same.password = std::string("outra");
  put(3, same);
  const auto page = get(ask("login21497"));
  BOOST_TEST(says(page, "mais de um cliente"));
  BOOST_TEST(says(page, "Cliente C1"));
  BOOST_TEST(says(page, "Cliente C2"));
  BOOST_TEST(says(page, "cliente=" + std::to_string(customer_id)));
  const auto chosen = get(why + "?integracao=" + std::to_string(neo) +
                          "&produto=BASICO&cliente=" + std::to_string(customer_id));
  BOOST_TEST(says(chosen, "Liberado"));
}

BOOST_AUTO_TEST_CASE(questions_that_cannot_be_answered_are_pages_too) {
  BOOST_TEST(get(why).status == 200);
  BOOST_TEST(says(get(ask("ninguém")), "Nenhum cliente assim"));
  BOOST_TEST(says(get(why + "?quem=C1&integracao=999&produto=X"), "Escolha a integração"));
  BOOST_TEST(says(get(why + "?cliente=999999&integracao=" + std::to_string(neo)), "Nenhum cliente assim"));
  const auto hostile = get(ask("C1", "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E"));
  BOOST_TEST(says(hostile, "Negado: produto desconhecido"));
  BOOST_TEST(!says(hostile, "<script>alert"));
}

BOOST_AUTO_TEST_CASE(the_log_is_exact_in_its_counts_and_says_when_lines_are_samples) {
  decide("liberado");
  decide("suspenso");
  BOOST_TEST(says(get("/validacoes"), "Contagem exata do período: 1 liberado · 1 suspenso."));
  BOOST_TEST(!says(get("/validacoes"), "amostra"));
  decide("liberado", 40);
  const auto page = get("/validacoes");
  BOOST_TEST(says(page, "41 liberado"));
  BOOST_TEST(says(page, "amostra"));
  BOOST_TEST(says(page, "Total de Validações: <strong>42</strong>"));
  BOOST_TEST(says(page, "1,4 ms"));
  BOOST_TEST(says(page, "por-que-foi-negado?integracao="));
}

BOOST_AUTO_TEST_CASE(the_log_is_narrowed_by_every_filter_and_turns_its_pages) {
  decide("liberado");
  decide("suspenso", 1, "EXTRA");
  decide("cancelado", 1, "BASICO", std::chrono::hours{48});
  const auto lines = [&](const std::string& query) {
    const auto csv = get("/validacoes?formato=csv" + query).body;
    return std::count(csv.begin(), csv.end(), '\n') - 1;
  };
  BOOST_TEST(lines("") == 2);
  BOOST_TEST(lines("&periodo=7") == 3);
  BOOST_TEST(lines("&periodo=ontem") == 0);
  BOOST_TEST(lines("&periodo=tudo&motivo=cancelado") == 1);
  BOOST_TEST(lines("&produto=EXTRA") == 1);
  BOOST_TEST(lines("&quem=C1") == 2);
  BOOST_TEST(lines("&quem=" + subscriber(neo)) == 2);
  BOOST_TEST(lines("&quem=ninguem") == 0);
  BOOST_TEST(lines("&integracao=" + std::to_string(neo)) == 2);
  BOOST_TEST(says(get("/validacoes?quem=C1&periodo=tudo"), "Total de Validações: <strong>3</strong>"));
  for (int i = 0; i < 10; ++i) decide("liberado");
  BOOST_TEST(says(get("/validacoes?itens=10"), "depois="));
}

BOOST_AUTO_TEST_CASE(a_conflict_names_its_customers_until_it_is_mended) {
  customer("C2");
  operations::ServicePut same;
  same.customer_code = std::string("C2");
  same.plan = std::string("fibra");
  same.status_prefix = std::string("servico_habilitado");
  same.login = std::string("login21497");
  same.password = std::string("outra");
  put(3, same);
  BOOST_TEST(says(get("/validacoes/conflitos"), "Nenhum conflito de login"));
  storage::note_login_conflict(db, {.provider_id = provider_id,
                                    .integration_id = neo,
                                    .login_key = keyring.login_key("login21497"),
                                    .first_at = clock.now(),
                                    .last_at = clock.now()});
  const auto open = get("/validacoes/conflitos");
  BOOST_TEST(says(open, "Em conflito"));
  BOOST_TEST(says(open, "Cliente C1"));
  BOOST_TEST(says(open, "Cliente C2"));
  same.login = std::string("outro");
  put(3, same);
  BOOST_TEST(says(get("/validacoes/conflitos"), "Resolvido"));
}

BOOST_AUTO_TEST_CASE(another_provider_sees_none_of_it) {
  decide("suspenso");
  host = "outro.localhost";
  BOOST_TEST(says(get("/validacoes"), "Nenhuma validação"));
  BOOST_TEST(says(get(ask("C1")), "Escolha a integração"));
  BOOST_TEST(
      !says(get(why + "?integracao=" + std::to_string(neo) + "&cliente=" + std::to_string(customer_id)),
            "Cliente C1"));
  role = "";
  BOOST_TEST(get("/validacoes").status == 303);
}

BOOST_AUTO_TEST_SUITE_END()
