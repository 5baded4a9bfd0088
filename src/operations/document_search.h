#pragma once
#include <chrono>
#include <cstdint>
#include <string_view>

#include "operations/context.h"

namespace operations {

/// How many whole documents somebody who may not see one searches for in a quarter of an hour before he
/// waits.
inline constexpr std::uint32_t k_free_document_searches = 30;

/// Somebody searches for a text. One that is a whole CPF or CNPJ tells whose it is, where lists show six of
/// its digits: it is noted with the customer like a document shown, once in a quarter of an hour.
/// `may_reveal`: whether he may have it shown; whoever may not cannot try all numbers. Above zero: not now.
std::chrono::seconds note_search(const Context& context, std::string_view text, bool may_reveal);

}  // namespace operations
