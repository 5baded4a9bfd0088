#include <boost/test/unit_test.hpp>

#include "operations/invitations.h"
#include "operations/login.h"
#include "operations/people.h"
#include "support/digest_places.h"
#include "web/guard.h"
#include "web/site.h"

namespace {

struct Visitor : test::Site {
  Visitor() {
    operations::add_user(
        context(),
        {.name = "Ana", .email = "ana@exemplo.com.br", .role = "operador", .password = "chuva de setembro"})
        .value();
  }
  /// Signs in as a browser without a session does: the form first, then the form sent back with its cookie.
  http::Response sign_in(const std::string& password, bool secure = false) {
    auto form = request(http::Method::get, "/entrar", "nobody");
    form.secure = secure;
    const auto cookie = test::header_of(send(form), "Set-Cookie");
    const auto visitor = cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
    auto sent = request(http::Method::post, "/entrar", "nobody");
    sent.secure = secure;
    sent.headers["Content-Type"] = "application/x-www-form-urlencoded";
    sent.headers["Cookie"] = web::visitor_cookie_name(secure) + "=" + visitor;
    sent.body = test::encoded({{"email", "ana@exemplo.com.br"},
                               {"senha", password},
                               {"voltar", "/planos"},
                               {"_csrf", web::csrf_token(keyring, visitor)}});
    return send(sent);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(session_pages, Visitor)

BOOST_AUTO_TEST_CASE(the_right_password_leads_to_the_page_that_was_asked_for) {
  const auto response = sign_in("chuva de setembro");
  BOOST_TEST(response.status == 303);
  BOOST_TEST(test::header_of(response, "Location") == "/planos");
  const auto cookie = test::header_of(response, "Set-Cookie");
  BOOST_TEST(cookie.starts_with("sessao="));
  BOOST_TEST(cookie.find("HttpOnly; SameSite=Lax") != std::string::npos);
  auto next = request(http::Method::get, "/planos", "nobody");
  next.headers["Cookie"] = cookie.substr(0, cookie.find(';'));
  BOOST_TEST(send(next).status == 200);
}

BOOST_AUTO_TEST_CASE(over_https_the_cookie_is_secure_and_bound_to_the_host) {
  const auto cookie = test::header_of(sign_in("chuva de setembro", true), "Set-Cookie");
  BOOST_TEST(cookie.starts_with("__Host-sessao="));
  BOOST_TEST(cookie.find("; Secure") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(plain_http_from_elsewhere_signs_nobody_in) {
  auto form = request(http::Method::get, "/entrar", "nobody");
  form.remote_address = "203.0.113.7";
  BOOST_TEST(send(form).status == 403);
  auto page = request(http::Method::get, "/planos", "administrador");
  page.remote_address = "203.0.113.7";
  BOOST_TEST(send(page).status == 303);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_keeps_the_email_and_says_no_more_than_that) {
  const auto response = sign_in("errada");
  BOOST_TEST(response.status == 422);
  BOOST_TEST(response.body.find("E-mail ou senha não conferem.") != std::string::npos);
  BOOST_TEST(response.body.find("value=\"ana@exemplo.com.br\"") != std::string::npos);
  BOOST_TEST(response.body.find("errada") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(too_many_failures_are_answered_429_with_the_wait) {
  for (int i = 0; i < 5; ++i) sign_in("errada");
  const auto response = sign_in("chuva de setembro");
  BOOST_TEST(response.status == 429);
  BOOST_TEST(test::header_of(response, "Retry-After") == "1");
  BOOST_TEST(response.body.find("Aguarde 1 segundo ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(while_too_many_passwords_are_digested_a_form_with_one_is_to_be_sent_again) {
  const auto link = operations::invite_new_user(
                        context(), {.name = "Bia", .email = "bia@exemplo.com.br", .role = "operador"})
                        .value()
                        .token;
  {
    const test::FullDigestPlaces full;
    const auto refused = [](const http::Response& response) {
      BOOST_TEST(response.status == 503);
      BOOST_TEST(test::header_of(response, "Retry-After") == "3");
      BOOST_TEST(response.body.find("Muitas senhas estão sendo conferidas") != std::string::npos);
    };
    refused(sign_in("chuva de setembro"));
    refused(
        post("/convite/" + link, {{"senha_nova", "sol de janeiro!"}, {"senha_repetida", "sol de janeiro!"}}));
    refused(post(
        "/perfil/senha",
        {{"senha_atual", "x"}, {"senha_nova", "sol de janeiro!"}, {"senha_repetida", "sol de janeiro!"}}));
  }
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM invitation") == 1);
  BOOST_TEST(sign_in("chuva de setembro").status == 303);
}

BOOST_AUTO_TEST_CASE(what_was_refused_at_an_account_is_shown_to_its_owner) {
  BOOST_TEST(get("/perfil/sessoes", "leitura").body.find("Nenhuma nos últimos 30 dias.") !=
             std::string::npos);
  const test::Fields wrong{
      {"senha_atual", "errada"}, {"senha_nova", "sol de janeiro!"}, {"senha_repetida", "sol de janeiro!"}};
  BOOST_TEST(post("/perfil/senha", wrong, "leitura").status == 422);
  operations::log_in(context(),
                     {.email = "leitura@exemplo.com.br", .password = "x", .address = "203.0.113.9"});
  const auto page = get("/perfil/sessoes", "leitura").body;
  BOOST_TEST(page.find("Senha atual recusada") != std::string::npos);
  BOOST_TEST(page.find("Entrada recusada") != std::string::npos);
  BOOST_TEST(page.find("203.0.113.9") != std::string::npos);
  BOOST_TEST(get("/perfil/sessoes", "operador").body.find("203.0.113.9") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(leaving_ends_the_session_here_and_in_the_database) {
  BOOST_TEST(get("/planos", "operador").status == 200);
  const auto response = post("/sair", {}, "operador");
  BOOST_TEST(test::header_of(response, "Set-Cookie").find("Max-Age=0") != std::string::npos);
  BOOST_TEST(get("/planos", "operador").status == 303);
}

BOOST_AUTO_TEST_CASE(a_session_is_listed_and_ended_from_the_profile_by_its_owner_only) {
  const auto page = get("/perfil/sessoes", "leitura").body;
  BOOST_TEST(page.find("Esta sessão") != std::string::npos);
  sign_in("chuva de setembro");
  const auto hash =
      db.find("SELECT HEX(token_hash) AS h FROM session ORDER BY created_at DESC, user_id DESC LIMIT 1", {},
              [](const storage::Row& row) { return row.text("h"); })
          .value();
  BOOST_TEST(post("/perfil/sessoes/" + hash + "/encerrar", {}, "leitura").status == 404);
}

BOOST_AUTO_TEST_CASE(a_message_left_for_the_next_page_is_shown_once_and_cannot_be_forged) {
  const auto saved =
      post("/perfil", {{"nome", "Nova Pessoa"}, {"email", "leitura@exemplo.com.br"}}, "leitura");
  BOOST_TEST(saved.status == 303);
  const auto flash = test::header_of(saved, "Set-Cookie");
  auto next = request(http::Method::get, "/perfil", "leitura");
  next.headers["Cookie"] += "; " + flash.substr(0, flash.find(';'));
  const auto shown = send(next);
  BOOST_TEST(shown.body.find("Dados salvos.") != std::string::npos);
  BOOST_TEST(test::header_of(shown, "Set-Cookie").find("Max-Age=0") != std::string::npos);
  auto forged = request(http::Method::get, "/perfil", "leitura");
  forged.headers["Cookie"] += "; aviso=AAAA.sLigue%20para%20este%20golpe";
  BOOST_TEST(send(forged).body.find("golpe") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_message_left_in_one_session_is_shown_in_no_other_and_not_later) {
  const auto saved =
      post("/perfil", {{"nome", "Nova Pessoa"}, {"email", "leitura@exemplo.com.br"}}, "leitura");
  const auto flash = test::header_of(saved, "Set-Cookie");
  const auto shown_to = [&](std::string_view role) {
    auto next = request(http::Method::get, "/perfil", role);
    next.headers["Cookie"] += "; " + flash.substr(0, flash.find(';'));
    return send(next).body.find("Dados salvos.") != std::string::npos;
  };
  BOOST_TEST(shown_to("leitura"));
  BOOST_TEST(!shown_to("operador"));
  clock.advance(std::chrono::seconds(61));
  BOOST_TEST(!shown_to("leitura"));
}

BOOST_AUTO_TEST_SUITE_END()
