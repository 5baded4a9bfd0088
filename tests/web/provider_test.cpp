#include <boost/test/unit_test.hpp>

#include "operations/provider_settings.h"
#include "storage/checks.h"
#include "web/site.h"

namespace {

using By = operations::ProviderSetting::By;

struct ProviderPage : test::Site {
  storage::Provider stored() { return storage::find_provider(db, provider_id).value(); }
  static bool says(const http::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
  }
  /// What is wrong with a value; empty when it was taken.
  std::string wrong(const std::string& name, const std::string& value, By by = By::administrator) {
    const auto done = operations::change_provider(context(), {{name, value}}, by);
    return done ? "" : done.error().errors.items().front().message;
  }
  std::string callback_shown() {
    make_records(provider_id, "Fibra", 1001);
    return get("/plataformas").body;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_provider, ProviderPage)

BOOST_AUTO_TEST_CASE(the_page_shows_every_setting_and_lets_change_those_of_the_administrator_only) {
  const auto page = get("/provedor");
  for (const auto& setting : operations::provider_settings()) {
    BOOST_TEST(says(page, setting.label), setting.label);
    const bool typed = says(page, "name=\"" + std::string(setting.name) + "\"");
    BOOST_TEST(typed == (setting.by == By::administrator), setting.name);
  }
  BOOST_TEST(says(page, "demo.localhost"));
  BOOST_TEST(post("/provedor", {{"ativo", "nao"}, {"guarda_minimo", "70"}}).status == 303);
  BOOST_TEST(stored().active);
  BOOST_TEST(stored().guard_least == 70U);
}

BOOST_AUTO_TEST_CASE(with_an_address_of_the_erp_a_card_has_its_four_entries_and_without_none) {
  const auto own = make_records(provider_id, "Fibra", 1001);
  const auto card = [&] { return get("/clientes/" + std::to_string(own.customer)); };
  const std::pair<const char*, const char*> entries[] = {{"alterar_endereco", "Alterar para Outro Endereço"},
                                                         {"alterar_vencimento", "Alterações de Vencimento"},
                                                         {"extrato_conexoes", "Extrato de Conexões"},
                                                         {"uso_dados", "Uso de Dados"}};
  for (const auto& [action, label] : entries) BOOST_TEST(!says(card(), label), label);
  BOOST_TEST(post("/provedor", {{"endereco_erp", "https://erp.exemplo.com.br/{acao}/{id_cliente_servico}"}})
                 .status == 303);
  const auto page = card();
  for (const auto& [action, label] : entries) {
    BOOST_TEST(says(page, label), label);
    BOOST_TEST(says(page, "href=\"https://erp.exemplo.com.br/" + std::string(action) + "/1001\""), action);
  }
}

BOOST_AUTO_TEST_CASE(a_change_is_in_the_trail_by_the_labels_of_the_page) {
  BOOST_TEST(post("/provedor", {{"padroes_na_migracao", "mover"}, {"nome", "Fibra Nova"}}).status == 303);
  BOOST_TEST(stored().migration_moves_defaults);
  const auto history = get("/provedor/historico");
  for (const auto* text : {"Seguem com o cliente", "Fibra Nova", "Na migração"})
    BOOST_TEST(says(history, text), text);
  BOOST_TEST(says(get("/auditoria?registro=provedor"), "Fibra Nova"));
}

BOOST_AUTO_TEST_CASE(all_wrong_fields_are_named_at_once_and_nothing_is_written) {
  const auto answer = post(
      "/provedor", {{"nome", " "}, {"guarda_percentual", "101"}, {"endereco_publico", "tv.exemplo.com"}});
  BOOST_TEST(answer.status == 422);
  for (const auto* text : {"obrigatório", "de 1 a 100", "https://"}) BOOST_TEST(says(answer, text), text);
  BOOST_TEST(stored().name == "Provedor demo");
}

BOOST_AUTO_TEST_CASE(a_public_address_is_a_server_under_tls_and_nothing_more) {
  for (const auto* fine : {"https://tv.exemplo.com.br", "https://tv.exemplo.com.br:8443/",
                           "HTTPS://TV.exemplo.com", "http://demo.localhost:8080", ""})
    BOOST_TEST(wrong("endereco_publico", fine) == "", fine);
  BOOST_TEST(!stored().public_address);
  for (const auto* bad : {"http://tv.exemplo.com.br", "javascript:alert(1)", "https://", "https://a/b",
                          "https://u@a", "https://a?b", "https://a:x", "https://a b", "//a"})
    BOOST_TEST(wrong("endereco_publico", bad) != "", bad);
  BOOST_TEST(wrong("endereco_erp", "javascript:alert(1)") != "");
}

BOOST_AUTO_TEST_CASE(the_callback_url_begins_with_the_public_address_whatever_name_the_page_was_asked_under) {
  BOOST_TEST(callback_shown().find("https://demo.localhost/callback/") != std::string::npos);
  BOOST_TEST(wrong("endereco_publico", "https://tv.exemplo.com.br/") == "");
  BOOST_TEST(says(get("/plataformas"), "https://tv.exemplo.com.br/callback/"));
  BOOST_TEST(!says(get("/plataformas"), "demo.localhost"));
}

BOOST_AUTO_TEST_CASE(what_is_the_shells_is_refused_to_the_administrator_and_a_zone_once_there_are_customers) {
  BOOST_TEST(wrong("dias_de_validacoes", "30") == "não pode ser alterado aqui");
  BOOST_TEST(wrong("dias_de_validacoes", "30", By::shell) == "");
  BOOST_TEST(wrong("dias_de_transmissoes", "0", By::shell) == "deve ser um número de 1 a 3650");
  BOOST_TEST(wrong("dias_de_transmissoes", "30", By::shell) == "");
  BOOST_TEST(stored().transmission_log_days == 30U);
  BOOST_TEST(wrong("fuso_horario", "America/Manaus", By::shell) == "");
  BOOST_TEST(wrong("fuso_horario", "Marte/Base", By::shell) != "");
  make_records(provider_id, "Fibra", 1001);
  BOOST_TEST(wrong("fuso_horario", "America/Sao_Paulo", By::shell) ==
             "só pode mudar enquanto não há clientes");
  BOOST_TEST(wrong("sem_nome", "1", By::shell) != "");
}

BOOST_AUTO_TEST_CASE(validation_hears_of_a_change_and_nothing_is_written_where_nothing_changed) {
  const auto before = storage::find_config_version(db);
  BOOST_TEST(wrong("guarda_minimo", "50") == "");
  BOOST_TEST(storage::find_config_version(db) == before);
  BOOST_TEST(wrong("guarda_minimo", "51") == "");
  BOOST_TEST(storage::find_config_version(db) > before);
}

BOOST_AUTO_TEST_SUITE_END()
