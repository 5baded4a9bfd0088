#include "web/choice.h"

#include "base/text.h"

namespace web {

namespace {

void fill(View& body, const Choice& choice) {
  auto item = body.each("CHOICE");
  item.set_or_hide("DETAIL", choice.detail);
  if (choice.refusal.empty()) {
    item.each("OPEN").set("LABEL", choice.label).set("HREF", choice.href);
  } else {
    item.each("CLOSED").set("LABEL", choice.label);
    item.each("REFUSAL").set("TEXT", choice.refusal);
  }
  for (const auto& warning : choice.warnings) item.each("WARNING").set("TEXT", warning);
}

}  // namespace

http::Response choice_answer(const Context& context, Page& page, const std::vector<Choice>& choices,
                             std::string_view empty_text) {
  const auto wanted = context.query.get("filtro");
  const auto folded = base::fold(base::trim(wanted));
  auto& body = page.body();
  body.set("PATH", context.request.path).set("WANTED", wanted);
  bool any = false;
  for (const auto& choice : choices) {
    if (base::fold(choice.label).find(folded) == std::string::npos) continue;
    fill(body, choice);
    any = true;
  }
  if (!any) body.each("NONE").set("TEXT", choices.empty() ? empty_text : "Nada com este filtro.");
  return page.answer();
}

}  // namespace web
