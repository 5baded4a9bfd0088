#include "web/api/lines.h"

namespace web::api {

namespace {

/// A wrong value has been refused by the reading already.
template <typename T>
T required(JsonReader& line, std::string_view name, const base::Patch<T>& patch) {
  const bool absent = !line.has(name) || (patch.given && !patch.value);
  if (absent) line.refuse(name, "é obrigatório");
  return patch.value.value_or(T{});
}

}  // namespace

std::string required_code(JsonReader& line, std::string_view name) {
  return required(line, name, line.code(name));
}

std::uint64_t required_id(JsonReader& line, std::string_view name) {
  return required(line, name, line.id(name));
}

base::Result<LineDone> line_done(const base::Result<operations::Written>& written) {
  if (!written) return base::Unexpected{written.error()};
  return LineDone{.warnings = written->warnings};
}

}  // namespace web::api
