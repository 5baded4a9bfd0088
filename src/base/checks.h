#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/patch.h"
#include "base/problem.h"

namespace base {

/// Trims the text of a patch; a blank one becomes "cleared". An error when it is longer than `most`
/// characters or holds control characters.
void check_text(FieldErrors& errors, std::string_view field, Patch<std::string>& patch, std::size_t most);

/// The same for a field that must not be empty; `creating` makes an omitted one an error too.
void check_required_text(FieldErrors& errors, std::string_view field, Patch<std::string>& patch,
                         std::size_t most, bool creating);

/// Brings a log-in, an e-mail or a name into the form in which they are stored (D37); before it is checked.
void tidy(Patch<std::string>& patch);

/// name@domain, as far as that can be told.
bool is_email(std::string_view text);

/// The siglas of the 27 federal units, in the order of the alphabet.
std::span<const std::string_view> federal_units();

/// Brings a state into the capital letters of its sigla; an error when it is none of the 27.
void check_uf(FieldErrors& errors, std::string_view field, Patch<std::string>& uf);

/// An error unless the text is a code: 1–64 visible ASCII characters without spaces.
void check_code(FieldErrors& errors, std::string_view field, std::string_view code);

}  // namespace base
