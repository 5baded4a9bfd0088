#include "validation/records.h"

#include <cstdint>

namespace validation {

namespace {

constexpr std::size_t k_header = 8;
constexpr unsigned k_version = 1;
constexpr unsigned k_begin_request = 1;
constexpr unsigned k_params = 4;
constexpr unsigned k_stdin = 5;
constexpr unsigned k_responder = 1;
constexpr std::size_t k_begin_body = 8;

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }
unsigned pair_at(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1);
}

struct Record {
  unsigned version = 0;
  unsigned type = 0;
  unsigned request = 0;
  std::size_t content = 0;
  std::size_t padding = 0;
};

Record record_at(std::string_view bytes, std::size_t at) {
  return {byte_at(bytes, at), byte_at(bytes, at + 1), pair_at(bytes, at + 2), pair_at(bytes, at + 4),
          byte_at(bytes, at + 6)};
}

bool is_begin(const Record& record) {
  return record.type == k_begin_request && record.request != 0 && record.content == k_begin_body;
}

}  // namespace

Arrival examine(std::string_view bytes) {
  if (bytes.empty()) return Arrival::nothing;
  unsigned awaited = k_begin_request;
  unsigned request = 0;
  for (std::size_t at = 0; at + k_header <= bytes.size();) {
    const auto record = record_at(bytes, at);
    if (record.version != k_version || record.type != awaited) return Arrival::refused;
    if (awaited == k_begin_request ? !is_begin(record) : record.request != request) return Arrival::refused;
    // Padding of the last record would stay in libfcgi's way of the next request; nobody sends it.
    if (awaited == k_stdin && record.content == 0)
      return record.padding == 0 && at + k_header == bytes.size() ? Arrival::whole : Arrival::refused;
    if (awaited == k_begin_request) {
      if (bytes.size() >= at + k_header + 2 && pair_at(bytes, at + k_header) != k_responder)
        return Arrival::refused;
      request = record.request;
      awaited = k_params;
    } else if (awaited == k_params && record.content == 0) {
      awaited = k_stdin;
    }
    at += k_header + record.content + record.padding;
  }
  return bytes.size() >= k_max_request_bytes ? Arrival::refused : Arrival::part;
}

}  // namespace validation
