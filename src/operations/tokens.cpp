#include "operations/tokens.h"

#include "base/text.h"
#include "operations/act.h"
#include "storage/tokens.h"

namespace operations {

namespace {

/// Lets scanners of leaked secrets recognise ours.
constexpr std::string_view k_prefix = "ctr_";
constexpr std::size_t k_tail = 4;

void write_audit(const Context& context, std::uint32_t id, std::string action,
                 storage::Changes changes = {}) {
  note(context, {.entity = domain::Entity::token,
                 .entity_id = id,
                 .action = std::move(action),
                 .changes = changes.take()});
}

}  // namespace

base::Result<IssuedToken> issue_token(const Context& context, const TokenInput& input) {
  const std::string description(base::trim(input.description));
  base::FieldErrors errors;
  if (description.empty()) errors.add("descricao", "Informe para que serve o token, como “ERP de produção”.");
  if (base::length_of(description) > 160) errors.add("descricao", "A descrição tem mais de 160 caracteres.");
  if (input.scopes.empty()) errors.add("escopos", "Escolha ao menos um escopo.");
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  IssuedToken issued{.text = std::string(k_prefix) + base::random_token()};
  context.tenant.db.transaction([&] {
    issued.id =
        storage::insert_token(context.tenant, {.description = description,
                                               .token_hash = base::token_hash(issued.text),
                                               .token_tail = issued.text.substr(issued.text.size() - k_tail),
                                               .scopes = input.scopes,
                                               .created_by = context.actor,
                                               .created_at = context.clock.now()});
    storage::Changes changes;
    changes.field("descricao", "", description).field("escopos", "", domain::names_of(input.scopes));
    write_audit(context, issued.id, "criado", std::move(changes));
  });
  return issued;
}

base::Result<base::Done> revoke_token(const Context& context, std::uint32_t id) {
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    if (!storage::find_token(context.tenant, id))
      return base::Unexpected{base::Problem::missing("Este token não existe.")};
    if (storage::revoke_token(context.tenant, id, context.clock.now())) write_audit(context, id, "revogado");
    return base::Done{};
  });
}

}  // namespace operations
