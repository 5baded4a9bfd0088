#include "operations/erp_memory.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "storage/feed_differences.h"

namespace operations {

namespace {

using nlohmann::json;

constexpr std::string_view k_listed = "";  // no field has that name

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

FeedText text_in(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<std::string>());
}

json json_of(const FeedText& text) { return text ? json(*text) : json(nullptr); }

std::string quoted(const std::string& words) {
  return words.empty() ? "em branco" : "\"" + base::printable(words) + "\"";
}

}  // namespace

// A field is its value where that is what came to stand; else {"enviado": …, "aplicado": …}, of which the
// latter is absent where it is not known.
ErpMemory::ErpMemory(std::string_view stored, Writer writer) : writer_(writer) {
  if (stored.empty()) return;
  const auto fields = json::parse(stored);  // named: items() only refers to it
  for (const auto& [field, value] : fields.items()) {
    if (field == k_listed) {
      listed_ = value.get<std::vector<std::string>>();
    } else if (!value.is_object()) {
      sent_[field] = {text_in(value), text_in(value)};
    } else {
      Sent sent{.value = text_in(value.at("enviado"))};
      if (value.contains("aplicado")) sent.applied = text_in(value.at("aplicado"));
      sent_[field] = std::move(sent);
    }
  }
}

std::string ErpMemory::text() const {
  if (sent_.empty()) return {};
  auto fields = json::object();
  for (const auto& [field, sent] : sent_) {
    if (sent.applied == sent.value) {
      fields[field] = json_of(sent.value);
      continue;
    }
    auto& item = fields[field];
    item["enviado"] = json_of(sent.value);
    if (sent.applied) item["aplicado"] = json_of(*sent.applied);
  }
  if (!listed_.empty()) fields[std::string(k_listed)] = listed_;
  return fields.dump();
}

const FeedText* ErpMemory::sent(std::string_view field) const {
  const auto known = sent_.find(field);
  return known == sent_.end() ? nullptr : &known->second.value;
}

const FeedText* ErpMemory::made(std::string_view field) const {
  const auto known = sent_.find(field);
  return known == sent_.end() || !known->second.applied ? nullptr : &*known->second.applied;
}

bool ErpMemory::repeats(std::string_view field, const FeedText& value) const {
  const auto* known = sent(field);
  return known != nullptr && *known == value;
}

void ErpMemory::learn(std::string_view field, const FeedText& value) {
  sent_.insert_or_assign(std::string(field), Sent{.value = value});
  fresh_.emplace_back(field);
}

void ErpMemory::know(std::string_view field, const FeedText& value, const FeedText& made) {
  sent_.insert_or_assign(std::string(field), Sent{value, made});
}

void ErpMemory::applied(std::string_view field, const FeedText& stands) {
  if (const auto known = sent_.find(field); known != sent_.end()) known->second.applied = stands;
}

bool ErpMemory::is_fresh(std::string_view field) const { return has(fresh_, field); }

bool ErpMemory::differs(std::string_view field, const FeedText& stands) const {
  const auto* known = made(field);
  return known != nullptr && *known != stands;
}

void ErpMemory::doubt(std::string_view field) {
  const auto known = sent_.find(field);
  if (known != sent_.end() && known->second.applied == known->second.value) known->second.applied.reset();
}

void ErpMemory::forget(std::string_view field) {
  if (const auto known = sent_.find(field); known != sent_.end()) sent_.erase(known);
}

std::vector<std::string> ErpMemory::fields_under(std::string_view prefix) const {
  std::vector<std::string> names;
  for (const auto& [field, sent] : sent_)
    if (field.starts_with(prefix)) names.push_back(field);
  return names;
}

std::vector<std::string> ErpMemory::notices(const std::vector<Difference>& differences) const {
  std::vector<std::string> notices;
  for (const auto& [field, sent, stands, secret] : differences) {
    if (!has(repeated_, field)) continue;
    notices.push_back(secret ? field + ": foi enviado o valor da última vez e ficou outro, alterado aqui."
                             : field + ": foi enviado " + quoted(sent) + ", como da última vez, e ficou " +
                                   quoted(stands) + ", alterado aqui.");
  }
  return notices;
}

void ErpMemory::list(const std::vector<Difference>& differences) {
  came_.clear();
  left_.clear();
  std::vector<std::string> now;
  for (const auto& difference : differences) now.push_back(difference.field);
  std::ranges::copy_if(now, std::back_inserter(came_), [&](const auto& name) { return !has(listed_, name); });
  std::ranges::copy_if(listed_, std::back_inserter(left_), [&](const auto& name) { return !has(now, name); });
  listed_ = std::move(now);
}

std::string ErpMemory::in_words(const FeedText& text, std::string (*words)(const std::string&, const Voice&),
                                const Voice& voice) {
  return text ? words(*text, voice) : "";
}

base::Problem nothing_sent() {
  return base::Problem::rule("sem_valor_do_erp", "O ERP não enviou este campo: não há valor a que voltar.");
}

std::vector<std::string> settle(const Context& context, ErpMemory& memory, domain::Entity entity,
                                std::uint64_t id, const std::vector<Difference>& differences) {
  memory.list(differences);
  if (!memory.left().empty()) storage::delete_feed_differences(context.tenant, entity, id, memory.left());
  if (!memory.came().empty())
    storage::insert_feed_differences(context.tenant, entity, id, memory.came(), context.clock.now());
  return memory.notices(differences);
}

}  // namespace operations
