#include "web/menu.h"

#include <array>

namespace web {

namespace {

constexpr std::array<MenuEntry, 19> k_menu{{
    {"", "", "Início", "/", "house"},
    {"", "", "Clientes", "/clientes", "people"},
    {"Configuração", "Geral", "Pacotes", "/pacotes", "box-seam"},
    {"Configuração", "Geral", "Serviços/Planos", "/planos", "hdd-network"},
    {"Configuração", "Integrações", "Plataformas de Conteúdo", "/plataformas", "collection-play"},
    {"Operação", "", "Validações", "/validacoes", "shield-check"},
    {"Operação", "", "Por que foi negado?", "/por-que-foi-negado", "patch-question"},
    {"Operação", "", "Conflitos de login", "/conflitos-de-login", "person-exclamation"},
    {"Operação", "", "Diferem do ERP", "/diferem-do-erp", "arrow-left-right"},
    {"Operação", "", "Tarefas", "/tarefas", "list-check"},
    {"Operação", "", "Transmissões", "/transmissoes", "broadcast"},
    {"Operação", "", "Conferência", "/conferencia", "clipboard-check"},
    {"Operação", "", "Fechamento", "/fechamento", "calculator"},
    {"", "", "Relatórios", "/relatorios", "bar-chart"},
    {"Administração", "", "Usuários", "/usuarios", "person-gear"},
    {"Administração", "", "Tokens", "/tokens", "key"},
    {"Administração", "", "Provedor", "/provedor", "sliders"},
    {"Administração", "", "Auditoria", "/auditoria", "clock-history"},
    {"", "", "Ajuda", "/ajuda", "question-circle"},
}};

bool lies_under(std::string_view path, std::string_view href) {
  if (href == "/clientes" && (path.starts_with("/servicos/") || path.starts_with("/contas/"))) return true;
  return path == href || (path.starts_with(href) && path[href.size()] == '/');
}

}  // namespace

std::span<const MenuEntry> menu() { return k_menu; }

const MenuEntry* menu_entry_of(std::string_view path) {
  for (const auto& entry : k_menu)
    if (lies_under(path, entry.href)) return &entry;
  return nullptr;
}

}  // namespace web
