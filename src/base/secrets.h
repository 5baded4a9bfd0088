#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// Starts libsodium; once, in main, before anything here. Throws std::runtime_error.
void start_crypto();

/// `count` bytes from the system's CSPRNG.
std::string random_bytes(std::size_t count);
/// 128 random bits as 32 hex digits.
std::string random_id();
/// 256 random bits, base64url without padding: session, API and callback tokens.
std::string random_token();

/// Unkeyed BLAKE2b-256 of a high-entropy token: what the database keeps of it.
std::string token_hash(std::string_view token);
/// Compares in constant time.
bool same_bytes(std::string_view left, std::string_view right);

std::string base64url(std::string_view bytes);
/// The usual alphabet, padded.
std::string base64(std::string_view bytes);
/// Bytes of base64(); nothing when it is none.
std::optional<std::string> bytes_of_base64(std::string_view text);
/// HMAC-SHA256 under a key of any length, 32 bytes: signatures that others check.
std::string hmac_sha256(std::string_view key, std::string_view text);

/// Argon2id (t=2, m=19 MiB) in PHC text form.
std::string hash_password(std::string_view password);
/// True when the password fits the PHC text.
bool verify_password(std::string_view hash, std::string_view password);

/// The installation's keys, from the key file: seals secrets at rest and keys the digests.
/// Immutable after construction; any thread.
class Keyring {
 public:
  /// Text of the key file: lines "id:hex64" (id 1–255, 256-bit key), the last one being the current.
  /// Throws std::runtime_error.
  explicit Keyring(std::string_view key_file);
  /// A new key file's text with one key.
  static std::string generate();

  /// XChaCha20-Poly1305 under the current key; `context` (table and row) is authenticated, not stored.
  std::string seal(std::string_view plain, std::string_view context) const;
  /// The plain text; nothing when key, context or bytes do not fit.
  std::optional<std::string> open(std::string_view sealed, std::string_view context) const;
  /// The plain text of what was sealed for certain; throws std::runtime_error, which names the context, when
  /// it does not fit. For secrets that something would be done without.
  std::string opened(std::string_view sealed, std::string_view context) const;

  /// 32 bytes: digest of a service's own password, salted by the service. Under the first key, never rotated.
  std::string password_digest(std::uint64_t service_id, std::string_view password) const;
  /// 16 bytes: where a normalised login is found; keyed, so that the table tells nobody a CPF.
  std::string login_key(std::string_view normalised_login) const;
  /// What tells these keys from others without giving them away, 32 bytes each: of every key by its id, and
  /// at 0 of the one that digests hang on, the file's first.
  std::map<std::uint8_t, std::string> checks() const;
  /// 32 bytes: MAC of `text` for the purpose named (callback URLs derived from a token, D19; CSRF tokens).
  std::string mac(std::string_view purpose, std::string_view text) const;

 private:
  using Key = std::array<unsigned char, 32>;
  std::map<std::uint8_t, Key> keys_;
  std::uint8_t current_ = 0;
  Key digest_key_{};
  Key login_key_{};
  Key mac_key_{};
};

}  // namespace base
