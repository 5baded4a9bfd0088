#include <boost/test/unit_test.hpp>

#include "storage/services.h"
#include "web/site.h"

namespace {

using test::location_of;
using test::notice_of;
using test::says;

/// The catalogue of the main story, and C1 with the service 21497 on it.
struct Care : test::Site {
  std::uint32_t neo = integration("neo");
  std::uint32_t basic = product(neo, "BASICO");
  std::uint32_t extra = product(neo, "EXTRA");
  std::uint32_t news = product(neo, "NEWS");
  std::uint32_t basic_package = package("basico", neo, {basic});
  std::uint32_t extra_package = package("extra", neo, {extra});
  std::uint32_t news_package = package("news", neo, {news});
  std::uint32_t fibra = plan("fibra", {{basic_package, true}, {extra_package}});
  std::uint32_t travado = plan("travado", {{basic_package, true}, {news_package}}, true);
  std::string customer_path = "/clientes/" + std::to_string(customer_id);
  std::string path = "/clientes/servicos/21497";

  Care() { sell(21497, "fibra"); }
  storage::Service service() { return storage::find_service_by_external(db, provider_id, 21497).value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_services, Care)

BOOST_AUTO_TEST_CASE(the_card_shows_every_field_of_the_seed) {
  operations::ServicePut service;
  service.customer_code = std::string("C1");
  service.plan = std::string("fibra");
  service.status_prefix = std::string("servico_habilitado");
  service.value = base::Cents{10000};
  service.street = std::string("RUA TESTE");
  service.number = std::string("23");
  service.district = std::string("CENTRO");
  service.city = std::string("SANTO ANTÔNIO DO MONTE");
  service.address_state = std::string("MG");
  service.postcode = std::string("35560000");
  service.enabled_on = zone.parse("2024-09-06 12:49").value();
  service.registered_at = zone.parse("2024-09-10 16:28").value();
  service.sold_on = base::date_from_iso("2024-09-10").value();
  service.contract_end_on = base::date_from_iso("2025-09-10").value();
  service.due_day = 21u;
  service.contract_status = std::string("Em Vigência");
  service.charge_kind = std::string("Mensalidade (postecipada)");
  put(30000, service);
  const auto page = get("/clientes/servicos/30000");
  BOOST_TEST(page.status == 200);
  for (const auto* text : {"(2)",
                           "ID Cliente Serviço:",
                           "30000",
                           "Serviço Habilitado",
                           "VALOR SERVIÇO",
                           "R$ 100,00",
                           "INSTALAÇÃO",
                           "RUA TESTE 23, CENTRO, SANTO ANTÔNIO DO MONTE/MG | CEP: 35560000",
                           "DATA HABILITAÇÃO",
                           "06/09/2024 12:49",
                           "DATA CADASTRO",
                           "10/09/2024 16:28",
                           "FORMA COBRANÇA",
                           "TECNOLOGIA DO SERVIÇO",
                           "SERVIÇO NÃO POSSUI AUTENTICAÇÃO",
                           "VENCIMENTO",
                           "LOGIN AUTENTICAÇÃO",
                           "Não Cadastrado",
                           "SENHA AUTENTICAÇÃO",
                           "EQUIPAMENTO DE ROTEAMENTO",
                           "INTERFACE DE CONEXÃO",
                           "PORTA DE ATENDIMENTO",
                           "Nenhuma",
                           "DATA VENDA",
                           "10/09/2024",
                           "DATA FIM CONTRATO",
                           "10/09/2025",
                           "STATUS CONTRATO",
                           "Em Vigência",
                           "TIPO COBRANÇA",
                           "Mensalidade (postecipada)",
                           "PERFIL SUSPENSÃO",
                           "Nenhum (Padrão da Forma de Cobrança)",
                           "Migrar para Outro Serviço",
                           "VALOR PACOTES",
                           "VALOR COM PACOTES",
                           "R$ 139,80"})
    BOOST_TEST(says(page, text), text);
}

BOOST_AUTO_TEST_CASE(a_service_with_log_in_says_so_and_never_its_password) {
  const auto page = get(path);
  BOOST_TEST(!says(page, "SERVIÇO NÃO POSSUI AUTENTICAÇÃO"));
  BOOST_TEST(says(page, "login21497"));
  BOOST_TEST(says(page, "Cadastrada"));
  BOOST_TEST(!says(page, "senha21497"));
  BOOST_TEST(!says(get(path + "/editar"), "senha21497"));
}

BOOST_AUTO_TEST_CASE(the_erps_own_entries_are_links_into_it_or_absent) {
  BOOST_TEST(!says(get(path), "Extrato de Conexões"));
  erp_url_template = "https://erp.exemplo.com.br/{acao}?servico={id_cliente_servico}";
  const auto page = get(path);
  BOOST_TEST(says(page, "https://erp.exemplo.com.br/extrato_conexoes?servico=21497"));
  for (const auto* entry :
       {"Alterar para Outro Endereço", "Alterações de Vencimento", "Extrato de Conexões", "Uso de Dados"})
    BOOST_TEST(says(page, entry), entry);
  erp_url_template = "javascript:alert(1)";
  BOOST_TEST(!says(get(path), "Extrato de Conexões"));
}

BOOST_AUTO_TEST_CASE(a_new_service_gets_the_plans_packages_but_those_switched_off) {
  BOOST_TEST(says(get(customer_path + "/servicos/novo"), "plano=fibra"));
  const auto form = get(customer_path + "/servicos/novo?plano=fibra");
  BOOST_TEST(says(form, "Pacote extra - (R$ 19,90)"));
  const auto done = post(customer_path + "/servicos/novo", {{"plano", "fibra"},
                                                            {"status_prefixo", "servico_habilitado"},
                                                            {"valor", "120,50"},
                                                            {"login_autenticacao", "ana@fibra"},
                                                            {"senha_autenticacao", "segredo1"}});
  BOOST_TEST(location_of(done) == "/clientes/servicos/21498");
  const auto service = storage::find_service_by_external(db, provider_id, 21498).value();
  BOOST_TEST(service.value_cents == 12050);
  BOOST_TEST(service.enabled_on.has_value());
  BOOST_TEST(service.password_digest.has_value());
  BOOST_TEST(packages_on(21498) == std::vector<std::string>{"basico"}, boost::test_tools::per_element());
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_new_service_never_overwrites_the_one_that_has_its_id) {
  const auto refused = post(customer_path + "/servicos/novo", {{"plano", "fibra"},
                                                               {"status_prefixo", "cancelado"},
                                                               {"id_cliente_servico", "21497"},
                                                               {"valor", "caro"},
                                                               {"vencimento", "40"}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(says(refused, "á é de outro serviço"));
  BOOST_TEST(says(refused, "eve ser um valor"));
  BOOST_TEST(says(refused, "número inteiro de até 31"));
  BOOST_TEST(service().status_prefix == "servico_habilitado");
}

BOOST_AUTO_TEST_CASE(a_status_change_says_first_what_it_does_and_then_does_just_that) {
  BOOST_TEST(says(get(path + "/status"), "É o status atual."));
  const auto asked = get(path + "/status/suspenso_debito");
  BOOST_TEST(says(asked, "Serviço 21497: Suspenso por Débito?"));
  BOOST_TEST(says(asked, "2 pacotes continuam no serviço: Pacote basico, Pacote extra."));
  BOOST_TEST(says(
      asked, "2 produtos deixam de ser liberados agora: BASICO (Integração neo), EXTRA (Integração neo)."));
  BOOST_TEST(service().status_prefix == "servico_habilitado");
  BOOST_TEST(verdict(basic) == "liberado");
  BOOST_TEST(post(path + "/status/suspenso_debito").status == 303);
  BOOST_TEST(verdict(basic) == "suspenso");
  BOOST_TEST(says(get(path + "/status/servico_habilitado"), "2 produtos passam a ser liberados agora"));
}

BOOST_AUTO_TEST_CASE(an_unknown_status_does_not_exist) {
  BOOST_TEST(get(path + "/status/liberado").status == 404);
  BOOST_TEST(post(path + "/status/liberado").status == 404);
  BOOST_TEST(service().status_prefix == "servico_habilitado");
}

BOOST_AUTO_TEST_CASE(a_migration_says_what_stays_what_leaves_and_what_comes_and_then_does_just_that) {
  const auto audits = count("SELECT COUNT(*) AS n FROM audit");
  BOOST_TEST(says(get(path + "/migrar"), "É o plano atual do serviço."));
  const auto asked = get(path + "/migrar?plano=travado");
  BOOST_TEST(says(asked, "1 pacote continua no serviço: Pacote basico."));
  BOOST_TEST(says(asked, "1 pacote entra: Pacote news (R$ 19,90)."));
  BOOST_TEST(says(asked, "1 pacote sai: Pacote extra."));
  BOOST_TEST(says(asked, "trava pacotes"));
  BOOST_TEST(says(asked, "1 produto deixa de ser liberado agora: EXTRA"));
  BOOST_TEST(service().plan_id == fibra);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == audits);
  BOOST_TEST(packages_on(21497).size() == 2u);

  const auto pacote = "pacote_" + std::to_string(news_package);
  const auto done = post(path + "/migrar", {{"plano", "travado"}, {"valor", "99,90"}, {pacote, "1"}});
  BOOST_TEST(location_of(done) == path);
  BOOST_TEST(notice_of(done).find("trava pacotes") != std::string::npos);
  BOOST_TEST(service().plan_id == travado);
  BOOST_TEST(packages_on(21497) == (std::vector<std::string>{"basico", "news"}),
             boost::test_tools::per_element());
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(an_optional_package_switched_off_does_not_come_with_the_migration) {
  post(path + "/migrar", {{"plano", "travado"}, {"valor", "99,90"}});
  BOOST_TEST(packages_on(21497) == std::vector<std::string>{"basico"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_migration_to_nowhere_comes_back_with_the_reason) {
  const auto unknown = get(path + "/migrar?plano=%3Cb%3E");
  BOOST_TEST(unknown.status == 303);
  BOOST_TEST(location_of(unknown) == path + "/migrar");
  BOOST_TEST(post(path + "/migrar", {{"plano", "nada"}}).status == 303);
  BOOST_TEST(service().plan_id == fibra);
}

BOOST_AUTO_TEST_CASE(
    an_edit_names_all_wrong_fields_keeps_what_was_typed_and_an_empty_password_keeps_the_old) {
  const auto before = service().password_digest;
  const auto refused = post(path + "/editar", {{"valor", "x"},
                                               {"data_venda", "31/02/2026"},
                                               {"data_habilitacao", "ontem"},
                                               {"endereco.logradouro", std::string(161, 'a')},
                                               {"endereco.bairro", "<script>alert(1)</script>"}});
  BOOST_TEST(refused.status == 422);
  for (const auto* text :
       {"eve ser um valor", "eve ser uma data", "data e hora", "161 caracteres", "&lt;script&gt;"})
    BOOST_TEST(says(refused, text), text);
  const auto done = post(path + "/editar", {{"valor", "50"},
                                            {"login_autenticacao", "novo"},
                                            {"senha_autenticacao", ""},
                                            {"data_habilitacao", "06/09/2024 12:49"},
                                            {"endereco.logradouro", "<script>alert(1)</script>"}});
  BOOST_TEST(done.status == 303);
  BOOST_TEST(service().login.value() == "novo");
  BOOST_TEST((service().password_digest == before));
  BOOST_TEST(!says(get(path), "<script>alert"));
  BOOST_TEST(says(get(path), "06/09/2024 12:49"));
  BOOST_TEST(says(get(path + "/historico"), "login_autenticacao"));
}

BOOST_AUTO_TEST_CASE(who_may_only_read_sees_the_card_without_its_acts) {
  role = "leitura";
  const auto page = get(path);
  BOOST_TEST(page.status == 200);
  BOOST_TEST(!says(page, "Migrar para Outro Serviço"));
  BOOST_TEST(!says(page, "Alterar Status"));
  for (const auto* below : {"/editar", "/status", "/status/cancelado", "/migrar"})
    BOOST_TEST(get(path + below).status == 403, below);
  BOOST_TEST(post(path + "/status/cancelado").status == 403);
  BOOST_TEST(post(path + "/migrar", {{"plano", "travado"}}).status == 403);
  BOOST_TEST(service().status_prefix == "servico_habilitado");
}

BOOST_AUTO_TEST_CASE(another_providers_service_does_not_exist) {
  host = "outro.localhost";
  for (const auto* below :
       {"", "/editar", "/status", "/status/cancelado", "/migrar", "/migrar?plano=fibra", "/historico"})
    BOOST_TEST(get(path + below).status == 404, below);
  BOOST_TEST(post(path + "/status/cancelado").status == 404);
  BOOST_TEST(post(path + "/migrar", {{"plano", "travado"}}).status == 404);
  BOOST_TEST(post(path + "/editar", {{"valor", "1"}}).status == 404);
  BOOST_TEST(get(customer_path + "/servicos/novo").status == 404);
  BOOST_TEST(service().status_prefix == "servico_habilitado");
}

BOOST_AUTO_TEST_SUITE_END()
