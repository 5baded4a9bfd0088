#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "web/page.h"

/// What was just saved: the message names it, the list it leads back to marks it and offers what comes next.
namespace web {

/// A made one may be followed by another.
enum class Saved : std::uint8_t { made, changed };

/// Back on the list below which records stand by their ids: "/planos".
http::Response saved_in_list(const Context& context, const std::string& list, std::uint64_t id, Saved how,
                             std::string_view message, Tone tone = Tone::success);

/// Where the record stands of which the page asked for was told that it was saved; empty: none was.
std::string saved_record(const Context& context);
/// Offers *Abrir* and *Criar outro* beside the message, as far as there are such pages for the person.
void offer_next_steps(const Context& context, Page& page);

}  // namespace web
