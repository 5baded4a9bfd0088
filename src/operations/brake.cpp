#include "operations/brake.h"

#include <algorithm>

namespace operations {

namespace {

using std::chrono::seconds;

constexpr std::uint32_t k_every = 10;

bool is_over(const storage::LoginAttempts& attempts, base::Instant now) {
  return attempts.window_start < now - k_brake_window;
}

}  // namespace

Brake brake_of(const Context& context, std::string_view what, std::string_view who, std::uint32_t free) {
  const auto named = std::string(what) + ":" + std::to_string(context.tenant.provider_id) + ":";
  return {.subject = base::token_hash(named + std::string(who)), .free = free};
}

seconds wait_after(const storage::LoginAttempts& attempts, std::uint32_t free, base::Instant now) {
  if (attempts.failures < free || is_over(attempts, now)) return seconds{0};
  const auto doublings = std::min<std::uint32_t>(attempts.failures - free, 6);
  const auto wait = std::min(seconds{1 << doublings}, k_longest_brake_wait);
  return std::max(std::chrono::ceil<seconds>(attempts.last_at + wait - now), seconds{0});
}

seconds wait_for(const Context& context, const Brake& brake) {
  const auto attempts = storage::find_login_attempts(context.tenant.db, brake.subject);
  return attempts ? wait_after(*attempts, brake.free, context.clock.now()) : seconds{0};
}

void count_guess(const Context& context, const Brake& brake) {
  const auto now = context.clock.now();
  storage::count_login_failure(context.tenant.db, brake.subject, now, now - k_brake_window);
}

Guess begin_guess(const Context& context, const Brake& brake) {
  auto& db = context.tenant.db;
  const auto now = context.clock.now();
  const auto before = storage::find_login_attempts(db, brake.subject);
  if (before)
    if (const auto wait = wait_after(*before, brake.free, now); wait > seconds{0}) return {.wait = wait};
  count_guess(context, brake);
  const auto after = storage::find_login_attempts(db, brake.subject);
  const auto number = after ? after->failures : 1;
  const auto expected = before && !is_over(*before, now) ? before->failures + 1 : 1;
  // Others came between: whoever comes behind the free ones waits, as if he had come a moment later.
  if (number > expected && number > brake.free) return {.wait = seconds{1}, .number = number};
  return {.number = number};
}

void forget_guesses(const Context& context, const Brake& brake) {
  storage::delete_login_attempts(context.tenant.db, brake.subject);
}

bool is_told(const Brake& brake, std::uint32_t number) {
  return number == 1 || number == brake.free || number % k_every == 0;
}

std::string wait_text(seconds wait) {
  const auto count = wait.count();
  return "Aguarde " + std::to_string(count) + (count == 1 ? " segundo" : " segundos") + " e tente de novo.";
}

}  // namespace operations
