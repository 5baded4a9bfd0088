#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "base/patch.h"
#include "base/problem.h"

/// JSON bodies, read strictly and written in order. The library behind it stays in json.cpp.
namespace web {

/// One JSON object of a request, read field by field. A wrong field is remembered, never thrown, so that
/// finish() names all of them at once; so are fields nobody asked for. A copy reads the same object.
class JsonReader {
 public:
  /// The object in `text` ([] is one too, here and within); malformed: none, a key twice, nested too deeply.
  static base::Result<JsonReader> parse(std::string_view text);

  bool has(std::string_view name) const;

  /// Text without white space around it, at most `longest` characters; an empty one counts as cleared.
  base::Patch<std::string> text(std::string_view name, std::size_t longest = 4000);
  /// Text taken as it is: passwords and keys.
  base::Patch<std::string> exact_text(std::string_view name, std::size_t longest = 255);
  /// A text as it is, or a number or true/false as text.
  base::Patch<std::string> scalar(std::string_view name, std::size_t longest = 4000);
  /// A code: 1–64 visible ASCII characters, or a number.
  base::Patch<std::string> code(std::string_view name);
  base::Patch<std::vector<std::string>> codes(std::string_view name, std::size_t most = 500);
  /// An id, as number or text (D25).
  base::Patch<std::uint64_t> id(std::string_view name);
  base::Patch<std::uint32_t> number(std::string_view name, std::uint32_t least, std::uint32_t most);
  base::Patch<bool> flag(std::string_view name);
  /// "30.00" or 30.5: not negative, at most two places.
  base::Patch<base::Cents> money(std::string_view name);
  base::Patch<base::Date> date(std::string_view name);
  /// RFC 3339, or local time of the zone; a day also as date() reads it: "2026-11-22", "22/11/2026".
  base::Patch<base::Instant> instant(std::string_view name, const base::TimeZone& zone);
  /// An object of names and texts (numbers and true/false count as text); nothing = null.
  base::Patch<std::map<std::string, std::optional<std::string>>> texts(std::string_view name,
                                                                       std::size_t longest = 500,
                                                                       std::size_t most = 500);
  base::Patch<JsonReader> object(std::string_view name);
  base::Patch<std::vector<JsonReader>> objects(std::string_view name, std::size_t most = 500);

  /// Adds an error to one of this object's fields.
  void refuse(std::string_view name, std::string message);
  /// What is wrong with the whole document, the first hundred unknown fields included; nothing when all is
  /// well.
  std::optional<base::Problem> finish() const;

 private:
  struct Document;
  struct Node;
  JsonReader(std::shared_ptr<Document> document, Node* node);
  template <typename T, typename Read>
  base::Patch<T> read(std::string_view name, Read reading_of);

  std::shared_ptr<Document> document_;
  Node* node_;
};

/// Writes JSON piece by piece, in the order of the calls. Text that is not UTF-8 is mended, never thrown.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  /// The name of the member whose value comes next.
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag) { return raw(flag ? "true" : "false"); }
  template <std::integral Number>
  JsonWriter& value(Number number) {
    return raw(std::to_string(number));
  }
  template <typename T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : raw("null");
  }
  template <typename T>
  JsonWriter& field(std::string_view name, const T& content) {
    return key(name).value(content);
  }

  /// Text that is JSON already.
  JsonWriter& raw(std::string_view json);
  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string text_ = {};
  bool first_ = true;  ///< nothing stands in the innermost bracket yet
};

}  // namespace web
