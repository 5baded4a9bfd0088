#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "operations/context.h"
#include "storage/providers.h"

namespace operations {

/// A word that a setting may have, and what it says on screens.
struct SettingChoice {
  std::string_view word;
  std::string_view label;  ///< pt-BR
};

/// A setting of the provider: all there is to know of it. *Administração › Provedor*, `catraca provider set`
/// and its help, and the labels of the trail are made from these.
struct ProviderSetting {
  enum class By : std::uint8_t {
    administrator,  ///< on the page, and in the shell
    shell,          ///< `catraca provider set` alone; the page shows it
  };
  std::string_view name;   ///< in forms and the trail; in the shell with hyphens
  std::string_view label;  ///< pt-BR
  std::string_view hint;   ///< pt-BR, what it does
  std::string_view help;   ///< English, for the shell
  By by = By::administrator;
  bool required = false;
  std::span<const SettingChoice> choices = {};  ///< empty: typed
  std::string (*value)(const storage::Provider& provider);
  /// Takes the value (trimmed) over; what is wrong with it in pt-BR, or nothing.
  std::string (*take)(storage::Provider& provider, const std::string& value);
};

/// All of them, in the order of the page.
std::span<const ProviderSetting> provider_settings();
/// The setting of that name, or nothing.
const ProviderSetting* find_provider_setting(std::string_view name);

/// Changes the settings named, all or none; `by` is who asks. Refuses what is not theirs.
base::Result<base::Done> change_provider(const Context& context,
                                         const std::map<std::string, std::string>& values,
                                         ProviderSetting::By by);

}  // namespace operations
