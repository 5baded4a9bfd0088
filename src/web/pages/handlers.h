#pragma once
#include "base/http.h"
#include "web/context.h"

/// The page handlers, by noun; who may call which is in routes.cpp.
namespace web {

http::Response home(Context& context);

http::Response session_form(Context& context);
http::Response session_open(Context& context);
http::Response session_code(Context& context);
http::Response session_close(Context& context);

http::Response invitation_form(Context& context);
http::Response invitation_accept(Context& context);

http::Response profile_edit(Context& context);
http::Response profile_save(Context& context);
http::Response profile_password(Context& context);
http::Response profile_password_save(Context& context);
http::Response profile_sessions(Context& context);
http::Response profile_session_end(Context& context);
http::Response second_factor_show(Context& context);
http::Response second_factor_enable(Context& context);
http::Response second_factor_disable_ask(Context& context);
http::Response second_factor_disable(Context& context);
http::Response recovery_codes_ask(Context& context);
http::Response recovery_codes_renew(Context& context);

http::Response integration_list(Context& context);
http::Response integration_new(Context& context);
http::Response integration_create(Context& context);
http::Response integration_edit(Context& context);
http::Response integration_save(Context& context);
http::Response integration_deactivate_ask(Context& context);
http::Response integration_deactivate(Context& context);
http::Response integration_activate_ask(Context& context);
http::Response integration_activate(Context& context);
http::Response integration_test(Context& context);
http::Response integration_test_run(Context& context);
http::Response integration_callback(Context& context);
http::Response integration_callback_rotate(Context& context);
http::Response integration_history(Context& context);

http::Response integration_transmissions(Context& context);
http::Response held_losses(Context& context);
http::Response held_losses_let_go_ask(Context& context);
http::Response held_losses_let_go(Context& context);
http::Response held_losses_drop_ask(Context& context);
http::Response held_losses_drop(Context& context);
http::Response integration_pause_ask(Context& context);
http::Response integration_pause(Context& context);
http::Response integration_resume_ask(Context& context);
http::Response integration_resume(Context& context);
http::Response integration_empty_ask(Context& context);
http::Response integration_empty(Context& context);
http::Response integration_keep_ask(Context& context);
http::Response integration_keep(Context& context);
http::Response product_sync(Context& context);

http::Response product_list(Context& context);
http::Response product_new(Context& context);
http::Response product_create(Context& context);
http::Response product_edit(Context& context);
http::Response product_save(Context& context);
http::Response product_deactivate_ask(Context& context);
http::Response product_deactivate(Context& context);
http::Response product_activate_ask(Context& context);
http::Response product_activate(Context& context);
http::Response product_history(Context& context);

http::Response package_list(Context& context);
http::Response package_new(Context& context);
http::Response package_create(Context& context);
http::Response package_edit(Context& context);
http::Response package_save(Context& context);
http::Response package_deactivate_ask(Context& context);
http::Response package_deactivate(Context& context);
http::Response package_activate_ask(Context& context);
http::Response package_activate(Context& context);
http::Response package_history(Context& context);

http::Response plan_list(Context& context);
http::Response plan_new(Context& context);
http::Response plan_create(Context& context);
http::Response plan_edit(Context& context);
http::Response plan_save(Context& context);
http::Response plan_clone(Context& context);
http::Response plan_clone_save(Context& context);
http::Response plan_adjust(Context& context);
http::Response plan_adjust_save(Context& context);
http::Response plan_renew(Context& context);
http::Response plan_renew_save(Context& context);
http::Response plan_deactivate_ask(Context& context);
http::Response plan_deactivate(Context& context);
http::Response plan_activate_ask(Context& context);
http::Response plan_activate(Context& context);
http::Response plan_history(Context& context);

http::Response customer_list(Context& context);
http::Response customer_search(Context& context);
http::Response customer_show(Context& context);
http::Response customer_reveal(Context& context);
http::Response customer_new(Context& context);
http::Response customer_create(Context& context);
http::Response customer_edit(Context& context);
http::Response customer_save(Context& context);
http::Response customer_history(Context& context);

http::Response service_new(Context& context);
http::Response service_create(Context& context);
http::Response service_edit(Context& context);
http::Response service_save(Context& context);
http::Response service_migrate(Context& context);
http::Response service_migrate_save(Context& context);
http::Response service_status(Context& context);
http::Response service_status_save(Context& context);
http::Response service_courtesy(Context& context);
http::Response service_courtesy_save(Context& context);
http::Response service_courtesy_end_ask(Context& context);
http::Response service_courtesy_end(Context& context);
http::Response service_history(Context& context);

http::Response service_package_list(Context& context);
http::Response service_package_new(Context& context);
http::Response service_package_create(Context& context);
http::Response service_package_swap(Context& context);
http::Response service_package_swap_save(Context& context);
http::Response ending_list(Context& context);
http::Response service_package_show(Context& context);
http::Response service_package_edit(Context& context);
http::Response service_package_save(Context& context);
http::Response service_package_remove_ask(Context& context);
http::Response service_package_remove(Context& context);
http::Response service_package_restore_ask(Context& context);
http::Response service_package_restore(Context& context);
http::Response service_package_history(Context& context);

http::Response decision_list(Context& context);
http::Response denial_explain(Context& context);
http::Response denial_try(Context& context);
http::Response login_conflicts(Context& context);
http::Response difference_list(Context& context);
http::Response difference_restore(Context& context);

http::Response provider_edit(Context& context);
http::Response provider_save(Context& context);
http::Response provider_history(Context& context);
http::Response transmission_list(Context& context);
http::Response transmission_retry_ask(Context& context);
http::Response transmission_retry(Context& context);

http::Response account_show(Context& context);
http::Response account_history(Context& context);
http::Response account_transmit_ask(Context& context);
http::Response account_transmit(Context& context);
http::Response account_password_ask(Context& context);
http::Response account_password(Context& context);
http::Response account_activation_ask(Context& context);
http::Response account_activation(Context& context);
http::Response account_email_ask(Context& context);
http::Response account_email(Context& context);
http::Response account_remake_ask(Context& context);
http::Response account_remake(Context& context);
http::Response account_adopt_ask(Context& context);
http::Response account_adopt(Context& context);
http::Response account_part_ask(Context& context);
http::Response account_part(Context& context);

http::Response job_list(Context& context);
http::Response job_show(Context& context);
http::Response job_history(Context& context);
http::Response job_retry_ask(Context& context);
http::Response job_retry(Context& context);

http::Response user_list(Context& context);
http::Response user_new(Context& context);
http::Response user_create(Context& context);
http::Response user_edit(Context& context);
http::Response user_save(Context& context);
http::Response user_deactivate_ask(Context& context);
http::Response user_deactivate(Context& context);
http::Response user_activate_ask(Context& context);
http::Response user_activate(Context& context);
http::Response user_invite_ask(Context& context);
http::Response user_invite(Context& context);
http::Response user_second_factor_ask(Context& context);
http::Response user_second_factor_reset(Context& context);
http::Response user_history(Context& context);

http::Response token_list(Context& context);
http::Response token_new(Context& context);
http::Response token_create(Context& context);
http::Response token_revoke_ask(Context& context);
http::Response token_revoke(Context& context);
http::Response token_history(Context& context);

http::Response audit_list(Context& context);

http::Response help_index(Context& context);
http::Response help_page(Context& context);

}  // namespace web
