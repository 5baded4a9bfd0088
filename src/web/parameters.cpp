#include "web/parameters.h"

#include <algorithm>

#include "base/text.h"
#include "web/form_reader.h"

namespace web {

namespace {

constexpr std::string_view k_rows = "parametros";

std::string field_name(std::string_view number, std::string_view field) {
  return std::string(k_rows) + "." + std::string(number) + "." + std::string(field);
}

std::string transmitted_name(const std::string& name) { return "transmitido." + name; }

const ParameterField* find_declared(const std::vector<ParameterField>& declared, std::string_view name) {
  const auto found =
      std::find_if(declared.begin(), declared.end(), [&](const auto& row) { return row.name == name; });
  return found == declared.end() ? nullptr : &*found;
}

Field value_field(const ParameterField& declared, std::string_view number, const std::string& label) {
  Field field{.name = field_name(number, "valor"),
              .label = label,
              .required = declared.required,
              .hint = declared.hint,
              .wide = true,
              .readonly = declared.readonly};
  if (declared.secret) {
    field.kind = Field::Kind::password;
    field.autocomplete = "new-password";
    if (!declared.set_text.empty()) field.placeholder = declared.set_text + " · preencha para substituir";
  } else if (!declared.choices.empty() && !declared.readonly) {
    field.kind = Field::Kind::select;
    const auto standard =
        declared.default_value.empty() ? "Não enviar" : "Padrão (" + declared.default_value + ")";
    field.options.push_back({"", standard});
    for (const auto& choice : declared.choices) field.options.push_back({choice, choice});
  } else if (!declared.default_value.empty()) {
    field.placeholder = declared.default_value;
  }
  return field;
}

Field name_field(std::string_view number, const std::string& label, bool fixed) {
  return {.name = field_name(number, "nome"), .label = label, .readonly = fixed};
}

/// True unless the value is none of the parameter's choices: then it is shown as it was typed.
bool offers(const ParameterField& parameter, const std::string& value) {
  return value.empty() ||
         std::find(parameter.choices.begin(), parameter.choices.end(), value) != parameter.choices.end();
}

/// What + adds: any name, or one of the declared.
Field choice_of_name(const std::vector<ParameterField>& declared, bool any_name) {
  auto field = name_field("__N__", "Parâmetro", false);
  if (any_name) return field;
  field.kind = Field::Kind::select;
  field.options.push_back({"", "Escolha"});
  for (const auto& row : declared)
    if (!row.transmitted) field.options.push_back({row.name, row.name});
  return field;
}

}  // namespace

void set_parameter_rows(http::Params& values, const std::vector<ParameterRow>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    values.set(field_name(std::to_string(i), "nome"), rows[i].first);
    values.set(field_name(std::to_string(i), "valor"), rows[i].second);
  }
}

void set_transmitted(http::Params& values, const std::string& name, const std::string& value) {
  values.set(transmitted_name(name), value);
}

std::vector<ParameterRow> parameter_rows(const http::Params& values) {
  std::vector<ParameterRow> rows;
  for (const auto& number : FormReader(values).rows(std::string(k_rows))) {
    const auto name = std::string(base::trim(values.get(field_name(number, "nome"))));
    if (!name.empty()) rows.emplace_back(name, values.get(field_name(number, "valor")));
  }
  return rows;
}

void add_parameter_rows(Form& form, const std::vector<ParameterField>& declared, bool any_name) {
  for (const auto& row : declared)
    if (row.transmitted)
      form.field({.name = transmitted_name(row.name),
                  .label = "Parâmetro " + row.name,
                  .kind = Field::Kind::fixed,
                  .hint = row.hint});
  FormRows rows(form, "Parâmetros", declared.empty() && !any_name ? "" : "Adicionar parâmetro");
  std::size_t shown = 0;
  std::size_t next = 0;
  for (const auto& number : FormReader(form.values()).rows(std::string(k_rows))) {
    const auto* known = find_declared(declared, form.values().get(field_name(number, "nome")));
    const auto label = std::to_string(++shown);
    auto parameter = known ? *known : ParameterField{};
    if (!offers(parameter, form.values().get(field_name(number, "valor")))) parameter.choices.clear();
    rows.row({name_field(number, "Parâmetro " + label, known != nullptr),
              value_field(parameter, number, "Valor " + label)},
             known == nullptr || !known->required);
    next = std::max<std::size_t>(next, std::stoul(number) + 1);
  }
  if (declared.empty() && !any_name) return;
  rows.template_row({choice_of_name(declared, any_name),
                     {.name = field_name("__N__", "valor"), .label = "Valor", .wide = true}},
                    next);
}

base::Problem at_parameter_rows(const base::Problem& problem, const http::Params& values,
                                std::string_view prefix) {
  std::map<std::string, std::string> names;
  for (const auto& number : FormReader(values).rows(std::string(k_rows)))
    names.emplace(
        std::string(prefix) + "." + base::printable(base::trim(values.get(field_name(number, "nome")))),
        field_name(number, "valor"));
  return renamed(problem, names);
}

}  // namespace web
