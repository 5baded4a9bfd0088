#include "web/unusual.h"

#include "domain/unusual.h"

namespace web {

Unusual& Unusual::value(const base::Patch<base::Cents>& typed, base::Cents usual, std::string_view whose) {
  if (!typed.value || !domain::is_unusual(*typed.value, usual)) return *this;
  texts_.push_back(
      "Confira o valor: " + base::money_br(*typed.value) +
      (*typed.value > usual ? " é mais de três vezes o valor " : " é menos de um terço do valor ") +
      std::string(whose) + ", " + base::money_br(usual) + ".");
  return *this;
}

Unusual& Unusual::day(std::string_view label, const base::Patch<base::Date>& typed) {
  if (typed.value && domain::is_far(*typed.value, today_))
    texts_.push_back("Confira a data (" + std::string(label) + "): " + base::to_br(*typed.value) +
                     " está a mais de dez anos de hoje.");
  return *this;
}

void Unusual::add_to(Confirmation& question) const {
  question.consequences.insert(question.consequences.end(), texts_.begin(), texts_.end());
}

}  // namespace web
