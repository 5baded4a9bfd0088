// The second factor as people use it: switched on in the profile, asked for at the door, demanded, lost.
#include "operations/second_factor.h"

#include <boost/test/unit_test.hpp>

#include <regex>

#include "base/totp.h"
#include "operations/people.h"
#include "operations/provider_settings.h"
#include "web/browser.h"
#include "web/form_record.h"
#include "web/guard.h"
#include "web/routes.h"

namespace {

using http::Method;
using std::chrono::minutes;
using std::chrono::seconds;
using test::form_of;
using test::header_of;

constexpr auto k_password = "chuva de setembro";

/// The value of a hidden field; empty when the page has none of that name.
std::string hidden(const http::Response& page, const std::string& name) {
  std::smatch found;
  const std::regex field("name=\"" + name + "\" value=\"([^\"]*)\"");
  return std::regex_search(page.body, found, field) ? test::plain_text(found[1].str()) : "";
}

bool says(const http::Response& page, std::string_view text) {
  return page.body.find(text) != std::string::npos;
}

/// Ana, without a second factor at first, and a browser of hers.
struct Ana : test::Site {
  std::uint32_t id =
      operations::add_user(
          context(),
          {.name = "Ana", .email = "ana@exemplo.com.br", .role = "operador", .password = k_password})
          .value();
  test::Browser browser{*this};
  std::string secret = {};
  operations::RecoveryCodes recovery = {};

  /// Switches it on behind her back.
  void enable() {
    secret = base::new_totp_secret();
    recovery = operations::enable_second_factor(context(), id,
                                                {.password = k_password, .code = code(), .secret = secret})
                   .value();
    clock.advance(seconds(60));
  }
  std::string code() { return base::totp_code(secret, base::totp_step(clock.now())); }
  http::Response enter(test::Browser& from) { return from.sign_in("ana@exemplo.com.br", k_password); }
  http::Response enter() { return enter(browser); }
  static http::Response answer(test::Browser& from, const http::Response& page, const std::string& typed) {
    return from.post("/entrar/codigo", {{"_csrf", hidden(page, "_csrf")},
                                        {"_entrada", hidden(page, "_entrada")},
                                        {"voltar", hidden(page, "voltar")},
                                        {"_guardado", hidden(page, "_guardado")},
                                        {"codigo", typed}});
  }
  http::Response answer(const http::Response& page, const std::string& typed) {
    return answer(browser, page, typed);
  }
  void demand(const char* word = "sim") {
    operations::change_provider(context(), {{"exigir_duas_etapas", word}},
                                operations::ProviderSetting::By::administrator)
        .value();
  }
};

/// The secret that a page shows, read as somebody without a camera reads it.
std::string secret_shown(const http::Response& page) {
  std::smatch found;
  BOOST_REQUIRE(std::regex_search(page.body, found, std::regex("<code class=\"key\">([A-Z2-7 ]+)</code>")));
  std::string bytes;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : found[1].str()) {
    if (c == ' ') continue;
    held = (held << 5 | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26)) & 0xFFFFU;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> bits & 0xFFU);
  }
  return bytes;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(second_factor_pages, Ana)

BOOST_AUTO_TEST_CASE(it_is_switched_on_with_the_key_shown_and_its_recovery_codes_are_shown_once) {
  enter();
  const auto page = browser.get("/perfil/duas-etapas");
  BOOST_TEST(says(page, "<svg class=\"qr\""));
  BOOST_TEST(!says(page, " style="));
  secret = secret_shown(page);
  auto form = form_of(page.body);
  form.find("codigo")->value = "12345";
  const auto refused = browser.submit(form);
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(secret_shown(refused) == secret);  // the app has read it
  form = form_of(refused.body);
  form.find("senha")->value = k_password;
  form.find("codigo")->value = code().substr(0, 3) + " " + code().substr(3);
  const auto codes = browser.submit(form);
  BOOST_TEST(codes.status == 201);
  static const std::regex k_code("<li><code>[0-9a-z]{5}-[0-9a-z]{5}</code></li>");
  BOOST_TEST(std::distance(std::sregex_iterator(codes.body.begin(), codes.body.end(), k_code), {}) == 10);
  BOOST_TEST(browser.submit(form).status == 409);
  const auto state = browser.get("/perfil/duas-etapas");
  BOOST_TEST(says(state, "Ligada"));
  BOOST_TEST(says(state, "<strong>10</strong>"));
  BOOST_TEST(!says(state, "class=\"qr\""));
}

