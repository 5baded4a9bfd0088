#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/entity.h"
#include "web/page.h"

namespace web {

/// Behind which entry, by its id, a timeline goes on (`antes`); 0: from the newest.
std::uint64_t before_of(const Context& context);

/// The timeline of one record (template "history.html"): who, when, what, before -> after; newest first.
http::Response history_answer(const Context& context, Page& page, domain::Entity entity,
                              std::uint64_t entity_id);

/// The newest entries of it in a page of something else; older ones stand on `all`.
void fill_history(const Context& context, View view, domain::Entity entity, std::uint64_t entity_id,
                  const std::string& all);

/// The same over all records of a customer.
http::Response customer_history_answer(const Context& context, Page& page, std::uint64_t customer_id);

}  // namespace web
