#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

/// What is typed as a second factor: the code that an app shows now, or one of the recovery codes kept on
/// paper.
namespace domain {

inline constexpr std::size_t k_recovery_codes = 10;

/// What was typed, without blanks and hyphens and in lower case; of a recovery code o is 0, i and l are 1.
std::string settled_code(std::string_view typed);
/// Six digits.
bool is_app_code(std::string_view settled);
/// Ten of the letters and digits that are taken for no other.
bool is_recovery_code(std::string_view settled);

/// What a code of an app is worth. The steps before and after now's count too, since clocks differ by some
/// seconds; a step from which one was taken, and those before it, count no more.
struct CodeLook {
  enum class Verdict : std::uint8_t { fits, used, wrong };
  Verdict verdict = Verdict::wrong;
  std::uint64_t step = 0;  ///< whose code it is, unless wrong
};
CodeLook look_at_code(std::string_view secret, std::string_view settled, base::Instant now,
                      std::optional<std::uint64_t> last_step);

/// New recovery codes, settled.
std::vector<std::string> new_recovery_codes();
/// "abcde-fghjk", as it is written down.
std::string shown_recovery_code(std::string_view settled);

/// The address that an app reads from the QR code; `issuer` is what it lists the account under.
std::string key_address(std::string_view issuer, std::string_view account, std::string_view secret);
/// The secret in groups of four, to be typed where there is no camera.
std::string shown_secret(std::string_view secret);

}  // namespace domain
