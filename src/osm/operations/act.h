#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/clock.h"
#include "base/problem.h"
#include "storage/audit.h"
#include "storage/tenant.h"

/// The use-cases of the subscriber portal: each checks its rules, changes what they concern and writes the
/// trail, in one transaction. Pages and API all come through here.
namespace osm {

/// Whose hand writes: the ERP by the API, or staff on a screen.
enum class Writer : std::uint8_t { erp, staff };

/// Who does something, for whom, and with what. Lives for one request, on one thread.
struct Context {
  storage::Tenant tenant;
  const base::TimeZone& zone;  ///< the provider's
  const base::Clock& clock;
  std::string actor;  ///< for the trail: "usuario:Ana <ana@…>", "token:ERP"
  Writer writer = Writer::staff;
};

/// Why something was not carried out, and which subscriber has what was asked for, of the same provider.
struct Refusal {
  base::Problem problem = {};
  std::optional<std::uint64_t> holder_id = {};
  std::optional<std::string> holder_code = {};  ///< its codigo_externo
};
template <typename T>
using Result = base::Expected<T, Refusal>;
inline base::Unexpected<Refusal> refused(base::Problem problem) {
  return {Refusal{.problem = std::move(problem)}};
}

/// One transaction of changes; a result that failed undoes it. Done again when somebody took at the same
/// moment what it was about to take: by then it is seen.
template <typename Body>
auto act(const Context& context, Body body) -> std::invoke_result_t<Body> {
  constexpr int k_attempts = 10;
  for (int attempt = 1; attempt < k_attempts; ++attempt) {
    try {
      return context.tenant.db.transaction(body);
    } catch (const storage::DuplicateKey&) {
    }
  }
  return context.tenant.db.transaction(body);
}

/// Writes a line of the trail, with the transaction's end.
void note(const Context& context, const storage::AuditEntry& entry);

}  // namespace osm
