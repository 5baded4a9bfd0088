#include "validation/question.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/http.h"
#include "base/http_path.h"
#include "base/text.h"
#include "validation/multipart.h"

namespace validation {

namespace {

constexpr std::size_t k_longest_value = 1024;

enum class Field : std::size_t { login, password, subscriber_id, product, products };
constexpr std::size_t k_fields = 5;

/// [A] NEO's wire format is not public: these names are all taken for the field. The first of a field is its
/// own.
struct Alias {
  std::string_view name;
  Field field;
};
constexpr std::array k_aliases{
    Alias{"login", Field::login},
    Alias{"username", Field::login},
    Alias{"user", Field::login},
    Alias{"usuario", Field::login},
    Alias{"email", Field::login},
    Alias{"password", Field::password},
    Alias{"senha", Field::password},
    Alias{"pass", Field::password},
    Alias{"subscriber_id", Field::subscriber_id},
    Alias{"subscriberId", Field::subscriber_id},
    Alias{"id", Field::subscriber_id},
    Alias{"product", Field::product},
    Alias{"produto", Field::product},
    Alias{"product_code", Field::product},
    Alias{"resource", Field::product},
    Alias{"resource_id", Field::product},
    Alias{"sku", Field::product},
    Alias{"codigo", Field::product},
    Alias{"products", Field::products},
};

const Alias* find_alias(std::string_view name) {
  for (const auto& alias : k_aliases)
    if (alias.name == name) return &alias;
  return nullptr;
}

/// The fields of a call as they are found, and what is wrong with them.
class Fields {
 public:
  /// Takes a name and its value; names nobody knows are passed over.
  void add(std::string_view name, std::vector<std::string> values) {
    const auto* alias = find_alias(name);
    if (alias == nullptr) return;
    for (const auto& value : values)
      if (!check(name, value)) return;
    auto& slot = slots_[static_cast<std::size_t>(alias->field)];
    if (slot.name == name) return refuse(name, "foi enviado mais de uma vez");
    if (!slot.name.empty() && slot.values != values)
      return refuse(name, "diz outra coisa que " + std::string(slot.name));
    slot = {alias->name, std::move(values)};
  }
  /// Takes a pair of a query or form, where a list comes as "a,b", as products[], as products[0], or by its
  /// name once more.
  void add_pair(std::string_view sent, std::string value) {
    const auto [name, is_item] = http::list_name_of(sent);
    const auto* alias = find_alias(name);
    if (alias == nullptr || alias->field != Field::products)
      return is_item ? void() : add(name, {std::move(value)});
    auto& slot = slots_[static_cast<std::size_t>(Field::products)];
    slot.name = alias->name;
    if (is_item) return add_item(name, std::move(value), slot.values);
    for (const auto code : base::split(value, ','))
      add_item(name, std::string(base::trim(code)), slot.values);
  }
  void refuse(std::string_view name, std::string message) {
    const auto field = base::printable(name);
    if (!errors_.has(field)) errors_.add(field, std::move(message));
  }

  bool has(Field field) const { return !slot_of(field).name.empty(); }
  std::vector<std::string> take(Field field) {
    return std::exchange(slots_[static_cast<std::size_t>(field)].values, {});
  }
  std::string take_one(Field field) {
    auto values = take(field);
    return values.empty() ? std::string{} : std::move(values.front());
  }
  const base::FieldErrors& errors() const { return errors_; }

 private:
  struct Slot {
    std::string_view name = {};
    std::vector<std::string> values = {};
  };
  void add_item(std::string_view name, std::string value, std::vector<std::string>& to) {
    if (check(name, value)) to.push_back(std::move(value));
  }
  const Slot& slot_of(Field field) const { return slots_[static_cast<std::size_t>(field)]; }

  bool check(std::string_view name, const std::string& value) {
    if (value.empty())
      refuse(name, "está vazio");
    else if (value.size() > k_longest_value)
      refuse(name, "é longo demais");
    else if (!base::is_clean_text(value))
      refuse(name, "contém bytes que não são texto UTF-8");
    else
      return true;
    return false;
  }

  std::array<Slot, k_fields> slots_{};
  base::FieldErrors errors_ = {};
};

base::Problem problem_with(const base::FieldErrors& errors) {
  auto problem = base::Problem::malformed("A chamada tem campos inválidos.");
  problem.errors = errors;
  return problem;
}

void read_urlencoded(std::string_view text, Fields& fields) {
  for (const auto part : base::split(text, '&')) {
    if (part.empty()) continue;
    const auto equals = std::min(part.find('='), part.size());
    const auto name = http::url_decode(part.substr(0, equals), true);
    auto value = http::url_decode(equals < part.size() ? part.substr(equals + 1) : std::string_view{}, true);
    if (!name || !value)
      fields.refuse(part.substr(0, std::min<std::size_t>(equals, 64)), "codificação inválida (%XX)");
    else
      fields.add_pair(*name, std::move(*value));
  }
}

/// The members of one JSON object as fields. Events instead of a tree: a tree would keep only the last of two
/// equal keys, and this one builds nothing for what is not asked.
class JsonFields final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit JsonFields(Fields& fields) : fields_(fields) {}
  bool is_object() const { return is_object_; }

