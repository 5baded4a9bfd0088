#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "storage/audit.h"
#include "web/form.h"

/// The audit trail in the words of the screens: it is stored in those of the ERP.
namespace web {

/// "usuario:Ana <ana@…>" reads "Ana <ana@…>"; other actors say what they are.
std::string actor_label(std::string_view actor);
/// "Alterado", "Criado", …
std::string action_label(std::string_view action);
/// "Serviço", "Plano", …
std::string entity_label(domain::Entity entity);
/// All entities, as choices.
std::vector<Option> entity_options();

/// "Serviço 5159": the record by the number people know.
std::string record_label(const storage::AuditLine& line);
/// The page of the record, or of the customer it belongs to; empty when it has none.
std::string record_path(const storage::AuditLine& line);

/// "status_prefixo" -> "Status": the label the field has on screens, or its stored name.
std::string field_label(std::string_view field);
/// Those worth a line: that somebody removed a package is told by who did it.
std::vector<storage::AuditChange> told_changes(std::vector<storage::AuditChange> changes);
/// A field of a kind of record: what a stored word means there it need not mean elsewhere.
struct FieldOf {
  domain::Entity entity = domain::Entity::customer;
  std::string_view field = {};
};
/// A value as screens show it: stored words by the field's names for them, moments and days in the provider's
/// way; empty says "vazio".
std::string value_text(const Context& context, const FieldOf& of, const std::string& value);

}  // namespace web
