#include "base/problem.h"

namespace base {

void FieldErrors::add_all(const FieldErrors& part, std::string_view prefix) {
  for (const auto& item : part.items()) add(std::string(prefix) + item.field, item.message);
}

Problem Problem::malformed(std::string message) {
  return {.kind = Kind::malformed, .message = std::move(message), .code = "malformado"};
}

Problem Problem::missing(std::string message) {
  return {.kind = Kind::missing, .message = std::move(message), .code = "nao_encontrado"};
}

Problem Problem::fields(FieldErrors errors) {
  return {.kind = Kind::fields,
          .message = "Há campos a corrigir; nada foi gravado.",
          .code = "campos_invalidos",
          .errors = std::move(errors)};
}

Problem Problem::field(std::string name, std::string message) {
  FieldErrors errors;
  errors.add(std::move(name), std::move(message));
  return fields(std::move(errors));
}

Problem Problem::rule(std::string code, std::string message, std::string field) {
  Problem problem{.kind = Kind::rule, .message = std::move(message), .code = std::move(code)};
  if (!field.empty()) problem.errors.add(std::move(field), problem.message);
  return problem;
}

}  // namespace base
