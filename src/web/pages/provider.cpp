#include "operations/provider_settings.h"
#include "web/form.h"
#include "web/history.h"
#include "web/pages/handlers.h"

/// *Administração › Provedor*: the settings of the provider itself.
namespace web {

namespace {

using operations::ProviderSetting;

constexpr std::string_view k_path = "/provedor";

bool is_ours(const ProviderSetting& setting) { return setting.by == ProviderSetting::By::administrator; }

Field field_of(const ProviderSetting& setting) {
  Field field{.name = std::string(setting.name),
              .label = std::string(setting.label),
              .required = setting.required,
              .hint = std::string(setting.hint)};
  if (!is_ours(setting)) field.kind = Field::Kind::fixed;
  if (setting.choices.empty() || !is_ours(setting)) return field;
  field.kind = Field::Kind::select;
  for (const auto& choice : setting.choices)
    field.options.push_back({std::string(choice.word), std::string(choice.label)});
  return field;
}

std::string shown_value(const ProviderSetting& setting, const storage::Provider& provider) {
  auto value = setting.value(provider);
  if (is_ours(setting)) return value;
  for (const auto& choice : setting.choices)
    if (choice.word == value) return std::string(choice.label);
  return value;
}

std::string hosts_text(const Context& context) {
  std::string text;
  for (const auto& host : storage::list_provider_hosts(context.tenant()))
    text += (text.empty() ? "" : ", ") + host;
  return text;
}

http::Response provider_form(const Context& context, const http::Params& typed,
                             const base::Problem* problem) {
  const auto provider = storage::find_provider(context.db, context.provider.id).value();
  http::Params values;
  values.set("identificador", provider.slug);
  values.set("servidores", hosts_text(context));
  for (const auto& setting : operations::provider_settings()) {
    const std::string name(setting.name);
    values.set(name, is_ours(setting) && typed.has(name) ? typed.get(name) : shown_value(setting, provider));
  }
  Page page(context, "form.html", "Provedor");
  page.side_action("Histórico(s)", std::string(k_path) + "/historico", "clock-history");
  Form form(context, page, k_path, values, problem);
  for (const auto& setting : operations::provider_settings())
    if (is_ours(setting)) form.line({field_of(setting)});
  form.heading("Definidos por quem administra o servidor",
               "Mudam pela linha de comando, com catraca provider: peça a quem cuida do servidor.");
  form.line({{.name = "identificador", .label = "Identificador", .kind = Field::Kind::fixed},
             {.name = "servidores", .label = "Nomes de servidor", .kind = Field::Kind::fixed}});
  for (const auto& setting : operations::provider_settings())
    if (!is_ours(setting)) form.line({field_of(setting)});
  return form.answer("Salvar", "/");
}

}  // namespace

http::Response provider_edit(Context& context) { return provider_form(context, {}, nullptr); }

http::Response provider_save(Context& context) {
  std::map<std::string, std::string> values;
  for (const auto& setting : operations::provider_settings())
    if (const auto typed = context.form.find(setting.name); typed && is_ours(setting))
      values.emplace(setting.name, *typed);
  const auto done =
      operations::change_provider(context.operations(), values, ProviderSetting::By::administrator);
  if (done) return redirect_with(context, std::string(k_path), "Provedor salvo.");
  return provider_form(context, context.form, &done.error());
}

http::Response provider_history(Context& context) {
  Page page(context, "history.html", "Histórico(s)");
  page.under(context.provider.name, k_path);
  return history_answer(context, page, domain::Entity::provider, context.provider.id);
}

}  // namespace web
