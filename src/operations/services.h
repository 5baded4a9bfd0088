#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "base/patch.h"
#include "base/problem.h"
#include "operations/act.h"
#include "operations/customers.h"
#include "operations/linking.h"
#include "storage/services.h"
#include "storage/sold_packages.h"

namespace operations {

/// The fields of a customer service that may be written; wire names in CONTRACTS §1 and D26.
struct ServicePut {
  base::Patch<std::string> customer_code =
      {};  ///< codigo_cliente; another one hands the service over to that customer
  base::Patch<std::string> plan = {};  ///< code; another one migrates the service (D8)
  base::Patch<std::string> status_prefix = {};
  base::Patch<std::string> login = {};              ///< login_autenticacao
  base::Patch<std::string> password = {};           ///< senha_autenticacao; only its digest is kept
  std::optional<std::string> password_digest = {};  ///< in place of a password that is given without a value
  base::Patch<base::Cents> value = {};
  base::Patch<base::Instant> enabled_on = {};        ///< data_habilitacao
  base::Patch<base::Instant> registered_at = {};     ///< data_cadastro
  base::Patch<base::Date> sold_on = {};              ///< data_venda
  base::Patch<std::uint32_t> due_day = {};           ///< vencimento, 1–31
  base::Patch<base::Date> contract_end_on = {};      ///< data_fim_contrato
  base::Patch<std::string> contract_status = {};     ///< status_contrato
  base::Patch<std::string> payment_method = {};      ///< forma_cobranca
  base::Patch<std::string> charge_kind = {};         ///< tipo_cobranca
  base::Patch<std::string> suspension_profile = {};  ///< perfil_suspensao
  base::Patch<std::string> router = {};              ///< equipamento_roteamento
  base::Patch<std::string> interface_name = {};      ///< interface_conexao
  base::Patch<std::string> port_name = {};           ///< porta_atendimento
  base::Patch<std::string> street = {};              ///< endereco.logradouro, and so on
  base::Patch<std::string> number = {};
  base::Patch<std::string> district = {};
  base::Patch<std::string> city = {};
  base::Patch<std::string> address_state = {};
  base::Patch<std::string> postcode = {};
  std::optional<std::uint64_t> old_erp_id =
      {};                                  ///< id_cliente_servico_antigo: the service this one replaces (D8)
  std::vector<std::string> declined = {};  ///< pacotes_recusados
  std::map<std::string, base::Date> trial_ends = {};  ///< pacotes_degustacao, by code
  /// At a migration: packages of the old plan (id_cliente_servico_pacote) that stay though the new one lacks
  /// them; nothing: as the provider's padroes_na_migracao says (D69).
  std::optional<std::set<std::uint64_t>> kept = {};
  bool must_exist = false;  ///< 404 where there is no such service
};

/// A service with its packages, those removed included.
struct ServiceAsItStands {
  storage::HeldService held = {};
  std::vector<storage::SoldPackage> packages = {};
};

/// What became of a service's PUT or PATCH, with the packages that a rule left out.
struct ServiceWritten : Written {
  std::vector<LeftOut> left_out = {};
  std::optional<ServiceAsItStands> now = {};  ///< where the change itself had to know it
};

/// The service of an internal id with its packages.
ServiceAsItStands service_as_it_stands(const Context& context, std::uint64_t id);

/// Creates, changes or migrates the service of an id_cliente_servico.
base::Result<ServiceWritten> put_service(const Acting& acting, std::uint64_t erp_id, const ServicePut& put);

/// What of the service of an internal id is another than the feed left it; nothing when there is none.
std::optional<RecordDifferences> service_differences(const Context& context, std::uint64_t id);
/// Takes the ERP's value of the field again.
base::Result<Written> restore_service(const Context& context, std::uint64_t id, std::string_view field);

/// Sets the status; an unknown prefix is refused and the old state kept (D1).
base::Result<ServiceWritten> set_service_status(const Acting& acting, std::uint64_t erp_id,
                                                std::string_view prefix);

}  // namespace operations
