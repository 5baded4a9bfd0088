#include "domain/job.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace domain {

JobStateWords words_of(JobState state) {
  switch (state) {
    case JobState::pending:
      return {"pendente", "Pendente"};
    case JobState::running:
      return {"executando", "Executando"};
    case JobState::done:
      return {"concluido", "Concluída"};
    case JobState::failed:
      return {"falhou", "Falhou"};
  }
  throw std::logic_error("no such state of a job");
}

std::optional<JobState> job_state_from(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(k_job_states, [&](JobState state) { return words_of(state).name == name; });
  return found == k_job_states.end() ? std::nullopt : std::optional(*found);
}

JobState job_state_at(std::string_view name) {
  const auto state = job_state_from(name);
  if (!state) throw std::logic_error("no state of a job named " + std::string(name));
  return *state;
}

}  // namespace domain
