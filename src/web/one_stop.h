#pragma once
#include <string>
#include <string_view>

namespace web {

/// The text without the full stop that a name or a reason with one of its own leaves behind another: "de
/// Silva Ltda..".
std::string one_stop(std::string_view text);

}  // namespace web
