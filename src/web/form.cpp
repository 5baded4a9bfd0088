#include "web/form.h"

#include <algorithm>
#include <cctype>

#include "web/one_stop.h"
#include "web/refill.h"

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
    case Field::Kind::email:
      return "email";
    case Field::Kind::password:
      return "password";
    default:
      return "text";
  }
}

std::string_view input_mode(Field::Kind kind) {
  if (kind == Field::Kind::number || kind == Field::Kind::date) return "numeric";
  if (kind == Field::Kind::money) return "decimal";
  return "";
}

void fill_select(View view, const Field& field, std::string_view value) {
  for (const auto& option : field.options) {
    auto item = view.each("OPTION");
    item.set("OPTION_VALUE", option.value).set("OPTION_LABEL", option.label);
    item.show_if(option.value == value, "SELECTED");
  }
}

void fill_input(View view, const Field& field, std::string_view value) {
  view.set("TYPE", input_type(field.kind)).set_or_hide("MODE", input_mode(field.kind));
  if (field.kind != Field::Kind::password) view.set_or_hide("VALUE", value);
  view.set_or_hide("AUTOCOMPLETE", field.autocomplete).set_or_hide("MASK", field.mask);
  const bool is_day = field.kind == Field::Kind::date;
  view.set_or_hide("PLACEHOLDER", is_day ? k_day_form : std::string_view(field.placeholder))
      .show_if(is_day, "DAY");
  view.show_if(field.readonly, "READONLY");
  view.set_or_hide("SUFFIX", field.suffix).show_if(field.kind == Field::Kind::money, "MONEY");
}

void fill_control(View& view, const Field& field, std::string_view value) {
  switch (field.kind) {
    case Field::Kind::select:
      fill_select(view.each("SELECT"), field, value);
      break;
    case Field::Kind::area:
      view.each("AREA").set("VALUE", value);
      break;
    case Field::Kind::fixed:
      view.each("FIXED").set("VALUE", value);
      break;
    case Field::Kind::flag:
      view.show_if(value == "1", "CHECKED");
      break;
    default:
      fill_input(view.each("INPUT"), field, value);
  }
}

bool is_short(Field::Kind kind) {
  return kind == Field::Kind::money || kind == Field::Kind::number || kind == Field::Kind::date;
}

/// What is stored, with all that was typed in its place. Rows are all typed or gone.
http::Params refilled(const http::Params& stored, const http::Params& typed) {
  http::Params values;
  for (const auto& [name, value] : stored.all())
    if (rows_name(name).empty()) values.set(name, value);
  for (const auto& [name, value] : typed.all()) values.set(name, value);
  return values;
}

/// A select shows the choice that is stored, or its first one, which a browser then sends.
void choose(const Field& field, ShownValue& shown) {
  for (const auto& option : field.options) {
    if (option.value != shown.stored) continue;
    shown.words = option.label;
    return;
  }
  shown.value = field.options.empty() ? "" : field.options.front().value;
}

/// What a person calls a row: what its first field says, "TV Cinema" of "TV Cinema - (R$ 14,90)".
std::string title_of(const std::vector<Field>& row, const http::Params& values) {
  if (row.empty()) return "";
  const auto value = values.get(row.front().name);
  for (const auto& option : row.front().options)
    if (option.value == value && !value.empty()) return option.label.substr(0, option.label.rfind(" - ("));
  return row.front().options.empty() ? value : "";
}

bool starts_lower(std::string_view text) {
  if (text.size() >= 2 && text[0] == '\xC3') return static_cast<unsigned char>(text[1]) >= 0xA0;
  return !text.empty() && std::islower(static_cast<unsigned char>(text[0]));
}

}  // namespace

std::string sentence_of(std::string_view message) {
  std::string out(message);
  if (starts_lower(out)) {
    auto& letter = out[0] == '\xC3' ? out[1] : out[0];
    letter = static_cast<char>(static_cast<unsigned char>(letter) - 0x20);
  }
  if (!out.empty() && std::ispunct(static_cast<unsigned char>(out.back())) == 0) out += '.';
  return out;
}

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

base::Problem renamed(const base::Problem& problem, const std::map<std::string, std::string>& names) {
  auto copy = problem;
  copy.errors = {};
  for (const auto& item : problem.errors.items()) {
    const auto found = names.find(item.field);
    copy.errors.add(found == names.end() ? item.field : found->second, item.message);
  }
  return copy;
}

