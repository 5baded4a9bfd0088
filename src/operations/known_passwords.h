#pragma once
#include <string_view>
#include <unordered_set>

namespace operations {

/// The passwords that everybody guesses first, folded.
const std::unordered_set<std::string_view>& known_passwords();

/// src/operations/known_passwords.txt: one a line; a line that begins with '#' is a remark.
std::string_view known_passwords_text();

}  // namespace operations
