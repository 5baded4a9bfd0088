#pragma once
#include <string>
#include <vector>

#include "operations/service_preview.h"

namespace web {

/// A preview in words and numbers: "3 pacotes continuam no serviço: A, B, C.", …
std::vector<std::string> consequences_of(const operations::ServicePreview& preview);

}  // namespace web
