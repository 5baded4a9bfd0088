#include <iostream>

#include "command.h"
#include "operations/people.h"
#include "password.h"
#include "storage/users.h"
#include "tenant.h"

namespace door {

namespace {

/// The password the arguments ask for; a generated one is printed, once.
std::string chosen_password(const Arguments& arguments) {
  if (!arguments.has("generate")) return read_password();
  auto password = generate_password();
  std::cout << password << "\n";
  return password;
}

storage::User user_of(Tenant& tenant, const Arguments& arguments) {
  auto user = storage::find_user_by_email(tenant.db, tenant.provider.id, arguments.need("email"));
  if (!user) throw UsageError("there is no user " + arguments.get("email"));
  return *user;
}

int add(Tenant& tenant, const Arguments& arguments) {
  const operations::UserInput input{.name = arguments.need("name"),
                                    .email = arguments.need("email"),
                                    .role = arguments.get("role", "administrador"),
                                    .password = chosen_password(arguments)};
  value_or_throw(operations::add_user(tenant.context(), input));
  return k_done;
}

int set_password(Tenant& tenant, const Arguments& arguments) {
  const auto user = user_of(tenant, arguments);
  const operations::UserInput input{.name = user.name,
                                    .email = user.email,
                                    .role = std::string(domain::name_of(user.role)),
                                    .password = chosen_password(arguments)};
  value_or_throw(operations::change_user(tenant.context(), user.id, input));
  return k_done;
}

int set_active(Tenant& tenant, const Arguments& arguments, bool active) {
  value_or_throw(operations::set_user_active(tenant.context(), user_of(tenant, arguments).id, active));
  return k_done;
}

int list(Tenant& tenant) {
  const auto page_of = [&](const storage::Page& page) {
    return storage::list_users(tenant.db, tenant.provider.id, {}, page);
  };
  for_each_line(page_of, [](const storage::User& user) {
    std::cout << user.email << "\t" << user.name << "\t" << domain::name_of(user.role) << "\t"
              << (user.active ? "active" : "inactive") << "\n";
  });
  return k_done;
}

}  // namespace

int user(const Settings& settings, const Arguments& arguments) {
  const auto verb = arguments.words.empty() ? "" : arguments.words.front();
  Tenant tenant(settings, arguments);
  if (verb == "add") return add(tenant, arguments);
  if (verb == "passwd") return set_password(tenant, arguments);
  if (verb == "list") return list(tenant);
  if (verb == "enable") return set_active(tenant, arguments, true);
  if (verb == "disable") return set_active(tenant, arguments, false);
  throw UsageError("say add, passwd, list, enable or disable");
}

}  // namespace door
