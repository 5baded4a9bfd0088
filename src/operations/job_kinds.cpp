#include "operations/job_kinds.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "operations/act.h"
#include "storage/integrations.h"
#include "storage/packages.h"
#include "storage/plans.h"
#include "storage/providers.h"

namespace operations {

JobWords words_of(JobKind kind) {
  switch (kind) {
    case JobKind::package_recompute:
      return {"recalcular_pacote", "Atualizar quem tem o pacote", domain::Entity::package};
    case JobKind::log_in_rebuild:
      return {"credenciais", "Refazer os logins da integração", domain::Entity::integration};
    case JobKind::services_change:
      return {"servicos_do_plano", "Alterar os serviços do plano", domain::Entity::plan};
    case JobKind::accounts_mark:
      return {"conferir_contas", "Levar a mudança às contas da integração", domain::Entity::integration};
    case JobKind::accounts_forget:
      return {"esquecer_contas", "Procurar as contas na outra conta da plataforma",
              domain::Entity::integration};
    case JobKind::transmit_again:
      return {"retransmitir", "Transmitir de novo as contas da integração", domain::Entity::integration};
    case JobKind::losses_let_go:
      return {"liberar_retidas", "Liberar contas retidas da integração", domain::Entity::integration};
    case JobKind::words_rebuild:
      return {"palavras_de_busca", "Refazer as palavras de busca dos clientes", domain::Entity::provider};
  }
  throw std::logic_error("no such kind of job");
}

std::string_view name_of(JobKind kind) { return words_of(kind).name; }

std::optional<JobKind> job_kind_from(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(k_job_kinds, [&](JobKind kind) { return name_of(kind) == name; });
  return found == k_job_kinds.end() ? std::nullopt : std::optional(*found);
}

std::string payload_of(const LogInRebuild& rebuild) {
  return nlohmann::json{{"fonte", rebuild.source}, {"geracao", rebuild.generation}}.dump();
}

LogInRebuild log_in_rebuild_from(std::string_view payload) {
  const auto json = nlohmann::json::parse(payload);
  return {.source = json.at("fonte"), .generation = json.at("geracao")};
}

std::string payload_of_forgetting() { return nlohmann::json{{"esquecer_recusas", true}}.dump(); }

bool forgets_refusals(std::string_view payload) {
  return nlohmann::json::parse(payload).value("esquecer_recusas", false);
}

std::string payload_of(domain::Waiting waiting) {
  return nlohmann::json{{"espera", domain::words_of(waiting).name}}.dump();
}

domain::Waiting waiting_from(std::string_view payload) {
  const auto json = nlohmann::json::parse(payload);
  return domain::waiting_from(json.at("espera").get<std::string>()).value();
}

std::uint64_t enqueue(const Context& context, JobKind kind, std::uint64_t subject_id, std::string payload) {
  return storage::insert_job(context.tenant.db, {.provider_id = context.tenant.provider_id,
                                                 .kind = std::string(name_of(kind)),
                                                 .subject_id = subject_id,
                                                 .payload = std::move(payload),
                                                 .created_by = context.actor,
                                                 .created_at = context.clock.now()});
}

namespace {

template <typename Record>
std::optional<std::string> description_of(const std::optional<Record>& record) {
  return record ? std::optional(record->description) : std::nullopt;
}

}  // namespace

std::optional<std::string> find_job_subject(const Context& context, const storage::Job& job) {
  const auto kind = job_kind_from(job.kind);
  if (!kind) return std::nullopt;
  const auto id = static_cast<std::uint32_t>(job.subject_id);
  switch (*kind) {
    case JobKind::package_recompute:
      return description_of(storage::find_package_by_id(context.tenant, id));
    case JobKind::log_in_rebuild:
    case JobKind::accounts_mark:
    case JobKind::accounts_forget:
    case JobKind::transmit_again:
    case JobKind::losses_let_go:
      return description_of(storage::find_integration_by_id(context.tenant, id));
    case JobKind::services_change:
      return description_of(storage::find_plan_by_id(context.tenant, id));
    case JobKind::words_rebuild: {
      const auto provider = storage::find_provider(context.tenant.db, context.tenant.provider_id);
      return provider ? std::optional(provider->name) : std::nullopt;
    }
  }
  throw std::logic_error("no such kind of job");
}

base::Result<base::Done> retry_job(const Context& context, std::uint64_t id) {
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    if (!storage::find_job(context.tenant, id))
      return base::Unexpected{base::Problem::missing("Esta tarefa não existe.")};
    if (!storage::retry_job(context.tenant, id, context.clock.now()))
      return base::Unexpected{base::Problem::rule(
          "tarefa_nao_falhou", "Só uma tarefa que falhou pode ser tentada de novo, e esta não está assim.")};
    note(context, {.entity = domain::Entity::job, .entity_id = id, .action = "tentada_de_novo"});
    return base::Done{};
  });
}

}  // namespace operations
