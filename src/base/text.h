#pragma once
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace base {

/// The pieces between separators; empty pieces kept; views into `text`.
std::vector<std::string_view> split(std::string_view text, char separator);
/// Without ASCII white space at both ends.
std::string_view trim(std::string_view text);
/// Of a text that is about to go, no view is left.
template <typename Text>
requires std::same_as<Text, std::string> std::string trim(Text&& text) {
  return std::string(trim(std::string_view(text)));
}
/// The text as it is stored and asked for (D37): NFC, without format characters (category Cf), without
/// Unicode white space at both ends. What is no UTF-8 is only trimmed.
std::string tidied(std::string_view text);
/// Lower case, for ASCII and the accented letters of Latin-1; other UTF-8 stays.
std::string to_lower(std::string_view utf8);
/// For searching: without case and accents, in letters that every keyboard has: "São João" -> "sao joao",
/// "Łukasz Œuvre" -> "lukasz oeuvre". What changes here changes customer_word (JobKind::words_rebuild).
std::string fold(std::string_view utf8);
/// Only the digits.
std::string digits_of(std::string_view text);
/// True for valid UTF-8 without NUL.
bool is_clean_text(std::string_view text);
/// "1.000.000", as Brazilians write it.
std::string grouped(std::uint64_t number);
/// For messages and logs: control and non-UTF-8 bytes become '?', at most 120 bytes.
std::string printable(std::string_view text);
/// Number of characters (code points) of valid UTF-8.
std::size_t length_of(std::string_view utf8);
/// True for 1–64 bytes of 0x21–0x7E, but not "." or "..": what a code may be.
bool is_code(std::string_view text);
/// "TV Extra (HD)" -> "tv-extra-hd": the default code of a named thing.
std::string slug_of(std::string_view utf8);

std::string hex_of(std::string_view bytes);
/// Bytes of lower- or upper-case hex; empty when it is not hex.
std::string bytes_of_hex(std::string_view hex);

}  // namespace base
