// Every form of the route table, as people use forms: two at once, for too long, from two windows, and again.
#include <boost/test/unit_test.hpp>

#include "operations/customers.h"
#include "operations/people.h"
#include "web/browser.h"
#include "web/routes.h"

namespace {

using http::Method;
using test::Control;
using test::form_of;
using test::PageForm;

constexpr auto k_password = "chuva de setembro";

struct People : test::Site {
  test::Records own = make_records(provider_id, "Fibra", 1001);
  test::Browser ana{*this};
  test::Browser bia{*this};

  People() {
    for (const auto* name : {"ana", "bia"})
      operations::add_user(context(), {.name = name,
                                       .email = std::string(name) + "@exemplo.com.br",
                                       .role = "administrador",
                                       .password = k_password})
          .value();
    sign_in(ana, "ana");
    sign_in(bia, "bia");
  }

  http::Response sign_in(test::Browser& browser, const std::string& name,
                         const http::Response* page = nullptr) {
    return browser.sign_in(name + "@exemplo.com.br", k_password, page);
  }

  /// The page of a route, with the query by which a person comes to it.
  std::string page_of(const web::Route& route) const {
    const auto* plan = route.pattern == "/servicos/{id:int}/migrar" ? "outro" : "codigo1001";
    return form_page(route.pattern, own, plan, own.package);
  }

