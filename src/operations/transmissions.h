#pragma once
#include <cstdint>
#include <string>

#include "base/problem.h"
#include "domain/waiting.h"
#include "operations/context.h"
#include "platforms/platform.h"
#include "storage/transmissions.h"

/// What people do about transmissions (R19): try again, pause, resume. Whatever it is, `catraca work` then
/// does it; nothing here calls a platform.
namespace operations {

/// Lets the account be told at once, what was refused included.
base::Result<base::Done> transmit_again(const Context& context, std::uint64_t account_id);

/// True when the platform is told by us and its contract has a call for a new password.
bool takes_new_password(const platforms::Platform& platform);
/// Lets the account's password be computed and sent again (D51); refused where it takes none.
base::Result<base::Done> reset_password(const Context& context, std::uint64_t account_id);

/// The same as transmit_again for all accounts of an integration that wait for this: the job that does it.
base::Result<std::uint64_t> transmit_all_again(const Context& context, std::uint32_t integration_id,
                                               domain::Waiting waiting);
/// A step of that job, in the caller's transaction: at most `limit` accounts behind `after`.
storage::Marked retry_waiting(const Context& context, std::uint32_t integration_id, domain::Waiting waiting,
                              std::uint64_t after, std::uint32_t limit);

/// Holds an integration's transmissions until somebody resumes them; repeating it changes nothing.
base::Result<base::Done> pause_queue(const Context& context, std::uint32_t integration_id);
/// Lets them go on, whoever paused them; the next account is told at once.
base::Result<base::Done> resume_queue(const Context& context, std::uint32_t integration_id);
/// After new parameters: what an old credential or address held up goes on; a person's pause stays.
void resume_after_change(const Context& context, std::uint32_t integration_id);
/// The same once the platform has answered well, under the token that it gave.
void resume_after_success(const Context& context, std::uint32_t integration_id);

}  // namespace operations
