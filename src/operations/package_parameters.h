#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/problem.h"
#include "domain/service_package.h"
#include "operations/context.h"
#include "platforms/platform.h"
#include "storage/sale_packages.h"
#include "storage/sold_packages.h"

/// What a platform asks of a sold package and of who has it.
namespace operations {

/// Brings the parameters into the form in which they are stored (D37), and checks them.
void check_parameters(base::FieldErrors& errors, const storage::SalePackage& package,
                      std::optional<domain::PackageParameters>& parameters);

/// What no two packages of an account may say alike (D54). `own_id`: the package that is edited; 0: it is
/// sold.
void check_typed_once(base::FieldErrors& errors, const Context& context, std::uint64_t customer_id,
                      std::uint64_t own_id, const storage::SalePackage& package,
                      const std::optional<domain::PackageParameters>& parameters);

/// A parameter that its platform has been told, and that stays so until what stands there is gone (D54).
struct FrozenParameter {
  std::string name = {};
  std::string value = {};  ///< as transmitted
};
/// Of a package of a customer's account, as the registry of platforms declares them.
std::vector<FrozenParameter> frozen_parameters(const Context& context, std::uint64_t customer_id,
                                               const storage::SalePackage& package);
std::vector<FrozenParameter> frozen_parameters(const Context& context, const storage::SoldPackage& sold);
bool is_frozen(const std::vector<FrozenParameter>& frozen, std::string_view name);
/// Lets the parameters given keep what `stored` says of them where they are left out, and refuses another
/// value; the machine code of the first refusal ("email_imutavel"), empty when there is none.
std::string keep_frozen(base::FieldErrors& errors, const Context& context, std::uint64_t customer_id,
                        const storage::SalePackage& package, const domain::PackageParameters& stored,
                        std::optional<domain::PackageParameters>& given);

/// Wrong fields under the machine code of the rule that one of them breaks; empty: they are merely wrong.
base::Problem wrong_fields(base::FieldErrors errors, const std::string& code);

/// Registry fields that the platform of a package needs and the customer lacks: "e-mail, telefone".
std::string missing_fields(const platforms::Platform* platform, bool has_email, bool has_phone,
                           bool has_document);

}  // namespace operations
