#pragma once
#include "base/http.h"
#include "web/app.h"

namespace web {

inline constexpr BodyRule k_form_rule{.max_bytes = 64 * 1024, .max_fields = 100};
inline constexpr BodyRule k_long_form_rule{.max_bytes = 256 * 1024, .max_fields = http::Params::k_most};
inline constexpr BodyRule k_json_rule{.max_bytes = 1024 * 1024};

}  // namespace web