BOOST_AUTO_TEST_CASE(behind_the_right_password_the_code_is_asked_for_and_leads_to_the_page_wanted) {
  enable();
  const auto login = browser.get("/entrar?voltar=/planos");
  const auto page = browser.sign_in("ana@exemplo.com.br", k_password, &login);
  BOOST_TEST(page.status == 200);
  BOOST_TEST(says(page, "autocomplete=\"one-time-code\""));
  BOOST_TEST(browser.cookie("sessao").empty());
  BOOST_TEST(browser.cookie("aparelho").empty());
  BOOST_TEST(browser.get("/planos").status == 303);
  const auto in = answer(page, code());
  BOOST_TEST(in.status == 303);
  BOOST_TEST(header_of(in, "Location") == "/planos");
  BOOST_TEST(browser.get("/planos").status == 200);
}

BOOST_AUTO_TEST_CASE(a_refused_code_says_why_and_may_be_typed_again_on_the_same_page) {
  enable();
  const auto page = enter();
  const auto wrong = answer(page, code() == "000000" ? "111111" : "000000");
  BOOST_TEST(wrong.status == 422);
  BOOST_TEST(says(wrong, "O código não confere."));
  BOOST_TEST(says(answer(wrong, "abc"), "Digite os 6 números"));
  const auto used = code();
  BOOST_TEST(answer(wrong, used).status == 303);
  test::Browser other(*this);
  BOOST_TEST(says(answer(other, enter(other), used), "Este código já foi usado."));
}

BOOST_AUTO_TEST_CASE(too_many_wrong_codes_are_answered_429_with_the_wait) {
  enable();
  const auto page = enter();
  for (int i = 0; i < 5; ++i) answer(page, code() == "000000" ? "111111" : "000000");
  const auto held = answer(page, code());
  BOOST_TEST(held.status == 429);
  BOOST_TEST(header_of(held, "Retry-After") == "1");
  BOOST_TEST(says(held, "Aguarde 1 segundo "));
}

BOOST_AUTO_TEST_CASE(a_recovery_code_lets_in_and_says_how_many_are_left) {
  enable();
  BOOST_TEST(answer(enter(), recovery.front()).status == 303);
  BOOST_TEST(says(browser.get("/"), "Restam 9."));
  BOOST_TEST(says(browser.get("/perfil/duas-etapas"), "<strong>9</strong>"));
}

BOOST_AUTO_TEST_CASE(what_goes_with_the_form_is_good_for_this_browser_this_provider_and_five_minutes) {
  enable();
  const auto page = enter();
  const auto half = hidden(page, "_entrada");
  const auto sent = [&](test::Browser& from, const std::string& state) {
    const auto login = from.get("/entrar");
    return from.post("/entrar/codigo",
                     {{"_csrf", hidden(login, "_csrf")}, {"_entrada", state}, {"codigo", code()}});
  };
  test::Browser stranger(*this);
  BOOST_TEST(sent(stranger, half).status == 401);
  const auto tampered = [&](std::string state) {
    for (const auto at : {std::size_t{0}, state.size() / 2, state.size() - 2}) {
      auto other = state;
      other[at] = other[at] == 'A' ? 'B' : 'A';
      BOOST_TEST(answer(http::Response{.body = "name=\"_csrf\" value=\"" + hidden(page, "_csrf") +
                                               "\" name=\"_entrada\" value=\"" + other + "\""},
                        code())
                     .status == 401);
    }
  };
  tampered(half);
  for (const auto* none : {"", "x", "====", "AAAA"}) BOOST_TEST(sent(stranger, none).status == 401, none);
  host = "outro.localhost";
  BOOST_TEST(answer(page, code()).status == 401);
  host = "demo.localhost";
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM login_attempt") == 0);
  clock.advance(minutes(5) + seconds(1));
  const auto late = answer(page, code());
  BOOST_TEST(late.status == 401);
  BOOST_TEST(says(late, "O tempo para digitar o código passou. Entre de novo."));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE action = 'entrou'") == 0);
}

