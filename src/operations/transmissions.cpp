#include "operations/transmissions.h"

#include "operations/act.h"
#include "operations/job_kinds.h"
#include "storage/account_actions.h"
#include "storage/integrations.h"
#include "storage/transmission_list.h"

namespace operations {

namespace {

using domain::Waiting;

base::Problem no_account() { return base::Problem::missing("Esta conta não existe."); }
base::Problem no_integration() { return base::Problem::missing("Esta integração não existe."); }

/// An account of a platform that is told by us.
base::Result<storage::TransmissionLine> told_account(const Context& context, std::uint64_t account_id) {
  auto found = storage::find_transmission(context.tenant, account_id, context.clock.now());
  if (!found) return base::Unexpected{no_account()};
  if (!found->account.told)
    return base::Unexpected{base::Problem::rule(
        "nao_transmite", "Esta plataforma consulta o Catraca a cada acesso: não há o que transmitir.")};
  return std::move(*found);
}

void note_account(const Context& context, const storage::TransmissionLine& line, std::string action) {
  note(context, {.entity = domain::Entity::account,
                 .entity_id = line.account.id,
                 .customer_id = line.account.customer_id,
                 .action = std::move(action)});
}

void note_queue(const Context& context, std::uint32_t integration_id, std::string action) {
  note(context,
       {.entity = domain::Entity::integration, .entity_id = integration_id, .action = std::move(action)});
}

/// The integration, its row held: two people do not pause and resume at once.
base::Result<domain::Integration> held_integration(const Context& context, std::uint32_t integration_id) {
  const auto found = storage::find_integration_by_id(context.tenant, integration_id);
  if (!found) return base::Unexpected{no_integration()};
  if (!platforms::at(found->gateway).is_told())
    return base::Unexpected{base::Problem::rule(
        "nao_transmite", "Nada é transmitido a esta plataforma: não há fila para pausar.")};
  return storage::lock_integration(context.tenant, found->code).value();
}

}  // namespace

base::Result<base::Done> transmit_again(const Context& context, std::uint64_t account_id) {
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    const auto line = told_account(context, account_id);
    if (!line) return base::Unexpected{line.error()};
    storage::retry_accounts(context.tenant, {&account_id, 1}, context.clock.now());
    note_account(context, *line, "retransmitida");
    return base::Done{};
  });
}

bool takes_new_password(const platforms::Platform& platform) {
  return platform.is_told() && platform.can.changes_password;
}

base::Result<base::Done> reset_password(const Context& context, std::uint64_t account_id) {
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    const auto line = told_account(context, account_id);
    if (!line) return base::Unexpected{line.error()};
    const auto& platform = platforms::at(line->gateway);
    if (!takes_new_password(platform))
      return base::Unexpected{base::Problem::rule(
          "acao_indisponivel",
          "A " + std::string(platform.name) + " não recebe uma senha nova: o cliente a troca lá.")};
    storage::raise_resets(context.tenant, account_id);
    storage::retry_accounts(context.tenant, {&account_id, 1}, context.clock.now());
    note_account(context, *line, "senha_redefinida");
    return base::Done{};
  });
}

base::Result<std::uint64_t> transmit_all_again(const Context& context, std::uint32_t integration_id,
                                               Waiting waiting) {
  return context.tenant.db.transaction([&]() -> base::Result<std::uint64_t> {
    if (!storage::find_integration_by_id(context.tenant, integration_id))
      return base::Unexpected{no_integration()};
    std::uint64_t accounts = 0;
    bool many = false;
    for (const auto& count : storage::count_waiting(context.tenant, context.clock.now()))
      if (count.integration_id == integration_id && count.waiting == waiting) {
        accounts = count.accounts;
        many = count.more;
      }
    if (accounts == 0)
      return base::Unexpected{
          base::Problem::rule("nada_espera", "Nenhuma conta espera mais por isto: nada foi pedido.")};
    const auto job = enqueue(context, JobKind::transmit_again, integration_id, payload_of(waiting));
    storage::Changes changes;
    changes.noted("espera", "", std::string(domain::words_of(waiting).label));
    changes.noted("contas", "", (many ? "mais de " : "") + std::to_string(accounts));
    note(context, {.entity = domain::Entity::integration,
                   .entity_id = integration_id,
                   .action = "retransmitidas",
                   .changes = changes.take()});
    return job;
  });
}

storage::Marked retry_waiting(const Context& context, std::uint32_t integration_id, Waiting waiting,
                              std::uint64_t after, std::uint32_t limit) {
  const auto now = context.clock.now();
  const auto ids = storage::list_waiting_accounts(context.tenant, integration_id, waiting, after, limit, now);
  if (ids.empty()) return {};
  storage::retry_accounts(context.tenant, ids, now);
  return {ids.back(), static_cast<std::uint32_t>(ids.size())};
}

base::Result<base::Done> pause_queue(const Context& context, std::uint32_t integration_id) {
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    if (const auto held = held_integration(context, integration_id); !held)
      return base::Unexpected{held.error()};
    auto state = storage::find_queue_state(context.tenant, integration_id);
    if (state.paused_by == storage::k_paused_by_person) return base::Done{};
    state.paused_by = storage::k_paused_by_person;
    state.paused_at = context.clock.now();
    state.message = context.actor;
    storage::save_queue_state(context.tenant, integration_id, state);
    note_queue(context, integration_id, "pausada");
    return base::Done{};
  });
}

base::Result<base::Done> resume_queue(const Context& context, std::uint32_t integration_id) {
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    if (const auto held = held_integration(context, integration_id); !held)
      return base::Unexpected{held.error()};
    const auto state = storage::find_queue_state(context.tenant, integration_id);
    if (!state.paused_at && !state.probe_at) return base::Done{};
    if (state.paused_by == storage::k_paused_by_move)
      return base::Unexpected{
          base::Problem::rule("troca_em_andamento",
                              "A integração está passando a outra conta da plataforma: segue sozinha quando "
                              "a tarefa terminar (Operação › Tarefas).")};
    storage::save_queue_state(context.tenant, integration_id, {});
    note_queue(context, integration_id, "retomada");
    return base::Done{};
  });
}

void resume_after_change(const Context& context, std::uint32_t integration_id) {
  storage::delete_integration_session(context.tenant, integration_id);  // of the old credential
  resume_after_success(context, integration_id);
}

void resume_after_success(const Context& context, std::uint32_t integration_id) {
  const auto state = storage::find_queue_state(context.tenant, integration_id);
  const bool by_person =
      state.paused_by == storage::k_paused_by_person || state.paused_by == storage::k_paused_by_move;
  if (!state.paused_at && !state.probe_at && state.unreachable == 0) return;
  storage::QueueState after;
  if (by_person) {
    after.paused_by = state.paused_by;
    after.paused_at = state.paused_at;
    after.message = state.message;
  }
  storage::save_queue_state(context.tenant, integration_id, after);
}

}  // namespace operations
