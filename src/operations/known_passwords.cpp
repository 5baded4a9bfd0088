#include "operations/known_passwords.h"

#include "base/text.h"

namespace operations {

const std::unordered_set<std::string_view>& known_passwords() {
  static const auto passwords = [] {
    std::unordered_set<std::string_view> all;
    for (const auto line : base::split(known_passwords_text(), '\n'))
      if (!line.empty() && line.front() != '#') all.insert(line);
    return all;
  }();
  return passwords;
}

}  // namespace operations
