#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "base/patch.h"
#include "web/confirm.h"

namespace web {

/// Collects what of a form is far from the usual, in words; such a form is asked about once before it is
/// taken.
class Unusual {
 public:
  explicit Unusual(const Context& context)
      : today_(context.provider.zone.day_of(context.house.clock.now())) {}

  /// `whose` is the usual one: "do catálogo", "do plano".
  Unusual& value(const base::Patch<base::Cents>& typed, base::Cents usual, std::string_view whose);
  Unusual& day(std::string_view label, const base::Patch<base::Date>& typed);

  bool empty() const { return texts_.empty(); }
  const std::vector<std::string>& texts() const { return texts_; }
  /// Puts the texts into a question that is asked anyway.
  void add_to(Confirmation& question) const;

 private:
  base::Date today_;
  std::vector<std::string> texts_ = {};
};

}  // namespace web
