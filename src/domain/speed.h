#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Speeds of a plan as people say them; kept in kbps.
namespace domain {

/// "500 Mb", "1,5 Gbps", "512 kbps", "500" (Mbps), "1.000" (a thousand): in kbps; nothing when it is no
/// speed, or none of whole kbps.
std::optional<std::uint64_t> kbps_from(std::string_view text);

/// "500", "0,512": Mbps as a field shows them.
std::string mbps_field(std::uint32_t kbps);
/// "500 Mbps", "1.000 Mbps"; below one "512 kbps".
std::string speed_text(std::uint32_t kbps);

}  // namespace domain
