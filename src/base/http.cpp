#include "base/http.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>

#include "base/text.h"

namespace http {

namespace {

constexpr std::array<std::pair<Method, std::string_view>, 6> k_methods{{{Method::get, "GET"},
                                                                        {Method::head, "HEAD"},
                                                                        {Method::post, "POST"},
                                                                        {Method::put, "PUT"},
                                                                        {Method::patch, "PATCH"},
                                                                        {Method::del, "DELETE"}}};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Takes what stands before the next '&' away from `text`.
std::string_view next_part(std::string_view& text) {
  const auto end = std::min(text.find('&'), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace

Method method_from(std::string_view name) {
  for (const auto& [method, text] : k_methods)
    if (text == name) return method;
  return Method::other;
}

std::string_view name_of(Method method) {
  for (const auto& [candidate, text] : k_methods)
    if (candidate == method) return text;
  return "OTHER";
}

bool NoCase::operator()(std::string_view left, std::string_view right) const {
  return std::lexicographical_compare(
      left.begin(), left.end(), right.begin(), right.end(),
      [](unsigned char a, unsigned char b) { return std::tolower(a) < std::tolower(b); });
}

std::string_view Request::header(std::string_view name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<std::string> Request::cookie(std::string_view name) const {
  for (const auto& part : base::split(header("Cookie"), ';')) {
    const auto pair = base::trim(part);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return std::string(pair.substr(equals + 1));
  }
  return std::nullopt;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Unknown";
  }
}

bool has_more_params(std::string_view urlencoded, std::size_t most) {
  std::size_t count = 0;
  while (!urlencoded.empty())
    if (!next_part(urlencoded).empty() && ++count > most) return true;
  return false;
}

base::Result<Params> Params::parse(std::string_view urlencoded) {
  if (has_more_params(urlencoded, k_most))
    return base::Unexpected{base::Problem::malformed("A requisição tem mais de " + std::to_string(k_most) +
                                                     " campos; envie menos de cada vez.")};
  Params params;
  base::FieldErrors errors;
  while (!urlencoded.empty())
    if (const auto part = next_part(urlencoded); !part.empty()) params.take(part, errors);
  params.put_in_order(errors);
  if (errors.empty()) return params;
  auto problem = base::Problem::malformed("A requisição tem parâmetros inválidos.");
  problem.errors = std::move(errors);
  return base::Unexpected{std::move(problem)};
}

/// Takes a pair behind the others; put_in_order makes it findable.
void Params::take(std::string_view part, base::FieldErrors& errors) {
  const auto equals = part.find('=');
  auto name = url_decode(part.substr(0, equals), true);
  auto value = equals == std::string_view::npos ? std::string{} : url_decode(part.substr(equals + 1), true);
  if (!name || !value)
    errors.add(base::printable(part.substr(0, std::min<std::size_t>(equals, 64))),
               "codificação inválida (%XX)");
  else if (!base::is_clean_text(*name) || !base::is_clean_text(*value))
    errors.add(base::printable(*name), "contém bytes que não são texto UTF-8");
  else
    own().pairs.emplace_back(std::move(*name), std::move(*value));
}

void Params::put_in_order(base::FieldErrors& errors) {
  if (!kept_) return;
  const auto& pairs = kept_->pairs;
  auto& places = kept_->by_name;
  places.resize(pairs.size());
  std::iota(places.begin(), places.end(), 0U);
  const auto name_at = [&](std::uint32_t place) -> const std::string& { return pairs[place].first; };
  std::ranges::sort(places, {}, name_at);
  for (std::size_t i = 1; i < places.size(); ++i)
    if (name_at(places[i - 1]) == name_at(places[i]))
      errors.add(base::printable(name_at(places[i])), "foi enviado mais de uma vez");
}

Params::Kept& Params::own() {
  if (!kept_)
    kept_ = std::make_shared<Kept>();
  else if (kept_.use_count() > 1)
    kept_ = std::make_shared<Kept>(*kept_);
  return *kept_;
}

const std::vector<Params::Pair>& Params::all() const {
  static const std::vector<Pair> k_none;
  return kept_ ? kept_->pairs : k_none;
}

const Params::Pair* Params::place_of(std::string_view name) const {
  if (!kept_) return nullptr;
  const auto name_at = [&](std::uint32_t place) -> std::string_view { return kept_->pairs[place].first; };
  const auto found = std::ranges::lower_bound(kept_->by_name, name, {}, name_at);
  return found == kept_->by_name.end() || name_at(*found) != name ? nullptr : &kept_->pairs[*found];
}

std::optional<std::string> Params::find(std::string_view name) const {
  const auto* pair = place_of(name);
  return pair == nullptr ? std::nullopt : std::optional(pair->second);
}

void Params::set(std::string name, std::string value) {
  auto& [pairs, by_name] = own();
  const auto name_at = [&](std::uint32_t place) -> const std::string& { return pairs[place].first; };
  const auto place = std::ranges::lower_bound(by_name, name, {}, name_at);
  if (place != by_name.end() && name_at(*place) == name) {
    pairs[*place].second = std::move(value);
    return;
  }
  by_name.insert(place, static_cast<std::uint32_t>(pairs.size()));
  pairs.emplace_back(std::move(name), std::move(value));
}

std::optional<std::string> find_param(std::string_view urlencoded, std::string_view name) {
  while (!urlencoded.empty()) {
    const auto part = next_part(urlencoded);
    if (part.size() > name.size() && part[name.size()] == '=' && part.starts_with(name))
      return url_decode(part.substr(name.size() + 1), true);
  }
  return std::nullopt;
}

std::string url_encode(std::string_view text) {
  static constexpr std::string_view k_hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += k_hex[byte >> 4];
      out += k_hex[byte & 15];
    }
  }
  return out;
}

std::optional<std::string> url_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  auto percent = text.find('%');
  auto plus = plus_is_space ? text.find('+') : std::string_view::npos;
  for (;;) {
    const auto next = std::min({percent, plus, text.size()});
    out.append(text.substr(at, next - at));
    if (next == text.size()) return out;
    if (next == plus) {
      out += ' ';
      at = next + 1;
      plus = text.find('+', at);
      continue;
    }
    if (next + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[next + 1]);
    const int low = hex_value(text[next + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    at = next + 3;
    percent = text.find('%', at);
  }
}

}  // namespace http
