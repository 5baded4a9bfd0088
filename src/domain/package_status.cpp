#include "domain/package_status.h"

#include <array>
#include <utility>

namespace domain {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> k_labels{{
    {"aguardando_cadastro", "Aguardando Cadastro"},
    {"aguardando_habilitacao", "Aguardando Habilitação"},
    {"aguardando_suspensao", "Aguardando Suspensão"},
    {"aguardando_exclusao", "Aguardando Exclusão"},
    {"ativo", "Ativo"},
    {"suspenso", "Suspenso"},
    {"removido", "Removido"},
    {"erro", "Erro"},
    {"pendencia_cadastro", "Pendência de Cadastro"},
    {"conflito", "Conflito"},
}};

bool suspended_now(const PackageStatusFacts& facts) {
  if (!facts.suspends) return false;
  return facts.service == ServiceState::suspended ||
         (facts.service == ServiceState::partial && facts.partial_suspends);
}

}  // namespace

std::string shown_package_status(const PackageStatusFacts& facts) {
  const bool gone = facts.removed_by != RemovedBy::nobody || facts.service == ServiceState::over;
  if (gone) return facts.transmitted && facts.transmission == "ativo" ? "aguardando_exclusao" : "removido";
  if (!facts.activated) return "aguardando_habilitacao";
  if (facts.transmitted) return facts.missing.empty() ? facts.transmission : "pendencia_cadastro";
  return suspended_now(facts) ? "suspenso" : "ativo";
}

std::string_view package_status_label(std::string_view status) {
  for (const auto& [name, label] : k_labels)
    if (name == status) return label;
  return status;
}

}  // namespace domain
