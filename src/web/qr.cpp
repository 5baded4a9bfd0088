#include "web/qr.h"

#include <qrencode.h>

#include <memory>
#include <stdexcept>

namespace web {

namespace {

constexpr std::uint32_t k_quiet = 4;

/// "M5 4h7v1h-7z": as many dark modules in a row.
void add_run(std::string& path, std::uint32_t x, std::uint32_t y, std::uint32_t length) {
  const auto text = std::to_string(length);
  path += "M" + std::to_string(x + k_quiet) + " " + std::to_string(y + k_quiet) + "h" + text + "v1h-" + text +
          "z";
}

}  // namespace

QrCode qr_code(std::string_view text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
  if (!code) throw std::runtime_error("no QR code holds this text");
  const auto width = static_cast<std::uint32_t>(code->width);
  QrCode drawn{.side = width + 2 * k_quiet};
  for (std::uint32_t y = 0; y < width; ++y) {
    const unsigned char* row = code->data + static_cast<std::size_t>(y) * width;
    for (std::uint32_t x = 0; x < width; ++x) {
      const auto begun = x;
      while (x < width && (row[x] & 1U) != 0) ++x;
      if (x > begun) add_run(drawn.path, begun, y, x - begun);
    }
  }
  return drawn;
}

}  // namespace web
