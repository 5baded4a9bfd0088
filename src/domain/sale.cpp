#include "domain/sale.h"

#include "domain/refusals.h"

namespace domain {

std::optional<Refusal> refusal_of(const SaleFacts& facts) {
  const auto cannot = "O pacote " + facts.package + std::string(k_cannot_be_linked);
  if (!facts.package_active)
    return Refusal{"pacote_inativo", cannot + "está inativo (Configuração › Geral › Pacotes)."};
  if (facts.plan_locks && !facts.in_plan)
    return Refusal{"travado_pelo_plano", cannot + "o plano " + facts.plan +
                                             " trava pacotes (Serviços/Planos › " + facts.plan +
                                             " › Pacotes)."};
  if (!facts.integration_active)
    return Refusal{"integracao_inativa", cannot + "a integração " + facts.integration +
                                             " está inativa ou tem as contas sendo removidas (Configuração › "
                                             "Integrações › Plataformas de Conteúdo)."};
  if (!facts.inactive_products.empty())
    return Refusal{"produto_inativo", cannot + "tem produto inativo na integração " + facts.integration +
                                          ": " + facts.inactive_products + "."};
  if (facts.single_package && !facts.package_in_the_way.empty())
    return Refusal{"pacote_unico_ativo", cannot + "a integração " + facts.integration +
                                             " permite um pacote por vez e o cliente já tem " +
                                             facts.package_in_the_way + ". Remova-o antes."};
  return std::nullopt;
}

}  // namespace domain
