#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/form.h"

namespace web {

/// A parameter that a gateway declares, as a name/value row of a form.
struct ParameterField {
  std::string name = {};
  std::string hint = {};
  std::string default_value = {};
  std::vector<std::string> choices = {};  ///< empty: free text
  bool required = false;
  bool secret = false;        ///< write-only
  std::string set_text = {};  ///< of a secret: "definido em 12/03/2026"; empty: not set
  bool readonly = false;
  bool transmitted = false;  ///< its platform was told of it, which stays so (D54)
};

using ParameterRow = std::pair<std::string, std::string>;

/// Puts rows into values as "parametros.N.nome" and "parametros.N.valor".
void set_parameter_rows(http::Params& values, const std::vector<ParameterRow>& rows);
/// Puts what was transmitted for good of a parameter into values.
void set_transmitted(http::Params& values, const std::string& name, const std::string& value);
/// The rows of the values that have a name, in order.
std::vector<ParameterRow> parameter_rows(const http::Params& values);
/// The rows of the form: declared names are fixed, + offers them (or any name, where the gateway passes
/// others on). What was transmitted for good is shown, no field.
void add_parameter_rows(Form& form, const std::vector<ParameterField>& declared, bool any_name);
/// Errors of an operation named "<prefix>.<parameter>" under the names of the rows' fields.
base::Problem at_parameter_rows(const base::Problem& problem, const http::Params& values,
                                std::string_view prefix);

}  // namespace web
