#pragma once
#include <optional>
#include <string>

#include "base/problem.h"
#include "domain/service_package.h"
#include "operations/context.h"
#include "platforms/platform.h"
#include "storage/sale_packages.h"

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

/// Registry fields that the platform of a package needs and the customer lacks: "e-mail, telefone".
std::string missing_fields(const platforms::Platform* platform, bool has_email, bool has_phone,
                           bool has_document);

}  // namespace operations