BOOST_AUTO_TEST_CASE(the_code_page_alone_leads_to_the_log_in_and_its_form_wants_a_mark) {
  BOOST_TEST(says(browser.get("/entrar/codigo"), "name=\"senha\""));
  BOOST_TEST(browser.post("/entrar/codigo", {{"codigo", "123456"}}).status == 403);
}

BOOST_AUTO_TEST_CASE(a_form_that_was_open_when_the_session_ended_comes_back_behind_the_code) {
  enter();
  auto form = form_of(browser.get("/clientes/novo").body);
  form.find("nome_razaosocial")->value = "Rita de Cássia";
  enable();
  const auto asked = browser.submit(form);
  BOOST_TEST(asked.status == 401);
  const auto page = browser.sign_in("ana@exemplo.com.br", k_password, &asked);
  const auto wrong = answer(page, "x");
  const auto back = answer(wrong, code());
  BOOST_TEST(back.status == 200);
  BOOST_TEST(form_of(back.body).find("nome_razaosocial")->value == "Rita de Cássia");
}

BOOST_AUTO_TEST_CASE(switching_it_off_asks_for_password_and_code) {
  enable();
  answer(enter(), code());
  clock.advance(seconds(30));
  auto form = form_of(browser.get("/perfil/duas-etapas/desligar").body);
  form.find("senha")->value = "errada";
  form.find("codigo")->value = code();
  const auto refused = browser.submit(form);
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(says(refused, "A senha atual não confere."));
  BOOST_TEST(!says(refused, "value=\"errada\""));
  form = form_of(refused.body);
  form.find("senha")->value = k_password;
  form.find("codigo")->value = code();
  BOOST_TEST(browser.submit(form).status == 303);
  BOOST_TEST(says(browser.get("/perfil/duas-etapas"), "class=\"qr\""));
  for (const auto* page : {"/perfil/duas-etapas/desligar", "/perfil/duas-etapas/codigos"})
    BOOST_TEST(browser.get(page).status == 303, page);
}

BOOST_AUTO_TEST_CASE(new_recovery_codes_are_shown_once_for_a_code) {
  enable();
  answer(enter(), code());
  clock.advance(seconds(30));
  auto form = form_of(browser.get("/perfil/duas-etapas/codigos").body);
  form.find("codigo")->value = code();
  const auto codes = browser.submit(form);
  BOOST_TEST(codes.status == 201);
  BOOST_TEST(!says(codes, recovery.front()));
  BOOST_TEST(browser.submit(form).status == 409);
}

BOOST_AUTO_TEST_CASE(a_key_shown_to_one_person_is_confirmed_by_nobody_else_and_not_for_ever) {
  enter();
  const auto page = browser.get("/perfil/duas-etapas");
  secret = secret_shown(page);
  auto form = form_of(page.body);
  form.find("codigo")->value = code();
  test::Fields theirs;
  for (const auto& field : form.fields())
    if (field.first == "segredo" || field.first == "codigo") theirs.push_back(field);
  BOOST_TEST(post("/perfil/duas-etapas", theirs, "leitura").status == 422);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM user WHERE totp_secret IS NOT NULL") == 0);
  clock.advance(minutes(31));
  form.find("codigo")->value = code();
  const auto late = browser.submit(form);
  BOOST_TEST(late.status == 422);
  BOOST_TEST(says(late, "leia-o de novo"));
  BOOST_TEST(secret_shown(late) != secret);
}

