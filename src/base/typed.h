#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.h"

/// What people and feeds write where a number made of digits is meant (D40): all of it is understood, or the
/// whole is refused.
namespace base {

/// What is stored, nothing for a field left blank or with its mask alone; or why it is refused.
using Typed = Expected<std::optional<std::string>, std::string>;

/// A phone: 8–15 digits; words may stand before them, signs and blanks between them, nothing else behind.
Typed phone_from(std::string_view text);
/// A CPF or CNPJ with or without its signs; wrong check digits are taken.
Typed document_from(std::string_view text);

}  // namespace base
