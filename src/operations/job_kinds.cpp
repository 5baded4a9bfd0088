#include "operations/job_kinds.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "storage/jobs.h"

namespace operations {

std::string_view name_of(JobKind kind) {
  switch (kind) {
    case JobKind::package_recompute:
      return "recalcular_pacote";
    case JobKind::log_in_rebuild:
      return "credenciais";
    case JobKind::services_change:
      return "servicos_do_plano";
  }
  throw std::logic_error("no such kind of job");
}

std::optional<JobKind> job_kind_from(std::string_view name) {
  constexpr std::array k_kinds{JobKind::package_recompute, JobKind::log_in_rebuild, JobKind::services_change};
  const auto* const found =
      std::ranges::find_if(k_kinds, [&](JobKind kind) { return name_of(kind) == name; });
  return found == k_kinds.end() ? std::nullopt : std::optional(*found);
}

std::string payload_of(const LogInRebuild& rebuild) {
  return nlohmann::json{{"fonte", rebuild.source}, {"geracao", rebuild.generation}}.dump();
}

LogInRebuild log_in_rebuild_from(std::string_view payload) {
  const auto json = nlohmann::json::parse(payload);
  return {.source = json.at("fonte"), .generation = json.at("geracao")};
}

std::uint64_t enqueue(const Context& context, JobKind kind, std::uint64_t subject_id, std::string payload,
                      std::uint32_t total) {
  return storage::insert_job(context.tenant.db, {.provider_id = context.tenant.provider_id,
                                                 .kind = std::string(name_of(kind)),
                                                 .subject_id = subject_id,
                                                 .payload = std::move(payload),
                                                 .total = total,
                                                 .created_by = context.actor,
                                                 .created_at = context.clock.now()});
}

}  // namespace operations
