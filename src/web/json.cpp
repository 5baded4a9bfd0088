#include "web/json.h"

#include <charconv>
#include <cmath>
#include <deque>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "base/text.h"

namespace web {

namespace {

using nlohmann::json;

constexpr std::size_t k_deepest = 16;

/// A document that is JSON but not one we take: which field, and why.
struct Refused {
  std::string field = {};
  std::string message = {};
};

/// Builds the document from the parser's events and refuses a key twice in one object, or too many objects in
/// each other. The library's own parser with a callback walks through all that stands beside an object when
/// that object ends: a megabyte of "{}," would cost it minutes.
class Builder final : public nlohmann::json_sax<json> {
 public:
  json take() { return std::move(root_); }

  bool null() override { return put(nullptr); }
  bool boolean(bool flag) override { return put(flag); }
  bool number_integer(number_integer_t number) override { return put(number); }
  bool number_unsigned(number_unsigned_t number) override { return put(number); }
  bool number_float(number_float_t number, const string_t&) override { return put(number); }
  bool string(string_t& text) override { return put(std::move(text)); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    const auto [place, is_new] = inside_.back()->get_ref<json::object_t&>().try_emplace(name);
    if (!is_new) throw Refused{base::printable(name), "foi enviado mais de uma vez"};
    member_ = &place->second;
    return true;
  }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& error) override {
    constexpr int k_number_too_large = 406;
    if (error.id == k_number_too_large)
      throw Refused{"", "O corpo da requisição tem um número grande demais."};
    throw Refused{"", "O corpo da requisição não é JSON válido: erro no byte " + std::to_string(byte) + "."};
  }

 private:
  bool put(json value) {
    place_of(std::move(value));
    return true;
  }
  bool open(json empty) {
    if (inside_.size() >= k_deepest) throw Refused{"", "O corpo tem objetos demais uns dentro dos outros."};
    inside_.push_back(place_of(std::move(empty)));
    return true;
  }
  bool close() {
    inside_.pop_back();
    return true;
  }
  /// Where the value now stands: in the member whose name came last, at the list's end, or alone.
  json* place_of(json value) {
    if (inside_.empty()) return &(root_ = std::move(value));
    if (inside_.back()->is_object()) return &(*member_ = std::move(value));
    auto& list = inside_.back()->get_ref<json::array_t&>();
    return &list.emplace_back(std::move(value));
  }

  json root_ = {};
  std::vector<json*> inside_ = {};  ///< open objects and lists; a list does not grow while one in it is open
  json* member_ = nullptr;
};

json built(std::string_view text) {
  Builder builder;
  json::sax_parse(text, &builder);
  return builder.take();
}

base::Problem refusal_of(const Refused& refused) {
  if (refused.field.empty()) return base::Problem::malformed(refused.message);
  auto problem = base::Problem::malformed("O corpo da requisição tem um campo repetido.");
  problem.errors.add(refused.field, refused.message);
  return problem;
}

/// What one reading of a value says: it, or why not.
template <typename T>
using Reading = base::Expected<T, std::string>;

base::Unexpected<std::string> wrong(std::string message) { return {std::move(message)}; }

/// An object, or the empty list as which PHP writes one without members.
bool is_object(const json& value) { return value.is_object() || (value.is_array() && value.empty()); }

const json& object_in(const json& value) {
  static const json k_empty = json::object();
  return value.is_object() ? value : k_empty;
}

enum class Ends { kept, trimmed };

Reading<std::string> text_of(const json& value, std::size_t longest, Ends ends) {
  if (!value.is_string()) return wrong("deve ser um texto");
  std::string_view text = value.get_ref<const std::string&>();
  if (ends == Ends::trimmed) text = base::trim(text);
  if (!base::is_clean_text(text)) return wrong("contém caracteres que não são texto");
  if (base::length_of(text) > longest) return wrong("tem mais de " + std::to_string(longest) + " caracteres");
  return std::string(text);
}

Reading<std::string> scalar_of(const json& value, std::size_t longest) {
  const bool plain = value.is_number() || value.is_boolean();
  return text_of(plain ? json(value.dump()) : value, longest, Ends::kept);
}

Reading<std::string> code_of(const json& value) {
  const auto text = value.is_number_unsigned() ? value.dump()
                    : value.is_string()        ? value.get<std::string>()
                                               : std::string{};
  if (base::is_code(text)) return text;
  return wrong(
      "deve ser um código: de 1 a 64 letras sem acento, números e sinais, sem espaços, e não . ou ..");
}

Reading<std::uint64_t> id_of(const json& value) {
  constexpr std::uint64_t k_most = std::numeric_limits<std::int64_t>::max();
  const auto text = value.is_number_unsigned() ? value.dump()
                    : value.is_string()        ? value.get<std::string>()
                                               : std::string{};
  std::uint64_t id = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
  if (read.ec == std::errc{} && read.ptr == text.data() + text.size() && id >= 1 && id <= k_most) return id;
  return wrong("deve ser um identificador: um número inteiro positivo");
}

/// A number of the document as cents: exact for whole ones, else within what a double can tell apart.
std::optional<base::Cents> cents_of(const json& value) {
  if (value.is_string()) return base::money_from(value.get<std::string>());
  if (value.is_number_unsigned()) return base::money_from(value.dump());
  if (!value.is_number_float()) return std::nullopt;
  const double cents = value.get<double>() * 100;
  if (cents < 0 || cents > 9'999'999'999.0 || std::abs(cents - std::round(cents)) > 1e-4) return std::nullopt;
  return static_cast<base::Cents>(std::llround(cents));
}

}  // namespace

struct JsonReader::Node {
  const json* object = nullptr;
  std::string prefix = {};  ///< of its fields' names: "servicos[0]."
  std::set<std::string, std::less<>> asked = {};
};

struct JsonReader::Document {
  json root = {};
  std::deque<Node> nodes = {};
  base::FieldErrors errors = {};

