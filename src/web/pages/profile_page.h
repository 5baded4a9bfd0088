#pragma once
#include "web/page.h"

namespace web {

/// The pages of the profile, as links below the title.
void fill_profile_sections(const Context& context, Page& page);

}  // namespace web
