#include "base/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace base {

namespace {

constexpr std::size_t k_network_bytes = 8;

std::string text_of(int family, const void* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return ::inet_ntop(family, bytes, text.data(), text.size()) == nullptr ? "" : text.data();
}

}  // namespace

std::string network_of(std::string_view address) {
  in6_addr whole{};
  if (::inet_pton(AF_INET6, std::string(address).c_str(), &whole) != 1) return std::string(address);
  if (IN6_IS_ADDR_V4MAPPED(&whole)) return text_of(AF_INET, &whole.s6_addr[12]);
  std::fill(std::begin(whole.s6_addr) + k_network_bytes, std::end(whole.s6_addr), std::uint8_t{0});
  return text_of(AF_INET6, &whole) + "/64";
}

}  // namespace base
