#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "web/page.h"

namespace web {

/// One of the things to choose from: a link, or why it cannot be chosen.
struct Choice {
  std::string label = {};
  std::string detail = {};
  std::string href = {};
  std::string refusal = {};  ///< empty: may be chosen
  std::vector<std::string> warnings = {};
};

/// A page that asks to choose one (template "choice.html"), with a box that narrows the choices to those that
/// hold `filtro`. Page::action and the like come before.
http::Response choice_answer(const Context& context, Page& page, const std::vector<Choice>& choices,
                             std::string_view empty_text);

}  // namespace web
