#include "base/secrets.h"

#include <sodium.h>

#include <charconv>
#include <stdexcept>
#include <utility>

#include "base/digest_place.h"
#include "base/seal_mark.h"
#include "base/text.h"

namespace base {

namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

constexpr std::size_t k_nonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t k_tag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

template <std::size_t Size>
std::string keyed_hash(const std::array<unsigned char, Size>& key, std::string_view text,
                       std::size_t length) {
  std::string out(length, '\0');
  crypto_generichash(bytes(out), length, bytes(text), text.size(), key.data(), key.size());
  return out;
}

std::array<unsigned char, 32> derived_key(const std::array<unsigned char, 32>& from,
                                          std::string_view purpose) {
  std::array<unsigned char, 32> key{};
  const auto hash = keyed_hash(from, purpose, key.size());
  std::copy(hash.begin(), hash.end(), key.begin());
  return key;
}

/// A sealed value begins with k_derived and the key's id; one from before with the id alone (1–255), and its
/// key is the file's own instead of one derived from it.
constexpr char k_derived = 0;

struct Sealed {
  bool derived = false;
  std::uint8_t key_id = 0;
  std::string_view nonce = {};
  std::string_view rest = {};
};

std::optional<Sealed> parts_of(std::string_view sealed) {
  const auto mark = seal_mark(sealed).size();
  if (mark == 0 || sealed.size() < mark + k_nonce + k_tag) return std::nullopt;
  return Sealed{.derived = sealed.front() == k_derived,
                .key_id = static_cast<std::uint8_t>(sealed[mark - 1]),
                .nonce = sealed.substr(mark, k_nonce),
                .rest = sealed.substr(mark + k_nonce)};
}

std::array<unsigned char, 32> sealing_key(const std::array<unsigned char, 32>& key) {
  return derived_key(key, "seal");
}

std::string base64_of(std::string_view text, int variant) {
  std::string out(sodium_base64_ENCODED_LEN(text.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes(text), text.size(), variant);
  out.pop_back();  // the terminating zero
  return out;
}

}  // namespace

void start_crypto() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
}

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  randombytes_buf(out.data(), count);
  return out;
}

std::string random_id() { return hex_of(random_bytes(16)); }
std::string random_token() { return base64url(random_bytes(32)); }

std::string token_hash(std::string_view token) {
  std::string out(32, '\0');
  crypto_generichash(bytes(out), out.size(), bytes(token), token.size(), nullptr, 0);
  return out;
}

bool same_bytes(std::string_view left, std::string_view right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string base64url(std::string_view text) {
  return base64_of(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string base64(std::string_view text) { return base64_of(text, sodium_base64_VARIANT_ORIGINAL); }

std::optional<std::string> bytes_of_base64(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(bytes(out), out.size(), text.data(), text.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return std::nullopt;
  out.resize(length);
  return out;
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::string out(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes(text), text.size());
  crypto_auth_hmacsha256_final(&state, bytes(out));
  return out;
}

std::string hash_password(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  const DigestPlace place;
  constexpr unsigned long long k_passes = 2;
  constexpr std::size_t k_memory = std::size_t{19} * 1024 * 1024;
  if (crypto_pwhash_str(out.data(), password.data(), password.size(), k_passes, k_memory) != 0)
    throw std::runtime_error("no memory to hash a password");
  return out.data();
}

bool verify_password(std::string_view hash, std::string_view password) {
  const DigestPlace place;
  return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

Keyring::Keyring(std::string_view key_file) {
  const Key* first = nullptr;
  for (const auto line : split(key_file, '\n')) {
    const auto text = trim(line);
    if (text.empty() || text.front() == '#') continue;
    const auto colon = text.find(':');
    unsigned id = 0;
    const auto key = colon == std::string_view::npos ? std::string{} : bytes_of_hex(text.substr(colon + 1));
    if (colon == std::string_view::npos ||
        std::from_chars(text.data(), text.data() + colon, id).ptr != text.data() + colon || id < 1 ||
        id > 255 || key.size() != 32)
      throw std::runtime_error("key file: a line is not \"id:64 hex digits\"");
    current_ = static_cast<std::uint8_t>(id);
    if (keys_.contains(current_)) throw std::runtime_error("key file: two keys with one id");
    std::copy(key.begin(), key.end(), keys_[current_].begin());
    if (first == nullptr) first = &keys_[current_];
  }
  if (first == nullptr) throw std::runtime_error("key file: no key in it");
  digest_key_ = derived_key(*first, "service password digest");
  login_key_ = derived_key(*first, "login key");
  mac_key_ = derived_key(*first, "mac");
}

std::string Keyring::generate() { return "1:" + hex_of(random_bytes(32)) + "\n"; }

std::string seal_mark(std::string_view sealed) {
  return std::string(sealed.substr(0, sealed.starts_with(k_derived) ? 2 : 1));
}

std::string Keyring::seal(std::string_view plain, std::string_view context) const {
  const auto key = sealing_key(keys_.at(current_));
  const auto nonce = random_bytes(k_nonce);
  std::string text(plain.size() + k_tag, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(text), nullptr, bytes(plain), plain.size(), bytes(context),
                                             context.size(), nullptr, bytes(nonce), key.data());
  return std::string{k_derived, static_cast<char>(current_)} + nonce + text;
}

std::optional<std::string> Keyring::open(std::string_view sealed, std::string_view context) const {
  const auto parts = parts_of(sealed);
  if (!parts) return std::nullopt;
  const auto found = keys_.find(parts->key_id);
  if (found == keys_.end()) return std::nullopt;
  const auto key = parts->derived ? sealing_key(found->second) : found->second;
  std::string out(parts->rest.size() - k_tag, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(out), nullptr, nullptr, bytes(parts->rest),
                                                 parts->rest.size(), bytes(context), context.size(),
                                                 bytes(parts->nonce), key.data()) != 0)
    return std::nullopt;
  return out;
}

std::string Keyring::opened(std::string_view sealed, std::string_view context) const {
  auto plain = open(sealed, context);
  if (!plain)
    throw std::runtime_error("a sealed value does not open with these keys: " + std::string(context));
  return std::move(*plain);
}

std::string Keyring::password_digest(std::uint64_t service_id, std::string_view password) const {
  return keyed_hash(digest_key_, std::to_string(service_id) + '\0' + std::string(password), 32);
}

std::string Keyring::login_key(std::string_view normalised_login) const {
  return keyed_hash(login_key_, normalised_login, 16);
}

std::map<std::uint8_t, std::string> Keyring::checks() const {
  constexpr std::string_view k_purpose = "check of this key";
  std::map<std::uint8_t, std::string> checks{{0, keyed_hash(mac_key_, k_purpose, 32)}};
  for (const auto& [id, key] : keys_) checks.emplace(id, keyed_hash(key, k_purpose, 32));
  return checks;
}

std::string Keyring::mac(std::string_view purpose, std::string_view text) const {
  return keyed_hash(mac_key_, std::string(purpose) + '\0' + std::string(text), 32);
}

}  // namespace base