Form::Form(const Context& context, Page& page, std::string_view action, const http::Params& values,
           const base::Problem* problem)
    : context_(context),
      stored_(values),
      values_(context.refill ? refilled(values, context.refill->typed) : values),
      page_(page),
      body_(page.body()),
      part_(page.body()),
      locked_(!may_use(context, http::Method::post, action)),
      problem_(context.refill ? &context.refill->problem : problem) {
  body_.set("FORM_ACTION", action).show_if(locked_, "LOCKED");
  if (context_.capture == nullptr) differences_ = differences_at(context_);
  if (!differences_.restore.empty()) body_.each("BACK_TO_ERP").set("RESTORE_ACTION", differences_.restore);
  if (problem_ == nullptr) return;
  for (const auto& error : problem_->errors.items()) errors_.try_emplace(error.field, error.message);
}

Form& Form::creates() {
  creates_ = true;
  return *this;
}

/// What was typed; a switch that was not sent is off.
std::string Form::value_of(const Field& field) const {
  const bool off = field.kind == Field::Kind::flag && context_.refill != nullptr;
  return off ? context_.refill->typed.get(field.name) : values_.get(field.name);
}

/// Remembers a field that can be typed into, with what a browser will send back.
void Form::note(const Field& field, const std::string& value) {
  if (field.kind == Field::Kind::fixed) return;
  ShownValue shown{.name = field.name, .label = field.label, .value = settled_text(value), .stored = value};
  // Of a field that only takes (a password, a CPF) the words below it tell what there is.
  shown.words = !shown.value.empty()        ? shown.value
                : field.placeholder.empty() ? field.hint
                                            : field.placeholder;
  if (field.kind == Field::Kind::password) shown.kind = ShownValue::Kind::secret;
  if (field.kind == Field::Kind::flag) {
    shown.kind = ShownValue::Kind::flag;
    shown.value = value == "1" ? "1" : "";
    shown.words = value == "1" ? "ligado" : "desligado";
  }
  if (field.kind == Field::Kind::select) choose(field, shown);
  if (shown.kind == ShownValue::Kind::secret || rows_name(field.name).empty())
    singles_.push_back(std::move(shown));
}

std::vector<ShownValue> Form::shown() const {
  auto all = singles_;
  for (auto& rows : shown_rows(stored_)) all.push_back(std::move(rows));
  return all;
}

