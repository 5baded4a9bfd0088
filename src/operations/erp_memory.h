#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/patch.h"

namespace operations {

/// Whose hand writes: the ERP's feed, or staff on a screen.
enum class Writer { erp, staff };

/// The last value the ERP sent for each field of a record (D10): what staff typed stays until the ERP sends
/// another value than the one it last sent.
class ErpMemory {
 public:
  /// `stored` is text() of before, or empty. For staff nothing is filtered and nothing remembered.
  ErpMemory(std::string_view stored, Writer writer);

  /// Drops a patch that repeats what the ERP sent last; remembers one that is news. `sent`: the value as
  /// compared, nothing = null.
  template <typename T>
  void filter(std::string_view field, base::Patch<T>& patch, const std::optional<std::string>& sent) {
    if (patch.given && !is_news(field, sent)) patch = {};
  }
  void filter(std::string_view field, base::Patch<std::string>& patch) { filter(field, patch, patch.value); }

  /// JSON, for the column erp_sent.
  std::string text() const;

 private:
  bool is_news(std::string_view field, const std::optional<std::string>& sent);

  Writer writer_;
  std::map<std::string, std::optional<std::string>, std::less<>> sent_;
};

}  // namespace operations
