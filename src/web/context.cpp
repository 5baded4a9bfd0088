#include "web/context.h"

#include <charconv>
#include <set>
#include <stdexcept>

namespace web {

namespace {

std::string actor_of(const Context& context) {
  if (context.user) return "usuario:" + context.user->name + " <" + context.user->email + ">";
  if (context.token) return "token:" + context.token->name;
  return "sistema";
}

}  // namespace

const platforms::HttpClient& network() {
  static const platforms::NetworkClient client;
  return client;
}

const platforms::HttpClient& public_network() {
  static const platforms::NetworkClient client{std::set<std::string>{}};
  return client;
}

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

http::Request head_of(const http::Request& request) {
  return {.method = request.method,
          .path = request.path,
          .query = request.query,
          .headers = request.headers,
          .host = request.host,
          .host_with_port = request.host_with_port,
          .remote_address = request.remote_address,
          .request_id = request.request_id,
          .secure = request.secure};
}

std::shared_ptr<const Context> keep(const Context& context) {
  struct Owner {
    explicit Owner(const Context& from)
        : request(head_of(from.request)), context(from.with(request, from.args, from.query)) {}
    http::Request request;
    Context context;
  };
  const auto owner = std::make_shared<Owner>(context);
  return {owner, &owner->context};
}

operations::Context Context::operations() const {
  return {tenant(),      provider.zone,   house.clock,
          house.keyring, actor_of(*this), token ? operations::Writer::erp : operations::Writer::staff};
}

}  // namespace web
