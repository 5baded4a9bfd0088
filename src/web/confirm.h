#pragma once
#include <string>
#include <utility>
#include <vector>

#include "web/page.h"

namespace web {

/// "Por mês": "R$ 79,90 → R$ 129,90", with what it is made of.
struct MoneyLine {
  std::string label = {};
  std::string text = {};
  std::string note = {};  ///< may be empty
};

/// A question before an act: says what will happen, names the object, offers the way back first.
struct Confirmation {
  std::string title = {};                      ///< "Inativar o pacote TV Extra?"
  std::vector<std::string> consequences = {};  ///< "3 serviços continuam com o pacote."
  std::vector<MoneyLine> money = {};           ///< what the act costs or saves
  std::string first_label = {};                ///< another way, offered first: "Remover as contas antes"
  std::string first_href = {};
  std::string button = {};  ///< "Inativar"
  bool danger = true;
  std::string action = {};                                       ///< where the POST goes
  std::vector<std::pair<std::string, std::string>> hidden = {};  ///< what it carries
  std::string cancel_href = {};
  bool from_form = false;            ///< offers the way back to the form, filled in as it was
  std::string to_form = "Corrigir";  ///< what that way is called
};

/// Lets the question carry what was typed: the same form comes once more, confirmed or to be filled in again.
void carry(Confirmation& question, const http::Params& form);
/// True for a form that comes from its confirmation.
bool is_confirmed(const http::Params& form);
/// True for one that comes back from there to be filled in again.
bool is_taken_back(const http::Params& form);

/// Below the records that its address lies under.
http::Response confirm_answer(const Context& context, const Confirmation& question);

}  // namespace web
