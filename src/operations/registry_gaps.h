#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/service_package.h"
#include "operations/account_standing.h"
#include "storage/accounts.h"
#include "storage/sale_packages.h"

namespace operations {

/// What the registry lacks of a package that its platform waits with; empty: nothing, or it waits for none.
std::string missing_for(const platforms::Wanted& wanted, std::uint64_t service_package_id);

/// True where the registry has all that any platform asks for a package, so that there is nothing to work
/// out: most customers, for whom an answer costs no statement more. Of the e-mail, being there is enough.
bool is_whole(const platforms::Platform& platform, const domain::Customer& customer, bool has_log_ins,
              bool has_parameters);

/// A sale as far as a platform would hear of it.
struct Prospect {
  std::uint64_t service_id = 0;
  std::uint64_t replaced_id = 0;  ///< a sold package that would give its place; 0: none
  domain::PackageParameters parameters = {};
};

/// What platforms that are told by us would lack of a customer's registry with a package more, as their own
/// files say; reads of an integration once.
class RegistryGaps {
 public:
  /// `packages`: all that will be asked about.
  RegistryGaps(const Context& context, const domain::Customer& customer,
               std::span<const storage::SalePackage> packages)
      : context_(context), customer_(customer), packages_(packages) {}

  /// "e-mail, o campo da senha (login_autenticacao)"; empty: nothing, or it cannot be worked out.
  std::string of(const storage::SalePackage& package, const Prospect& prospect);

 private:
  bool has_log_ins();
  const AccountStanding& standing_at(std::uint32_t integration_id);
  const std::vector<std::string>& products_of(std::uint32_t package_id);
  std::string missing_with(const platforms::Platform& platform, const storage::SalePackage& package,
                           const Prospect& prospect);

  const Context& context_;
  const domain::Customer& customer_;
  std::span<const storage::SalePackage> packages_;
  std::optional<bool> has_log_ins_ = {};
  std::optional<std::vector<domain::Account>> accounts_ = {};
  std::optional<std::map<std::uint32_t, std::vector<std::string>>> products_ = {};
  std::map<std::uint32_t, AccountStanding> standings_ = {};
};

}  // namespace operations
