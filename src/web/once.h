#pragma once
#include <string_view>

#include "web/router.h"

namespace web {

/// The field with which a form is sent once: random, new with every page.
inline constexpr std::string_view k_once_field = "_envio";

/// Runs the handler in a transaction that remembers the form: sent again (a double click without a script, a
/// reload), it is led to where the first one led and nothing is done twice. A form that was refused may be
/// sent again.
http::Response once(Context& context, Handler handler);

}  // namespace web
