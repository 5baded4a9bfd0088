#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "domain/customer.h"
#include "domain/service.h"
#include "operations/package_parameters.h"
#include "operations/service_packages.h"
#include "operations/service_preview.h"
#include "platforms/platform.h"
#include "storage/sold_packages.h"
#include "web/confirm.h"
#include "web/form.h"

/// What selling a package and editing a sold one share.
namespace web {

inline constexpr std::string_view k_no_service = "Este serviço não existe.";
inline constexpr std::string_view k_not_on_service = "Este pacote não está neste serviço.";
/// As operations name the rows of parameters.
inline constexpr std::string_view k_parameters = "cliente_servico_pacote_parametro";

/// A service and who holds it.
struct Holder {
  domain::Service service;
  domain::Customer customer;
};
/// Of the service that the path names.
std::optional<Holder> find_holder(const Context& context);

/// The package that the path names, if it is on the service that the path names.
struct SoldHere {
  Holder holder;
  storage::SoldPackage sold;
};
std::optional<SoldHere> find_sold(const Context& context);

/// Where a service's packages are listed.
std::string list_path(std::uint64_t service_id);
/// Where one of them is shown; it is edited below, at "/editar".
std::string sold_path(const domain::ServicePackage& row);
/// The breadcrumb to the service.
void lead_to(Page& page, const Holder& holder);

/// Nothing for a package without integration.
const platforms::Platform* platform_of(const std::string& gateway);
/// Puts the package's name and what was transmitted of its parameters into the values of its form.
void set_fixed(http::Params& values, const std::string& package,
               const std::vector<operations::FrozenParameter>& frozen);
/// Package, value, description, date, of a sold one from which day they hold, and the parameters of the
/// platform; those that are frozen cannot be typed.
void add_fields(Form& form, const platforms::Platform* platform,
                const std::vector<operations::FrozenParameter>& frozen,
                std::vector<Field> of_a_sold_one = {});
/// The rows that were filled in.
domain::PackageParameters parameters_of(const http::Params& form);

/// What is asked before a package comes, changes or goes. `verb`: "Remover".
Confirmation question_of(const Context& context, const Holder& holder, const std::string& verb,
                         const std::string& package, const operations::ServicePreview& preview);
/// What was done, with its warnings.
std::string written_text(std::string_view done, const operations::PackageWritten& written);

}  // namespace web
