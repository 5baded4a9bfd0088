#pragma once
#include "base/http.h"
#include "web/context.h"

/// The page handlers, by noun; who may call which is in routes.cpp.
namespace web {

http::Response home(Context& context);

http::Response session_form(Context& context);
http::Response session_open(Context& context);
http::Response session_close(Context& context);

http::Response profile_edit(Context& context);
http::Response profile_save(Context& context);
http::Response profile_password(Context& context);
http::Response profile_password_save(Context& context);
http::Response profile_sessions(Context& context);
http::Response profile_session_end(Context& context);

http::Response customer_list(Context& context);
http::Response customer_new(Context& context);
http::Response customer_create(Context& context);
http::Response customer_show(Context& context);
http::Response customer_edit(Context& context);
http::Response customer_save(Context& context);
http::Response customer_history(Context& context);

http::Response service_show(Context& context);
http::Response service_new(Context& context);
http::Response service_create(Context& context);
http::Response service_edit(Context& context);
http::Response service_save(Context& context);
http::Response service_status_choice(Context& context);
http::Response service_status_ask(Context& context);
http::Response service_status_save(Context& context);
http::Response service_migrate_ask(Context& context);
http::Response service_migrate(Context& context);
http::Response service_history(Context& context);

http::Response service_package_list(Context& context);
http::Response service_package_new(Context& context);
http::Response service_package_create(Context& context);
http::Response service_package_edit(Context& context);
http::Response service_package_save(Context& context);
http::Response service_package_remove_ask(Context& context);
http::Response service_package_remove(Context& context);
http::Response service_package_restore_ask(Context& context);
http::Response service_package_restore(Context& context);
http::Response service_package_history(Context& context);

http::Response search(Context& context);

http::Response decision_list(Context& context);
http::Response decision_conflicts(Context& context);
http::Response denial_explain(Context& context);

http::Response user_list(Context& context);
http::Response user_new(Context& context);
http::Response user_create(Context& context);
http::Response user_edit(Context& context);
http::Response user_save(Context& context);
http::Response user_deactivate_ask(Context& context);
http::Response user_deactivate(Context& context);
http::Response user_activate_ask(Context& context);
http::Response user_activate(Context& context);
http::Response user_history(Context& context);

http::Response token_list(Context& context);
http::Response token_new(Context& context);
http::Response token_create(Context& context);
http::Response token_revoke_ask(Context& context);
http::Response token_revoke(Context& context);
http::Response token_history(Context& context);

}  // namespace web
