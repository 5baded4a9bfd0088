#pragma once
#include <sodium.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/secrets.h"
#include "base/text.h"

namespace test {

/// A secret as it was sealed before sealing keys were derived: the key's id, the nonce, and under the key of
/// the file itself (64 hex digits) the text.
inline std::string sealed_before(std::uint8_t id, std::string_view key, std::string_view plain,
                                 std::string_view context) {
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  const auto raw = base::bytes_of_hex(key);
  const auto nonce = base::random_bytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
  std::string text(plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(text.data()), nullptr,
                                             bytes(plain), plain.size(), bytes(context), context.size(),
                                             nullptr, bytes(nonce), bytes(raw));
  return static_cast<char>(id) + nonce + text;
}

}  // namespace test
