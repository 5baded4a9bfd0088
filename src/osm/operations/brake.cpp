#include "osm/operations/brake.h"

#include <algorithm>

#include "base/secrets.h"
#include "storage/login_attempts.h"

namespace osm {

namespace {

using std::chrono::seconds;
using storage::LoginAttempts;

constexpr seconds k_longest_wait{60};

bool is_over(const LoginAttempts& attempts, base::Instant now) {
  return attempts.window_start < now - k_brake_window;
}

/// Each one beyond the free ones doubles the wait, up to a minute.
seconds wait_after(const LoginAttempts& attempts, std::uint32_t free, base::Instant now) {
  if (attempts.failures < free || is_over(attempts, now)) return seconds{0};
  const auto doublings = std::min<std::uint32_t>(attempts.failures - free, 6);
  const auto wait = std::min(seconds{1 << doublings}, k_longest_wait);
  return std::max(std::chrono::ceil<seconds>(attempts.last_at + wait - now), seconds{0});
}

}  // namespace

Brake brake_of(const Context& context, std::string_view what, std::string_view who, std::uint32_t free) {
  const auto named = std::string(what) + ":" + std::to_string(context.tenant.provider_id) + ":";
  return {.subject = base::token_hash(named + std::string(who)), .free = free};
}

seconds wait_for(const Context& context, const Brake& brake) {
  const auto attempts = storage::find_login_attempts(context.tenant.db, brake.subject);
  return attempts ? wait_after(*attempts, brake.free, context.clock.now()) : seconds{0};
}

void count_guess(const Context& context, const Brake& brake) {
  const auto now = context.clock.now();
  storage::count_login_failure(context.tenant.db, brake.subject, now, now - k_brake_window);
}

seconds begin_guess(const Context& context, const Brake& brake) {
  const auto now = context.clock.now();
  const auto before = storage::find_login_attempts(context.tenant.db, brake.subject);
  if (before)
    if (const auto wait = wait_after(*before, brake.free, now); wait > seconds{0}) return wait;
  count_guess(context, brake);
  const auto after = storage::find_login_attempts(context.tenant.db, brake.subject);
  const auto number = after ? after->failures : 1;
  const auto expected = before && !is_over(*before, now) ? before->failures + 1 : 1;
  // Others came between: whoever comes behind the free ones waits, as if he had come a moment later.
  return number > expected && number > brake.free ? seconds{1} : seconds{0};
}

void forget_guesses(const Context& context, const Brake& brake) {
  storage::delete_login_attempts(context.tenant.db, brake.subject);
}

}  // namespace osm
