#include "base/totp.h"

#include <liboath/oath.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "base/secrets.h"

namespace base {

namespace {

constexpr unsigned k_step_s = 30;
constexpr std::size_t k_secret_bytes = 20;

void check(int status) {
  if (status != OATH_OK) throw std::runtime_error(std::string("one-time password: ") + oath_strerror(status));
}

/// Once in the process.
void start_oath() {
  static const int k_started = oath_init();
  check(k_started);
}

}  // namespace

std::uint64_t totp_step(Instant at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
  return static_cast<std::uint64_t>(seconds) / k_step_s;
}

std::string totp_code(std::string_view secret, std::uint64_t step, unsigned digits) {
  start_oath();
  std::array<char, 9> code{};
  const auto at = static_cast<time_t>(step * k_step_s);
  check(oath_totp_generate(secret.data(), secret.size(), at, k_step_s, OATH_TOTP_DEFAULT_START_TIME, digits,
                           code.data()));
  return code.data();
}

std::string new_totp_secret() { return random_bytes(k_secret_bytes); }

std::string base32(std::string_view bytes) {
  start_oath();
  char* encoded = nullptr;
  std::size_t length = 0;
  check(oath_base32_encode(bytes.data(), bytes.size(), &encoded, &length));
  const std::unique_ptr<char, decltype(&std::free)> owner(encoded, &std::free);
  return {encoded, length};
}

}  // namespace base
