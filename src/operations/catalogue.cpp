#include "operations/catalogue.h"

#include "base/text.h"

namespace operations {

std::string free_code(std::string_view description, std::string_view fallback,
                      const std::function<bool(const std::string&)>& taken) {
  auto slug = base::slug_of(description).substr(0, 56);
  if (slug.empty()) slug = std::string(fallback);
  auto code = slug;
  for (int number = 2; taken(code); ++number) code = slug + "-" + std::to_string(number);
  return code;
}

void check_money(base::FieldErrors& errors, std::string_view field, base::Cents value) {
  if (value < 0)
    errors.add(std::string(field), "não pode ser negativo");
  else if (value > k_most_cents)
    errors.add(std::string(field), "deve ser no máximo " + base::money_br(k_most_cents));
}

std::string switch_text(bool on) { return on ? "sim" : "não"; }

namespace {

std::string action_of(const Written& written, const std::vector<storage::AuditChange>& changes) {
  if (written.created) return "criado";
  if (changes.size() == 1 && changes.front().field == "ativo")
    return changes.front().after == switch_text(true) ? "ativado" : "inativado";
  return "alterado";
}

}  // namespace

void audit_put(const Context& context, domain::Entity entity, const Written& written,
               storage::Changes changes) {
  if (changes.empty() && !written.created) return;
  auto items = changes.take();
  auto action = action_of(written, items);
  note(context,
       {.entity = entity, .entity_id = written.id, .action = std::move(action), .changes = std::move(items)});
}

}  // namespace operations
