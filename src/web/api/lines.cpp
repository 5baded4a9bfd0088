#include "web/api/lines.h"

namespace web::api {

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
