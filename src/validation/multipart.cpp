#include "validation/multipart.h"

#include <optional>

#include "base/http.h"
#include "base/text.h"

namespace validation {

namespace {

constexpr std::string_view k_line = "\r\n";
constexpr std::size_t k_longest_boundary = 70;

bool is_same(std::string_view left, std::string_view right) {
  return !http::NoCase{}(left, right) && !http::NoCase{}(right, left);
}

/// The parameter of a header's value ("form-data; name="login""), without its quotes; nothing when it has
/// none.
std::optional<std::string_view> parameter_of(std::string_view value, std::string_view name) {
  auto at = value.find(';');
  while (at != std::string_view::npos) {
    auto rest = base::trim(value.substr(at + 1));
    const auto equals = std::min(rest.find('='), rest.size());
    const auto found = base::trim(rest.substr(0, equals));
    rest.remove_prefix(std::min(equals + 1, rest.size()));
    const bool quoted = rest.starts_with('"');
    const auto end = quoted ? rest.find('"', 1) : std::min(rest.find(';'), rest.size());
    if (end == std::string_view::npos) return std::nullopt;
    if (is_same(found, name)) return quoted ? rest.substr(1, end - 1) : base::trim(rest.substr(0, end));
    value = rest.substr(end);
    at = value.find(';');
  }
  return std::nullopt;
}

/// The value of the header of that name among a part's.
std::string_view header_of(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    const auto end = std::min(headers.find(k_line), headers.size());
    const auto line = headers.substr(0, end);
    headers.remove_prefix(std::min(end + k_line.size(), headers.size()));
    const auto colon = std::min(line.find(':'), line.size());
    if (colon < line.size() && is_same(base::trim(line.substr(0, colon)), name))
      return line.substr(colon + 1);
  }
  return {};
}

}  // namespace

bool is_multipart(std::string_view content_type) {
  return is_same(base::trim(content_type.substr(0, content_type.find(';'))), "multipart/form-data");
}

std::string read_multipart(std::string_view content_type, std::string_view body,
                           const std::function<void(std::string_view name, std::string value)>& take) {
  const auto boundary = parameter_of(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > k_longest_boundary)
    return "multipart/form-data sem boundary";
  const auto mark = "--" + std::string(*boundary);
  const auto between = std::string(k_line) + mark;
  if (body.starts_with(mark))
    body.remove_prefix(mark.size());
  else if (const auto at = body.find(between); at != std::string_view::npos)
    body.remove_prefix(at + between.size());
  else
    return "não começa pelo boundary do cabeçalho";
  while (body.starts_with(k_line)) {
    body.remove_prefix(k_line.size());
    const auto head = body.find("\r\n\r\n");
    const auto end = head == std::string_view::npos ? head : body.find(between, head + k_line.size());
    if (end == std::string_view::npos) return "tem uma parte sem fim";
    const auto disposition = header_of(body.substr(0, head), "Content-Disposition");
    const auto name = parameter_of(disposition, "name");
    if (!name) return "tem uma parte sem nome";
    if (parameter_of(disposition, "filename")) return "traz um arquivo; mande só campos";
    const auto from = std::min(head + 2 * k_line.size(), end);
    take(*name, std::string(body.substr(from, end - from)));
    body.remove_prefix(end + between.size());
  }
  return body.starts_with("--") ? "" : "não termina pelo boundary do cabeçalho";
}

}  // namespace validation
