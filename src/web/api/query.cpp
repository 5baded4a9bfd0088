#include "web/api/query.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/http_path.h"
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

std::string lists_apart(std::string_view query) {
  std::string apart;
  std::map<std::string, std::string> plain;  // by name: "a,b", as it was sent
  std::size_t items = 0;
  for (const auto part : base::split(query, '&')) {
    const auto equals = std::min(part.find('='), part.size());
    const auto sent = http::url_decode(part.substr(0, equals), true).value_or("");
    const auto [name, is_item] = http::list_name_of(sent);
    const bool is_list = std::ranges::find(k_lists_of_queries, name) != k_lists_of_queries.end();
    const auto value = part.substr(std::min(equals + 1, part.size()));
    if (is_list && !is_item) {
      auto& whole = plain[std::string(name)];
      whole.append(whole.empty() ? "" : ",").append(value);
      continue;
    }
    apart.append(apart.empty() ? "" : "&");
    if (is_list)
      apart.append(name).append("[" + std::to_string(items++) + "]=").append(value);
    else
      apart.append(part);
  }
  for (const auto& [name, value] : plain) apart.append(apart.empty() ? "" : "&").append(name + "=" + value);
  return apart;
}

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
  for (const auto& [sent, value] : params_.all()) {
    const auto as_list = http::list_name_of(sent);
    if (as_list.name != name) continue;
    asked_.emplace(sent);
    const auto whole = base::tidied(value);
    if (as_list.is_item && !whole.empty()) values.insert(whole);
    if (as_list.is_item || whole.empty()) continue;
    for (const auto part : base::split(whole, ',')) values.emplace(base::trim(part));
  }
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
  const auto date = base::date_from_br(*value);
  if (!date) refuse(name, "deve ser uma data AAAA-MM-DD ou DD/MM/AAAA que exista no calendário");
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
