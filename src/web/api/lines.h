#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/problem.h"
#include "operations/act.h"
#include "operations/written.h"
#include "web/json.h"

/// What a line of the bulk load does: the same writes as the API's other calls, the key inside the line.
namespace web::api {

/// What a line has to say beside "success".
struct LineDone {
  std::vector<std::string> warnings = {};
  std::optional<std::uint64_t> service_package_id = {};
};

/// The value of a field that must be there; a wrong one has been refused by its reading already.
template <typename T>
T required(JsonReader& body, std::string_view name, const base::Patch<T>& patch) {
  const bool absent = !body.has(name) || (patch.given && !patch.value);
  if (absent) body.refuse(name, "é obrigatório");
  return patch.value.value_or(T{});
}

/// The key of a line; a wrong or missing one is an error of the line.
std::string required_code(JsonReader& line, std::string_view name);
std::uint64_t required_id(JsonReader& line, std::string_view name);

base::Result<LineDone> line_done(const base::Result<operations::Written>& written);

base::Result<LineDone> integration_line(operations::Act& act, JsonReader& line);
base::Result<LineDone> product_line(operations::Act& act, JsonReader& line);
base::Result<LineDone> package_line(operations::Act& act, JsonReader& line);
base::Result<LineDone> plan_line(operations::Act& act, JsonReader& line);
base::Result<LineDone> customer_line(operations::Act& act, JsonReader& line);
base::Result<LineDone> service_line(operations::Act& act, JsonReader& line);
base::Result<LineDone> service_status_line(operations::Act& act, JsonReader& line);
base::Result<LineDone> service_package_line(operations::Act& act, JsonReader& line);

}  // namespace web::api
