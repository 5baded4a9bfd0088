#include "web/form_reader.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "domain/speed.h"

namespace web {

namespace {

/// Applies `read` to what was typed; nothing it can read is an error with `message`.
template <typename T, typename Read>
base::Patch<T> read_field(const http::Params& form, base::FieldErrors& errors, const std::string& name,
                          const char* message, Read read) {
  const auto typed = form.find(name);
  if (!typed) return {};
  const auto text = base::trim(*typed);
  if (text.empty()) return base::Patch<T>::cleared();
  const std::optional<T> value = read(text);
  if (value) return base::Patch<T>(*value);
  errors.add(name, message);
  return {};
}

std::optional<std::uint32_t> number_from(std::string_view text, std::uint32_t most) {
  std::uint32_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || value > most) return std::nullopt;
  return value;
}

/// The groups of digits that dots alone part: "1.500" has two, "1.500.000" three; none for anything else.
std::vector<std::string> dotted_groups(std::string_view text) {
  const auto is_digits = [](std::string_view group) {
    return std::ranges::all_of(group, [](char c) { return c >= '0' && c <= '9'; });
  };
  const auto groups = base::split(text, '.');
  if (groups.size() < 2 || groups.front().empty() || groups.front().size() > 3) return {};
  for (std::size_t at = 0; at < groups.size(); ++at)
    if (!is_digits(groups[at]) || (at > 0 && groups[at].size() != 3)) return {};
  return {groups.begin(), groups.end()};
}

/// Money as people type it: dots that can only group thousands do.
std::optional<base::Cents> typed_money(std::string_view text) {
  return base::money_from(dotted_groups(text).size() > 2 ? std::string(text) + ",00" : std::string(text));
}

/// "1.500" may be a thousand and five hundred or one and a half: which, nobody can know.
std::string money_question(std::string_view text) {
  const auto groups = dotted_groups(text);
  if (groups.size() != 2) return "deve ser um valor como 30,00";
  const auto thousands = groups[0] + groups[1] + ",00";
  const auto reais = groups[0] + "," + groups[1].substr(0, 2);
  return "pode ser R$ " + std::string(text) + ",00 ou R$ " + reais + ": escreva " + thousands + " ou " +
         reais;
}

}  // namespace

void FormReader::need(const std::string& name, std::string message) {
  if (form_->has(name) && base::trim(form_->get(name)).empty()) refuse(name, std::move(message));
}

base::Patch<std::string> FormReader::text(const std::string& name) const {
  const auto typed = form_->find(name);
  if (!typed) return {};
  const auto text = base::trim(*typed);
  return text.empty() ? base::Patch<std::string>::cleared() : base::Patch<std::string>(std::string(text));
}

base::Patch<std::string> FormReader::secret(const std::string& name) const {
  const auto typed = form_->get(name);
  return typed.empty() ? base::Patch<std::string>{} : base::Patch<std::string>(typed);
}

base::Patch<base::Cents> FormReader::money(const std::string& name) {
  const auto question = money_question(base::trim(form_->get(name)));
  return read_field<base::Cents>(*form_, errors_, name, question.c_str(), typed_money);
}

base::Patch<std::uint32_t> FormReader::number(const std::string& name, std::uint32_t most) {
  const auto message = "deve ser um número inteiro de até " + base::grouped(most);
  return read_field<std::uint32_t>(*form_, errors_, name, message.c_str(),
                                   [&](std::string_view text) { return number_from(text, most); });
}

base::Patch<base::Date> FormReader::date(const std::string& name) {
  return read_field<base::Date>(*form_, errors_, name, "deve ser uma data como 31/12/2026",
                                [](std::string_view text) { return base::date_typed(text); });
}

base::Patch<std::uint32_t> FormReader::speed(const std::string& name, std::uint32_t most) {
  const auto read = [&](std::string_view text) {
    const auto kbps = domain::kbps_from(text);
    return kbps && *kbps <= most ? std::optional(static_cast<std::uint32_t>(*kbps)) : std::nullopt;
  };
  const auto message = "deve ser uma velocidade como 500 Mb ou 1 Gb, de até " + domain::speed_text(most);
  return read_field<std::uint32_t>(*form_, errors_, name, message.c_str(), read);
}

std::vector<std::string> FormReader::rows(const std::string& name) const {
  const auto by_number = [](const std::string& left, const std::string& right) {
    return left.size() != right.size() ? left.size() < right.size() : left < right;
  };
  std::set<std::string, decltype(by_number)> numbers(by_number);
  const auto prefix = name + ".";
  for (const auto& [key, value] : form_->all()) {
    if (!key.starts_with(prefix) || base::trim(value).empty()) continue;
    const auto number = key.substr(prefix.size(), key.find('.', prefix.size()) - prefix.size());
    if (number_from(number, 100'000)) numbers.insert(number);
  }
  return {numbers.begin(), numbers.end()};
}

base::Problem joined(const base::FieldErrors& read, const base::Problem& problem) {
  auto all = base::Problem::fields(read);
  if (problem.kind != base::Problem::Kind::fields) return all;
  for (const auto& item : problem.errors.items())
    if (!read.has(item.field)) all.errors.add(item.field, item.message);
  return all;
}

}  // namespace web
