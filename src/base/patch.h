#pragma once
#include <optional>
#include <utility>

namespace base {

/// A field of a PUT (D10): omitted = unchanged, null = cleared, else the new value.
template <typename T>
struct Patch {
  bool given = false;
  std::optional<T> value = {};

  Patch() = default;
  Patch(T new_value) : given(true), value(std::move(new_value)) {}
  static Patch cleared() {
    Patch patch;
    patch.given = true;
    return patch;
  }

  /// The value after the patch, for a field that may be empty.
  std::optional<T> over(std::optional<T> current) const { return given ? value : current; }
  /// The value after the patch, for a field that falls back to `empty` when cleared.
  T over(T current, T empty) const { return given ? value.value_or(std::move(empty)) : current; }
};

}  // namespace base
