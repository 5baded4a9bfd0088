#include "base/documents.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace base {

namespace {

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Check digit by modulus 11: the weights count up from 2 from the right, back to 2 after `highest`.
int check_digit(std::string_view text, int highest) {
  int sum = 0;
  int weight = 2;
  for (auto at = text.size(); at-- > 0;) {
    sum += (text[at] - '0') * weight;
    weight = weight == highest ? 2 : weight + 1;
  }
  const int rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}

bool check_digits_fit(std::string_view text, int highest) {
  const auto body = text.size() - 2;
  return text[body] - '0' == check_digit(text.substr(0, body), highest) &&
         text[body + 1] - '0' == check_digit(text.substr(0, body + 1), highest);
}

/// Puts the characters of `plain` in the places of the pattern's '#'; '*' hides one.
std::string by_pattern(std::string_view plain, std::string_view pattern) {
  std::string out;
  std::size_t next = 0;
  for (const char c : pattern) {
    out += c == '#' ? plain[next] : c;
    if (c == '#' || c == '*') ++next;
  }
  return out;
}

}  // namespace

std::string document_plain(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 0x80)
      out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

bool is_cpf(std::string_view plain) {
  if (plain.size() != 11 || !all_digits(plain)) return false;
  if (plain.find_first_not_of(plain[0]) == std::string_view::npos) return false;
  return check_digits_fit(plain, 12);
}

bool is_cnpj(std::string_view plain) {
  if (plain.size() != 14 || !all_digits(plain.substr(12))) return false;
  const bool shape = std::all_of(plain.begin(), plain.end(),
                                 [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
  if (!shape || plain.find_first_not_of(plain[0]) == std::string_view::npos) return false;
  return check_digits_fit(plain, 9);
}

bool is_document_shaped(std::string_view plain) {
  return (plain.size() == 11 && all_digits(plain)) || (plain.size() == 14 && all_digits(plain.substr(12)));
}

std::string document_br(std::string_view plain) {
  if (plain.size() == 11) return by_pattern(plain, "###.###.###-##");
  if (plain.size() == 14) return by_pattern(plain, "##.###.###/####-##");
  return std::string(plain);
}

std::string document_masked(std::string_view plain) {
  if (plain.size() == 11) return by_pattern(plain, "***.###.###-**");
  if (plain.size() == 14) return by_pattern(plain, "**.###.###/****-**");
  return plain.empty() ? "" : "***";
}

}  // namespace base
