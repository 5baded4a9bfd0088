#pragma once
#include <string>
#include <string_view>

namespace base {

/// What a sealed value (Keyring::seal) begins with: how and with which key it was sealed. Values of the mark
/// that a fresh one has need no sealing again.
std::string seal_mark(std::string_view sealed);

}  // namespace base
