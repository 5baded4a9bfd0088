#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/context.h"

namespace web {

/// The hidden field in which a form carries what it showed.
inline constexpr std::string_view k_form_record = "_mostrado";

/// One thing that can be typed into a form: a field, or all rows of a name ("pacotes.3.dias") together.
struct ShownValue {
  enum class Kind : std::uint8_t { text, flag, rows, secret };
  std::string name = {};
  std::string label = {};
  Kind kind = Kind::text;
  std::string value = {};   ///< as a browser sends it back, if nobody touches it
  std::string stored = {};  ///< what it stands for: a select's value may be none of its choices
  std::string words = {};   ///< as people read it
  std::vector<std::pair<std::string, std::string>> rows = {};  ///< of rows: their fields
};

/// What a form shows now; filled in place of a page when the context has one (Context::capture).
struct FormCapture {
  bool filled = false;
  std::vector<ShownValue> values = {};
};

/// What is remembered of a form: who saw it, where, when, and a digest of each value. Sealed, 16 bytes a
/// value.
struct FormRecord {
  std::uint32_t provider_id = 0;
  std::uint32_t user_id = 0;
  base::Instant at = {};
  bool creates = false;  ///< makes a new record: nobody else can have changed it
  std::string url = {};  ///< of the page that shows the form; empty when it is too long to keep
  std::set<std::string> digests = {};

  static FormRecord of(const Context& context, bool creates, const std::vector<ShownValue>& values);
  /// Nothing when the text is none of ours, or of another provider.
  static std::optional<FormRecord> open(const Context& context, std::string_view text);
  std::string sealed(const base::Keyring& keyring) const;

  bool is_of(const Context& context) const { return context.user && context.user->id == user_id; }
  /// True when the form had that field or those rows.
  bool had(std::string_view name) const;
  /// True when it showed this value there.
  bool showed(std::string_view name, std::string_view value) const;
  bool is_secret(std::string_view name) const;
};

/// The name of the rows that a field belongs to ("pacotes" of "pacotes.3.dias"); empty for a single field.
std::string_view rows_name(std::string_view field);
/// Most rows of one name that a form may have: each is shown again with all its choices.
inline constexpr std::size_t k_most_rows = 250;
/// How many rows the name with most of them has.
std::size_t most_rows(const http::Params& form);
/// All rows of the values, one ShownValue a name.
std::vector<ShownValue> shown_rows(const http::Params& values);
/// What was typed there.
std::string typed_value(const http::Params& form, const ShownValue& shown);
/// Without white space at the ends, line ends as LF: what a browser makes of a value on its way.
std::string settled_text(std::string_view value);

/// Sealed for the purpose, as text for a hidden field; and back.
std::string seal_text(const base::Keyring& keyring, std::string_view plain, std::string_view purpose);
std::optional<std::string> open_text(const base::Keyring& keyring, std::string_view text,
                                     std::string_view purpose);

}  // namespace web
