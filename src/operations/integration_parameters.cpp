#include "operations/integration_parameters.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace operations {

namespace {

using platforms::Platform;
using platforms::Setting;

constexpr std::size_t k_most_characters = 1000;

std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (const auto name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

std::string accepted_names(const Platform& platform) {
  std::vector<std::string_view> names;
  for (const auto& setting : platform.settings) names.push_back(setting.name);
  return listed(names);
}

bool is_free_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
  });
}

/// http(s), a host, no white space.
bool is_url(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto rest = text.substr(scheme.size());
    return !rest.empty() && rest.front() != '/' && rest.front() != ':' && rest.find(' ') == std::string::npos;
  }
  return false;
}

/// Why the value is not one for the parameter; empty when it is. `setting`: none for a passed-on parameter.
std::string fault_in(const Setting* setting, const std::string& value) {
  if (std::any_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
    return "não pode conter quebras de linha nem caracteres de controle";
  if (base::length_of(value) > k_most_characters)
    return "pode ter no máximo " + std::to_string(k_most_characters) + " caracteres";
  if (setting == nullptr) return {};
  const auto& choices = setting->choices;
  if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end())
    return "deve ser um destes: " + listed(choices);
  if (setting->url && !is_url(value)) return "deve ser um endereço que comece com https:// ou http://";
  return {};
}

/// The name a row is stored under, or the error that it has none.
std::optional<std::string> stored_name(base::FieldErrors& errors, const Platform& platform,
                                       std::string_view sent) {
  const auto name = base::trim(sent);
  if (const auto* setting = platform.find_setting(name)) return std::string(setting->name);
  const auto field = "parametros." + base::printable(name);
  if (!platform.can.other_parameters) {
    errors.add(field, "não é um parâmetro de " + std::string(platform.name) +
                          "; os aceitos são: " + accepted_names(platform));
    return std::nullopt;
  }
  if (is_free_name(name)) return std::string(name);
  errors.add(field, "o nome deve ter de 1 a 64 letras sem acento, algarismos, '_', '-' ou '.'");
  return std::nullopt;
}

/// Secrets stay when they are not mentioned; everything else is replaced.
ParameterValues kept_of(const Platform& platform, const ParameterValues& before) {
  ParameterValues kept;
  for (const auto& [name, value] : before) {
    const auto* setting = platform.find_setting(name);
    if (setting != nullptr && setting->secret) kept.emplace(name, value);
  }
  return kept;
}

void put_row(base::FieldErrors& errors, const Platform& platform, const std::string& name,
             const ParameterPut& row, ParameterValues& values) {
  const std::string value(base::trim(row.value.value_or("")));
  values.erase(name);
  if (value.empty()) return;
  const auto fault = fault_in(platform.find_setting(name), value);
  if (!fault.empty()) errors.add("parametros." + name, fault);
  values.emplace(name, value);
}

std::string secret_text(const ParameterValues& values, const std::string& name, bool replaced) {
  if (!values.contains(name)) return "";
  return replaced ? "substituído" : "definido";
}

}  // namespace

namespace {

constexpr std::string_view k_fields = "parametros.";
constexpr std::string_view k_list_sent =
    "parametros";  // remembered once a list came: what it left out was sent as none

std::set<std::string> names_of(const ErpMemory& memory, std::initializer_list<const ParameterValues*> all) {
  std::set<std::string> names;
  for (const auto* values : all)
    for (const auto& [name, value] : *values) names.insert(name);
  for (const auto& field : memory.fields_under(k_fields)) names.insert(parameter_of(field));
  return names;
}

}  // namespace

std::string parameter_field(std::string_view name) { return std::string(k_fields) + std::string(name); }

std::string parameter_of(std::string_view field) {
  return field.starts_with(k_fields) ? std::string(field.substr(k_fields.size())) : std::string{};
}

bool ParameterFeed::is_secret(std::string_view name) const {
  const auto* setting = platform_.find_setting(name);
  return setting != nullptr && setting->secret;
}

FeedText ParameterFeed::stands(const ParameterValues& values, const std::string& name) const {
  const auto found = values.find(name);
  if (found == values.end()) return std::nullopt;
  if (!is_secret(name)) return found->second;
  const auto text =
      std::to_string(context_.tenant.provider_id) + ":" + code_ + ":" + name + ":" + found->second;
  return base::hex_of(context_.keyring.mac("erp_sent", text));
}

