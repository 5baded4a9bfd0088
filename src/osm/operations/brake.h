#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "osm/operations/act.h"

/// What holds back whoever guesses at the app's door: wrong log-ins are counted by their subject, in windows
/// of a quarter of an hour.
namespace osm {

inline constexpr std::chrono::minutes k_brake_window{15};
/// What is free in a window: wrong passwords of one e-mail or access key, and of one address. An address may
/// be shared by many households.
inline constexpr std::uint32_t k_free_of_log_in = 5;
inline constexpr std::uint32_t k_free_of_address = 100;

/// What is counted together, within its provider.
struct Brake {
  std::string subject = {};
  std::uint32_t free = 0;
};
Brake brake_of(const Context& context, std::string_view what, std::string_view who, std::uint32_t free);

/// Counts a guess before it is looked at, so that those of one moment do not slip through together; above
/// zero: it is not let through, and how long to wait.
std::chrono::seconds begin_guess(const Context& context, const Brake& brake);
/// It was right: nothing is held against anybody any more.
void forget_guesses(const Context& context, const Brake& brake);
/// How long a brake holds now; what is counted afterwards.
std::chrono::seconds wait_for(const Context& context, const Brake& brake);
void count_guess(const Context& context, const Brake& brake);

}  // namespace osm
