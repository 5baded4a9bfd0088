#pragma once
#include <cstdint>
#include <optional>

#include "base/problem.h"
#include "operations/context.h"
#include "storage/closings.h"

/// *Remover as contas* (D58): nothing is wanted on the platform any more, nothing is sold, and with the last
/// account gone the integration is inactive.
namespace operations {

/// How far it is.
struct ClosingProgress {
  storage::Closing closing = {};
  std::uint32_t left = 0;  ///< accounts still there; capped as closing.accounts
};
/// Nothing: the integration is not closing.
std::optional<ClosingProgress> closing_progress(const Context& context, std::uint32_t integration_id);
/// Accounts that stand on the integration's platform, suspended ones included; capped as
/// storage::k_count_cap.
std::uint32_t accounts_there(const Context& context, std::uint32_t integration_id);

/// Begins it; refused for a platform that asks us, and for an integration that is inactive.
base::Result<base::Done> remove_accounts(const Context& context, std::uint32_t integration_id);
/// Stops it; what has been removed is created again.
base::Result<base::Done> keep_accounts(const Context& context, std::uint32_t integration_id);

/// Makes those of the provider inactive that are empty by now.
void end_closings(const Context& context);

}  // namespace operations