void ParameterFeed::merge(const base::Patch<std::vector<ParameterPut>>& put, const ParameterValues& before,
                          ParameterValues& values, ErpMemory& memory) const {
  if (context_.writer == Writer::staff || !put.given) return;
  std::set<std::string> named;
  base::FieldErrors none;
  for (const auto& row : put.value.value_or(std::vector<ParameterPut>{}))
    if (const auto name = stored_name(none, platform_, row.name)) named.insert(*name);
  for (const auto& name : names_of(memory, {&before, &values})) {
    if (is_secret(name) && put.value && !named.contains(name)) continue;  // omitted: kept
    const auto field = parameter_field(name);
    const auto sent = stands(values, name);
    const bool left_out = memory.sent(field) == nullptr && memory.sent(k_list_sent) != nullptr;
    if (left_out) memory.know(field, std::nullopt, std::nullopt);
    if (!memory.repeats(field, sent)) {
      memory.know(field, sent, sent);
      continue;
    }
    memory.repeat(field);
    values.erase(name);
    if (const auto was = before.find(name); was != before.end()) values.insert(*was);
  }
  memory.know(k_list_sent, std::nullopt, std::nullopt);
}

void ParameterFeed::add_differences(const ErpMemory& memory, const ParameterValues& values,
                                    std::vector<Difference>& differences) const {
  if (memory.sent(k_list_sent) == nullptr) return;
  for (const auto& name : names_of(memory, {&values})) {
    const auto field = parameter_field(name);
    const auto stored = stands(values, name);
    const bool unsent = memory.sent(field) == nullptr && !is_secret(name) && stored.has_value();
    if (!unsent && !memory.differs(field, stored)) continue;
    Difference difference{.field = field, .secret = is_secret(name)};
    if (!difference.secret) {
      difference.sent = unsent ? "" : memory.sent(field)->value_or("");
      difference.stands = stored.value_or("");
    }
    differences.push_back(std::move(difference));
  }
}

ParameterValues opened_parameters(const Context& context, std::uint32_t integration_id) {
  ParameterValues values;
  for (const auto& row : storage::list_integration_parameters(context.tenant, integration_id)) {
    values.emplace(row.name, row.sealed ? context.keyring.opened(
                                              row.value, storage::parameter_context(integration_id, row.name))
                                        : row.value);
  }
  return values;
}

ParameterValues parameters_after(base::FieldErrors& errors, const Platform& platform,
                                 const ParameterValues& before,
                                 const base::Patch<std::vector<ParameterPut>>& put, bool creating) {
  if (!put.given && !creating) return before;
  auto values = put.given && !put.value ? ParameterValues{} : kept_of(platform, before);
  std::set<std::string> seen;  // lower case: people read two that differ in it as one
  for (const auto& row : put.value.value_or(std::vector<ParameterPut>{})) {
    if (base::trim(row.name).empty() && base::trim(row.value.value_or("")).empty()) continue;  // a blank row
    const auto name = stored_name(errors, platform, row.name);
    if (!name) continue;
    if (!seen.insert(base::to_lower(*name)).second) {
      errors.add("parametros." + *name, "foi informado mais de uma vez");
      continue;
    }
    put_row(errors, platform, *name, row, values);
  }
  for (const auto& setting : platform.settings)
    if (setting.required && !values.contains(std::string(setting.name)))
      errors.add("parametros." + std::string(setting.name), "é obrigatório");
  return values;
}

void write_parameters(const Context& context, std::uint32_t integration_id, const Platform& platform,
                      const ParameterValues& before, const ParameterValues& after,
                      storage::Changes& changes) {
  std::set<std::string> names;
  for (const auto& values : {before, after})
    for (const auto& [name, value] : values) names.insert(name);
  const auto is_secret = [&](const std::string& name) {
    const auto* setting = platform.find_setting(name);
    return setting != nullptr && setting->secret;
  };
  // Removals first: a name that changed only its case is the same row.
  for (const auto& name : names) {
    if (after.contains(name)) continue;
    storage::delete_integration_parameter(context.tenant, integration_id, name);
    changes.field("parametros." + name, is_secret(name) ? secret_text(before, name, false) : before.at(name),
                  "");
  }
  for (const auto& [name, value] : after) {
    const auto was = before.find(name);
    if (was != before.end() && was->second == value) continue;
    const bool secret = is_secret(name);
    const auto stored =
        secret ? context.keyring.seal(value, storage::parameter_context(integration_id, name)) : value;
    storage::save_integration_parameter(context.tenant, integration_id,
                                        {name, stored, secret, context.clock.now()});
    if (secret)
      changes.field("parametros." + name, secret_text(before, name, false),
                    secret_text(after, name, was != before.end()));
    else
      changes.field("parametros." + name, was == before.end() ? "" : was->second, value);
  }
}

}  // namespace operations
