#pragma once
#include "operations/losses.h"
#include "web/page.h"

/// What the guard against mass loss holds (D70), as pages tell it.
namespace web {

std::string held_losses_path(std::uint32_t integration_id);
/// One notice for each integration of which losses are held, in the place of transmissions/held.html.
void fill_held_losses(const Context& context, View& body);

}  // namespace web
