#include "web/form.h"

#include <algorithm>

namespace web {

namespace {

std::string id_of(std::string_view name) {
  std::string id = "f-";
  for (const char c : name) id += std::isalnum(static_cast<unsigned char>(c)) || c == '_' ? c : '-';
  return id;
}

/// The type attribute of an input; empty for what is no input.
std::string_view input_type(Field::Kind kind) {
  switch (kind) {
    case Field::Kind::text:
    case Field::Kind::number:
    case Field::Kind::money:
      return "text";
    case Field::Kind::email:
      return "email";
    case Field::Kind::password:
      return "password";
    case Field::Kind::date:
      return "date";
    default:
      return "";
  }
}

std::string_view input_mode(Field::Kind kind) {
  if (kind == Field::Kind::number) return "numeric";
  if (kind == Field::Kind::money) return "decimal";
  return "";
}

void fill_select(View& view, const Field& field, std::string_view value) {
  for (const auto& option : field.options) {
    auto item = view.each("OPTION");
    item.set("OPTION_VALUE", option.value).set("OPTION_LABEL", option.label);
    item.show_if(option.value == value, "SELECTED");
  }
}

void fill_control(View& view, const Field& field, std::string_view value) {
  if (field.kind == Field::Kind::select) {
    auto select = view.each("SELECT");
    fill_select(select, field, value);
  } else if (field.kind == Field::Kind::area) {
    view.each("AREA").set("VALUE", value);
  } else if (field.kind == Field::Kind::fixed) {
    view.each("FIXED").set("VALUE", value);
  } else {
    auto input = view.each("INPUT");
    input.set("TYPE", input_type(field.kind)).set_or_hide("MODE", input_mode(field.kind));
    if (field.kind != Field::Kind::password) input.set_or_hide("VALUE", value);
    input.set_or_hide("AUTOCOMPLETE", field.autocomplete).set_or_hide("MASK", field.mask);
    input.set_or_hide("SUFFIX", field.suffix).show_if(field.kind == Field::Kind::money, "MONEY");
  }
}

}  // namespace

int status_of(const base::Problem& problem) {
  switch (problem.kind) {
    case base::Problem::Kind::malformed:
      return 400;
    case base::Problem::Kind::missing:
      return 404;
    case base::Problem::Kind::fields:
      return 422;
    case base::Problem::Kind::rule:
      return 409;
  }
  return 422;
}

Form::Form(Page& page, std::string_view action, const http::Params& values, const base::Problem* problem)
    : page_(page), body_(page.body()), part_(page.body()), values_(values), problem_(problem) {
  body_.set("FORM_ACTION", action);
}

Form& Form::part(std::string_view title, std::string_view text) {
  const auto id = "parte-" + std::to_string(++parts_);
  if (parts_ == 2) body_.show("TABBED");
  body_.each("TAB").set("TAB_ID", id).set("TAB_TITLE", title);
  part_ = body_.each("PART");
  part_.set("PART_ID", id).set_or_hide("PART_TITLE", title).set_or_hide("PART_TEXT", text);
  has_part_ = true;
  return *this;
}

View& Form::current_part() {
  if (!has_part_) part_ = body_.each("PART");
  has_part_ = true;
  return part_;
}

Form& Form::line(std::initializer_list<Field> fields) {
  auto line = current_part().each("LINE");
  for (const auto& field : fields) add_field(line, field);
  return *this;
}

View Form::custom(std::string_view file) { return current_part().each("LINE").include("FIELD", file); }

Form& Form::hidden(std::string_view name, std::string_view value) {
  body_.each("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
  return *this;
}

std::string Form::error_of(std::string_view name) {
  shown_.emplace_back(name);
  if (problem_ == nullptr) return "";
  for (const auto& error : problem_->errors.items())
    if (error.field == name) return error.message;
  return "";
}

void Form::add_field(View& line, const Field& field) {
  const auto value = values_.get(field.name);
  auto view = line.include("FIELD", field.kind == Field::Kind::flag ? "parts/flag.html" : "parts/field.html");
  const auto error = error_of(field.name);
  view.set("NAME", field.name).set("ID", id_of(field.name));
  view.set("LABEL", field.label).set_or_hide("HINT", field.hint).set_or_hide("ERROR", error);
  view.show_if(field.wide, "WIDE").show_if(field.required, "REQUIRED");
  if (field.kind == Field::Kind::flag) {
    view.show_if(value == "1", "CHECKED");
  } else {
    fill_control(view, field, value);
  }
}

void Form::summarise() {
  if (problem_ == nullptr) return;
  auto summary = body_.each("PROBLEM");
  summary.set("PROBLEM_MESSAGE", problem_->message);
  for (const auto& error : problem_->errors.items()) {
    const bool linked = std::find(shown_.begin(), shown_.end(), error.field) != shown_.end();
    if (error.message == problem_->message) continue;
    auto item = summary.each("PROBLEM_ITEM");
    auto text = item.each(linked ? "PROBLEM_LINK" : "PROBLEM_TEXT");
    text.set("PROBLEM_TEXT_OF_ITEM", error.message).set("PROBLEM_HREF", "#" + id_of(error.field));
  }
}

http::Response Form::answer(std::string_view submit_label, std::string_view cancel_href, bool danger) {
  summarise();
  auto submit = body_.each(danger ? "SUBMIT_DANGER" : "SUBMIT");
  submit.set("SUBMIT_LABEL", submit_label);
  if (!cancel_href.empty()) body_.each("CANCEL").set("CANCEL_HREF", cancel_href);
  return page_.answer(problem_ == nullptr ? 200 : status_of(*problem_));
}

}  // namespace web
