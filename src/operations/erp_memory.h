#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/patch.h"

namespace operations {

/// Whose hand writes: the ERP's feed, or staff on a screen.
enum class Writer { erp, staff };

/// The last value the ERP sent for each field of a record (D10): what staff typed stays until the ERP sends
/// another value than the one it last sent. Not for a status: that is the word of whoever spoke last (D31).
class ErpMemory {
 public:
  /// `stored` is text() of before, or empty. For staff nothing is filtered and nothing remembered.
  ErpMemory(std::string_view stored, Writer writer);

  /// A value as it is compared and said; nothing = null.
  using Text = std::optional<std::string>;

  /// Drops a patch that repeats what the ERP sent last, and notes when the value that stands is another one;
  /// remembers a patch that is news. `sent` is its value as compared; `stands` is asked for the stored one,
  /// `say` for the words of either.
  template <typename T, typename Stands>
  void filter(std::string_view field, base::Patch<T>& patch, const Text& sent, Stands stands,
              const std::function<std::string(const std::string&)>& say = {}) {
    if (!patch.given || is_news(field, sent)) return;
    const auto words = [&](const Text& text) { return text && say ? Text(say(*text)) : text; };
    if (const Text stored = stands(); stored != sent) keep(field, words(sent), words(stored));
    patch = {};
  }
  void filter(std::string_view field, base::Patch<std::string>& patch, const Text& stored) {
    filter(field, patch, patch.value, [&] { return stored; });
  }
  /// The same for what nobody is to read: only that it differs is said.
  template <typename T, typename Stands>
  void filter_secret(std::string_view field, base::Patch<T>& patch, const Text& sent, Stands is_the_same) {
    if (!patch.given || is_news(field, sent)) return;
    if (!is_the_same()) keep_secret(field);
    patch = {};
  }

  /// What stands against the feed: field, value sent and value kept, in pt-BR (D32).
  const std::vector<std::string>& kept() const { return kept_; }

  /// JSON, for the column erp_sent.
  std::string text() const;

 private:
  bool is_news(std::string_view field, const Text& sent);
  void keep(std::string_view field, const Text& sent, const Text& stored);
  void keep_secret(std::string_view field);

  Writer writer_;
  std::map<std::string, std::optional<std::string>, std::less<>> sent_;
  std::vector<std::string> kept_ = {};
};

}  // namespace operations
