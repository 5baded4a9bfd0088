#include "base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <memory>
#include <utility>

namespace base {

namespace {

/// Length of the UTF-8 sequence at `at`, 0 when it is not valid (overlong, surrogate, > U+10FFFF).
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const auto tail = [&](std::size_t i) { return at + i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!tail(1) || !tail(2)) return 0;
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

/// True for one character of C0, DEL or C1 (U+0080–U+009F, which terminals obey too).
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  return first < 0x20 || first == 0x7F || (first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0);
}

/// Eight bytes of ASCII without NUL.
bool is_plain_word(std::string_view text, std::size_t at) {
  constexpr std::uint64_t k_lows = 0x0101010101010101;
  constexpr std::uint64_t k_highs = k_lows << 7U;
  std::uint64_t word = 0;
  if (at + sizeof word > text.size()) return false;
  std::memcpy(&word, text.data() + at, sizeof word);
  return ((word | (word - k_lows)) & k_highs) == 0;
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  std::size_t start = 0;
  for (std::size_t end = text.find(separator); end != std::string_view::npos;
       end = text.find(separator, start)) {
    pieces.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  pieces.push_back(text.substr(start));
  return pieces;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view k_space = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(k_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(k_space) - first + 1);
}

namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
}

bool is_space(utf8proc_int32_t character) {
  const auto category = utf8proc_category(character);
  return (character >= 0x09 && character <= 0x0D) || character == 0x85 || category == UTF8PROC_CATEGORY_ZS ||
         category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

const utf8proc_uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

/// Calls `take(character, bytes)` for each character; false where the text is no UTF-8.
template <typename Take>
bool each_character(std::string_view text, Take take) {
  while (!text.empty()) {
    utf8proc_int32_t character = 0;
    const auto size =
        utf8proc_iterate(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()), &character);
    if (size <= 0) return false;
    take(character, text.substr(0, static_cast<std::size_t>(size)));
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

/// The text mapped so; itself where it is no UTF-8.
std::string mapped(std::string_view text, utf8proc_option_t how) {
  utf8proc_uint8_t* out = nullptr;
  const auto size = utf8proc_map(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()), &out, how);
  const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> owner(out, std::free);
  return size < 0 ? std::string(text)
                  : std::string(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
}

/// NFC of valid UTF-8.
std::string composed(const std::string& text) {
  return mapped(text, static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
}

}  // namespace

std::string tidied(std::string_view text) {
  if (is_ascii(text)) return std::string(trim(text));
  std::string kept;
  const bool whole = each_character(text, [&](utf8proc_int32_t character, std::string_view bytes) {
    if (utf8proc_category(character) != UTF8PROC_CATEGORY_CF) kept += bytes;
  });
  if (!whole) return std::string(trim(text));
  const auto nfc = composed(kept);
  std::size_t first = nfc.size();
  std::size_t last = 0;
  std::size_t at = 0;
  each_character(nfc, [&](utf8proc_int32_t character, std::string_view bytes) {
    if (!is_space(character)) {
      first = std::min(first, at);
      last = at + bytes.size();
    }
    at += bytes.size();
  });
  return first < last ? nfc.substr(first, last - first) : std::string{};
}

std::string to_lower(std::string_view utf8) {
  std::string out(utf8);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto byte = static_cast<unsigned char>(out[i]);
    if (byte < 0x80) {
      out[i] = static_cast<char>(std::tolower(byte));
    } else if (byte == 0xC3 && i + 1 < out.size()) {
      const auto next = static_cast<unsigned char>(out[i + 1]);
      if (next >= 0x80 && next <= 0x9E && next != 0x97) out[i + 1] = static_cast<char>(next + 0x20);
      ++i;
    }
  }
  return out;
}

namespace {

/// Letters that no decomposition takes apart, as whoever has them on no key types them.
constexpr std::pair<utf8proc_int32_t, std::string_view> k_typed[] = {
    {0x00E6, "ae"}, {0x00F0, "d"}, {0x00F8, "o"}, {0x00FE, "th"}, {0x0111, "d"},  {0x0127, "h"},
    {0x0131, "i"},  {0x0138, "k"}, {0x0142, "l"}, {0x014B, "n"},  {0x0153, "oe"}, {0x0167, "t"}};

/// Of valid UTF-8: case folded, taken apart, without marks.
std::string unmarked(std::string_view text) {
  constexpr auto k_how = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_STABLE |
                                                        UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
  return mapped(text, k_how);
}

}  // namespace

std::string fold(std::string_view utf8) {
  if (is_ascii(utf8)) return to_lower(utf8);
  std::string out;
  const bool whole = each_character(unmarked(utf8), [&](utf8proc_int32_t character, std::string_view bytes) {
    const auto* const typed =
        std::ranges::find(k_typed, character, [](const auto& each) { return each.first; });
    out += typed == std::end(k_typed) ? bytes : typed->second;
  });
  return whole ? out : to_lower(utf8);
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c >= '0' && c <= '9') out += c;
  return out;
}

bool is_clean_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (is_plain_word(text, i)) {
      i += sizeof(std::uint64_t);
      continue;
    }
    const auto length = sequence_length(text, i);
    if (length == 0 || text[i] == '\0') return false;
    i += length;
  }
  return true;
}

std::string grouped(std::uint64_t number) {
  auto text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ".");
  return text;
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto valid = sequence_length(text, i);
    const auto length = valid == 0 ? 1 : valid;
    const auto piece = valid == 0 || is_control(text.substr(i, length)) ? "?" : text.substr(i, length);
    if (out.size() + piece.size() > 120) break;
    out += piece;
    i += length;
  }
  return out;
}

std::size_t length_of(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8)
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++count;
  return count;
}

bool is_code(std::string_view text) {
  if (text.empty() || text.size() > 64 || text == "." || text == "..") return false;
  for (const char c : text)
    if (c < 0x21 || c > 0x7E) return false;
  return true;
}

std::string slug_of(std::string_view utf8) {
  std::string out;
  for (const char c : fold(utf8)) {
    if (std::isalnum(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 0x80) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
    if (out.size() == 64) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

std::string hex_of(std::string_view bytes) {
  static constexpr std::string_view k_hex = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += k_hex[byte >> 4];
    out += k_hex[byte & 15];
  }
  return out;
}

std::string bytes_of_hex(std::string_view hex) {
  const auto value = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  if (hex.size() % 2 != 0) return {};
  std::string out;
  out.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = value(hex[i]);
    const int low = value(hex[i + 1]);
    if (high < 0 || low < 0) return {};
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

}  // namespace base
