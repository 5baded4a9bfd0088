#include "domain/second_factor.h"

#include <algorithm>

#include "base/http.h"
#include "base/secrets.h"
#include "base/text.h"
#include "base/totp.h"

namespace domain {

namespace {

/// Crockford's: none of i, l, o, u.
constexpr std::string_view k_alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t k_app_digits = 6;
constexpr std::size_t k_recovery_letters = 10;

char letter_meant(char c) {
  if (c == 'o') return '0';
  return c == 'i' || c == 'l' ? '1' : c;
}

}  // namespace

std::string settled_code(std::string_view typed) {
  std::string code;
  for (const char c : base::to_lower(base::tidied(typed)))
    if (c != ' ' && c != '-') code += letter_meant(c);
  return code;
}

bool is_app_code(std::string_view settled) {
  return settled.size() == k_app_digits &&
         std::ranges::all_of(settled, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_recovery_code(std::string_view settled) {
  return settled.size() == k_recovery_letters &&
         std::ranges::all_of(settled, [](char c) { return k_alphabet.find(c) != std::string_view::npos; });
}

CodeLook look_at_code(std::string_view secret, std::string_view settled, base::Instant now,
                      std::optional<std::uint64_t> last_step) {
  const auto middle = base::totp_step(now);
  CodeLook look;
  // All three are looked at, so that time does not tell which one it was.
  for (const auto step : {middle + 1, middle, middle - 1})
    if (base::same_bytes(base::totp_code(secret, step), settled))
      look = {.verdict = CodeLook::Verdict::fits, .step = step};
  if (look.verdict == CodeLook::Verdict::fits && last_step && look.step <= *last_step)
    look.verdict = CodeLook::Verdict::used;
  return look;
}

std::vector<std::string> new_recovery_codes() {
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < k_recovery_codes; ++i) {
    std::string code;
    for (const char c : base::random_bytes(k_recovery_letters))
      code += k_alphabet[static_cast<unsigned char>(c) % k_alphabet.size()];
    codes.push_back(std::move(code));
  }
  return codes;
}

std::string shown_recovery_code(std::string_view settled) {
  const auto half = settled.size() / 2;
  return std::string(settled.substr(0, half)) + "-" + std::string(settled.substr(half));
}

std::string key_address(std::string_view issuer, std::string_view account, std::string_view secret) {
  std::string named;
  for (const char c : issuer) named += c == ':' ? ' ' : c;
  const auto issued_by = http::url_encode(named);
  return "otpauth://totp/" + issued_by + ":" + http::url_encode(account) + "?secret=" + base::base32(secret) +
         "&issuer=" + issued_by;
}

std::string shown_secret(std::string_view secret) {
  std::string shown;
  for (const char c : base::base32(secret)) {
    if (shown.size() % 5 == 4) shown += ' ';
    shown += c;
  }
  return shown;
}

}  // namespace domain
