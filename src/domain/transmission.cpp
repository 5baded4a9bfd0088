#include "domain/transmission.h"

#include <algorithm>
#include <stdexcept>

namespace domain {

bool is_suspended_there(ServiceState state, bool suspends, bool partial_suspends) {
  if (!suspends) return false;
  return state == ServiceState::suspended || (state == ServiceState::partial && partial_suspends);
}

// Without a default: a value that has no words does not compile.
TransmissionWords words_of(Transmission transmission) {
  using enum Transmission;
  switch (transmission) {
    case conflict:
      return {"conflito", "Conflito", true, Turn::person};
    case failed:
      return {"erro", "Erro", true, Turn::person};
    case incomplete:
      return {"pendencia_cadastro", "Pendência de Cadastro", true, Turn::registry};
    case awaiting_enabling:
      return {"aguardando_habilitacao", "Aguardando Habilitação", false, Turn::service};
    case active:
      return {"ativo", "Ativo", true, Turn::nobody};
    case suspended:
      return {"suspenso", "Suspenso", true, Turn::nobody};
    case awaiting_creation:
      return {"aguardando_cadastro", "Aguardando Cadastro", true, Turn::us};
    case awaiting_suspension:
      return {"aguardando_suspensao", "Aguardando Suspensão", true, Turn::us};
    case awaiting_removal:
      return {"aguardando_exclusao", "Aguardando Exclusão", true, Turn::us};
    case removed:
      return {"removido", "Removido", false, Turn::nobody};
  }
  throw std::logic_error("unknown transmission");
}

const std::vector<Transmission>& transmissions() {
  using enum Transmission;
  static const std::vector<Transmission> k_all{
      conflict,         failed,    incomplete,        awaiting_enabling,
      active,           suspended, awaiting_creation, awaiting_suspension,
      awaiting_removal, removed};
  return k_all;
}

Transmission transmission_of(const TransmissionFacts& facts) {
  using enum Transmission;
  if (!facts.on_service || facts.service == ServiceState::over) return removed;
  if (facts.told && !facts.complete) return incomplete;
  if (!facts.activated) return awaiting_enabling;
  if (is_suspended_there(facts.service, facts.suspends, facts.partial_suspends)) return suspended;
  return facts.told ? awaiting_creation : active;
}

Transmission transmission_of(const std::vector<Transmission>& packages) {
  const auto first = std::min_element(packages.begin(), packages.end());
  return first == packages.end() ? Transmission::removed : *first;
}

}  // namespace domain
