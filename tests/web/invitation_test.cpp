// A colleague comes in by a link: nobody but she ever knows the password.
#include <boost/test/unit_test.hpp>

#include <regex>

#include "support/digest_places.h"
#include "web/browser.h"

namespace {

using test::form_of;
using test::header_of;

constexpr auto k_password = "chuva de setembro";

bool says(const http::Response& page, std::string_view text) {
  return page.body.find(text) != std::string::npos;
}

struct Colleague : test::Site {
  test::Browser browser{*this};

  /// The path of the link that a page shows.
  static std::string link_on(const http::Response& page) {
    std::smatch found;
    BOOST_REQUIRE(std::regex_search(page.body, found,
                                    std::regex("<code>http://demo.localhost:8080(/convite/[\\w-]+)<")));
    return found[1];
  }
  http::Response invite(const std::string& name = "Bia") {
    return post("/usuarios/novo", {{"nome", name}, {"email", "bia@exemplo.com.br"}, {"papel", "operador"}});
  }
  http::Response choose(const std::string& link, const std::string& password, const std::string& repeated) {
    const auto page = browser.get(link);
    std::smatch found;
    std::regex_search(page.body, found, std::regex("name=\"_csrf\" value=\"([^\"]*)\""));
    return browser.post(link, {{"_csrf", test::plain_text(found[1].str())},
                               {"senha_nova", password},
                               {"senha_repetida", repeated}});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(invitation_pages, Colleague)

BOOST_AUTO_TEST_CASE(a_colleague_is_created_without_a_password_and_comes_in_by_the_link) {
  BOOST_TEST(!says(get("/usuarios/novo"), "type=\"password\""));
  const auto created = invite();
  BOOST_TEST(created.status == 201);
  const auto link = link_on(created);
  const auto page = browser.get(link);
  BOOST_TEST(page.status == 200);
  BOOST_TEST(says(page, "value=\"bia@exemplo.com.br\""));
  BOOST_TEST(header_of(page, "Cache-Control") == "no-store");
  const auto weak = choose(link, "curta", "outra");
  BOOST_TEST(weak.status == 422);
  BOOST_TEST(says(weak, "ao menos 12 caracteres"));
  BOOST_TEST(says(weak, "A repetição não é igual"));
  BOOST_TEST(!says(weak, "curta"));
  const auto done = choose(link, k_password, k_password);
  BOOST_TEST(done.status == 303);
  const auto login = browser.get(header_of(done, "Location"));
  BOOST_TEST(says(login, "Senha criada."));
  BOOST_TEST(says(login, "value=\"bia@exemplo.com.br\""));
  BOOST_TEST(browser.sign_in("bia@exemplo.com.br", k_password, &login).status == 303);
  BOOST_TEST(browser.get("/planos").status == 200);
}

BOOST_AUTO_TEST_CASE(a_link_that_is_used_replaced_or_made_up_says_so_and_what_to_do) {
  const auto first = link_on(invite());
  const auto id = std::to_string(count("SELECT user_id AS n FROM invitation"));
  BOOST_TEST(get("/usuarios/" + id + "/convite").status == 200);
  const auto second = link_on(post("/usuarios/" + id + "/convite"));
  const auto gone = [&](const std::string& link) {
    const auto page = browser.get(link);
    BOOST_TEST(page.status == 404, link);
    BOOST_TEST(says(page, "Peça outro a um administrador"), link);
    BOOST_TEST(choose(link, k_password, k_password).status != 303, link);
  };
  gone(first);
  BOOST_TEST(choose(second, k_password, k_password).status == 303);
  gone(second);
  for (const auto* made_up :
       {"/convite/x", "/convite/%00", "/convite/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E"})
    gone(made_up);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE action = 'convite_aceito'") == 1);
}

BOOST_AUTO_TEST_CASE(a_link_leads_nowhere_under_another_providers_name) {
  const auto link = link_on(invite());
  host = "outro.localhost";
  BOOST_TEST(browser.get(link).status == 404);
  host = "demo.localhost";
  BOOST_TEST(browser.get(link).status == 200);
}

BOOST_AUTO_TEST_CASE(a_link_without_the_mark_of_its_page_sets_nothing) {
  const auto link = link_on(invite());
  BOOST_TEST(browser.post(link, {{"senha_nova", k_password}, {"senha_repetida", k_password}}).status == 403);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM invitation") == 1);
}

BOOST_AUTO_TEST_CASE(the_same_form_sent_twice_invites_once_and_shows_the_link_once) {
  test::Browser admin(*this);
  admin.set_cookie("sessao", request(http::Method::get, "/", "administrador").headers["Cookie"].substr(7));
  auto form = form_of(admin.get("/usuarios/novo").body);
  form.find("nome")->value = "Bia";
  form.find("email")->value = "bia@exemplo.com.br";
  BOOST_TEST(admin.submit(form).status == 201);
  BOOST_TEST(admin.submit(form).status == 409);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM user WHERE email = 'bia@exemplo.com.br'") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM idempotency_key WHERE body LIKE '%convite%'") == 0);
}

BOOST_AUTO_TEST_CASE(who_is_signed_in_as_somebody_else_is_told_whose_link_it_is) {
  const auto link = link_on(invite());
  BOOST_TEST(says(get(link, "operador"), "você está na conta de Pessoa operador"));
  BOOST_TEST(!says(browser.get(link), "você está na conta"));
}

BOOST_AUTO_TEST_CASE(the_page_of_the_user_tells_whether_there_is_a_password_and_an_invitation) {
  invite();
  const auto path = "/usuarios/" + std::to_string(count("SELECT user_id AS n FROM invitation"));
  BOOST_TEST(says(get(path), "Ainda sem senha; há um convite que vale até 25/11/2026"));
  clock.advance(std::chrono::hours(73));
  db.execute("UPDATE session SET last_seen_at = ?, expires_at = ?",
             {clock.now(), clock.now() + std::chrono::hours(1)});
  BOOST_TEST(says(get(path), "o convite venceu em 25/11/2026"));
}

BOOST_AUTO_TEST_CASE(a_hostile_name_is_shown_harmlessly_on_the_link_and_behind_it) {
  const auto created = invite("<script>alert(1)</script>\"'><img src=x onerror=alert(2)>");
  const auto page = browser.get(link_on(created));
  for (const auto& shown : {created, page}) {
    BOOST_TEST(!says(shown, "<script>alert"));
    BOOST_TEST(!says(shown, "<img src=x"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
