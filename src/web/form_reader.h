#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/http.h"
#include "base/money.h"
#include "base/patch.h"
#include "base/problem.h"

namespace web {

/// Reads what people type into fields as patches (D10): a field the form does not have is unchanged, an empty
/// one cleared. Collects the errors of all that cannot be read.
class FormReader {
 public:
  explicit FormReader(const http::Params& form) : form_(form) {}

  base::Patch<std::string> text(std::string_view name) const;
  /// "30", "30,50", "R$ 1.234,56".
  base::Patch<base::Cents> money(std::string_view name);
  /// "2026-11-22" or "22/11/2026".
  base::Patch<base::Date> date(std::string_view name);
  /// "22/11/2026 14:30", local; the time may be missing.
  base::Patch<base::Instant> moment(std::string_view name, const base::TimeZone& zone);
  base::Patch<std::uint32_t> number(std::string_view name);

  const base::FieldErrors& errors() const { return errors_; }

 private:
  const http::Params& form_;
  base::FieldErrors errors_ = {};
};

}  // namespace web