Form& Form::lock() {
  if (!locked_) body_.show("LOCKED");
  locked_ = true;
  return *this;
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

Form& Form::heading(std::string_view title, std::string_view text, std::string_view error_field) {
  const std::string field(error_field);
  auto view = custom("parts/heading.html");
  view.set("TITLE", title).set_or_hide("TEXT", text);
  view.set_or_hide("ID", field.empty() ? "" : id_of(field));  // what the summary of errors leads to
  if (!field.empty()) view.set_or_hide("ERROR", error_of(field, std::string(title)));
  if (!field.empty()) show_difference(view, field);
  return *this;
}

Form& Form::line(const std::vector<Field>& fields) {
  auto line = current_part().each("LINE");
  for (const auto& field : fields) add_field(line, field);
  return *this;
}

View Form::custom(std::string_view file) { return current_part().each("LINE").include("FIELD", file); }

Form& Form::hidden(std::string_view name, std::string_view value) {
  body_.each("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
  return *this;
}

std::string Form::error_of(const std::string& name, const std::string& label) {
  labels_[name] = label;
  const auto found = errors_.find(name);
  return found == errors_.end() ? "" : sentence_of(found->second);
}

void Form::add_field(View& line, const Field& field) {
  auto view = line.include("FIELD", field.kind == Field::Kind::flag ? "parts/flag.html" : "parts/field.html");
  view.set("NAME", field.name).set("ID", id_of(field.name)).set("LABEL", field.label);
  view.set_or_hide("HINT", field.hint).set_or_hide("ERROR", error_of(field.name, field.label));
  view.show_if(is_short(field.kind), "SHORT").show_if(field.wide, "WIDE").show_if(field.required, "REQUIRED");
  note(field, stored_.get(field.name));
  fill_control(view, field, value_of(field));
  show_difference(view, field.name);
}

/// *alterado aqui · o ERP enviou X · voltar ao do ERP* (D32), once.
void Form::show_difference(View& place, std::string_view field) {
  const auto found = std::ranges::find(differences_.fields, field, &ShownDifference::field);
  if (found == differences_.fields.end()) return;
  auto view = place.each("DIFFERENCE");
  view.set("SENT", found->sent);
  if (!differences_.restore.empty())
    view.each("TAKE_BACK").set("FIELD", found->field).set("BACK", found->back);
  differences_.fields.erase(found);
}

/// Those of fields that the form does not have.
void Form::show_other_differences() {
  if (differences_.fields.empty()) return;
  auto block = body_.each("OTHER_DIFFERENCES");
  for (const auto& other : differences_.fields) {
    auto view = block.each("OTHER");
    view.set("LABEL", other.label).set("SENT", other.sent).set("STANDS", other.stands);
    if (!differences_.restore.empty())
      view.each("TAKE_BACK").set("FIELD", other.field).set("BACK", other.back);
  }
}

void Form::summarise() {
  if (problem_ == nullptr) return;
  auto summary = body_.each("PROBLEM");
  summary.set("PROBLEM_MESSAGE", one_stop(problem_->message));
  for (const auto& error : problem_->errors.items()) {
    if (error.message == problem_->message) continue;
    const auto shown = labels_.find(error.field);
    const auto& label = shown == labels_.end() ? error.field : shown->second;
    const auto text = starts_lower(error.message) && !label.empty() ? label + ": " + error.message + "."
                                                                    : sentence_of(error.message);
    auto item = summary.each("PROBLEM_ITEM");
    auto place = item.each(shown == labels_.end() ? "PROBLEM_TEXT" : "PROBLEM_LINK");
    place.set("TEXT", one_stop(text)).set("PROBLEM_HREF", "#" + id_of(error.field));
  }
}

http::Response Form::answer(std::string_view submit_label, std::string_view cancel_href, bool danger) {
  if (context_.capture != nullptr) {
    *context_.capture = {.filled = true, .values = shown()};
    return {};
  }
  body_.set("FORM_RECORD", context_.form_record.empty()
                               ? FormRecord::of(context_, creates_, shown()).sealed(context_.house.keyring)
                               : context_.form_record);
  summarise();
  show_other_differences();
  const int said = problem_ == nullptr ? 200 : status_of(*problem_);
  const int status = context_.refill == nullptr ? said : context_.refill->status;
  if (locked_) {
    if (!cancel_href.empty()) body_.each("BACK").set("CANCEL_HREF", cancel_href);
    return page_.answer(status);
  }
  body_.each(danger ? "SUBMIT_DANGER" : "SUBMIT").set("SUBMIT_LABEL", submit_label);
  if (!cancel_href.empty()) body_.each("CANCEL").set("CANCEL_HREF", cancel_href);
  return page_.answer(status);
}

FormRows::FormRows(Form& form, std::string_view title, std::string_view add_label)
    : form_(form), view_(form.custom("parts/rows.html")) {
  view_.set_or_hide("TITLE", title);
  if (!form.locked()) view_.set_or_hide("ADD_LABEL", add_label);
}

void FormRows::row(const std::vector<Field>& fields, bool removable) {
  auto row = view_.each("ROW");
  for (const auto& field : fields) form_.add_field(row, field);
  const auto title = title_of(fields, form_.values());
  if (!title.empty())
    for (const auto& field : fields) form_.error_of(field.name, title + ", " + field.label);
  row.show(removable && !form_.locked() ? "REMOVABLE" : "FIXED_ROW");
}

void FormRows::template_row(const std::vector<Field>& fields, std::size_t next) {
  constexpr std::size_t k_spare = 2;
  constexpr std::string_view k_number = "__N__";
  view_.set("NEXT", next + k_spare);
  if (form_.locked()) return;
  auto model = view_.each("MODEL");
  for (const auto& field : fields) form_.add_field(model, field);
  for (auto number = next; number < next + k_spare; ++number) {
    auto spare = view_.each("SPARE");
    for (auto field : fields) {
      field.name.replace(field.name.find(k_number), k_number.size(), std::to_string(number));
      form_.add_field(spare, field);
    }
  }
}

}  // namespace web
