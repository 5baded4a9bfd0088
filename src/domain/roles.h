#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domain {

/// What a signed-in person may do (R23); each role includes the ones before it.
enum class Role : std::uint8_t { reader, attendant, administrator };

/// "leitura", "operador", "administrador": as stored and as typed in a form.
std::string_view name_of(Role role);
std::optional<Role> role_from(std::string_view name);

/// What an API token may do: `reading` asks; `customers` asks and writes customers, services, plans and
/// packages sold; `configuration` integrations, their products and the catalogue.
enum class Scope : std::uint8_t { reading, customers, configuration };

/// "leitura", "clientes", "configuracao": as stored and as chosen in a form.
std::string_view name_of(Scope scope);
std::optional<Scope> scope_from(std::string_view name);
/// Scopes as stored: names with a space between; unknown names are left out.
std::vector<Scope> scopes_from(std::string_view names);
std::string names_of(const std::vector<Scope>& scopes);
/// True when a token holding `held` may do what asks for `wanted`.
bool covers(const std::vector<Scope>& held, Scope wanted);

}  // namespace domain
