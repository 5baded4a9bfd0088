#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/tenant.h"

namespace storage {

/// A tenant. Everything below it carries its id.
struct Provider {
  std::uint32_t id = 0;
  std::string slug = {};
  std::string name = {};
  std::string time_zone = "America/Sao_Paulo";
  bool charge_own_suspension = false;     ///< D23: charge days of suspenso_pedido_cliente
  bool migration_moves_defaults = false;  ///< padroes_na_migracao (D69): false = encerrar, true = mover
  std::uint32_t decision_log_days = 90;
  std::uint32_t transmission_log_days = 90;  ///< dias_de_transmissoes (D61)
  std::optional<std::string> erp_url_template = {};
  std::optional<std::string> public_address = {};  ///< endereco_publico (D38), without a slash at its end
  std::uint32_t guard_least = 50;                  ///< guarda_minimo (D70): accounts an hour
  std::uint32_t guard_percent = 10;                ///< guarda_percentual (D70): of the live ones
  bool demands_second_factor = false;              ///< exigir_duas_etapas: of everybody who signs in
  bool active = true;
  std::string address = {};  ///< public_address, or https:// and its first host; read only
};

/// What a statement selects of a provider p, and how its rows are read.
inline constexpr std::string_view k_provider_columns =
    "p.id, p.slug, p.name, p.time_zone, p.charge_own_suspension, p.migration_moves_defaults, "
    "p.decision_log_days, p.transmission_log_days, p.erp_url_template, p.public_address, p.guard_least, "
    "p.guard_percent, p.demands_second_factor, p.active, "
    "COALESCE(p.public_address, (SELECT CONCAT('https://', MIN(first.host)) FROM provider_host first "
    "WHERE first.provider_id = p.id), '') AS address";
Provider provider_of(const Row& row);
/// The active provider of a host name (lower case, without port).
std::optional<Provider> find_provider_by_host(Db& db, std::string_view host);
std::optional<Provider> find_provider(Db& db, std::uint32_t id);
std::optional<Provider> find_provider_by_slug(Db& db, std::string_view slug);
std::vector<Provider> list_providers(Db& db);
/// The tenant itself, held until the transaction ends.
Provider lock_provider(const Tenant& tenant);

/// The new provider's id. Throws DuplicateKey for a slug in use.
std::uint32_t insert_provider(Db& db, const Provider& provider, base::Instant at);
void update_provider(Db& db, const Provider& provider);

std::vector<std::string> list_provider_hosts(const Tenant& tenant);
/// Throws DuplicateKey when any provider has the host already.
void insert_provider_host(const Tenant& tenant, std::string_view host);
/// False when the provider has no such host.
bool delete_provider_host(const Tenant& tenant, std::string_view host);

}  // namespace storage
