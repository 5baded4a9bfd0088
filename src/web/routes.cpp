#include "web/routes.h"

#include <vector>

#include "web/api/routes.h"
#include "web/pages/handlers.h"

namespace web {

namespace {

constexpr auto k_anyone = Access::anyone();
constexpr auto k_reader = Access::at_least(Role::reader);
constexpr auto k_attendant = Access::at_least(Role::attendant);
constexpr auto k_administrator = Access::at_least(Role::administrator);

std::vector<Route> pages() {
  using enum http::Method;
  return {
      {get, "/", k_reader, home},

      {get, "/entrar", k_anyone, session_form},
      {post, "/entrar", k_anyone, session_open},
      {post, "/sair", k_reader, session_close},

      {get, "/perfil", k_reader, profile_edit},
      {post, "/perfil", k_reader, profile_save},
      {get, "/perfil/senha", k_reader, profile_password},
      {post, "/perfil/senha", k_reader, profile_password_save},
      {get, "/perfil/sessoes", k_reader, profile_sessions},
      {post, "/perfil/sessoes/{sessao}/encerrar", k_reader, profile_session_end},

      {get, "/busca", k_reader, search},

      {get, "/clientes", k_reader, customer_list},
      {get, "/clientes/novo", k_attendant, customer_new},
      {post, "/clientes/novo", k_attendant, customer_create},
      {get, "/clientes/{id:int}", k_reader, customer_show},
      {get, "/clientes/{id:int}/editar", k_attendant, customer_edit},
      {post, "/clientes/{id:int}/editar", k_attendant, customer_save},
      {get, "/clientes/{id:int}/historico", k_reader, customer_history},

      {get, "/clientes/{id:int}/servicos/novo", k_attendant, service_new},
      {post, "/clientes/{id:int}/servicos/novo", k_attendant, service_create},
      {get, "/clientes/servicos/{id:int}", k_reader, service_show},
      {get, "/clientes/servicos/{id:int}/editar", k_attendant, service_edit},
      {post, "/clientes/servicos/{id:int}/editar", k_attendant, service_save},
      {get, "/clientes/servicos/{id:int}/status", k_attendant, service_status_choice},
      {get, "/clientes/servicos/{id:int}/status/{prefixo}", k_attendant, service_status_ask},
      {post, "/clientes/servicos/{id:int}/status/{prefixo}", k_attendant, service_status_save},
      {get, "/clientes/servicos/{id:int}/migrar", k_attendant, service_migrate_ask},
      {post, "/clientes/servicos/{id:int}/migrar", k_attendant, service_migrate},
      {get, "/clientes/servicos/{id:int}/historico", k_reader, service_history},

      {get, "/clientes/servicos/{id:int}/pacotes", k_reader, service_package_list},
      {get, "/clientes/servicos/{id:int}/pacotes/adicionar", k_attendant, service_package_new},
      {post, "/clientes/servicos/{id:int}/pacotes/adicionar", k_attendant, service_package_create},
      {get, "/clientes/servicos/{id:int}/pacotes/{pacote:int}", k_attendant, service_package_edit},
      {post, "/clientes/servicos/{id:int}/pacotes/{pacote:int}", k_attendant, service_package_save},
      {get, "/clientes/servicos/{id:int}/pacotes/{pacote:int}/remover", k_attendant,
       service_package_remove_ask},
      {post, "/clientes/servicos/{id:int}/pacotes/{pacote:int}/remover", k_attendant, service_package_remove},
      {get, "/clientes/servicos/{id:int}/pacotes/{pacote:int}/reativar", k_attendant,
       service_package_restore_ask},
      {post, "/clientes/servicos/{id:int}/pacotes/{pacote:int}/reativar", k_attendant,
       service_package_restore},
      {get, "/clientes/servicos/{id:int}/pacotes/{pacote:int}/historico", k_reader, service_package_history},

      {get, "/validacoes", k_reader, decision_list},
      {get, "/validacoes/conflitos", k_reader, decision_conflicts},
      {get, "/validacoes/por-que-foi-negado", k_reader, denial_explain},

      {get, "/usuarios", k_administrator, user_list},
      {get, "/usuarios/novo", k_administrator, user_new},
      {post, "/usuarios/novo", k_administrator, user_create},
      {get, "/usuarios/{id:int}", k_administrator, user_edit},
      {post, "/usuarios/{id:int}", k_administrator, user_save},
      {get, "/usuarios/{id:int}/inativar", k_administrator, user_deactivate_ask},
      {post, "/usuarios/{id:int}/inativar", k_administrator, user_deactivate},
      {get, "/usuarios/{id:int}/ativar", k_administrator, user_activate_ask},
      {post, "/usuarios/{id:int}/ativar", k_administrator, user_activate},
      {get, "/usuarios/{id:int}/historico", k_administrator, user_history},

      {get, "/tokens", k_administrator, token_list},
      {get, "/tokens/novo", k_administrator, token_new},
      {post, "/tokens/novo", k_administrator, token_create},
      {get, "/tokens/{id:int}/revogar", k_administrator, token_revoke_ask},
      {post, "/tokens/{id:int}/revogar", k_administrator, token_revoke},
      {get, "/tokens/{id:int}/historico", k_administrator, token_history},
  };
}

std::vector<Route> pages_and_api() {
  auto rows = pages();
  const auto api = api::routes();
  rows.insert(rows.end(), api.begin(), api.end());
  return rows;
}

}  // namespace

std::span<const Route> routes() {
  static const auto k_routes = pages_and_api();
  return k_routes;
}

}  // namespace web
