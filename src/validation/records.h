#pragma once
#include <cstddef>
#include <string_view>

namespace validation {

/// Most a request may take on the wire, record headers and padding included.
inline constexpr std::size_t k_max_request_bytes = 16 * 1024;

enum class Arrival {
  nothing,  ///< no byte yet
  part,     ///< the beginning of a request
  whole,    ///< exactly one request, its empty STDIN record included: libfcgi can read it without waiting
  refused,  ///< not a FastCGI responder request, or something behind its end (we do not multiplex)
  gone,     ///< the peer has closed
};

/// Walks the FastCGI record headers of what has arrived so far.
Arrival examine(std::string_view bytes);

}  // namespace validation
