#pragma once
#include <functional>
#include <string>
#include <vector>

#include "web/context.h"

namespace web {

/// What an act would do to what a customer may watch: names of products, "HBO (NEO)".
struct AccessChange {
  std::vector<std::string> lost = {};
  std::vector<std::string> gained = {};
  std::vector<std::string> kept = {};
};

/// Runs `act` in a transaction that is always undone, and compares the customer's entitlements before and
/// after.
AccessChange access_change(const Context& context, std::uint64_t customer_id,
                           const std::function<void()>& act);

/// "HBO (NEO), ESPN (NEO)".
std::string listed(const std::vector<std::string>& names);

}  // namespace web
