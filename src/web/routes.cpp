#include "web/routes.h"

#include <vector>

#include "web/api/routes.h"
#include "web/guard.h"
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
      {post, "/entrar", k_anyone, session_open, Body::long_form},
      {get, "/entrar/codigo", k_anyone, session_form},
      {post, "/entrar/codigo", k_anyone, session_code, Body::long_form},
      {post, "/sair", k_reader.before_set_up(), session_close},
      {get, "/convite/{convite}", k_anyone, invitation_form},
      {post, "/convite/{convite}", k_anyone, invitation_accept},

      {get, "/perfil", k_reader, profile_edit},
      {post, "/perfil", k_reader, profile_save},
      {get, "/perfil/senha", k_reader, profile_password},
      {post, "/perfil/senha", k_reader, profile_password_save},
      {get, k_second_factor_path, k_reader.before_set_up(), second_factor_show},
      {post, k_second_factor_path, k_reader.before_set_up(), second_factor_enable},
      {get, "/perfil/duas-etapas/codigos", k_reader, recovery_codes_ask},
      {post, "/perfil/duas-etapas/codigos", k_reader, recovery_codes_renew},
      {get, "/perfil/duas-etapas/desligar", k_reader, second_factor_disable_ask},
      {post, "/perfil/duas-etapas/desligar", k_reader, second_factor_disable},
      {get, "/perfil/sessoes", k_reader, profile_sessions},
      {post, "/perfil/sessoes/{sessao}/encerrar", k_reader, profile_session_end},

      {get, "/busca", k_reader, customer_search},
      {get, "/clientes", k_reader, customer_list},
      {get, "/clientes/terminam", k_reader, ending_list},
      {get, "/clientes/novo", k_attendant, customer_new},
      {post, "/clientes/novo", k_attendant, customer_create},
      {get, "/clientes/{id:int}", k_reader, customer_show},
      {post, "/clientes/{id:int}/documento", k_attendant, customer_reveal},
      {get, "/clientes/{id:int}/editar", k_reader, customer_edit},
      {post, "/clientes/{id:int}/editar", k_attendant, customer_save},
      {get, "/clientes/{id:int}/historico", k_reader, customer_history},
      {get, "/clientes/{id:int}/servicos/novo", k_attendant, service_new},
      {post, "/clientes/{id:int}/servicos/novo", k_attendant, service_create, Body::long_form},

      {get, "/contas/{id:int}", k_reader, account_show},
      {get, "/contas/{id:int}/historico", k_reader, account_history},
      {get, "/contas/{id:int}/transmitir", k_attendant, account_transmit_ask},
      {post, "/contas/{id:int}/transmitir", k_attendant, account_transmit},
      {get, "/contas/{id:int}/senha", k_attendant, account_password_ask},
      {post, "/contas/{id:int}/senha", k_attendant, account_password},
      {get, "/contas/{id:int}/ativacao", k_attendant, account_activation_ask},
      {post, "/contas/{id:int}/ativacao", k_attendant, account_activation},
      {get, "/contas/{id:int}/email", k_attendant, account_email_ask},
      {post, "/contas/{id:int}/email", k_attendant, account_email},
      {get, "/contas/{id:int}/recriar", k_attendant, account_remake_ask},
      {post, "/contas/{id:int}/recriar", k_attendant, account_remake},
      {get, "/contas/{id:int}/adotar", k_administrator, account_adopt_ask},
      {post, "/contas/{id:int}/adotar", k_administrator, account_adopt},
      {get, "/contas/{id:int}/separar", k_attendant, account_part_ask},
      {post, "/contas/{id:int}/separar", k_attendant, account_part},

      {get, "/servicos/{id:int}", k_reader, service_edit},
      {post, "/servicos/{id:int}", k_attendant, service_save},
      {get, "/servicos/{id:int}/migrar", k_attendant, service_migrate},
      {post, "/servicos/{id:int}/migrar", k_attendant, service_migrate_save, Body::long_form},
      {get, "/servicos/{id:int}/status", k_attendant, service_status},
      {post, "/servicos/{id:int}/status", k_attendant, service_status_save},
      {get, "/servicos/{id:int}/liberar", k_attendant, service_courtesy},
      {post, "/servicos/{id:int}/liberar", k_attendant, service_courtesy_save},
      {get, "/servicos/{id:int}/liberar/encerrar", k_attendant, service_courtesy_end_ask},
      {post, "/servicos/{id:int}/liberar/encerrar", k_attendant, service_courtesy_end},
      {get, "/servicos/{id:int}/historico", k_reader, service_history},
      {get, "/servicos/{id:int}/pacotes", k_reader, service_package_list},
      {get, "/servicos/{id:int}/pacotes/novo", k_attendant, service_package_new},
      {post, "/servicos/{id:int}/pacotes/novo", k_attendant, service_package_create, Body::long_form},
      {get, "/servicos/{id:int}/pacotes/{pacote:int}", k_reader, service_package_show},
      {get, "/servicos/{id:int}/pacotes/{pacote:int}/editar", k_reader, service_package_edit},
      {post, "/servicos/{id:int}/pacotes/{pacote:int}/editar", k_attendant, service_package_save,
       Body::long_form},
      {get, "/servicos/{id:int}/pacotes/{pacote:int}/historico", k_reader, service_package_history},
      {get, "/servicos/{id:int}/pacotes/{pacote:int}/trocar", k_attendant, service_package_swap},
      {post, "/servicos/{id:int}/pacotes/{pacote:int}/trocar", k_attendant, service_package_swap_save,
       Body::long_form},
      {get, "/servicos/{id:int}/pacotes/{pacote:int}/remover", k_attendant, service_package_remove_ask},
      {post, "/servicos/{id:int}/pacotes/{pacote:int}/remover", k_attendant, service_package_remove},
      {get, "/servicos/{id:int}/pacotes/{pacote:int}/restaurar", k_attendant, service_package_restore_ask},
      {post, "/servicos/{id:int}/pacotes/{pacote:int}/restaurar", k_attendant, service_package_restore},

      {get, "/pacotes", k_reader, package_list},
      {get, "/pacotes/novo", k_administrator, package_new},
      {post, "/pacotes/novo", k_administrator, package_create, Body::long_form},
      {get, "/pacotes/{id:int}", k_reader, package_edit},
      {post, "/pacotes/{id:int}", k_administrator, package_save, Body::long_form},
      {get, "/pacotes/{id:int}/historico", k_reader, package_history},
      {get, "/pacotes/{id:int}/inativar", k_administrator, package_deactivate_ask},
      {post, "/pacotes/{id:int}/inativar", k_administrator, package_deactivate},
      {get, "/pacotes/{id:int}/ativar", k_administrator, package_activate_ask},
      {post, "/pacotes/{id:int}/ativar", k_administrator, package_activate},

      {get, "/planos", k_reader, plan_list},
      {get, "/planos/novo", k_administrator, plan_new},
      {post, "/planos/novo", k_administrator, plan_create, Body::long_form},
      {get, "/planos/{id:int}", k_reader, plan_edit},
      {post, "/planos/{id:int}", k_administrator, plan_save, Body::long_form},
      {get, "/planos/{id:int}/historico", k_reader, plan_history},
      {get, "/planos/{id:int}/inativar", k_administrator, plan_deactivate_ask},
      {post, "/planos/{id:int}/inativar", k_administrator, plan_deactivate},
      {get, "/planos/{id:int}/ativar", k_administrator, plan_activate_ask},
      {post, "/planos/{id:int}/ativar", k_administrator, plan_activate},
      {get, "/planos/{id:int}/clonar", k_administrator, plan_clone},
      {post, "/planos/{id:int}/clonar", k_administrator, plan_clone_save},
      {get, "/planos/{id:int}/reajustar", k_administrator, plan_adjust},
      {post, "/planos/{id:int}/reajustar", k_administrator, plan_adjust_save},
      {get, "/planos/{id:int}/renovar", k_administrator, plan_renew},
      {post, "/planos/{id:int}/renovar", k_administrator, plan_renew_save},

      {get, "/plataformas", k_reader, integration_list},
      {get, "/plataformas/novo", k_administrator, integration_new},
      {post, "/plataformas/novo", k_administrator, integration_create, Body::long_form},
      {get, "/plataformas/{id:int}", k_reader, integration_edit},
      {post, "/plataformas/{id:int}", k_administrator, integration_save, Body::long_form},
      {get, "/plataformas/{id:int}/historico", k_reader, integration_history},
      {get, "/plataformas/{id:int}/inativar", k_administrator, integration_deactivate_ask},
      {post, "/plataformas/{id:int}/inativar", k_administrator, integration_deactivate},
      {get, "/plataformas/{id:int}/ativar", k_administrator, integration_activate_ask},
      {post, "/plataformas/{id:int}/ativar", k_administrator, integration_activate},
      {get, "/plataformas/{id:int}/transmissoes", k_reader, integration_transmissions},
      {get, "/plataformas/{id:int}/transmissoes/{espera}", k_attendant, transmission_retry_ask},
      {post, "/plataformas/{id:int}/transmissoes/{espera}", k_attendant, transmission_retry},
      {get, "/plataformas/{id:int}/retidas", k_reader, held_losses},
      {get, "/plataformas/{id:int}/retidas/descartar", k_administrator, held_losses_drop_ask},
      {post, "/plataformas/{id:int}/retidas/descartar", k_administrator, held_losses_drop},
      {get, "/plataformas/{id:int}/retidas/{causa}/liberar", k_administrator, held_losses_let_go_ask},
      {post, "/plataformas/{id:int}/retidas/{causa}/liberar", k_administrator, held_losses_let_go},
      {get, "/plataformas/{id:int}/pausar", k_administrator, integration_pause_ask},
      {post, "/plataformas/{id:int}/pausar", k_administrator, integration_pause},
      {get, "/plataformas/{id:int}/retomar", k_administrator, integration_resume_ask},
      {post, "/plataformas/{id:int}/retomar", k_administrator, integration_resume},
      {get, "/plataformas/{id:int}/remover-contas", k_administrator, integration_empty_ask},
      {post, "/plataformas/{id:int}/remover-contas", k_administrator, integration_empty},
      {get, "/plataformas/{id:int}/manter-contas", k_administrator, integration_keep_ask},
      {post, "/plataformas/{id:int}/manter-contas", k_administrator, integration_keep},
      {post, "/plataformas/{id:int}/produtos/sincronizar", k_administrator, product_sync},
      {get, "/plataformas/{id:int}/testar", k_attendant, integration_test},
      {post, "/plataformas/{id:int}/testar", k_attendant, integration_test_run},
      {get, "/plataformas/{id:int}/callback", k_reader, integration_callback},
      {post, "/plataformas/{id:int}/callback", k_administrator, integration_callback_rotate},
      {get, "/plataformas/{id:int}/produtos", k_reader, product_list},
      {get, "/plataformas/{id:int}/produtos/novo", k_administrator, product_new},
      {post, "/plataformas/{id:int}/produtos/novo", k_administrator, product_create},
      {get, "/plataformas/{id:int}/produtos/{produto:int}", k_reader, product_edit},
      {post, "/plataformas/{id:int}/produtos/{produto:int}", k_administrator, product_save},
      {get, "/plataformas/{id:int}/produtos/{produto:int}/historico", k_reader, product_history},
      {get, "/plataformas/{id:int}/produtos/{produto:int}/inativar", k_administrator, product_deactivate_ask},
      {post, "/plataformas/{id:int}/produtos/{produto:int}/inativar", k_administrator, product_deactivate},
      {get, "/plataformas/{id:int}/produtos/{produto:int}/ativar", k_administrator, product_activate_ask},
      {post, "/plataformas/{id:int}/produtos/{produto:int}/ativar", k_administrator, product_activate},

      {get, "/validacoes", k_reader, decision_list},
      {get, "/por-que-foi-negado", k_reader, denial_explain},
      {post, "/por-que-foi-negado", k_attendant, denial_try},
      {get, "/conflitos-de-login", k_reader, login_conflicts},
      {get, "/diferem-do-erp", k_reader, difference_list},
      {post, "/diferem-do-erp/{registro}/{id:int}", k_attendant, difference_restore},

      {get, "/transmissoes", k_reader, transmission_list},

      {get, "/tarefas", k_reader, job_list},
      {get, "/tarefas/{id:int}", k_reader, job_show},
      {get, "/tarefas/{id:int}/historico", k_reader, job_history},
      {get, "/tarefas/{id:int}/tentar", k_administrator, job_retry_ask},
      {post, "/tarefas/{id:int}/tentar", k_administrator, job_retry},

      {get, "/usuarios", k_administrator, user_list},
      {get, "/usuarios/novo", k_administrator, user_new},
      {post, "/usuarios/novo", k_administrator, user_create},
      {get, "/usuarios/{id:int}", k_administrator, user_edit},
      {post, "/usuarios/{id:int}", k_administrator, user_save},
      {get, "/usuarios/{id:int}/inativar", k_administrator, user_deactivate_ask},
      {post, "/usuarios/{id:int}/inativar", k_administrator, user_deactivate},
      {get, "/usuarios/{id:int}/ativar", k_administrator, user_activate_ask},
      {post, "/usuarios/{id:int}/ativar", k_administrator, user_activate},
      {get, "/usuarios/{id:int}/convite", k_administrator, user_invite_ask},
      {post, "/usuarios/{id:int}/convite", k_administrator, user_invite},
      {get, "/usuarios/{id:int}/duas-etapas", k_administrator, user_second_factor_ask},
      {post, "/usuarios/{id:int}/duas-etapas", k_administrator, user_second_factor_reset},
      {get, "/usuarios/{id:int}/historico", k_administrator, user_history},

      {get, "/tokens", k_administrator, token_list},
      {get, "/tokens/novo", k_administrator, token_new},
      {post, "/tokens/novo", k_administrator, token_create},
      {get, "/tokens/{id:int}/revogar", k_administrator, token_revoke_ask},
      {post, "/tokens/{id:int}/revogar", k_administrator, token_revoke},
      {get, "/tokens/{id:int}/historico", k_administrator, token_history},

      {get, "/provedor", k_administrator, provider_edit},
      {post, "/provedor", k_administrator, provider_save},
      {get, "/provedor/historico", k_administrator, provider_history},

      {get, "/auditoria", k_administrator, audit_list},

      {get, "/ajuda", k_reader, help_index},
      {get, "/ajuda/{pagina}", k_reader, help_page},
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