  /// Runs for the page of every form that can be sent.
  void for_every_form(const std::function<void(const std::string& path)>& act) {
    int forms = 0;
    for (const auto& route : web::routes()) {
      if (route.access.kind() != web::Access::Kind::person || route.method != Method::get) continue;
      const auto path = page_of(route);
      if (path.starts_with("/perfil/senha") || form_of(bia.get(path).body).action.empty()) continue;
      ++forms;
      BOOST_TEST_CONTEXT(path) { act(path); }
    }
    BOOST_TEST(forms >= 20);
  }
};

bool can_be_typed(const Control& control) {
  return control.type != "hidden" && control.type != "password" && !control.locked &&
         control.name.find("__N__") == std::string::npos;
}

bool is_row(const Control& control) { return std::count(control.name.begin(), control.name.end(), '.') >= 2; }

/// Another value that the field takes; the number tells one from another. Empty when there is none.
std::string another(const Control& control, int number) {
  if (control.type == "email") return "outro" + std::to_string(number) + "@exemplo.com.br";
  if (control.type == "date") return "1" + std::to_string(number) + "/01/2027";
  if (control.is_money) return "3" + std::to_string(number) + ",00";
  if (control.is_number) return std::to_string(10 + number);
  if (control.type != "select") return "Digitado " + std::to_string(number);
  std::vector<std::string> others;
  for (const auto& option : control.options)
    if (option != control.value && !option.empty()) others.push_back(option);
  return others.size() < 3 ? "" : others[static_cast<std::size_t>(number) % others.size()];
}

/// Types something into all that can be typed into.
void type_everywhere(PageForm& form) {
  for (auto& control : form.controls) {
    if (!can_be_typed(control)) continue;
    if (control.type == "checkbox")
      control.checked = !control.checked;
    else if (auto value = another(control, 1); !value.empty())
      control.value = std::move(value);
    else if (control.type == "select" && !control.options.empty())
      control.value = control.options.back();
  }
}

/// What was typed stands in the form that a page shows.
void check_typed(PageForm typed, PageForm shown) {
  BOOST_TEST(shown.action == typed.action);
  for (const auto& control : typed.controls) {
    if (!can_be_typed(control) || (is_row(control) && control.value.empty())) continue;
    const auto* again = shown.find(control.name);
    BOOST_TEST_CONTEXT(control.name) {
      BOOST_REQUIRE(again != nullptr);
      BOOST_TEST(again->value == control.value);
      BOOST_TEST(again->checked == control.checked);
    }
  }
  for (const auto& control : shown.controls)
    if (control.type == "password") BOOST_TEST(control.value.empty(), control.name);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(forms, People)

BOOST_AUTO_TEST_CASE(every_form_has_room_to_spare_and_those_with_rows_may_be_long) {
  const web::Router router(web::routes());
  for_every_form([&](const std::string& path) {
    const auto form = form_of(bia.get(path).body);
    const auto action = form.action.substr(0, form.action.find('?'));
    const auto sent = request(Method::post, action, "administrador");
    const auto rule = web::App::body_rule(sent, router.match(Method::post, action));
    const bool has_rows = std::ranges::any_of(form.controls, is_row);
    BOOST_TEST(form.controls.size() * 2 <= rule.max_fields);
    BOOST_TEST(rule.max_fields == (has_rows ? 1000U : rule.max_fields));
  });
}

BOOST_AUTO_TEST_CASE(a_form_with_a_tick_for_each_package_of_a_plan_may_be_long) {
  const web::Router router(web::routes());
  for (const auto* path : {"/clientes/1/servicos/novo", "/servicos/1/migrar"}) {
    const auto sent = request(Method::post, path, "administrador");
    BOOST_TEST(web::App::body_rule(sent, router.match(Method::post, path)).max_fields == 1000U, path);
  }
}

BOOST_AUTO_TEST_CASE(of_two_editors_neither_overwrites_unseen_what_the_other_changed_on_any_form) {
  int edited = 0;
  for_every_form([&](const std::string& path) {
    const auto first = form_of(ana.get(path).body);
    if (first.action != path || path.ends_with("/novo") || path == "/perfil") return;
    bool any = false;
    for (const auto& control : first.controls) {
      if (!can_be_typed(control) || is_row(control) || another(control, 2).empty() ||
          control.type == "checkbox")
        continue;
      const auto old = form_of(ana.get(path).body);
      auto theirs = form_of(bia.get(path).body);
      theirs.find(control.name)->value = another(control, 1);
      if (bia.submit(theirs).status != 303) continue;
      const auto now = form_of(bia.get(path).body);
      if (now.action.empty() || PageForm(now).find(control.name)->value != another(control, 1)) continue;
      any = true;
      BOOST_TEST_CONTEXT(control.name) {
        // Ana, who has the old page, changes nothing of it: what Bia wrote stands.
        BOOST_TEST(ana.submit(old).status == 303);
        BOOST_TEST(form_of(bia.get(path).body).find(control.name)->value == another(control, 1));
        // She changes the same field: both values are shown, and nothing is written.
        auto mine = old;
        for (auto& each : mine.controls)
          if (each.name == "_envio") each.value += "b";
        mine.find(control.name)->value = another(control, 2);
        const auto asked = ana.submit(mine);
        BOOST_TEST(asked.status == 409);
        BOOST_TEST(asked.body.find("foi alterado por bia") != std::string::npos, asked.body);
        auto again = form_of(asked.body);
        BOOST_REQUIRE(again.find(control.name) != nullptr);
        BOOST_TEST(again.find(control.name)->value == another(control, 2));
        BOOST_TEST(form_of(bia.get(path).body).find(control.name)->value == another(control, 1));
        // Sent once more, it is her word.
        BOOST_TEST(ana.submit(again).status == 303);
        BOOST_TEST(form_of(bia.get(path).body).find(control.name)->value == another(control, 2));
      }
    }
    if (any) ++edited;
  });
  BOOST_TEST(edited >= 7);
}

BOOST_AUTO_TEST_CASE(rows_and_switches_that_somebody_else_changed_are_not_put_back_either) {
  const auto path = filled("/planos/{id:int}", own);
  const auto old = form_of(ana.get(path).body);
  auto theirs = form_of(bia.get(path).body);
  theirs.find("travar_pacotes")->checked = true;
  theirs.find("pacotes.0.obrigatorio")->checked = true;
  BOOST_TEST(bia.submit(theirs).status == 303);
  auto mine = old;
  mine.find("descricao")->value = "Fibra nova";
  BOOST_TEST(ana.submit(mine).status == 303);
  auto now = form_of(bia.get(path).body);
  BOOST_TEST(now.find("travar_pacotes")->checked);
  BOOST_TEST(now.find("pacotes.0.obrigatorio")->checked);
  BOOST_TEST(now.find("descricao")->value == "Fibra nova");
  mine.find("pacotes.0.degustacao")->checked = true;
  mine.find("pacotes.0.dias")->value = "7";
  const auto asked = ana.submit(mine);
  BOOST_TEST(asked.status == 409);
  BOOST_TEST(asked.body.find("codigo1001, obrigatorio") != std::string::npos, asked.body);
  BOOST_TEST(ana.submit(form_of(asked.body)).status == 303);
  now = form_of(bia.get(path).body);
  BOOST_TEST(now.find("pacotes.0.dias")->value == "7");
  BOOST_TEST(!now.find("pacotes.0.obrigatorio")->checked);
}

BOOST_AUTO_TEST_CASE(a_form_sent_after_the_session_ended_is_filled_again_once_its_person_has_signed_in) {
  for_every_form([&](const std::string& path) {
    auto typed = form_of(ana.get(path).body);
    type_everywhere(typed);
    ana.forget("sessao");
    const auto asked = ana.submit(typed);
    BOOST_TEST(asked.status == 401);
    BOOST_TEST(asked.body.find("Sua sessão terminou") != std::string::npos);
    BOOST_TEST(asked.body.find("Digitado 1") == std::string::npos);  // sealed
    const auto back = sign_in(ana, "ana", &asked);
    BOOST_TEST(back.status == 200);
    check_typed(typed, form_of(back.body));
    BOOST_TEST(ana.submit(form_of(back.body)).status != 403);
  });
}

BOOST_AUTO_TEST_CASE(a_form_with_the_mark_of_another_session_is_shown_filled_with_a_new_one) {
  for_every_form([&](const std::string& path) {
    auto typed = form_of(ana.get(path).body);
    type_everywhere(typed);
    ana.forget("sessao");
    sign_in(ana, "ana");
    const auto asked = ana.submit(typed);
    BOOST_TEST(asked.status == 403);
    BOOST_TEST(asked.body.find("peça a permissão") == std::string::npos);
    check_typed(typed, form_of(asked.body));
    BOOST_TEST(ana.submit(form_of(asked.body)).status != 403);
  });
}

BOOST_AUTO_TEST_CASE(a_document_that_is_never_shown_is_not_overwritten_unseen_either) {
  const auto path = filled("/clientes/{id:int}/editar", own);
  auto mine = form_of(ana.get(path).body);
  auto theirs = form_of(bia.get(path).body);
  theirs.find("cpf_cnpj")->value = "111.444.777-35";
  BOOST_TEST(bia.submit(theirs).status == 303);
  mine.find("cpf_cnpj")->value = "390.533.447-05";
  const auto asked = ana.submit(mine);
  BOOST_TEST(asked.status == 409);
  BOOST_TEST(asked.body.find("***.444.777-**") != std::string::npos);
  BOOST_TEST(ana.submit(form_of(asked.body)).status == 303);
  BOOST_TEST(ana.get(path).body.find("***.533.447-**") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_open_form_does_not_put_back_what_the_erp_sent_meanwhile) {
  const auto path = filled("/clientes/{id:int}/editar", own);
  const auto sends = [&](const std::string& email) {
    operations::put_customer(feed(), "codigo1001", {.email = email}).value();
  };
  sends("antigo@exemplo.com.br");
  auto form = form_of(ana.get(path).body);
  sends("novo@exemplo.com.br");
  form.find("cidade")->value = "Santos";
  BOOST_TEST(ana.submit(form).status == 303);
  auto now = form_of(ana.get(path).body);
  BOOST_TEST(now.find("email_principal")->value == "novo@exemplo.com.br");
  BOOST_TEST(now.find("cidade")->value == "Santos");
  sends("outro@exemplo.com.br");
  BOOST_TEST(form_of(ana.get(path).body).find("email_principal")->value == "outro@exemplo.com.br");
  form.find("email_principal")->value = "digitado@exemplo.com.br";
  BOOST_TEST(ana.submit(form).body.find("“outro@exemplo.com.br”") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_kept_form_survives_a_wrong_password_and_a_log_in_page_that_is_too_old) {
  auto typed = form_of(ana.get("/planos/novo").body);
  type_everywhere(typed);
  ana.forget("sessao");
  const auto asked = ana.submit(typed);
  const auto wrong = ana.sign_in("ana@exemplo.com.br", "errada", &asked);
  BOOST_TEST(wrong.status == 422);
  ana.forget("visita");
  const auto old = sign_in(ana, "ana", &wrong);
  BOOST_TEST(old.status == 401);
  const auto back = sign_in(ana, "ana", &old);
  BOOST_TEST(back.status == 200);
  check_typed(typed, form_of(back.body));
}

BOOST_AUTO_TEST_CASE(the_form_of_another_person_is_opened_for_nobody_else) {
  const std::string path = "/planos/novo";
  auto typed = form_of(ana.get(path).body);
  type_everywhere(typed);
  BOOST_TEST(bia.submit(typed).body.find("Digitado 1") == std::string::npos);
  ana.forget("sessao");
  const auto asked = ana.submit(typed);
  const auto back = sign_in(ana, "bia", &asked);
  BOOST_TEST(back.status == 303);
  BOOST_TEST(back.body.find("Digitado 1") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_form_is_kept_for_two_hours_and_no_longer) {
  auto typed = form_of(ana.get("/planos/novo").body);
  ana.forget("sessao");
  const auto asked = ana.submit(typed);
  clock.set(clock.now() + std::chrono::minutes(121));
  BOOST_TEST(sign_in(ana, "ana", &asked).status == 303);
}

BOOST_AUTO_TEST_CASE(going_back_and_sending_the_same_form_later_leads_to_where_it_led_and_says_so) {
  for_every_form([&](const std::string& path) {
    const auto form = form_of(ana.get(path).body);
    const auto first = ana.submit(form);
    if (first.status != 303 || ana.cookie("aviso").find(".s") == std::string::npos) return;
    const auto said = http::url_decode(ana.cookie("aviso"), false).value_or("");
    clock.set(clock.now() + std::chrono::minutes(1));
    const auto second = ana.submit(form);
    BOOST_TEST(second.status == 303);
    BOOST_TEST(test::header_of(second, "Location") == test::header_of(first, "Location"));
    const auto again = http::url_decode(ana.cookie("aviso"), false).value_or("");
    BOOST_TEST(again.find("já tinha sido enviado") != std::string::npos, said << " / " << again);
  });
}

BOOST_AUTO_TEST_SUITE_END()