BOOST_AUTO_TEST_CASE(where_it_is_demanded_who_has_none_reaches_the_set_up_and_the_way_out_alone) {
  const auto own = make_records(provider_id, "Fibra", 1001);
  demand();
  std::size_t closed = 0;
  for (const auto& route : web::routes()) {
    if (route.access.kind() != web::Access::Kind::person || route.access.is_before_set_up()) continue;
    const auto path = filled(route.pattern, own);
    const auto before = count("SELECT COUNT(*) AS n FROM audit");
    const auto response = route.method == Method::get ? get(path) : post(path);
    BOOST_TEST(response.status == 303, path);
    BOOST_TEST(header_of(response, "Location") == web::k_second_factor_path, path);
    BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == before, path);
    ++closed;
  }
  BOOST_TEST(closed > 100U);
  const auto page = get("/perfil/duas-etapas");
  BOOST_TEST(says(page, "Seu provedor exige a verificação"));
  BOOST_TEST(!says(page, "href=\"/clientes\""));
  BOOST_TEST(!says(page, "/perfil/senha"));
  BOOST_TEST(!says(page, "role=\"search\""));
  BOOST_TEST(header_of(post("/sair"), "Location") == "/entrar");
}

BOOST_AUTO_TEST_CASE(where_it_is_demanded_it_is_set_up_after_the_log_in_and_then_all_goes_on) {
  demand();
  BOOST_TEST(enter().status == 303);
  BOOST_TEST(browser.get("/").status == 303);
  const auto page = browser.get("/perfil/duas-etapas");
  secret = secret_shown(page);
  auto form = form_of(page.body);
  form.find("codigo")->value = code();
  BOOST_TEST(browser.submit(form).status == 422);  // without the password
  form.find("senha")->value = k_password;
  BOOST_TEST(browser.submit(form).status == 201);
  BOOST_TEST(browser.get("/planos").status == 200);
  demand("nao");
  BOOST_TEST(get("/planos", "operador").status == 200);
}

BOOST_AUTO_TEST_CASE(a_form_sent_just_when_it_came_to_be_demanded_says_that_nothing_was_written) {
  enter();
  auto form = form_of(browser.get("/clientes/novo").body);
  form.find("nome_razaosocial")->value = "Rita de Cássia";
  demand();
  BOOST_TEST(browser.submit(form).status == 303);
  BOOST_TEST(says(browser.get("/perfil/duas-etapas"), "nada foi gravado"));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer") == 0);
}

BOOST_AUTO_TEST_CASE(an_administrator_takes_away_that_of_somebody_else_and_not_the_own) {
  enable();
  answer(enter(), code());
  const auto path = "/usuarios/" + std::to_string(id);
  BOOST_TEST(says(get("/usuarios"), "Sim"));
  BOOST_TEST(says(get(path), path + "/duas-etapas"));
  const auto question = get(path + "/duas-etapas");
  BOOST_TEST(question.status == 200);
  BOOST_TEST(post(path + "/duas-etapas").status == 303);
  BOOST_TEST(browser.get("/planos").status == 303);  // her sessions are over
  BOOST_TEST(!says(get(path), path + "/duas-etapas"));
  BOOST_TEST(says(get(path + "/historico"), "tirada por outra pessoa"));
  BOOST_TEST(enter().status == 303);
  const auto me = count("SELECT id AS n FROM user WHERE email = 'administrador@exemplo.com.br'");
  db.execute("UPDATE user SET totp_secret = 'x' WHERE id = ?", {me});
  const auto own = "/usuarios/" + std::to_string(me);
  for (const auto* act : {"/duas-etapas", "/convite"}) {
    BOOST_TEST(header_of(get(own + act), "Location").starts_with("/perfil/"), act);
    BOOST_TEST(header_of(post(own + act), "Location").starts_with("/perfil/"), act);
  }
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM user WHERE totp_secret = 'x'") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM invitation") == 0);
}

BOOST_AUTO_TEST_CASE(refused_codes_are_shown_to_their_owner) {
  enable();
  const auto page = enter();
  answer(page, code() == "000000" ? "111111" : "000000");
  answer(page, code());
  BOOST_TEST(says(browser.get("/perfil/sessoes"), "Código da segunda etapa recusado"));
}

BOOST_AUTO_TEST_SUITE_END()
