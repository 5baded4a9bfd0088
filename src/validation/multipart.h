#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace validation {

/// True for a body that its media type calls multipart/form-data.
bool is_multipart(std::string_view content_type);

/// Calls `take` with the name and the value of each part (RFC 7578). A sentence when the body is not one,
/// which says why; empty when it is.
std::string read_multipart(std::string_view content_type, std::string_view body,
                           const std::function<void(std::string_view name, std::string value)>& take);

}  // namespace validation
