#include "web/confirm.h"

#include "web/one_stop.h"
#include "web/pages/trail.h"

namespace web {

namespace {

constexpr std::string_view k_confirmed = "confirmado";
constexpr std::string_view k_taken_back = "voltar";

}  // namespace

void carry(Confirmation& question, const http::Params& form) {
  question.from_form = true;
  for (const auto& [name, value] : form.all())
    if (!name.starts_with('_') && name != k_confirmed && name != k_taken_back)
      question.hidden.emplace_back(name, value);
  question.hidden.emplace_back(k_confirmed, "1");
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
