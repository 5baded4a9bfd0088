#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/http.h"
#include "base/money.h"
#include "base/patch.h"
#include "base/problem.h"
#include "storage/db.h"

namespace web {

/// Reads what a person typed, field by field; what cannot be read is remembered, so that all wrong fields are
/// named at once. An empty field is a cleared one; a field that the form did not send is unchanged.
class FormReader {
 public:
  explicit FormReader(const http::Params& form) : form_(&form) {}

  base::Patch<std::string> text(const std::string& name) const;
  /// Text taken as it is; empty = unchanged: passwords.
  base::Patch<std::string> secret(const std::string& name) const;
  base::Patch<base::Cents> money(const std::string& name);
  base::Patch<std::uint32_t> number(const std::string& name, std::uint32_t most);
  base::Patch<base::Date> date(const std::string& name);
  /// In kbps, typed as people say it: domain::kbps_from.
  base::Patch<std::uint32_t> speed(const std::string& name, std::uint32_t most);
  /// A switch is always there: not sent = off.
  bool flag(const std::string& name) const { return form_->get(name) == "1"; }
  /// The numbers N of the rows "name.N.…" in which anything was typed, ascending.
  std::vector<std::string> rows(const std::string& name) const;

  /// Refuses a field that was sent empty.
  void need(const std::string& name, std::string message);
  void refuse(const std::string& name, std::string message) { errors_.add(name, std::move(message)); }
  const base::FieldErrors& errors() const { return errors_; }

 private:
  const http::Params* form_;
  base::FieldErrors errors_ = {};
};

/// The reader's errors, then those of the problem for other fields.
base::Problem joined(const base::FieldErrors& read, const base::Problem& problem);

/// Runs `act` with what the reader read. When something could not be read it runs too, but undone, so that
/// the fields it finds wrong are named with the others.
template <typename Act>
auto carry_out(storage::Db& db, const FormReader& reader, Act act) -> std::invoke_result_t<Act> {
  using Result = std::invoke_result_t<Act>;
  if (reader.errors().empty()) return act();
  return db.transaction([&]() -> Result {
    const Result result = act();
    return base::Unexpected{joined(reader.errors(), result ? base::Problem::fields({}) : result.error())};
  });
}

}  // namespace web