  bool null() override { return depth_ != 2 || unexpected(); }
  bool boolean(bool) override { return unexpected(); }
  bool number_integer(number_integer_t number) override { return scalar(std::to_string(number)); }
  bool number_unsigned(number_unsigned_t number) override { return scalar(std::to_string(number)); }
  bool number_float(number_float_t, const string_t& text) override { return scalar(text); }
  bool string(string_t& text) override { return scalar(text); }
  bool binary(binary_t&) override { return unexpected(); }

  bool start_object(std::size_t) override {
    if (depth_ == 0) is_object_ = true;
    if (depth_ > 0) unexpected();
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool key(string_t& name) override {
    if (depth_ == 1) name_ = name;
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ != 1 || name_ != "products") unexpected();
    list_.clear();
    ++depth_;
    return depth_ > 1;
  }
  bool end_array() override {
    --depth_;
    if (depth_ == 1 && name_ == "products" && !fields_.errors().has(name_)) fields_.add(name_, list_);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool scalar(const std::string& text) {
    if (depth_ == 1) fields_.add(name_, {text});
    if (depth_ == 2) list_.push_back(text);
    return depth_ > 0;
  }
  /// A value of a kind no field has; of no matter where nobody asks.
  bool unexpected() {
    if (depth_ > 0 && find_alias(name_) != nullptr) fields_.refuse(name_, "não é um texto");
    return depth_ > 0;
  }

  Fields& fields_;
  int depth_ = 0;
  bool is_object_ = false;
  std::string name_ = {};
  std::vector<std::string> list_ = {};
};

void read_json(std::string_view body, Fields& fields) {
  JsonFields reader(fields);
  if (!nlohmann::json::sax_parse(body, &reader) || !reader.is_object())
    fields.refuse("body", "não é um objeto JSON");
}

void read_multipart(const Request& request, Fields& fields) {
  const auto fault = validation::read_multipart(
      request.content_type, request.body,
      [&](std::string_view name, std::string value) { fields.add_pair(name, std::move(value)); });
  if (!fault.empty()) fields.refuse("body", fault);
}

/// Media types compare without case.
bool is_type(std::string_view type, std::string_view wanted) {
  return !http::NoCase{}(type, wanted) && !http::NoCase{}(wanted, type);
}

bool is_json_type(std::string_view type) {
  constexpr std::string_view k_json = "json";
  return type.size() >= k_json.size() && is_type(type.substr(type.size() - k_json.size()), k_json);
}

void read_body(const Request& request, Fields& fields) {
  constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";
  auto text = base::trim(request.body);
  if (text.starts_with(k_byte_order_mark)) text = base::trim(text.substr(k_byte_order_mark.size()));
  if (text.empty()) return;
  const auto type = base::trim(request.content_type.substr(0, request.content_type.find(';')));
  // What a caller calls its body is as tolerant as the names are: a form never begins with a brace.
  if (text.front() == '{' || is_json_type(type))
    read_json(text, fields);
  else if (type.empty() || is_type(type, "application/x-www-form-urlencoded"))
    read_urlencoded(text, fields);
  else if (is_multipart(type))
    read_multipart(request, fields);
  else
    fields.refuse("content-type",
                  "use application/json, application/x-www-form-urlencoded ou multipart/form-data");
}

/// A product named twice is answered once.
void drop_repeats(std::vector<std::string>& products) {
  auto end = products.begin();
  for (auto& product : products)
    if (std::find(products.begin(), end, product) == end) {
      if (&*end != &product) *end = std::move(product);
      ++end;
    }
  products.erase(end, products.end());
}

/// Refuses what is missing or does not go together.
void check_shape(Fields& fields) {
  if (fields.has(Field::product) && fields.has(Field::products))
    fields.refuse("products", "não vai junto com product");
  if (fields.has(Field::subscriber_id)) {
    if (!fields.has(Field::product) && !fields.has(Field::products)) fields.refuse("product", "falta");
    return;
  }
  const bool login = fields.has(Field::login);
  const bool password = fields.has(Field::password);
  if (!login && !password && (fields.has(Field::product) || fields.has(Field::products)))
    return fields.refuse("subscriber_id", "falta");
  if (!login) fields.refuse("login", "falta");
  if (!password) fields.refuse("password", "falta");
}

}  // namespace

std::string_view name_of(Question::Kind kind) {
  static constexpr std::array<std::string_view, 3> k_names{"existencia", "produto", "lista"};
  return k_names[static_cast<std::size_t>(kind)];
}

base::Result<Question> parse_question(const Request& request) {
  Fields fields;
  read_urlencoded(request.query, fields);
  read_body(request, fields);
  if (fields.errors().empty()) check_shape(fields);
  Question question;
  question.products = fields.take(fields.has(Field::products) ? Field::products : Field::product);
  if (fields.has(Field::products)) {
    question.kind = Question::Kind::list;
    if (question.products.size() <= 4 * k_most_products) drop_repeats(question.products);
    if (question.products.empty() || question.products.size() > k_most_products)
      fields.refuse("products", "pede de 1 a 50 códigos");
  } else if (fields.has(Field::product)) {
    question.kind = Question::Kind::product;
  }
  if (!fields.errors().empty()) return base::Unexpected{problem_with(fields.errors())};
  question.subscriber_id = fields.take_one(Field::subscriber_id);
  question.login = fields.take_one(Field::login);
  question.password = fields.take_one(Field::password);
  return question;
}

}  // namespace validation
