#include "web/confirm.h"

#include "web/once.h"

namespace web {

http::Response confirm_answer(const Context& context, const Confirmation& question) {
  Page page(context, "confirm.html", question.title);
  auto& body = page.body();
  body.set("ACTION", question.action).set("CANCEL_HREF", question.cancel_href);
  body.each("HIDDEN").set("NAME", k_once_field).set("VALUE", base::random_id());
  for (const auto& [name, value] : question.hidden) body.each("HIDDEN").set("NAME", name).set("VALUE", value);
  for (const auto& consequence : question.consequences) body.each("CONSEQUENCE").set("TEXT", consequence);
  body.each(question.danger ? "DANGER_BUTTON" : "BUTTON").set("LABEL", question.button);
  return page.answer();
}

}  // namespace web
