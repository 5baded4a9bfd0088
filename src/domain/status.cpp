#include "domain/status.h"

#include <algorithm>

namespace domain {

const std::vector<ServiceStatus>& service_statuses() {
  using enum ServiceState;
  static const std::vector<ServiceStatus> k_statuses{
      {"servico_habilitado", enabled, "Serviço Habilitado"},
      {"aguardando_migracao", enabled, "Aguardando Migração"},
      {"franquia_excedida", enabled, "Franquia Excedida"},
      {"suspenso_debito", suspended, "Suspenso por Débito"},
      {"suspenso_pedido_cliente", suspended, "Suspenso a Pedido do Cliente"},
      {"suspenso_judicial", suspended, "Suspenso Judicialmente"},
      {"bloqueio_temporario", suspended, "Bloqueio Temporário"},
      {"servico_bloqueado", suspended, "Serviço Bloqueado"},
      {"dedicado_suspenso", suspended, "Dedicado Suspenso"},
      {"suspenso_parcialmente", partial, "Suspenso Parcialmente"},
      {"agendado_para_instalacao", not_yet, "Agendado para Instalação"},
      {"aguardando_assinatura_contrato", not_yet, "Aguardando Assinatura de Contrato"},
      {"aguardando_configuracao", not_yet, "Aguardando Configuração"},
      {"aguardando_instalacao", not_yet, "Aguardando Instalação"},
      {"aguardando_liberacao_ti", not_yet, "Aguardando Liberação do TI"},
      {"cancelado", over, "Cancelado"},
      {"inativo", over, "Inativo"},
  };
  return k_statuses;
}

const ServiceStatus* find_status(std::string_view prefix) {
  const auto& all = service_statuses();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const ServiceStatus& status) { return status.prefix == prefix; });
  return found == all.end() ? nullptr : &*found;
}

ServiceState state_in_force(ServiceState sent, ServiceState before, bool once_enabled) {
  return sent == ServiceState::not_yet && once_enabled ? before : sent;
}

}  // namespace domain
