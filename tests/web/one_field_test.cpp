// Every field of every form of the route table by itself: a hostile text among good ones, so that nothing
// else refuses it.
#include <boost/test/unit_test.hpp>

#include <set>

#include "operations/people.h"
#include "web/browser.h"
#include "web/guard.h"
#include "web/hostile.h"
#include "web/routes.h"

namespace {

using http::Method;
using test::Control;
using test::form_of;
using test::PageForm;

constexpr auto k_password = "chuva de setembro";

struct Forms : test::Site {
  test::Browser ana{*this};
  std::uint32_t number = 1000;
  test::Records other = new_records();
  test::Records own = new_records();

  Forms() {
    operations::add_user(
        context(),
        {.name = "ana", .email = "ana@exemplo.com.br", .role = "administrador", .password = k_password})
        .value();
    ana.sign_in("ana@exemplo.com.br", k_password);
  }

  test::Records new_records() { return make_records(provider_id, "Fibra", ++number); }

  /// The page of a route, with the query by which a person comes to its form.
  std::string page_of(const web::Route& route) const {
    return form_page(route.pattern, own, "codigo" + std::to_string(number - 1), other.package);
  }

  /// Its form, filled so that it is taken; new records where what was sent before has left none to show.
  PageForm whole_form(const web::Route& route) {
    auto form = form_of(ana.get(page_of(route)).body);
    if (form.action.empty()) {
      other = own;
      own = new_records();
      form = form_of(ana.get(page_of(route)).body);
    }
    ++fillings_;
    for (auto& control : form.controls) fill(control);
    if (form.action == "/plataformas/novo")
      form.find("parametros.0.valor")->value = "https://exemplo.com.br/x";
    return form;
  }

  /// Sends it and says yes to what is asked.
  http::Response send(const PageForm& form) {
    auto response = ana.submit(form);
    for (int asked = 0; response.status == 200 && asked < 2; ++asked) {
      BOOST_TEST(test::is_harmless(response.body));
      const auto question = form_of(response.body);
      if (question.action.empty()) break;
      response = ana.submit(question);
    }
    return response;
  }

 private:
  void fill(Control& control) const {
    const auto mark = std::to_string(fillings_);
    if (control.name.starts_with("escopo")) control.checked = true;
    // Of two fields one has to be filled.
    if (control.name == "percentual") control.value = "5";
    if (control.name == "meses") control.value = "12";
    if (control.name == "vender_de_novo") control.checked = true;
    if (!control.required || !control.value.empty()) return;
    if (control.type == "select")
      control.value = control.options.empty() ? "" : control.options.back();
    else if (control.type == "email")
      control.value = "novo" + mark + "@exemplo.com.br";
    else if (control.type == "password")
      control.value = k_password;
    else if (control.type == "date")
      control.value = "10/01/2027";
    else if (control.is_money)
      control.value = "30,00";
    else
      control.value = control.is_number ? std::to_string(50'000 + fillings_) : "novo" + mark;
  }

  std::uint32_t fillings_ = 0;
};

/// What the summary of what is wrong links to: the field; of rows any field of them, since one row's may be
/// at odds with another's.
std::string link_to(const Control& control) {
  const auto dot = control.name.find('.');
  if (dot != std::string::npos) return "href=\"#f-" + control.name.substr(0, dot);
  return "href=\"#f-" + control.name + "\"";
}

/// All that it links to.
std::string links_of(const std::string& body) {
  std::string links;
  for (auto at = body.find("href=\"#f-"); at != std::string::npos; at = body.find("href=\"#f-", at + 1))
    links += body.substr(at, body.find('<', at) - at) + " ";
  return links;
}

/// What the form itself carries, not its person.
bool is_own(const Control& control) { return control.name.starts_with("_") && control.name != "_envio"; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(one_field, Forms)

BOOST_AUTO_TEST_CASE(a_hostile_text_in_one_field_of_any_form_is_stored_or_refused_at_that_field) {
  const auto texts = test::hostile_texts();
  std::size_t turn = 0, forms = 0, fields = 0;
  for (const auto& route : web::routes()) {
    if (route.access.kind() != web::Access::Kind::person || route.method != Method::get) continue;
    if (route.pattern == "/perfil/senha" || route.pattern == "/perfil")
      continue;  // it would end Ana's session
    auto form = whole_form(route);
    if (form.action.empty()) continue;
    ++forms;
    for (std::size_t at = 0; at < form.controls.size(); ++at) {
      if (is_own(form.controls.at(at))) continue;
      ++fields;
      for (const auto& text : {texts.front(), texts.at(1 + turn++ % (texts.size() - 1))}) {
        if (at >= form.controls.size()) break;
        auto typed = form;
        auto& control = typed.controls.at(at);
        control.value = text;
        control.checked = true;
        BOOST_TEST_CONTEXT(route.pattern << " " << control.name << " " << text.substr(0, 20)) {
          const auto response = send(typed);
          BOOST_TEST((response.status < 500), response.status);
          BOOST_TEST(test::is_harmless(response.body));
          const auto leads_to = test::header_of(response, "Location");
          BOOST_TEST(leads_to.find_first_of("\r\n") == std::string::npos);
          if (response.status == 422 && control.type != "hidden")
            BOOST_TEST(response.body.find(link_to(control)) != std::string::npos, links_of(response.body));
          if (response.status == 303) BOOST_TEST(test::is_harmless(ana.get(leads_to).body), leads_to);
          if (response.status != 422) form = whole_form(route);
        }
      }
    }
  }
  BOOST_TEST(forms >= 50U);
  BOOST_TEST(fields >= 250U);
}

BOOST_AUTO_TEST_CASE(any_form_is_taken_with_good_texts_in_all_its_fields) {
  for (const auto& route : web::routes()) {
    if (route.access.kind() != web::Access::Kind::person || route.method != Method::get) continue;
    const auto form = whole_form(route);
    if (form.action.empty()) continue;
    if (form.action == web::k_second_factor_path)
      continue;  // only an app knows its code: second_factor_test.cpp
    BOOST_TEST_CONTEXT(route.pattern) {
      const auto response = send(form);
      BOOST_TEST((response.status < 400), response.status << links_of(response.body));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
