#include "base/typed.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/documents.h"
#include "base/text.h"

namespace base {

namespace {

constexpr std::string_view k_blanks = " \t";

/// The text with every blank and dash of Unicode as the one on the keyboard.
std::string plain_signs(std::string_view text) {
  const auto tidy = tidied(text);
  std::string out;
  std::string_view rest = tidy;
  while (!rest.empty()) {
    utf8proc_int32_t character = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(rest.data()),
                                       static_cast<utf8proc_ssize_t>(rest.size()), &character);
    const auto category = size > 0 ? utf8proc_category(character) : UTF8PROC_CATEGORY_CN;
    const auto length = static_cast<std::size_t>(std::max<utf8proc_ssize_t>(size, 1));
    if (category == UTF8PROC_CATEGORY_ZS)
      out += ' ';
    else if (category == UTF8PROC_CATEGORY_PD)
      out += '-';
    else
      out += rest.substr(0, length);
    rest.remove_prefix(length);
  }
  return out;
}

/// True for the mask alone, with blanks or underscores in the places of its digits.
bool is_mask(std::string_view text, std::initializer_list<std::string_view> masks) {
  std::string signs;
  for (const char c : text)
    if (c != '_' && k_blanks.find(c) == std::string_view::npos) signs += c;
  return std::ranges::find(masks, signs) != masks.end();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// Only what stands in the keyboard's first half: digits that look like ours are none.
bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// True when the text has digits of another script, full-width ones too.
bool has_other_digits(std::string_view text) {
  while (!text.empty()) {
    utf8proc_int32_t character = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &character);
    if (size > 1 && utf8proc_category(character) == UTF8PROC_CATEGORY_ND) return true;
    text.remove_prefix(static_cast<std::size_t>(std::max<utf8proc_ssize_t>(size, 1)));
  }
  return false;
}

Unexpected<std::string> refused(std::string why) { return {std::move(why)}; }

constexpr std::string_view k_other_digits = "tem algarismos de outro alfabeto; digite-os de novo, de 0 a 9";

}  // namespace

Typed phone_from(std::string_view typed) {
  constexpr std::string_view k_signs = " \t()-./";
  const auto text = plain_signs(typed);
  if (text.empty() || is_mask(text, {"()-"})) return std::optional<std::string>{};
  if (has_other_digits(text)) return refused(std::string(k_other_digits));
  const auto first = std::ranges::find_if(text, is_digit);
  const auto behind = std::find_if(
      first, text.end(), [&](char c) { return !is_digit(c) && k_signs.find(c) == std::string_view::npos; });
  if (first == text.end()) return refused("não tem número; escreva-o com DDD, ou deixe em branco");
  if (behind != text.end())
    return refused("tem mais que o número: " + printable(std::string_view(behind, text.end())) +
                   "; deixe só o telefone, com DDD");
  auto digits = digits_of(text);
  if (digits.size() < 8 || digits.size() > 15)
    return refused("tem " + std::to_string(digits.size()) +
                   (digits.size() == 1 ? " algarismo" : " algarismos") + "; deve ter de 8 a 15, com DDD");
  return std::optional(std::move(digits));
}

Typed document_from(std::string_view typed) {
  constexpr std::string_view k_signs = " \t.-/";
  const auto text = plain_signs(typed);
  if (text.empty() || is_mask(text, {"..-", "../-"})) return std::optional<std::string>{};
  if (has_other_digits(text)) return refused(std::string(k_other_digits));
  const bool clean = is_ascii(text) && std::ranges::all_of(text, [&](char c) {
                       return is_digit(c) || is_letter(c) || k_signs.find(c) != std::string_view::npos;
                     });
  auto plain = document_plain(text);
  if (!clean || plain.empty())
    return refused("não é um CPF nem um CNPJ: use só algarismos, letras de CNPJ e a pontuação deles");
  if (plain.starts_with("CPF") || plain.starts_with("CNPJ"))
    return refused("tem uma palavra antes do número; deixe só o CPF ou CNPJ");
  const bool has_letters = std::ranges::any_of(plain, is_letter);
  if (!is_document_shaped(plain))
    return refused("tem " + std::to_string(plain.size()) +
                   (has_letters         ? " letras e algarismos"
                    : plain.size() == 1 ? " algarismo"
                                        : " algarismos") +
                   "; um CPF tem 11 e um CNPJ tem 14");
  return std::optional(std::move(plain));
}

}  // namespace base
