#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace web {

/// A QR code as SVG draws it: `side` modules a side with the quiet zone that readers need, and the dark ones
/// as one path.
struct QrCode {
  std::uint32_t side = 0;
  std::string path = {};
};
/// Throws std::runtime_error for a text that fits none.
QrCode qr_code(std::string_view text);

}  // namespace web
