#include "web/form_reader.h"

#include <charconv>

#include "base/text.h"

namespace web {

namespace {

std::optional<std::uint32_t> number_from(std::string_view text) {
  std::uint32_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<base::Instant> moment_from(std::string_view text, const base::TimeZone& zone) {
  const auto space = text.find(' ');
  const auto day = base::date_from_br(text.substr(0, space));
  if (!day) return std::nullopt;
  return zone.parse(base::to_iso(*day) +
                    (space == std::string_view::npos ? "" : std::string(text.substr(space))));
}

/// The patch of a field that is there, by `read`; an error where it cannot be read.
template <typename T, typename Read>
base::Patch<T> patch_of(const http::Params& form, std::string_view name, base::FieldErrors& errors,
                        std::string_view wanted, Read read) {
  const auto typed = form.find(name);
  if (!typed) return {};
  const auto text = base::trim(*typed);
  if (text.empty()) return base::Patch<T>::cleared();
  const std::optional<T> value = read(text);
  if (value) return *value;
  errors.add(std::string(name), std::string(wanted));
  return {};
}

}  // namespace

base::Patch<std::string> FormReader::text(std::string_view name) const {
  const auto typed = form_.find(name);
  if (!typed) return {};
  const auto text = base::trim(*typed);
  return text.empty() ? base::Patch<std::string>::cleared() : std::string(text);
}

base::Patch<base::Cents> FormReader::money(std::string_view name) {
  return patch_of<base::Cents>(form_, name, errors_, "deve ser um valor em reais, como 1.234,56",
                               base::money_from);
}

base::Patch<base::Date> FormReader::date(std::string_view name) {
  return patch_of<base::Date>(form_, name, errors_, "deve ser uma data, como 22/11/2026", base::date_from_br);
}

base::Patch<base::Instant> FormReader::moment(std::string_view name, const base::TimeZone& zone) {
  return patch_of<base::Instant>(form_, name, errors_, "deve ser data e hora, como 22/11/2026 14:30",
                                 [&](std::string_view text) { return moment_from(text, zone); });
}

base::Patch<std::uint32_t> FormReader::number(std::string_view name) {
  return patch_of<std::uint32_t>(form_, name, errors_, "deve ser um número inteiro", number_from);
}

}  // namespace web
