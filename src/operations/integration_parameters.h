#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/problem.h"
#include "operations/erp_memory.h"
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

/// What the ERP is compared with: an integration's parameters, each a field of its own. A secret is known by
/// its keyed digest alone.
class ParameterFeed {
 public:
  ParameterFeed(const Context& context, const std::string& integration_code,
                const platforms::Platform& platform)
      : context_(context), code_(integration_code), platform_(platform) {}

  /// Puts back in `values` what a PUT that turned `before` into them only repeats; remembers the rest.
  void merge(const base::Patch<std::vector<ParameterPut>>& put, const ParameterValues& before,
             ParameterValues& values, ErpMemory& memory) const;
  /// Adds those that stand against the feed.
  void add_differences(const ErpMemory& memory, const ParameterValues& values,
                       std::vector<Difference>& differences) const;
  /// True for a parameter that nobody is to read.
  bool is_secret(std::string_view name) const;

 private:
  FeedText stands(const ParameterValues& values, const std::string& name) const;

  const Context& context_;
  std::string code_;
  const platforms::Platform& platform_;
};

/// "parametros.usuario": a parameter as a field.
std::string parameter_field(std::string_view name);
/// "usuario"; empty for another field.
std::string parameter_of(std::string_view field);

}  // namespace operations
