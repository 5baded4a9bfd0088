// What has arrived of a FastCGI request: whatever the bytes, the walk ends, and an answer once given stays
// true as more arrives.
#include "validation/records.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using validation::Arrival;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto all = validation::examine(bytes);
  for (const auto length : {size / 2, size > 0 ? size - 1 : 0}) {
    const auto before = validation::examine(bytes.substr(0, length));
    if (before == Arrival::gone) std::abort();                                // that is the socket's to say
    if (before == Arrival::refused && all != Arrival::refused) std::abort();  // refused stays refused
    if (before == Arrival::whole && length < size && all == Arrival::whole)
      std::abort();  // one request ends once
  }
  if (all == Arrival::whole && size > validation::k_max_request_bytes) std::abort();
  return 0;
}
