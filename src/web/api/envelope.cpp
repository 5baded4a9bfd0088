#include "web/api/envelope.h"

#include <map>
#include <vector>

#include "web/one_stop.h"

namespace web::api {

namespace {

http::Response json_response(int status, std::string body) {
  http::Response response{.status = status, .body = std::move(body)};
  return response.with("Content-Type", "application/json; charset=utf-8");
}

/// One message a field: a field that is wrong twice says so in one sentence.
std::vector<base::FieldError> joined(const base::FieldErrors& errors) {
  std::vector<base::FieldError> out;
  std::map<std::string_view, std::size_t> places;
  for (const auto& item : errors.items()) {
    const auto [place, is_new] = places.try_emplace(item.field, out.size());
    if (is_new)
      out.push_back(item);
    else
      out[place->second].message += "; " + item.message;
  }
  return out;
}

}  // namespace

http::Response success(std::string_view message, const Members& members, int status) {
  JsonWriter out;
  out.begin_object().field("status", "success").field("msg", message);
  members(out);
  out.end_object();
  return json_response(status, out.take());
}

http::Response refusal(const http::Request& request, const base::Problem& problem) {
  JsonWriter out;
  out.begin_object().field("status", "error");
  write_problem(out, problem);
  out.field("request_id", request.request_id).end_object();
  return json_response(status_of(problem.kind), out.take());
}

void write_problem(JsonWriter& out, const base::Problem& problem) {
  out.field("msg", one_stop(problem.message)).field("codigo", problem.code);
  out.key("errors").begin_object();
  for (const auto& item : joined(problem.errors)) out.field(item.field, item.message);
  out.end_object();
}

void write_warnings(JsonWriter& out, const std::vector<std::string>& warnings) {
  out.key("avisos").begin_array();
  for (const auto& warning : warnings) out.value(warning);
  out.end_array();
}

int status_of(base::Problem::Kind kind) {
  switch (kind) {
    case base::Problem::Kind::malformed:
      return 400;
    case base::Problem::Kind::missing:
      return 404;
    case base::Problem::Kind::fields:
      return 422;
    case base::Problem::Kind::rule:
      return 409;
  }
  return 500;
}

}  // namespace web::api
