#include "operations/erp_memory.h"

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace operations {

ErpMemory::ErpMemory(std::string_view stored, Writer writer) : writer_(writer) {
  if (stored.empty()) return;
  const auto json = nlohmann::json::parse(stored);  // named: items() only refers to it
  for (const auto& [field, value] : json.items())
    sent_[field] = value.is_null() ? std::nullopt : std::optional(value.get<std::string>());
}

std::string ErpMemory::text() const {
  if (sent_.empty()) return {};
  auto json = nlohmann::json::object();
  for (const auto& [field, value] : sent_)
    json[field] = value ? nlohmann::json(*value) : nlohmann::json(nullptr);
  return json.dump();
}

namespace {

std::string said(const ErpMemory::Text& value) {
  return value && !value->empty() ? "\"" + base::printable(*value) + "\"" : "em branco";
}

}  // namespace

void ErpMemory::keep(std::string_view field, const Text& sent, const Text& stored) {
  kept_.push_back(std::string(field) + ": foi enviado " + said(sent) + ", como da última vez, e ficou " +
                  said(stored) + ", alterado aqui.");
}

void ErpMemory::keep_secret(std::string_view field) {
  kept_.push_back(std::string(field) + ": foi enviado o valor da última vez e ficou outro, alterado aqui.");
}

bool ErpMemory::is_news(std::string_view field, const std::optional<std::string>& sent) {
  if (writer_ == Writer::staff) return true;
  const auto known = sent_.find(field);
  if (known != sent_.end() && known->second == sent) return false;
  sent_.insert_or_assign(std::string(field), sent);
  return true;
}

}  // namespace operations
