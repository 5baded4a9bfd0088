#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// *Por que foi negado?* (R18), as other pages link to it.
namespace web {

inline constexpr std::string_view k_denial_root = "/por-que-foi-negado";

/// About a customer: all products.
std::string denial_path(std::uint64_t customer_id);
/// About one of them.
std::string denial_path(std::uint64_t customer_id, std::uint32_t integration_id,
                        std::string_view product_code);

}  // namespace web
