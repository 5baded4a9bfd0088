#pragma once
#include <functional>
#include <string_view>

#include "web/page.h"

namespace web {

/// A page with a form for who may have no session yet: its CSRF token hangs on a cookie of the visitor's,
/// which is made here where there is none.
http::Response visitor_page(Context& context, std::string_view file, std::string_view title, int status,
                            const std::function<void(View&)>& fill);

}  // namespace web
