#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "web/page.h"

namespace web {

struct Option {
  std::string value = {};
  std::string label = {};
};

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
  std::string autocomplete = {};     ///< the HTML token
  std::string mask = {};             ///< documento, telefone: help while leaving the field, never a cage
  bool wide = false;                 ///< takes twice the room of its neighbours
};

/// The content of a form page (template "form.html"): parts (tabs when there are several) of lines of fields.
/// Values are what the person typed or what is stored; a flag counts as on when its value is "1".
class Form {
 public:
  /// `problem` is what was wrong with the values, or nothing.
  Form(Page& page, std::string_view action, const http::Params& values,
       const base::Problem* problem = nullptr);

  /// A part of its own, with a title; a tab when the form has several.
  Form& part(std::string_view title, std::string_view text = "");
  /// Fields side by side.
  Form& line(std::initializer_list<Field> fields);
  Form& field(const Field& field) { return line({field}); }
  /// A template of one's own in place of a line.
  View custom(std::string_view file);
  /// A hidden value.
  Form& hidden(std::string_view name, std::string_view value);

  /// The message for a field; empty when it is fine. Marks the field as shown: the summary links to it.
  std::string error_of(std::string_view name);
  const http::Params& values() const { return values_; }

  /// Buttons and error summary; the last call. Returns the page's answer: 422, 409 … when there is a problem.
  http::Response answer(std::string_view submit_label, std::string_view cancel_href, bool danger = false);

 private:
  View& current_part();
  void add_field(View& line, const Field& field);
  void summarise();

  Page& page_;
  View body_;
  View part_;
  bool has_part_ = false;
  std::size_t parts_ = 0;
  const http::Params& values_;
  const base::Problem* problem_;
  std::vector<std::string> shown_ = {};
};

/// 400, 404, 422 or 409.
int status_of(const base::Problem& problem);

}  // namespace web
