#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "operations/plans.h"
#include "operations/services.h"
#include "web/form.h"

/// What a new service and a migration share: the plan chosen first, its packages ticked.
namespace web {

/// The tick of an optional default package; off = pacotes_recusados.
std::string plan_package_field(std::uint32_t package_id);
/// The codes of the optional packages that are not ticked.
std::vector<std::string> declined_of(const http::Params& form, const operations::PlanView& plan);

/// The plans to choose from, filtered by description; each leads to `path`?plano=code.
http::Response plan_choice(const Context& context, Page& page, const std::string& path,
                           std::uint32_t except_id);

/// Back on the customer's page: what was done, with its warnings and what a rule left out.
http::Response service_told(const Context& context, std::uint64_t customer_id, std::string text,
                            const operations::ServiceWritten& written);

}  // namespace web
