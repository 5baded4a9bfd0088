#pragma once
#include <string>
#include <string_view>

namespace base {

/// What one caller has of addresses: an IPv4 address as it is, also one written as IPv6, and of an IPv6
/// address its /64, which is given out whole ("2001:db8:0:1::/64"). Other text as it is.
std::string network_of(std::string_view address);

}  // namespace base
