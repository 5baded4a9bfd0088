#include "domain/attempt.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace domain {

namespace {

constexpr std::array k_deliveries{Delivery::delivered, Delivery::rejected, Delivery::not_sent,
                                  Delivery::unknown, Delivery::later};
constexpr std::array k_reasons{Reason::none,       Reason::again,     Reason::credential, Reason::registry,
                               Reason::commercial, Reason::permanent, Reason::conflict,   Reason::held};

template <typename Value, std::size_t Size>
Value at(const std::array<Value, Size>& values, std::string_view name) {
  const auto* const found =
      std::ranges::find_if(values, [&](Value value) { return words_of(value).name == name; });
  if (found == values.end()) throw std::logic_error("an attempt knows no " + std::string(name));
  return *found;
}

}  // namespace

AttemptWords words_of(Delivery delivery) {
  switch (delivery) {
    case Delivery::delivered:
      return {"entregue", "Entregue"};
    case Delivery::rejected:
      return {"recusada", "Recusada"};
    case Delivery::not_sent:
      return {"nao_enviada", "Não enviada"};
    case Delivery::unknown:
      return {"incerta", "Sem resposta"};
    case Delivery::later:
      return {"adiada", "Adiada pela plataforma"};
  }
  throw std::logic_error("no such delivery");
}

AttemptWords words_of(Reason reason) {
  switch (reason) {
    case Reason::none:
      return {"nenhuma", ""};
    case Reason::again:
      return {"tentar_de_novo", "Tentar de novo"};
    case Reason::credential:
      return {"credencial", "Credencial da integração"};
    case Reason::registry:
      return {"cadastro", "Cadastro do cliente"};
    case Reason::commercial:
      return {"comercial", "Comercial"};
    case Reason::permanent:
      return {"permanente", "Permanente"};
    case Reason::conflict:
      return {"conflito", "Conflito"};
    case Reason::held:
      return {"retida", "Retida"};
  }
  throw std::logic_error("no such reason");
}

Delivery delivery_at(std::string_view name) { return at(k_deliveries, name); }
Reason reason_at(std::string_view name) { return at(k_reasons, name); }

}  // namespace domain
