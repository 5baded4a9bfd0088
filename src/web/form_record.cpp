#include "web/form_record.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/text.h"

namespace web {

namespace {

constexpr std::string_view k_purpose = "form record";
constexpr std::size_t k_digest = 8;
constexpr std::size_t k_longest_url = 1024;
constexpr char k_end = '\n';

/// A digest of what was there: 'n' a name, 'v' a value of a name, 's' a secret's name.
std::string digest(char kind, std::string_view name, std::string_view value = "") {
  std::string text(1, kind);
  text.append(name).append(1, '\0').append(value);
  return base::token_hash(text).substr(0, k_digest);
}

std::string url_of(const http::Request& request) {
  auto url = request.path;
  if (!request.query.empty()) url += "?" + request.query;
  return url.size() <= k_longest_url ? url : "";
}

/// Takes the text before the next line end away from `text`.
std::string_view next_line(std::string_view& text) {
  const auto end = std::min(text.find(k_end), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

template <typename Number>
Number number_from(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

int value_of(char c) {
  constexpr std::string_view k_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const auto at = k_alphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::optional<std::string> bytes_of_base64url(std::string_view text) {
  std::string bytes;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    const int value = value_of(c);
    if (value < 0) return std::nullopt;
    held = (held << 6 | static_cast<std::uint32_t>(value)) & 0xFFFFU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> bits & 0xFFU);
  }
  return bytes;
}

/// "name.12.field", taken apart.
struct RowField {
  std::string_view name = {};
  std::uint64_t number = 0;
  std::string_view rest = {};
};
std::optional<RowField> row_field(std::string_view field) {
  const auto first = field.find('.');
  if (first == std::string_view::npos || first == 0) return std::nullopt;
  const auto second = field.find('.', first + 1);
  if (second == std::string_view::npos || second == first + 1) return std::nullopt;
  const auto number = field.substr(first + 1, second - first - 1);
  if (number.size() > 9 || !std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  return RowField{field.substr(0, first), number_from<std::uint64_t>(number), field.substr(second + 1)};
}

}  // namespace

std::string settled_text(std::string_view value) {
  std::string text;
  for (const char c : base::trim(value))
    if (c != '\r') text += c;
  return text;
}

std::string seal_text(const base::Keyring& keyring, std::string_view plain, std::string_view purpose) {
  return base::base64url(keyring.seal(plain, purpose));
}

std::optional<std::string> open_text(const base::Keyring& keyring, std::string_view text,
                                     std::string_view purpose) {
  const auto bytes = bytes_of_base64url(text);
  return bytes ? keyring.open(*bytes, purpose) : std::nullopt;
}

std::string_view rows_name(std::string_view field) {
  const auto row = row_field(field);
  return row ? row->name : std::string_view{};
}

std::size_t most_rows(const http::Params& form) {
  std::map<std::string_view, std::set<std::uint64_t>> numbers;
  std::size_t most = 0;
  for (const auto& [field, value] : form.all())
    if (const auto row = row_field(field)) {
      auto& seen = numbers[row->name];
      seen.insert(row->number);
      most = std::max(most, seen.size());
    }
  return most;
}

std::vector<ShownValue> shown_rows(const http::Params& values) {
  using Place = std::pair<std::uint64_t, std::string>;
  std::map<std::string, std::map<Place, std::string>> groups;
  for (const auto& [field, value] : values.all())
    if (const auto row = row_field(field))
      groups[std::string(row->name)].try_emplace({row->number, std::string(row->rest)}, settled_text(value));
  std::vector<ShownValue> all;
  for (const auto& [name, fields] : groups) {
    ShownValue rows{.name = name, .kind = ShownValue::Kind::rows};
    std::uint64_t last = 0;
    for (const auto& [place, value] : fields) {
      const auto field = name + "." + std::to_string(place.first) + "." + place.second;
      rows.rows.emplace_back(field, value);
      if (value.empty()) continue;
      rows.value += field + "=" + value + k_end;
      rows.words += rows.words.empty() ? "" : place.first == last ? ", " : "; ";
      rows.words += value == "1" ? place.second : value;  // a switch that is on, by its name
      last = place.first;
    }
    all.push_back(std::move(rows));
  }
  return all;
}

std::string typed_value(const http::Params& form, const ShownValue& shown) {
  switch (shown.kind) {
    case ShownValue::Kind::flag:
      return form.get(shown.name) == "1" ? "1" : "";
    case ShownValue::Kind::rows:
      for (const auto& rows : shown_rows(form))
        if (rows.name == shown.name) return rows.value;
      return "";
    default:
      return settled_text(form.get(shown.name));
  }
}

FormRecord FormRecord::of(const Context& context, bool creates, const std::vector<ShownValue>& values) {
  FormRecord record{.provider_id = context.provider.id,
                    .user_id = context.user ? context.user->id : 0,
                    .at = context.house.clock.now(),
                    .creates = creates,
                    .url = url_of(context.request)};
  for (const auto& value : values) {
    if (value.value.empty() && !value.words.empty()) {
      record.digests.insert(digest('n', value.name + "?"));
      record.digests.insert(digest('v', value.name + "?", value.words));
    }
    if (value.kind == ShownValue::Kind::secret) {
      record.digests.insert(digest('s', value.name));
      continue;
    }
    record.digests.insert(digest('n', value.name));
    record.digests.insert(digest('v', value.name, value.value));
  }
  return record;
}

std::string FormRecord::sealed(const base::Keyring& keyring) const {
  std::string text;
  for (const auto& part :
       {std::to_string(provider_id), std::to_string(user_id), std::to_string(at.time_since_epoch().count()),
        std::string(creates ? "1" : ""), url})
    text.append(part).append(1, k_end);
  for (const auto& each : digests) text += each;
  return seal_text(keyring, text, k_purpose);
}

std::optional<FormRecord> FormRecord::open(const Context& context, std::string_view sealed) {
  if (sealed.empty()) return std::nullopt;
  const auto plain = open_text(context.house.keyring, sealed, k_purpose);
  if (!plain) return std::nullopt;
  std::string_view text(*plain);
  FormRecord record;
  record.provider_id = number_from<std::uint32_t>(next_line(text));
  record.user_id = number_from<std::uint32_t>(next_line(text));
  record.at = base::Instant(base::Instant::duration(number_from<base::Instant::rep>(next_line(text))));
  record.creates = !next_line(text).empty();
  record.url = next_line(text);
  for (; text.size() >= k_digest; text.remove_prefix(k_digest))
    record.digests.emplace(text.substr(0, k_digest));
  return record.provider_id == context.provider.id ? std::optional(std::move(record)) : std::nullopt;
}

bool FormRecord::had(std::string_view name) const { return digests.contains(digest('n', name)); }

bool FormRecord::showed(std::string_view name, std::string_view value) const {
  return digests.contains(digest('v', name, value));
}

bool FormRecord::is_secret(std::string_view name) const {
  return name.find("senha") != std::string_view::npos || digests.contains(digest('s', name));
}

}  // namespace web
