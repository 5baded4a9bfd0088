#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "base/problem.h"
#include "web/json.h"

/// The answers of the ERP API (CONTRACTS §1).
namespace web::api {

/// Writes the members of an answer beside `status` and `msg`.
using Members = std::function<void(JsonWriter&)>;

/// {"status":"success","msg":…, members…}
http::Response success(std::string_view message, const Members& members, int status = 200);

/// {"status":"error","msg":…,"codigo":…,"errors":{…}} with the HTTP status of the problem's kind.
http::Response refusal(const http::Request& request, const base::Problem& problem);

/// The members of a refusal: what a line of a bulk load shows as well.
void write_problem(JsonWriter& out, const base::Problem& problem);
/// "avisos": what did not stop the write.
void write_warnings(JsonWriter& out, const std::vector<std::string>& warnings);

/// 400 malformed, 404 missing, 422 fields, 409 rule (D25).
int status_of(base::Problem::Kind kind);

}  // namespace web::api
