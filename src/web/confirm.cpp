#include "web/confirm.h"

#include "web/form_record.h"
#include "web/one_stop.h"
#include "web/pages/trail.h"

namespace web {

namespace {

constexpr std::string_view k_confirmed = "confirmado";
constexpr std::string_view k_taken_back = "voltar";
constexpr std::string_view k_secrets = "_segredos";

/// Of nobody else, of no other session, of no other form.
std::string secrets_purpose(const Context& context) {
  return "secrets of a form\n" + std::to_string(context.provider.id) + "\n" + context.csrf + "\n" +
         context.request.path;
}

}  // namespace

void carry(const Context& context, Confirmation& question, const http::Params& form) {
  const auto record = FormRecord::open(context, context.form_record).value_or(FormRecord{});
  http::Params secrets;
  question.from_form = true;
  for (const auto& [name, value] : form.all()) {
    if (name.starts_with('_') || name == k_confirmed || name == k_taken_back) continue;
    if (!record.is_secret(name))
      question.hidden.emplace_back(name, value);
    else if (!value.empty())
      secrets.set(name, value);
  }
  question.hidden.emplace_back(k_confirmed, "1");
  if (!secrets.all().empty())
    question.hidden.emplace_back(
        k_secrets, seal_text(context.house.keyring, http::url_encode(secrets), secrets_purpose(context)));
}

void take_carried(const Context& context, http::Params& form) {
  const auto text = open_text(context.house.keyring, form.get(k_secrets), secrets_purpose(context));
  const auto secrets = text ? http::Params::parse(*text) : base::Result<http::Params>(http::Params{});
  if (!secrets) return;
  for (const auto& [name, value] : secrets->all())
    if (!form.has(name)) form.set(name, value);
}

bool is_confirmed(const http::Params& form) { return form.get(k_confirmed) == "1"; }

bool is_taken_back(const http::Params& form) { return form.has(k_taken_back); }

http::Response confirm_answer(const Context& context, const Confirmation& question) {
  Page page(context, "confirm.html", question.title);
  lead_along(page, context);
  auto& body = page.body();
  body.set("ACTION", question.action).set("CANCEL_HREF", question.cancel_href);
  for (const auto& [name, value] : question.hidden) body.each("HIDDEN").set("NAME", name).set("VALUE", value);
  for (const auto& consequence : question.consequences)
    body.each("CONSEQUENCE").set("TEXT", one_stop(consequence));
  if (!question.money.empty()) {
    auto money = body.each("MONEY");
    for (const auto& line : question.money)
      money.each("LINE").set("LABEL", line.label).set("TEXT", line.text).set_or_hide("NOTE", line.note);
  }
  if (!question.first_label.empty())
    body.each("FIRST").set("LABEL", question.first_label).set("HREF", question.first_href);
  body.each(question.danger ? "DANGER_BUTTON" : "BUTTON").set("LABEL", question.button);
  if (question.from_form) body.each("TAKE_BACK").set("LABEL", question.to_form);
  return page.answer();
}

}  // namespace web
