#include "osm/operations/plans.h"

#include "base/checks.h"
#include "base/text.h"
#include "osm/storage/plans.h"
#include "osm/storage/settings.h"

namespace osm {

namespace {

std::string active_text(bool active) { return active ? "true" : "false"; }

void note_plan(const Context& context, const Plan& before, const Plan& after) {
  storage::Changes changes;
  changes.field("nome", before.name, after.name)
      .field("ativo", before.id == 0 ? "" : active_text(before.active), active_text(after.active));
  if (changes.empty()) return;
  note(context, {.entity = domain::Entity::plan,
                 .entity_id = after.id,
                 .action = before.id == 0 ? "criado" : "alterado",
                 .changes = changes.take()});
}

Result<std::uint32_t> put_once(const Context& context, std::string_view code, PlanPut put) {
  const auto before = lock_plan_by_code(context.tenant, code);
  base::FieldErrors errors;
  base::check_code(errors, "codigo", code);
  base::tidy(put.name);
  base::check_required_text(errors, "nome", put.name, 160, !before);
  if (!errors.empty()) return refused(base::Problem::fields(std::move(errors)));
  auto after = before.value_or(Plan{.code = std::string(code), .created_at = context.clock.now()});
  after.name = put.name.over(after.name, after.name);
  after.active = put.active.over(after.active, true);
  if (before)
    update_plan(context.tenant, after);
  else
    after.id = insert_plan(context.tenant, after);
  note_plan(context, before.value_or(Plan{}), after);
  return after.id;
}

}  // namespace

Result<std::uint32_t> put_plan(const Context& context, std::string_view code, const PlanPut& put) {
  return act(context, [&] { return put_once(context, code, put); });
}

Result<base::Done> set_email_domain(const Context& context, std::string_view domain) {
  const auto wanted = base::to_lower(base::tidied(domain));
  if (!base::is_email("a@" + wanted) || wanted.size() > 190)
    return refused(base::Problem::field("dominio_email", "não é um domínio, como exemplo.com.br"));
  return act(context, [&]() -> Result<base::Done> {
    const auto before = find_email_domain(context.tenant);
    if (before == wanted) return base::Done{};
    put_email_domain(context.tenant, wanted);
    storage::Changes changes;
    changes.field("dominio_email", before, wanted);
    note(context, {.entity = domain::Entity::provider,
                   .entity_id = context.tenant.provider_id,
                   .action = "alterado",
                   .changes = changes.take()});
    return base::Done{};
  });
}

}  // namespace osm
