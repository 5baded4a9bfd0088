#include "domain/entity.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace domain {

EntityWords words_of(Entity entity) {
  switch (entity) {
    case Entity::customer:
      return {"cliente", "Cliente", "/clientes/"};
    case Entity::service:
      return {"servico", "Serviço", "/servicos/"};
    case Entity::service_package:
      return {"pacote_servico", "Pacote do serviço", ""};
    case Entity::integration:
      return {"integracao", "Integração", "/plataformas/"};
    case Entity::product:
      return {"produto", "Produto", ""};
    case Entity::package:
      return {"pacote", "Pacote", "/pacotes/"};
    case Entity::plan:
      return {"plano", "Plano", "/planos/"};
    case Entity::user:
      return {"usuario", "Usuário", "/usuarios/"};
    case Entity::token:
      return {"token", "Token", ""};
    case Entity::job:
      return {"tarefa", "Tarefa", "/tarefas/"};
    case Entity::provider:
      return {"provedor", "Provedor", ""};
    case Entity::account:
      return {"conta", "Conta na plataforma", "/contas/"};
    case Entity::subscriber:
      return {"assinante", "Assinante", ""};
  }
  throw std::logic_error("no such entity");
}

std::optional<Entity> entity_from(std::string_view name) {
  const auto is_named = [&](Entity entity) { return words_of(entity).name == name; };
  if (const auto* at = std::ranges::find_if(k_entities, is_named); at != k_entities.end()) return *at;
  const auto* const at = std::ranges::find_if(k_portal_entities, is_named);
  return at == k_portal_entities.end() ? std::nullopt : std::optional(*at);
}

Entity entity_at(std::string_view name) {
  const auto entity = entity_from(name);
  if (!entity) throw std::logic_error("no entity named " + std::string(name));
  return *entity;
}

}  // namespace domain
