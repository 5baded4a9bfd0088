#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "web/form.h"

namespace web {

/// The timeline of one record (template "history.html"): who, when, what, before -> after; newest first.
http::Response history_answer(const Context& context, Page& page, std::string_view entity,
                              std::uint64_t entity_id);

/// The same over all records of a customer.
http::Response customer_history_answer(const Context& context, Page& page, std::uint64_t customer_id);

/// "usuario:Ana <ana@…>" reads "Ana <ana@…>"; other actors say what they are.
std::string actor_label(std::string_view actor);
/// The records of the trail as they are stored and as screens call them: {"plano", "Plano"}, …
std::vector<Option> entity_options();
std::string entity_label(std::string_view entity);
/// "Alterado", "Criado", …: the words for an action of the audit trail.
std::string action_label(std::string_view action);

}  // namespace web
