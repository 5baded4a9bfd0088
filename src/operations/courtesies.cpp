#include "operations/courtesies.h"

#include <algorithm>

#include "base/checks.h"
#include "operations/catalogue.h"
#include "storage/services.h"

namespace operations {

namespace {

using base::Problem;
using base::Unexpected;
using domain::Courtesy;
using domain::Service;
using domain::ServiceState;

/// What the column holds, in characters.
constexpr std::size_t k_longest_reason = 255;

Problem no_such_service() { return Problem::missing("Não há serviço com este id_cliente_servico."); }

/// The service under its customer's lock.
std::optional<Service> lock_and_find(Act& act, std::uint64_t erp_id) {
  const auto find = [&] { return storage::find_service_by_erp_id(act.tenant(), erp_id); };
  auto service = find();
  while (service) {
    const auto holder = service->customer_id;
    act.lock(holder);
    service = find();
    if (service && service->customer_id == holder) break;
  }
  return service;
}

void check_last_day(const Context& context, base::FieldErrors& errors,
                    const base::Patch<base::Date>& last_day) {
  if (!last_day.value) {
    errors.add("ate", "é obrigatório");
    return;
  }
  const std::chrono::sys_days today{context.zone.day_of(context.clock.now())};
  const std::chrono::sys_days day{*last_day.value};
  if (day <= today || day > today + k_longest_courtesy)
    errors.add("ate", "deve ser um dia de " + base::to_br(today + std::chrono::days(1)) + " a " +
                          base::to_br(today + k_longest_courtesy));
}

std::optional<Problem> refusal_for(const Service& service) {
  const auto name = "O serviço " + std::to_string(service.erp_id);
  if (service.state == ServiceState::over)
    return Problem::rule("servico_encerrado",
                         name + " está encerrado e não pode ser liberado. Reative o serviço antes.");
  if (service.state == ServiceState::not_yet)
    return Problem::rule("servico_nao_habilitado",
                         name +
                             " ainda não foi habilitado: Liberar até mantém o acesso que já esteve ativo. "
                             "Habilite o serviço (Alterar Status).");
  return std::nullopt;
}

std::string day_text(const std::optional<Courtesy>& courtesy) {
  return courtesy ? base::to_iso(domain::last_day_of(*courtesy)) : "";
}

std::string switch_of(const std::optional<Courtesy>& courtesy) {
  return courtesy ? switch_text(courtesy->free_of_charge) : "";
}

void note_change(Act& act, const Service& service, const std::optional<Courtesy>& after) {
  const auto before = courtesy_in_force(act.context(), service);
  storage::Changes changes;
  changes.field("liberado_ate", day_text(before), day_text(after))
      .field("motivo", before ? before->reason : "", after ? after->reason : "")
      .field("isenta_cobranca", switch_of(before), switch_of(after));
  act.note({.entity = domain::Entity::service,
            .entity_id = service.id,
            .customer_id = service.customer_id,
            .action = after ? "liberado" : "liberacao_encerrada",
            .changes = changes.take()});
}

bool says_the_same(const std::optional<Courtesy>& standing, const Courtesy& wanted) {
  return standing && standing->ends_on == wanted.ends_on && standing->reason == wanted.reason &&
         standing->free_of_charge == wanted.free_of_charge;
}

base::Result<Written> grant_now(Act& act, std::uint64_t erp_id, CourtesyGrant grant) {
  const auto& context = act.context();
  const auto service = lock_and_find(act, erp_id);
  if (!service) return Unexpected{no_such_service()};
  base::FieldErrors errors;
  check_last_day(context, errors, grant.last_day);
  check_required_text(errors, "motivo", grant.reason, k_longest_reason, true);
  if (!errors.empty()) return Unexpected{Problem::fields(std::move(errors))};
  if (auto problem = refusal_for(*service)) return Unexpected{std::move(*problem)};
  const Courtesy courtesy{.service_id = service->id,
                          .since = context.clock.now(),
                          .ends_on = std::chrono::sys_days{*grant.last_day.value} + std::chrono::days{1},
                          .reason = *grant.reason.value,
                          .author = context.actor,
                          .free_of_charge = grant.free_of_charge};
  if (says_the_same(courtesy_in_force(context, *service), courtesy)) return Written{.id = service->id};
  storage::insert_courtesy(act.tenant(), courtesy);
  note_change(act, *service, courtesy);
  act.concerns(service->customer_id, Concern::verdicts);
  return Written{.id = service->id, .created = true, .changed = true};
}

base::Result<Written> withdraw_now(Act& act, std::uint64_t erp_id) {
  const auto service = lock_and_find(act, erp_id);
  if (!service) return Unexpected{no_such_service()};
  if (!courtesy_in_force(act.context(), *service)) return Written{.id = service->id};
  storage::end_courtesy(act.tenant(), service->id, act.context().clock.now());
  note_change(act, *service, std::nullopt);
  act.concerns(service->customer_id, Concern::verdicts);
  return Written{.id = service->id, .changed = true};
}

}  // namespace

base::Result<Written> grant_courtesy(const Acting& acting, std::uint64_t service_erp_id,
                                     CourtesyGrant grant) {
  return acting.run([&](Act& act) { return grant_now(act, service_erp_id, grant); });
}

base::Result<Written> withdraw_courtesy(const Acting& acting, std::uint64_t service_erp_id) {
  return acting.run([&](Act& act) { return withdraw_now(act, service_erp_id); });
}

std::optional<Courtesy> courtesy_in_force(const Context& context, const Service& service) {
  const auto& courtesy = service.courtesy;
  const bool lasts = courtesy && context.clock.now() < context.zone.start_of(courtesy->ends_on);
  return lasts ? courtesy : std::nullopt;
}

domain::Days days_of(const Courtesy& courtesy, const base::TimeZone& zone) {
  domain::Days days{.first = zone.day_of(courtesy.since), .last = courtesy.ends_on};
  if (courtesy.ended_at)
    days.last = std::min(std::chrono::sys_days{courtesy.ends_on},
                         std::chrono::sys_days{zone.day_of(*courtesy.ended_at)});
  return days;
}

void end_courtesy_with(Act& act, const Service& service) {
  if (!service.courtesy) return;
  storage::end_courtesy(act.tenant(), service.id, act.context().clock.now());
  if (courtesy_in_force(act.context(), service)) note_change(act, service, std::nullopt);
}

void carry_courtesy(Act& act, const Service& from, const Service& to) {
  auto courtesy = courtesy_in_force(act.context(), from);
  if (!courtesy || to.state == ServiceState::over) return;
  courtesy->service_id = to.id;
  courtesy->since = act.context().clock.now();  // the days before are the old service's
  storage::insert_courtesy(act.tenant(), *courtesy);
}

}  // namespace operations
