#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "operations/context.h"
#include "storage/login_attempts.h"

/// What holds back whoever guesses: what failed is counted by its subject, in windows of a quarter of an
/// hour.
namespace operations {

inline constexpr std::chrono::minutes k_brake_window{15};
inline constexpr std::chrono::seconds k_longest_brake_wait{60};
/// What is free in a window: wrong log-ins of an account, of a browser known to it, of an address; wrong
/// current passwords of a person inside a session, and codes of the second factor; tries of a customer's
/// log-in at the test bench.
inline constexpr std::uint32_t k_free_of_account = 5;
inline constexpr std::uint32_t k_free_of_device = 10;
inline constexpr std::uint32_t k_free_of_address = 50;
inline constexpr std::uint32_t k_free_own_passwords = 5;
inline constexpr std::uint32_t k_free_codes = 5;
inline constexpr std::uint32_t k_free_trials = 20;

/// What is counted together: base::token_hash of what names it, and how many are free in a window.
struct Brake {
  std::string subject = {};
  std::uint32_t free = 0;
};

/// One of this provider's, which no other provider's fills; `what` names the kind, `who` the one of it.
Brake brake_of(const Context& context, std::string_view what, std::string_view who, std::uint32_t free);

/// A guess that was let through and counted, or not: `wait` above zero.
struct Guess {
  std::chrono::seconds wait{};
  std::uint32_t number = 0;  ///< which of the window it is, from 1
};
/// Counts a guess before it is looked at, so that those of one moment do not slip through together.
Guess begin_guess(const Context& context, const Brake& brake);
/// It was right: nothing is held against anybody any more.
void forget_guesses(const Context& context, const Brake& brake);

/// How long a brake holds now; what is counted afterwards.
std::chrono::seconds wait_for(const Context& context, const Brake& brake);
void count_guess(const Context& context, const Brake& brake);

/// How many in 15 minutes are free; each further one doubles the wait, up to a minute.
std::chrono::seconds wait_after(const storage::LoginAttempts& attempts, std::uint32_t free,
                                base::Instant now);
/// True for those of a window that the trail tells: the first, the one from which on there is a wait, and
/// then every tenth.
bool is_told(const Brake& brake, std::uint32_t number);
/// "Aguarde 8 segundos e tente de novo."
std::string wait_text(std::chrono::seconds wait);

}  // namespace operations
