#include "web/context.h"

#include <charconv>
#include <stdexcept>

namespace web {

namespace {

std::string actor_of(const Context& context) {
  if (context.user) return "usuario:" + context.user->name + " <" + context.user->email + ">";
  if (context.token) return "token:" + context.token->name;
  return "sistema";
}

}  // namespace

const std::string& Context::arg(std::string_view name) const {
  for (const auto& [key, value] : args)
    if (key == name) return value;
  throw std::out_of_range("no path argument " + std::string(name));
}

std::uint64_t Context::id(std::string_view name) const {
  const auto& text = arg(name);
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Context Context::with(const http::Request& other, PathArgs its_args, http::Params its_query) const {
  return {.request = other,
          .db = db,
          .house = house,
          .router = router,
          .provider = provider,
          .user = user,
          .token = token,
          .args = std::move(its_args),
          .query = std::move(its_query),
          .csrf = csrf};
}

std::shared_ptr<const Context> keep(const Context& context) {
  const auto& asked = context.request;
  http::Request request{.method = asked.method,
                        .path = asked.path,
                        .query = asked.query,
                        .headers = asked.headers,
                        .host = asked.host,
                        .host_with_port = asked.host_with_port,
                        .remote_address = asked.remote_address,
                        .request_id = asked.request_id,
                        .secure = asked.secure};
  struct Owner {
    Owner(http::Request own, const Context& from)
        : request(std::move(own)), context(from.with(request, from.args, from.query)) {}
    http::Request request;
    Context context;
  };
  const auto owner = std::make_shared<Owner>(std::move(request), context);
  return {owner, &owner->context};
}

operations::Context Context::operations() const {
  return {tenant(), provider.zone, house.clock, house.keyring, actor_of(*this)};
}

}  // namespace web
