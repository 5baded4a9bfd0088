#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/patch.h"
#include "osm/operations/act.h"

namespace osm {

/// The fields of a plan; wire names nome, ativo.
struct PlanPut {
  base::Patch<std::string> name = {};
  base::Patch<bool> active = {};
};
/// Creates or changes the plan of a code; its id. An inactive one is given to nobody new; who has it keeps
/// it.
Result<std::uint32_t> put_plan(const Context& context, std::string_view code, const PlanPut& put);

/// The domain of the e-mails that are made for subscribers who have none (D28). Error field: dominio_email.
Result<base::Done> set_email_domain(const Context& context, std::string_view domain);

}  // namespace osm
