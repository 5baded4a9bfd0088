#pragma once
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "web/differences.h"
#include "web/form_record.h"
#include "web/page.h"

namespace web {

struct Option {
  std::string value = {};
  std::string label = {};
};

/// How a day is typed (base::date_typed() takes more).
inline constexpr std::string_view k_day_form = "dd/mm/aaaa";

/// One field of a form: label above, hint below, the error at the field.
struct Field {
  enum class Kind : std::uint8_t { text, email, password, number, money, date, area, select, flag, fixed };

  std::string name = {};
  std::string label = {};
  Kind kind = Kind::text;
  bool required = false;
  std::string hint = {};
  std::vector<Option> options = {};  ///< of a select
  std::string suffix = {};           ///< "dias", "kbps"
  std::string placeholder = {};      ///< a date has its own
  std::string autocomplete = "off";  ///< the HTML token
  std::string mask = {};             ///< documento, telefone: help while leaving the field, never a cage
  bool wide = false;                 ///< takes twice the room of its neighbours
  bool readonly = false;
};

/// The content of a form page (template "form.html"): parts (tabs when there are several) of lines of fields.
/// Values are what the person typed or what is stored; a flag counts as on when its value is "1". Who may not
/// send the form sees it locked and without buttons.
class Form {
 public:
  /// `problem` is what was wrong with the values, or nothing.
  Form(const Context& context, Page& page, std::string_view action, const http::Params& values,
       const base::Problem* problem = nullptr);

  /// A part of its own, with a title; a tab when the form has several.
  Form& part(std::string_view title, std::string_view text = "");
  /// A title within a part.
  Form& heading(std::string_view title, std::string_view text = "", std::string_view error_field = "");
  /// Fields side by side.
  Form& line(const std::vector<Field>& fields);
  Form& field(const Field& field) { return line({field}); }
  /// A template of one's own in place of a line.
  View custom(std::string_view file);
  /// A template of one's own above the form.
  View before(std::string_view file) { return body_.include("BEFORE", file); }
  /// The form makes a new record, so that nobody else can have changed what it shows; any other form edits
  /// one.
  Form& creates();
  /// A hidden value.
  Form& hidden(std::string_view name, std::string_view value);

  /// Shows it without letting anybody send it: before the first field.
  Form& lock();

  /// Adds a field to a line or row at {{>FIELD}}.
  void add_field(View& line, const Field& field);
  /// The message for a field, as a sentence; empty when it is fine. The summary then links to the field.
  std::string error_of(const std::string& name, const std::string& label);
  const http::Params& values() const { return values_; }
  bool locked() const { return locked_; }

  /// Buttons and error summary; the last call. Returns the page's answer: 422, 409 … when there is a problem.
  http::Response answer(std::string_view submit_label, std::string_view cancel_href, bool danger = false);

 private:
  View& current_part();
  std::string value_of(const Field& field) const;
  void note(const Field& field, const std::string& value);
  std::vector<ShownValue> shown() const;
  void summarise();
  void show_difference(View& place, std::string_view field);
  void show_other_differences();

  const Context& context_;
  const http::Params stored_;  ///< what the page was given
  const http::Params values_;  ///< what stands in the fields
  Page& page_;
  View body_;
  View part_;
  bool has_part_ = false;
  bool locked_ = false;
  bool creates_ = false;
  std::size_t parts_ = 0;
  const base::Problem* problem_;
  std::vector<ShownValue> singles_ = {};            ///< the fields shown that are not in rows
  std::map<std::string, std::string> errors_ = {};  ///< the first message of each field
  std::map<std::string, std::string> labels_ = {};  ///< of the fields shown
  EditedDifferences differences_ = {};  ///< from the feed; those shown at their fields are taken out
};

/// Rows of fields that a person adds with + and takes away with −; their names carry the row's number:
/// "name.3.valor".
class FormRows {
 public:
  FormRows(Form& form, std::string_view title, std::string_view add_label);
  void row(const std::vector<Field>& fields, bool removable = true);
  /// What + adds; the names carry "__N__" in place of the number. Without a script two such rows stand ready,
  /// numbered from `next`.
  void template_row(const std::vector<Field>& fields, std::size_t next);

 private:
  Form& form_;
  View view_;
};

/// 400, 404, 422 or 409.
int status_of(const base::Problem& problem);
/// "é obrigatório" -> "É obrigatório."
std::string sentence_of(std::string_view message);
/// The same problem with field names changed; names not in the map stay.
base::Problem renamed(const base::Problem& problem, const std::map<std::string, std::string>& names);

}  // namespace web
