#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/problem.h"
#include "operations/integrations.h"
#include "storage/audit.h"

namespace operations {

/// The parameters of an integration in the open, by declared name. Never logged, never rendered.
using ParameterValues = std::map<std::string, std::string>;

/// What is stored, secrets opened. One that no longer opens (its key is gone) is left out: it has to be typed
/// again.
ParameterValues opened_parameters(const Context& context, std::uint32_t integration_id);

/// The parameters after a PUT on `before`: names brought to their declared form, values trimmed and checked,
/// required ones asked for.
ParameterValues parameters_after(base::FieldErrors& errors, const platforms::Platform& platform,
                                 const ParameterValues& before,
                                 const base::Patch<std::vector<ParameterPut>>& put, bool creating);

/// Writes what differs, secrets sealed, and notes it for the audit trail.
void write_parameters(const Context& context, std::uint32_t integration_id,
                      const platforms::Platform& platform, const ParameterValues& before,
                      const ParameterValues& after, storage::Changes& changes);

}  // namespace operations
