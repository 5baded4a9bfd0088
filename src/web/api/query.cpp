#include "web/api/query.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace web::api {

namespace {

std::string one_of(const std::vector<std::string_view>& choices) {
  std::string text = "deve ser ";
  for (std::size_t i = 0; i < choices.size(); ++i)
    text += (i == 0 ? "" : i + 1 == choices.size() ? " ou " : ", ") + std::string(choices[i]);
  return text;
}

bool is_in(const std::vector<std::string_view>& choices, std::string_view text) {
  return std::find(choices.begin(), choices.end(), text) != choices.end();
}

}  // namespace

std::optional<std::string> QueryReader::text(std::string_view name) {
  asked_.emplace(name);
  const auto value = params_.get(name);
  auto tidied = base::tidied(value);
  return tidied.empty() ? std::nullopt : std::optional<std::string>(std::move(tidied));
}

std::string QueryReader::choice(std::string_view name, const std::vector<std::string_view>& choices) {
  auto value = text(name).value_or(std::string(choices.front()));
  if (!is_in(choices, value)) refuse(name, one_of(choices));
  return value;
}

std::set<std::string> QueryReader::several(std::string_view name,
                                           const std::vector<std::string_view>& choices) {
  std::set<std::string> values;
  const auto whole = text(name).value_or("");
  if (whole.empty()) return values;
  for (const auto part : base::split(whole, ',')) values.emplace(base::trim(part));
  if (!std::all_of(values.begin(), values.end(), [&](const auto& value) { return is_in(choices, value); }))
    refuse(name, one_of(choices) + ", separados por vírgula");
  return values;
}

std::optional<std::uint64_t> QueryReader::id(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  std::uint64_t id = 0;
  const auto read = std::from_chars(value->data(), value->data() + value->size(), id);
  if (read.ec == std::errc{} && read.ptr == value->data() + value->size() && id > 0 && value->size() <= 18)
    return id;
  refuse(name, "deve ser um identificador: um número inteiro positivo");
  return std::nullopt;
}

std::uint32_t QueryReader::number(std::string_view name, std::uint32_t least, std::uint32_t most,
                                  std::uint32_t absent) {
  const auto value = text(name);
  if (!value) return absent;
  std::uint32_t number = 0;
  const auto read = std::from_chars(value->data(), value->data() + value->size(), number);
  const bool whole = read.ec == std::errc{} && read.ptr == value->data() + value->size();
  if (whole && number >= least && number <= most) return number;
  refuse(name, "deve ser um número inteiro de " + std::to_string(least) + " a " + std::to_string(most));
  return absent;
}

std::optional<base::Date> QueryReader::date(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  const auto date = base::date_from_iso(*value);
  if (!date) refuse(name, "deve ser uma data AAAA-MM-DD que exista no calendário");
  return date;
}

std::optional<std::chrono::year_month> QueryReader::month(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  const auto first = base::date_from_iso(*value + "-01");
  if (first) return first->year() / first->month();
  refuse(name, "deve ser um mês AAAA-MM");
  return std::nullopt;
}

PageOf QueryReader::page() {
  PageOf page;
  page.page = number("pagina", 0, 1'000'000, page.page);
  page.size = number("itens_por_pagina", 1, 500, page.size);
  page.after = id("depois_de").value_or(0);
  if (page.page != 0 && page.after != 0) refuse("depois_de", "não se combina com pagina");
  return page;
}

std::optional<base::Problem> QueryReader::finish() const {
  auto errors = errors_;
  for (const auto& [name, value] : params_.all())
    if (!asked_.contains(name)) errors.add(base::printable(name), "parâmetro desconhecido");
  if (errors.empty()) return std::nullopt;
  auto problem = base::Problem::fields(std::move(errors));
  problem.message = "Há parâmetros a corrigir na consulta.";
  return problem;
}

}  // namespace web::api
