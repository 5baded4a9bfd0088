#include "web/pages/visitor.h"

#include "web/guard.h"

namespace web {

http::Response visitor_page(Context& context, std::string_view file, std::string_view title, int status,
                            const std::function<void(View&)>& fill) {
  const bool secure = context.request.secure;
  std::string visitor;
  if (context.csrf.empty()) {
    visitor = base::random_token();
    context.csrf = csrf_token(context.house.keyring, visitor);
  }
  auto response = bare_page(context, file, title, status, fill);
  if (!visitor.empty())
    response.with("Set-Cookie", cookie_header(visitor_cookie_name(secure), visitor, secure));
  return response;
}

}  // namespace web
