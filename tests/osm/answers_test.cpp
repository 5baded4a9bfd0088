#include "osm/api/answers.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "osm/operations/credentials.h"
#include "support/portal.h"

using nlohmann::json;
using osm::AppRefusal;

namespace {

template <typename T>
http::Response answer_to(const osm::Result<T>& result) {
  return osm::api::refusal_answer(result.error());
}

json error_in(const http::Response& response) { return json::parse(response.body).at("erro"); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(osm_answers, test::Portal)

BOOST_AUTO_TEST_CASE(a_subscriber_is_answered_with_what_it_has_and_never_with_a_password) {
  auto put = sent("C1", "rita@exemplo.com.br");
  put.plans = std::vector<std::string>{"SEAC", "FULL"};
  put.noggin = false;
  const auto id = osm::create_subscriber(erp(), put).value().id;
  const auto answer = osm::api::subscriber_answer(whole(id), {}, 201);
  BOOST_TEST(answer.status == 201);
  BOOST_TEST(answer.body.find("argon2id") == std::string::npos);
  BOOST_TEST(json::parse(answer.body).at("assinante") == json({{"id", id},
                                                               {"codigo_externo", "C1"},
                                                               {"nome", "Rita de Cássia"},
                                                               {"email", "rita@exemplo.com.br"},
                                                               {"status", "ativo"},
                                                               {"planos", {"SEAC", "FULL"}},
                                                               {"noggin", false},
                                                               {"paramount", true},
                                                               {"criado_em", "2026-11-22T12:00:00Z"}}));
}

BOOST_AUTO_TEST_CASE(every_refusal_has_its_status_its_code_and_whom_it_is_about) {
  const auto id = feed("C1", "rita@exemplo.com.br");
  const auto credential = whole(id).credentials[0].id;
  const auto taken = answer_to(osm::create_subscriber(erp(), sent("C2", "rita@exemplo.com.br")));
  BOOST_TEST(taken.status == 409);
  BOOST_TEST(error_in(taken)["codigo"] == "email_em_uso");
  BOOST_TEST(error_in(taken)["codigo_externo"] == "C1");
  BOOST_TEST(error_in(taken)["campos"].contains("email"));
  const auto known = answer_to(osm::create_subscriber(erp(), sent("C1", "outra@exemplo.com.br")));
  BOOST_TEST(known.status == 409);
  BOOST_TEST(error_in(known)["codigo"] == "codigo_externo_em_uso");
  BOOST_TEST(error_in(known)["id"] == id);
  auto put = sent("C2", "outra@exemplo.com.br");
  put.access_key = std::string("rita@exemplo.com.br");
  const auto key = answer_to(osm::create_subscriber(erp(), put));
  BOOST_TEST(key.status == 409);
  BOOST_TEST(error_in(key)["codigo"] == "chave_acesso_em_uso");
  const auto fixed = answer_to(osm::change_subscriber(erp(), id, {.email = std::string("x@y")}));
  BOOST_TEST(fixed.status == 422);
  BOOST_TEST(error_in(fixed)["codigo"] == "email_imutavel");
  const auto wrong = answer_to(osm::change_subscriber(erp(), id, {.password = std::string("123")}));
  BOOST_TEST(wrong.status == 422);
  BOOST_TEST(error_in(wrong)["codigo"] == "campos_invalidos");
  BOOST_TEST(error_in(wrong)["campos"].contains("senha"));
  const auto first = answer_to(osm::remove_credential(erp(), id, credential));
  BOOST_TEST(first.status == 422);
  BOOST_TEST(error_in(first)["codigo"] == "autenticacao_principal");
  const auto missing = answer_to(osm::change_subscriber(erp(), id + 9, {}));
  BOOST_TEST(missing.status == 404);
  BOOST_TEST(error_in(missing)["codigo"] == "nao_encontrado");
  BOOST_TEST(!error_in(missing).contains("campos"));
}

BOOST_AUTO_TEST_CASE(a_list_tells_its_page_and_a_document_with_wrong_digits_a_warning) {
  const auto written = osm::create_subscriber(staff(), typed()).value();
  const auto body = json::parse(osm::api::subscriber_answer(whole(written.id), written.warnings).body);
  BOOST_TEST(body["avisos"].size() == 1U);
  BOOST_TEST(body["assinante"]["cpf"] == "12345678900");
  BOOST_TEST(!body["assinante"].contains("codigo_externo"));
  const std::vector all{whole(written.id)};
  const auto list = json::parse(osm::api::subscribers_answer(all, 101, 1).body);
  BOOST_TEST(list["assinantes"].size() == 1U);
  BOOST_TEST(list["total"] == 101);
  BOOST_TEST(list["pagina"] == 1);
}

BOOST_AUTO_TEST_CASE(an_app_hears_its_plans_and_its_settings_with_the_reserved_ones_as_switches) {
  const auto id = feed("C1", "rita@exemplo.com.br");
  using Rows = std::vector<std::pair<std::string, std::string>>;
  osm::change_subscriber(staff(), id, {.settings = Rows{{"idioma", "pt"}, {"noggin", "false"}}}).value();
  const auto body = json::parse(osm::api::logged_in_answer({.token = "abc", .subscriber = whole(id)}).body);
  BOOST_TEST(body["token"] == "abc");
  BOOST_TEST(body["planos"] == json::array({{{"codigo", "SEAC"}, {"nome", "SEAC"}}}));
  BOOST_TEST(body["configuracoes"] == json({{"noggin", false}, {"paramount", true}, {"idioma", "pt"}}));
}

BOOST_AUTO_TEST_CASE(an_app_that_is_not_let_in_is_told_why_by_status_and_code) {
  const auto told = [](AppRefusal::Why why) {
    const auto answer = osm::api::app_refusal_answer({.why = why, .wait = std::chrono::seconds{8}});
    return std::to_string(answer.status) + " " + error_in(answer)["codigo"].get<std::string>();
  };
  BOOST_TEST(told(AppRefusal::Why::wrong) == "401 credenciais_invalidas");
  BOOST_TEST(told(AppRefusal::Why::over) == "401 nao_autorizado");
  BOOST_TEST(told(AppRefusal::Why::suspended) == "403 assinante_suspenso");
  BOOST_TEST(told(AppRefusal::Why::wait) == "429 limite_excedido");
  const auto wait =
      osm::api::app_refusal_answer({.why = AppRefusal::Why::wait, .wait = std::chrono::seconds{8}});
  BOOST_TEST((wait.headers.back() == std::pair<std::string, std::string>("Retry-After", "8")));
}

BOOST_AUTO_TEST_CASE(channels_and_notifications_leave_out_what_they_have_not) {
  const std::vector channels{osm::Channel{.id = 3, .number = 11, .name = "Cine"},
                             osm::Channel{.id = 4, .number = 12, .name = "Gol", .category = "Esportes"}};
  BOOST_TEST(json::parse(osm::api::channels_answer(channels).body)["canais"] ==
             json::array({{{"id", 3}, {"numero", 11}, {"nome", "Cine"}},
                          {{"id", 4}, {"numero", 12}, {"nome", "Gol"}, {"categoria", "Esportes"}}}));
  const osm::Inbox inbox{
      .notifications = {{.id = 7, .title = "Oi", .text = "Novo canal", .sent_at = clock.now()}}, .unread = 1};
  const auto body = json::parse(osm::api::inbox_answer(inbox).body);
  BOOST_TEST(body["nao_lidas"] == 1);
  BOOST_TEST(
      body["notificacoes"][0] ==
      json({{"id", 7}, {"titulo", "Oi"}, {"texto", "Novo canal"}, {"enviada_em", "2026-11-22T12:00:00Z"}}));
}

BOOST_AUTO_TEST_SUITE_END()
