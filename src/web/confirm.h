#pragma once
#include <string>
#include <utility>
#include <vector>

#include "web/page.h"

namespace web {

/// A question before an act: says what will happen, names the object, offers the way back first.
struct Confirmation {
  std::string title = {};                      ///< "Inativar o pacote TV Extra?"
  std::vector<std::string> consequences = {};  ///< "3 serviços continuam com o pacote."
  std::string button = {};                     ///< "Inativar"
  bool danger = true;
  std::string action = {};                                       ///< where the POST goes
  std::vector<std::pair<std::string, std::string>> hidden = {};  ///< what it carries
  std::string cancel_href = {};
};

http::Response confirm_answer(const Context& context, const Confirmation& question);

}  // namespace web
