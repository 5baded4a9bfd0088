#include "web/list.h"

namespace web {

std::string url_with(const Context& context,
                     const std::vector<std::pair<std::string, std::string>>& changes) {
  auto query = context.query;
  for (const auto& [name, value] : changes) query.set(name, value);
  std::string url;
  for (const auto& [name, value] : query.all())
    if (!value.empty())
      url += (url.empty() ? "?" : "&") + http::url_encode(name) + "=" + http::url_encode(value);
  return context.request.path + url;
}

}  // namespace web
