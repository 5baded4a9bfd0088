#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "operations/integrations.h"
#include "storage/transmissions.h"

/// Whether an integration speaks to the same account there as before (D58).
namespace operations {

/// True when these parameters give another address or credential to an integration of which something stands
/// on its platform: then somebody has to say whether it is the same account there.
bool asks_which_account(const Context& context, std::uint32_t integration_id,
                        const base::Patch<std::vector<ParameterPut>>& parameters);

/// It is another account: what was transmitted is forgotten by a job, and all is looked up or created there.
/// Nothing is told meanwhile. In the transaction that changes the parameters.
void move_to_other_account(const Context& context, std::uint32_t integration_id);
/// A step of that job, in the caller's transaction: accounts behind `after`, at most `limit`; none: it is
/// done.
storage::Marked forget_accounts(const Context& context, std::uint32_t integration_id, std::uint64_t after,
                                std::uint32_t limit);

/// Refuses to set up anew what is there: an inactive integration of the same gateway, address and credential
/// has accounts; activated, it finds them again.
std::optional<base::Problem> refuse_twin(const Context& context, const platforms::Platform& platform,
                                         const std::map<std::string, std::string>& values);

}  // namespace operations
