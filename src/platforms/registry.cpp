#include <algorithm>
#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "platforms/account_calls.h"
#include "platforms/platform.h"

namespace platforms {

// Each lives in a file of its own name; the order is that of the screens. A new one is a line here.
#define CATRACA_PLATFORMS(each)                                                                            \
  each(nxplay) each(click_sistemas) each(neo) each(campsoft) each(outros) each(watch_brasil) each(playhub) \
      each(celetihub)

#define CATRACA_DECLARE(name) const Platform& name();
CATRACA_PLATFORMS(CATRACA_DECLARE)

const AccountCalls& account_calls(const Platform& platform) {
  static const AccountCalls k_none;
  return platform.account_calls == nullptr ? k_none : *platform.account_calls;
}

const std::vector<const Platform*>& all() {
#define CATRACA_LIST(name) &name(),
  static const std::vector<const Platform*> k_all{CATRACA_PLATFORMS(CATRACA_LIST)};
  return k_all;
}

const Platform* find(std::string_view key) {
  const auto found = std::find_if(all().begin(), all().end(),
                                  [&](const Platform* platform) { return platform->key == key; });
  return found == all().end() ? nullptr : *found;
}

const Platform& at(std::string_view key) {
  const auto* platform = find(key);
  if (platform == nullptr) throw std::logic_error("no platform named " + std::string(key));
  return *platform;
}

const Setting* Platform::find_setting(std::string_view name_or_alias) const {
  const auto found = std::find_if(settings.begin(), settings.end(), [&](const Setting& setting) {
    return setting.name == name_or_alias ||
           std::find(setting.aliases.begin(), setting.aliases.end(), name_or_alias) != setting.aliases.end();
  });
  return found == settings.end() ? nullptr : &*found;
}

const PackageParameter* Platform::find_package_parameter(std::string_view parameter) const {
  const auto found = std::find_if(package_parameters.begin(), package_parameters.end(),
                                  [&](const PackageParameter& known) { return known.name == parameter; });
  return found == package_parameters.end() ? nullptr : &*found;
}

bool Platform::can_have_product(std::string_view code) const {
  if (!can.numbers_products) return true;
  std::uint32_t number = 0;
  const auto* const end = code.data() + code.size();
  const auto [rest, error] = std::from_chars(code.data(), end, number);
  return error == std::errc{} && rest == end && number > 0 && std::to_string(number) == code;
}

}  // namespace platforms
