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
    case held:
      return {"retida", "Retida", true, Turn::person};
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
  static const std::vector<Transmission> k_all{conflict,
                                               failed,
                                               held,
                                               incomplete,
                                               awaiting_enabling,
                                               active,
                                               suspended,
                                               awaiting_creation,
                                               awaiting_suspension,
                                               awaiting_removal,
                                               removed};
  return k_all;
}

namespace {

/// Of a package of a platform that is told by us; `here`: it is on its service.
Transmission told_transmission(const TransmissionFacts& facts, bool here) {
  using enum Transmission;
  const auto& at = facts.at_platform;
  if (!here && !at.there) return removed;
  if (at.reason == Reason::conflict) return conflict;
  if (at.reason == Reason::held) return held;
  if (at.reason != Reason::none && at.reason != Reason::registry) return failed;
  if (here && !at.there && !facts.complete) return incomplete;
  if (at.reason == Reason::registry) return failed;
  if (!here) return awaiting_removal;
  if (!facts.activated) return awaiting_enabling;
  if (is_suspended_there(facts.service, facts.suspends, facts.partial_suspends))
    return at.there && !at.suspended ? awaiting_suspension : suspended;
  if (!at.there) return awaiting_creation;
  return at.suspended ? awaiting_enabling : active;
}

}  // namespace

Transmission transmission_of(const TransmissionFacts& facts) {
  using enum Transmission;
  const bool here = facts.on_service && facts.service != ServiceState::over;
  if (facts.told) return told_transmission(facts, here);
  if (!here) return removed;
  if (!facts.activated) return awaiting_enabling;
  if (is_suspended_there(facts.service, facts.suspends, facts.partial_suspends)) return suspended;
  return active;
}

Transmission transmission_of(const std::vector<Transmission>& packages) {
  const auto first = std::min_element(packages.begin(), packages.end());
  return first == packages.end() ? Transmission::removed : *first;
}

}  // namespace domain
