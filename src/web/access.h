#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace web {

/// What a signed-in person may do (R23); each role includes the ones before it.
enum class Role : std::uint8_t { reader, attendant, administrator };

/// "leitura", "operador", "administrador": as stored and as typed in a form.
std::string_view name_of(Role role);
std::optional<Role> role_from(std::string_view name);

/// What an API token may do: `reading` every GET; `registry` customers, services, plans, packages sold, and
/// reading; `configuration` integrations, their products and the catalogue.
enum class Scope : std::uint8_t { reading, customers, configuration };

/// "leitura", "clientes", "configuracao": as stored and as chosen in a form.
std::string_view name_of(Scope scope);
std::optional<Scope> scope_from(std::string_view name);
/// True when a token holding `held` may use a route that asks for `wanted`.
bool covers(const std::vector<Scope>& held, Scope wanted);

/// Who may use a route. No default constructor: a route row without access does not compile.
class Access {
 public:
  enum class Kind : std::uint8_t { probe, anyone, person, token };

  /// Health probes: no provider, no person.
  static constexpr Access probe() { return Access(Kind::probe); }
  static constexpr Access anyone() { return Access(Kind::anyone); }
  static constexpr Access at_least(Role role) { return Access(Kind::person, role); }
  static constexpr Access token(Scope scope) { return Access(Kind::token, Role::administrator, scope); }

  constexpr Kind kind() const { return kind_; }
  /// The least role, for `person`.
  constexpr Role role() const { return role_; }
  /// The scope asked for, for `token`.
  constexpr Scope scope() const { return scope_; }

 private:
  constexpr explicit Access(Kind kind, Role role = Role::administrator, Scope scope = Scope::configuration)
      : kind_(kind), role_(role), scope_(scope) {}

  Kind kind_;
  Role role_;
  Scope scope_;
};

}  // namespace web
