#include "web/saved.h"

#include <algorithm>

namespace web {

namespace {

constexpr std::string_view k_made = "novo";
constexpr std::string_view k_changed = "salvo";

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 20 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

http::Response saved_in_list(const Context& context, const std::string& list, std::uint64_t id, Saved how,
                             std::string_view message, Tone tone) {
  const auto name = std::string(how == Saved::made ? k_made : k_changed);
  return redirect_with(context, list + "?" + name + "=" + std::to_string(id), message, tone);
}

std::string saved_record(const Context& context) {
  for (const auto name : {k_made, k_changed})
    if (const auto id = context.query.get(name); is_id(id)) return context.request.path + "/" + id;
  return "";
}

void offer_next_steps(const Context& context, Page& page) {
  const auto record = saved_record(context);
  if (record.empty()) return;
  page.next_step("Abrir", record);
  if (context.query.has(k_made)) page.next_step("Criar outro", context.request.path + "/novo");
}

}  // namespace web
