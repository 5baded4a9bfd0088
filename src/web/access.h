#pragma once
#include <cstdint>

#include "domain/roles.h"

namespace web {

using domain::Role;
using domain::Scope;

/// Who may use a route. No default constructor: a route row without access does not compile.
class Access {
 public:
  enum class Kind : std::uint8_t { probe, anyone, person, token };

  /// Health probes: no provider, no person.
  static constexpr Access probe() { return Access(Kind::probe); }
  static constexpr Access anyone() { return Access(Kind::anyone); }
  static constexpr Access at_least(Role role) { return Access(Kind::person, role); }
  static constexpr Access token(Scope scope) { return Access(Kind::token, Role::administrator, scope); }

  /// The same, also for persons who must set up a second factor before anything else.
  constexpr Access before_set_up() const {
    auto wider = *this;
    wider.before_set_up_ = true;
    return wider;
  }

  constexpr Kind kind() const { return kind_; }
  /// The least role, for `person`.
  constexpr Role role() const { return role_; }
  /// The scope asked for, for `token`.
  constexpr Scope scope() const { return scope_; }
  constexpr bool is_before_set_up() const { return before_set_up_; }

 private:
  constexpr explicit Access(Kind kind, Role role = Role::administrator, Scope scope = Scope::configuration)
      : kind_(kind), role_(role), scope_(scope) {}

  Kind kind_;
  Role role_;
  Scope scope_;
  bool before_set_up_ = false;
};

}  // namespace web
