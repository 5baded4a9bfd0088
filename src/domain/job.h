#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace domain {

/// What has become of a job.
enum class JobState : std::uint8_t {
  pending,  ///< in the queue; after a failure or a stop, again
  running,  ///< claimed by a worker; one whose lease has run out is claimed by another
  done,
  failed,  ///< given up; only a person puts it back in the queue
};

/// All of them, in the order of screens.
inline constexpr std::array k_job_states{JobState::pending, JobState::running, JobState::done,
                                         JobState::failed};

struct JobStateWords {
  std::string_view name;   ///< in the database, in addresses and metrics
  std::string_view label;  ///< pt-BR
};

/// One without words does not compile.
JobStateWords words_of(JobState state);
std::optional<JobState> job_state_from(std::string_view name);
/// The same for a name from the database; an unknown one throws std::logic_error.
JobState job_state_at(std::string_view name);

}  // namespace domain
