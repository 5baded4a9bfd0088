#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/credential.h"
#include "operations/context.h"
#include "storage/check_config.h"
#include "storage/customers.h"
#include "storage/services.h"

/// With what a customer logs in on an integration (D7).
namespace operations {

/// A service's log-in on an integration.
struct LogIn {
  std::uint64_t service_id = 0;
  std::uint64_t service_erp_id = 0;
  std::string login = {};
  std::string login_key = {};                       ///< Keyring::login_key
  std::vector<std::uint64_t> other_customers = {};  ///< who has the same one; ids ascending
  bool conflict = false;  ///< the password is theirs too, so that nobody gets in by it (R29)

  /// Lets its customer in only with a password that the others have not.
  bool depends_on_password() const { return !conflict && !other_customers.empty(); }
};
/// The log-ins by which the platform finds the customer now, by service.
std::vector<LogIn> list_log_ins(const Context& context, const storage::CheckedIntegration& integration,
                                const domain::Customer& customer);
/// The same for several integrations at once, by integration; `services` are the customer's.
std::map<std::uint32_t, std::vector<LogIn>> list_log_ins(
    const Context& context, std::span<const storage::CheckedIntegration> integrations,
    const domain::Customer& customer, std::span<const domain::Service> services);

/// What a customer's log-ins on an integration are good for: the best of them counts.
enum class LogInState : std::uint8_t {
  none,      ///< the platform finds nobody
  conflict,  ///< another customer has log-in and password too
  depends,   ///< another customer has the log-in: only their passwords may tell them apart, and the database
             ///< cannot compare them
  good,
};
LogInState state_of(std::span<const LogIn> log_ins);

/// Whose log-in on the integration this is, ids ascending; several: told apart by their passwords, if at all.
std::vector<std::uint64_t> find_customers_by_login(const Context& context,
                                                   const storage::CheckedIntegration& integration,
                                                   const std::string& login);

}  // namespace operations
