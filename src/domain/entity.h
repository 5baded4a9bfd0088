#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace domain {

/// A kind of record that the trail speaks of.
enum class Entity : std::uint8_t {
  customer,
  service,
  service_package,
  integration,
  product,
  package,
  plan,
  user,
  token,
  job,
  provider,
  account,
  subscriber,
};

/// Those of the ERP's side, in the order of screens.
inline constexpr std::array k_entities{Entity::customer,    Entity::service,  Entity::service_package,
                                       Entity::integration, Entity::product,  Entity::package,
                                       Entity::plan,        Entity::user,     Entity::token,
                                       Entity::job,         Entity::provider, Entity::account};

/// Those of the subscriber portal.
inline constexpr std::array k_portal_entities{Entity::subscriber, Entity::plan, Entity::user,
                                              Entity::token,      Entity::job,  Entity::provider};

struct EntityWords {
  std::string_view name;   ///< in the database and in addresses
  std::string_view label;  ///< pt-BR
  std::string_view root;   ///< where its page is, before its id; empty: it has none of its own
};

/// One without words does not compile.
EntityWords words_of(Entity entity);
std::optional<Entity> entity_from(std::string_view name);
/// The same for a name from the database; an unknown one throws std::logic_error.
Entity entity_at(std::string_view name);

}  // namespace domain