  Node* add(const json& object, std::string prefix) {
    nodes.push_back({.object = &object, .prefix = std::move(prefix)});
    return &nodes.back();
  }
};

JsonReader::JsonReader(std::shared_ptr<Document> document, Node* node)
    : document_(std::move(document)), node_(node) {}

base::Result<JsonReader> JsonReader::parse(std::string_view text) {
  try {
    auto document = std::make_shared<Document>();
    document->root = built(text);
    if (!is_object(document->root))
      return base::Unexpected{base::Problem::malformed("O corpo da requisição deve ser um objeto JSON.")};
    auto* node = document->add(object_in(document->root), "");
    return JsonReader(std::move(document), node);
  } catch (const Refused& refused) {
    return base::Unexpected{refusal_of(refused)};
  }
}

bool JsonReader::has(std::string_view name) const { return node_->object->contains(name); }

template <typename T, typename Read>
base::Patch<T> JsonReader::read(std::string_view name, Read reading_of) {
  node_->asked.emplace(name);
  const auto found = node_->object->find(name);
  if (found == node_->object->end()) return {};
  if (found->is_null()) return base::Patch<T>::cleared();
  Reading<T> reading = reading_of(*found);
  if (reading) return base::Patch<T>(std::move(reading).value());
  refuse(name, reading.error());
  return {};
}

base::Patch<std::string> JsonReader::text(std::string_view name, std::size_t longest) {
  auto patch =
      read<std::string>(name, [&](const json& value) { return text_of(value, longest, Ends::trimmed); });
  if (patch.value && patch.value->empty()) return base::Patch<std::string>::cleared();
  return patch;
}

base::Patch<std::string> JsonReader::exact_text(std::string_view name, std::size_t longest) {
  return read<std::string>(name, [&](const json& value) { return text_of(value, longest, Ends::kept); });
}

base::Patch<std::string> JsonReader::scalar(std::string_view name, std::size_t longest) {
  return read<std::string>(name, [&](const json& value) { return scalar_of(value, longest); });
}

base::Patch<std::string> JsonReader::code(std::string_view name) { return read<std::string>(name, code_of); }

base::Patch<std::vector<std::string>> JsonReader::codes(std::string_view name, std::size_t most) {
  using Codes = std::vector<std::string>;
  return read<Codes>(name, [&](const json& value) -> Reading<Codes> {
    if (!value.is_array()) return wrong("deve ser uma lista de códigos");
    if (value.size() > most) return wrong("tem mais de " + std::to_string(most) + " itens");
    Codes codes;
    for (const auto& item : value) {
      auto code = code_of(item);
      if (!code) return wrong("item " + std::to_string(codes.size()) + ": " + code.error());
      codes.push_back(std::move(code).value());
    }
    return codes;
  });
}

base::Patch<std::uint64_t> JsonReader::id(std::string_view name) { return read<std::uint64_t>(name, id_of); }

base::Patch<std::uint32_t> JsonReader::number(std::string_view name, std::uint32_t least,
                                              std::uint32_t most) {
  return read<std::uint32_t>(name, [&](const json& value) -> Reading<std::uint32_t> {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() >= least &&
        value.get<std::uint64_t>() <= most)
      return value.get<std::uint32_t>();
    return wrong("deve ser um número inteiro de " + std::to_string(least) + " a " + std::to_string(most));
  });
}

