#include <iostream>

#include "command.h"
#include "operations/invitations.h"
#include "operations/second_factor.h"
#include "password.h"
#include "provider_context.h"
#include "storage/users.h"

namespace door {

namespace {

/// The password the arguments ask for; a generated one is printed, once.
std::string chosen_password(const Arguments& arguments) {
  if (!arguments.has("generate")) return read_password();
  auto password = generate_password();
  std::cout << password << "\n";
  return password;
}

storage::User user_of(ProviderContext& of, const Arguments& arguments) {
  auto user = storage::find_user_by_email(of.tenant(), operations::email_of(arguments.need("email")));
  if (!user) throw UsageError("there is no user " + arguments.get("email"));
  return *user;
}

int add(ProviderContext& of, const Arguments& arguments) {
  const operations::UserInput input{.name = arguments.need("name"),
                                    .email = arguments.need("email"),
                                    .role = arguments.get("role", "administrador"),
                                    .password = chosen_password(arguments)};
  value_or_throw(operations::add_user(of.context(), input));
  return k_done;
}

int set_password(ProviderContext& of, const Arguments& arguments) {
  const auto user = user_of(of, arguments);
  const operations::UserInput input{.name = user.name,
                                    .email = user.email,
                                    .role = std::string(domain::name_of(user.role)),
                                    .password = chosen_password(arguments)};
  value_or_throw(operations::change_user(of.context(), user.id, input));
  return k_done;
}

int set_active(ProviderContext& of, const Arguments& arguments, bool active) {
  value_or_throw(operations::set_user_active(of.context(), user_of(of, arguments).id, active));
  return k_done;
}

/// Makes a link by which the person sets the password, and the person where there is none of that e-mail.
int invite(ProviderContext& of, const Arguments& arguments) {
  const auto email = operations::email_of(arguments.need("email"));
  const auto known = storage::find_user_by_email(of.tenant(), email);
  const auto invited =
      known ? operations::invite_user(of.context(), known->id)
            : operations::invite_new_user(of.context(), {.name = arguments.need("name"),
                                                         .email = email,
                                                         .role = arguments.get("role", "administrador")});
  std::cout << of.provider.address << "/convite/" << value_or_throw(invited).token << "\n";
  return k_done;
}

int reset_second_factor(ProviderContext& of, const Arguments& arguments) {
  value_or_throw(operations::reset_second_factor(of.context(), user_of(of, arguments).id));
  return k_done;
}

int list(ProviderContext& of) {
  const auto page_of = [&](const storage::Page& page) { return storage::list_users(of.tenant(), {}, page); };
  for_each_line(page_of, [](const storage::User& user) {
    std::cout << user.email << "\t" << user.name << "\t" << domain::name_of(user.role) << "\t"
              << (user.active ? "active" : "inactive") << "\t"
              << (user.totp_secret.empty() ? "password" : "two-step") << "\n";
  });
  return k_done;
}

}  // namespace

int user(const Settings& settings, const Arguments& arguments) {
  const auto verb = arguments.words.empty() ? "" : arguments.words.front();
  ProviderContext of(settings, arguments);
  if (verb == "add") return add(of, arguments);
  if (verb == "passwd") return set_password(of, arguments);
  if (verb == "list") return list(of);
  if (verb == "enable") return set_active(of, arguments, true);
  if (verb == "disable") return set_active(of, arguments, false);
  if (verb == "invite") return invite(of, arguments);
  if (verb == "reset-second-factor") return reset_second_factor(of, arguments);
  throw UsageError("say add, invite, passwd, list, enable, disable or reset-second-factor");
}

}  // namespace door
