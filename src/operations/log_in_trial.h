#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "operations/denials.h"

namespace operations {

/// A log-in and password that somebody on the phone says he types (R18). Neither is kept anywhere.
struct LogInTrial {
  std::uint32_t integration_id = 0;
  std::string login = {};
  std::string password = {};
};

/// What the platform would be answered to it now, and why.
struct LogInTried {
  std::chrono::seconds wait{};  ///< above zero: not looked at, this person has tried too many wrong ones
  domain::Met met = domain::Met::nothing_asked;
  std::vector<std::uint64_t> customers = {};  ///< whose log-in it is, with a right password whose both are;
                                              ///< ids ascending
  DenialAnswer answer = {};
};

/// Compares as validation does, by the same functions on the same rows; writes no decision and slows nobody's
/// log-in down. Nothing when the integration is not the provider's.
std::optional<LogInTried> try_log_in(const Context& context, const LogInTrial& trial);

}  // namespace operations