base::Patch<bool> JsonReader::flag(std::string_view name) {
  return read<bool>(name, [](const json& value) -> Reading<bool> {
    if (value.is_boolean()) return value.get<bool>();
    return wrong("deve ser true ou false");
  });
}

base::Patch<base::Cents> JsonReader::money(std::string_view name) {
  return read<base::Cents>(name, [](const json& value) -> Reading<base::Cents> {
    if (const auto cents = cents_of(value)) return *cents;
    return wrong("deve ser um valor em reais, não negativo e com até duas casas, como \"30.00\"");
  });
}

base::Patch<base::Date> JsonReader::date(std::string_view name) {
  return read<base::Date>(name, [](const json& value) -> Reading<base::Date> {
    const auto date = base::date_from_br(value.is_string() ? value.get<std::string>() : "");
    if (date) return *date;
    return wrong("deve ser uma data AAAA-MM-DD ou DD/MM/AAAA que exista no calendário");
  });
}

base::Patch<base::Instant> JsonReader::instant(std::string_view name, const base::TimeZone& zone) {
  return read<base::Instant>(name, [&](const json& value) -> Reading<base::Instant> {
    const auto instant = zone.parse(value.is_string() ? value.get<std::string>() : "");
    if (instant) return *instant;
    return wrong("deve ser uma data e hora como 2026-11-22T15:04:05-03:00 ou 22/11/2026 15:04:05");
  });
}

base::Patch<std::map<std::string, std::optional<std::string>>> JsonReader::texts(std::string_view name,
                                                                                 std::size_t longest,
                                                                                 std::size_t most) {
  using Texts = std::map<std::string, std::optional<std::string>>;
  return read<Texts>(name, [&](const json& value) -> Reading<Texts> {
    if (!is_object(value)) return wrong("deve ser um objeto de nomes e valores");
    if (value.size() > most) return wrong("tem mais de " + std::to_string(most) + " itens");
    Texts texts;
    for (const auto& [key, item] : object_in(value).items()) {
      if (item.is_null()) {
        texts[key] = std::nullopt;
        continue;
      }
      auto text = scalar_of(item, longest);
      if (text)
        texts[key] = std::move(text).value();
      else
        refuse(std::string(name) + "." + base::printable(key), text.error());
    }
    return texts;
  });
}

base::Patch<JsonReader> JsonReader::object(std::string_view name) {
  return read<JsonReader>(name, [&](const json& value) -> Reading<JsonReader> {
    if (!is_object(value)) return wrong("deve ser um objeto");
    return JsonReader(document_, document_->add(object_in(value), node_->prefix + std::string(name) + "."));
  });
}

base::Patch<std::vector<JsonReader>> JsonReader::objects(std::string_view name, std::size_t most) {
  using Readers = std::vector<JsonReader>;
  return read<Readers>(name, [&](const json& value) -> Reading<Readers> {
    if (!value.is_array()) return wrong("deve ser uma lista de objetos");
    if (value.size() > most) return wrong("tem mais de " + std::to_string(most) + " itens");
    Readers readers;
    for (const auto& item : value) {
      const auto place = std::string(name) + "[" + std::to_string(readers.size()) + "]";
      if (!is_object(item)) return wrong("item " + std::to_string(readers.size()) + ": deve ser um objeto");
      readers.push_back(JsonReader(document_, document_->add(object_in(item), node_->prefix + place + ".")));
    }
    return readers;
  });
}

void JsonReader::refuse(std::string_view name, std::string message) {
  document_->errors.add(node_->prefix + std::string(name), std::move(message));
}

std::optional<base::Problem> JsonReader::finish() const {
  constexpr std::size_t k_most_unknown = 100;
  auto errors = document_->errors;
  std::size_t unknown = 0;
  for (const auto& node : document_->nodes)
    for (const auto& [name, value] : node.object->items())
      if (!node.asked.contains(name) && ++unknown <= k_most_unknown)
        errors.add(node.prefix + base::printable(name), "campo desconhecido");
  if (errors.empty()) return std::nullopt;
  return base::Problem::fields(std::move(errors));
}

JsonWriter& JsonWriter::key(std::string_view name) {
  value(name);
  text_ += ':';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  return raw(json(text).dump(-1, ' ', false, json::error_handler_t::replace));
}

JsonWriter& JsonWriter::raw(std::string_view text) {
  separate();
  text_ += text;
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  text_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  text_ += bracket;
  first_ = false;
  return *this;
}

void JsonWriter::separate() {
  if (!first_) text_ += ',';
  first_ = false;
}

}  // namespace web
