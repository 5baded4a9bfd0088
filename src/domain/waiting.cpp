#include "domain/waiting.h"

#include <algorithm>
#include <stdexcept>

namespace domain {

WaitingWords words_of(Waiting waiting) {
  switch (waiting) {
    case Waiting::conflict:
      return {"conflito", "Conflito", "Outro assinante da plataforma está no lugar: decida qual vale.",
              Reason::conflict, true};
    case Waiting::permanent:
      return {"permanente", "Recusada", "A plataforma não aceita o pedido: corrija o que a mensagem diz.",
              Reason::permanent, true};
    case Waiting::commercial:
      return {"comercial", "Recusada pelo contrato", "Fale com a plataforma: o contrato não cobre o pedido.",
              Reason::commercial, true};
    case Waiting::failing:
      return {"erro", "Sem sucesso há muito", "Continua a tentar sozinha; veja o que a plataforma responde.",
              Reason::again, true};
    case Waiting::held:
      return {"retida", "Retida",
              "Confira em Contas retidas da integração: libere por causa, ou corrija a origem.", Reason::held,
              true};
    case Waiting::registry:
      return {"cadastro", "Pendência de Cadastro",
              "Complete ou corrija o cadastro do cliente: a transmissão segue sozinha.", Reason::registry,
              false};
    case Waiting::credential:
      return {"credencial", "Credencial recusada",
              "Corrija os parâmetros da integração: a fila segue sozinha.", Reason::credential, false};
    case Waiting::again:
      return {"tentar_de_novo", "Tentando de novo", "Nada a fazer: a próxima tentativa já está marcada.",
              Reason::again, false};
    case Waiting::queued:
      return {"fila", "Na fila", "Nada a fazer: é transmitida assim que chegar a vez dela.", Reason::none,
              false};
  }
  throw std::logic_error("no such waiting");
}

std::optional<Waiting> waiting_from(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(k_waitings, [&](Waiting waiting) { return words_of(waiting).name == name; });
  return found == k_waitings.end() ? std::nullopt : std::optional(*found);
}

}  // namespace domain
