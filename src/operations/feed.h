#pragma once
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "base/patch.h"

/// The fields of a noun as its feed sends them: one table a noun, from which the memory of the ERP works.
namespace operations {

/// A value as it is compared; nothing = null.
using FeedText = std::optional<std::string>;

/// How values are said: as the API writes them, or as screens do.
struct Voice {
  const base::TimeZone& zone;
  bool wire = false;
};

/// How values of a type are compared, brought back and said.
template <typename T>
struct FeedCodec;

template <>
struct FeedCodec<std::string> {
  static std::string text(const std::string& value) { return value; }
  static std::string value(const std::string& text) { return text; }
  static std::string words(const std::string& text, const Voice& voice);
};
template <>
struct FeedCodec<bool> {
  static std::string text(bool value) { return value ? "1" : "0"; }
  static bool value(const std::string& text) { return text == "1"; }
  static std::string words(const std::string& text, const Voice& voice);
};
template <>
struct FeedCodec<std::uint32_t> {
  static std::string text(std::uint32_t value) { return std::to_string(value); }
  static std::uint32_t value(const std::string& text) { return static_cast<std::uint32_t>(std::stoul(text)); }
  static std::string words(const std::string& text, const Voice& voice);
};
template <>
struct FeedCodec<base::Cents> {
  static std::string text(base::Cents value) { return std::to_string(value); }
  static base::Cents value(const std::string& text) { return std::stoll(text); }
  static std::string words(const std::string& text, const Voice& voice);
};
template <>
struct FeedCodec<base::Date> {
  static std::string text(base::Date value) { return base::to_iso(value); }
  static base::Date value(const std::string& text) { return base::date_from_iso(text).value(); }
  static std::string words(const std::string& text, const Voice& voice);
};
template <>
struct FeedCodec<base::Instant> {
  static std::string text(base::Instant value) { return base::to_sql(value); }
  static base::Instant value(const std::string& text) { return base::instant_from_sql(text).value(); }
  static std::string words(const std::string& text, const Voice& voice);
};
/// Codes, compared as a set.
template <>
struct FeedCodec<std::vector<std::string>> {
  static std::string text(std::vector<std::string> codes);
  static std::vector<std::string> value(const std::string& text);
  static std::string words(const std::string& text, const Voice& voice);
};

/// A field of a PUT `Put` on what is stored as `Row`.
template <typename Put, typename Row>
struct FeedField {
  std::string_view name;   ///< wire name
  std::uint8_t group = 0;  ///< 1–31: fields that mean something together only; 0: by itself
  bool (*given)(const Put&);
  FeedText (*sent)(const Put&);
  FeedText (*stands)(const Row&);
  void (*drop)(Put&);
  void (*put)(Put&, const FeedText&);
  std::string (*words)(const std::string&, const Voice&);
};

namespace feed {

template <typename T>
bool is_given(const base::Patch<T>& patch) {
  return patch.given;
}
template <typename T>
bool is_given(const std::optional<T>& value) {
  return value.has_value();
}

template <typename T>
FeedText text_of(const base::Patch<T>& patch) {
  return patch.value ? FeedText(FeedCodec<T>::text(*patch.value)) : std::nullopt;
}
template <typename T>
FeedText text_of(const std::optional<T>& value) {
  return value ? FeedText(FeedCodec<T>::text(*value)) : std::nullopt;
}
template <typename T>
FeedText text_of(const T& value) {
  return FeedCodec<T>::text(value);
}

template <typename T>
void set(base::Patch<T>& patch, const FeedText& text) {
  patch = text ? base::Patch<T>(FeedCodec<T>::value(*text)) : base::Patch<T>::cleared();
}
template <typename T>
void set(std::optional<T>& value, const FeedText& text) {
  value = text ? FeedCodec<T>::value(*text) : T{};
}

template <typename T>
struct ValueOf;
template <typename T>
struct ValueOf<base::Patch<T>> {
  using type = T;
};
template <typename T>
struct ValueOf<std::optional<T>> {
  using type = T;
};

}  // namespace feed

/// Makes the fields of a table: `Member` is the field of the PUT; `Stands` a member of the row or a function
/// of it, giving the same type or an optional of it.
template <typename Put, typename Row>
struct Feed {
  template <auto Member, auto Stands>
  static constexpr FeedField<Put, Row> field(std::string_view name, std::uint8_t group = 0) {
    using Value = typename feed::ValueOf<std::remove_cvref_t<decltype(std::declval<Put&>().*Member)>>::type;
    return {.name = name,
            .group = group,
            .given = [](const Put& put) { return feed::is_given(put.*Member); },
            .sent = [](const Put& put) { return feed::text_of(put.*Member); },
            .stands = [](const Row& row) { return feed::text_of(std::invoke(Stands, row)); },
            .drop = [](Put& put) { put.*Member = {}; },
            .put = [](Put& put, const FeedText& text) { feed::set(put.*Member, text); },
            .words = FeedCodec<Value>::words};
  }
};

}  // namespace operations
