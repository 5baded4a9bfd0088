#pragma once
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/expected.h"

namespace base {

/// One wrong field: its name on the wire, and why and how to mend it, in pt-BR.
struct FieldError {
  std::string field = {};
  std::string message = {};
};

/// All wrong fields of one request, in the order found.
class FieldErrors {
 public:
  void add(std::string field, std::string message) {
    fields_.insert(field);
    items_.push_back({std::move(field), std::move(message)});
  }
  /// Takes over the errors of a part, its field names behind `prefix` ("servicos[0].").
  void add_all(const FieldErrors& part, std::string_view prefix = "");
  bool empty() const { return items_.empty(); }
  bool has(std::string_view field) const { return fields_.contains(field); }
  const std::vector<FieldError>& items() const { return items_; }

 private:
  std::vector<FieldError> items_ = {};
  std::set<std::string, std::less<>> fields_ = {};  ///< of the items: a caller decides how many there are
};

/// Why a request was not carried out, as a value: 400 malformed, 404 missing, 422 fields, 409 rule.
struct Problem {
  enum class Kind { malformed, missing, fields, rule };
  Kind kind = Kind::fields;
  std::string message = {};  ///< pt-BR: what happened, why, what to do
  std::string code = {};     ///< machine code of a rule ("travado_pelo_plano"); empty when there is none
  FieldErrors errors = {};

  static Problem malformed(std::string message);
  static Problem missing(std::string message);
  static Problem fields(FieldErrors errors);
  static Problem field(std::string name, std::string message);
  static Problem rule(std::string code, std::string message, std::string field = {});
};

template <typename T>
using Result = Expected<T, Problem>;

/// "Done", for operations that have nothing to answer.
struct Done {};

}  // namespace base
