#include "domain/roles.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace domain {

namespace {

constexpr std::array<std::string_view, 3> k_roles{"leitura", "operador", "administrador"};
constexpr std::array<std::string_view, 3> k_scopes{"leitura", "clientes", "configuracao"};

template <typename Value, std::size_t Size>
std::optional<Value> value_from(const std::array<std::string_view, Size>& names, std::string_view name) {
  const auto* found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Value>(found - names.begin());
}

}  // namespace

std::string_view name_of(Role role) { return k_roles.at(static_cast<std::size_t>(role)); }
std::optional<Role> role_from(std::string_view name) { return value_from<Role>(k_roles, name); }

std::string_view name_of(Scope scope) { return k_scopes.at(static_cast<std::size_t>(scope)); }
std::optional<Scope> scope_from(std::string_view name) { return value_from<Scope>(k_scopes, name); }

std::vector<Scope> scopes_from(std::string_view names) {
  std::vector<Scope> scopes;
  for (const auto name : base::split(names, ' '))
    if (const auto scope = scope_from(name)) scopes.push_back(*scope);
  return scopes;
}

std::string names_of(const std::vector<Scope>& scopes) {
  std::string names;
  for (const auto scope : scopes) {
    if (!names.empty()) names += ' ';
    names += name_of(scope);
  }
  return names;
}

bool covers(const std::vector<Scope>& held, Scope wanted) {
  const auto has = [&](Scope scope) { return std::find(held.begin(), held.end(), scope) != held.end(); };
  return has(wanted) || (wanted == Scope::reading && has(Scope::customers));
}

}  // namespace domain
