#pragma once
#include <span>
#include <string_view>

#include "web/access.h"

namespace web {

/// An entry of the left menu. It is shown when a route answers it and the person's role may use that route.
struct MenuEntry {
  std::string_view group;     ///< "Configuração"; empty: on its own
  std::string_view subgroup;  ///< "Geral"; empty: directly in the group
  std::string_view label;
  std::string_view href;
  std::string_view icon;
};

/// The menu from top to bottom.
std::span<const MenuEntry> menu();
/// The entry that a path lies under; nothing for pages outside the menu.
const MenuEntry* menu_entry_of(std::string_view path);

}  // namespace web
