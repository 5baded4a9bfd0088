#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Refused sales in words: a reason is said once, however many packages it keeps out.
namespace domain {

/// What stands between a package's name and the reason (domain/sale.h).
inline constexpr std::string_view k_cannot_be_linked = " não pode ser vinculado: ";

/// "A, B, C, D, E e mais 7": the first few, the others counted.
std::string first_few(std::span<const std::string> names, std::size_t most = 5);

/// The packages that one reason keeps out, in the order they came.
struct SharedReason {
  std::string reason = {};  ///< "o plano Fibra trava pacotes (…)."; of a message of another kind, all of it
  std::vector<std::string> packages = {};
  std::vector<std::size_t> places = {};  ///< of the messages
};
std::vector<SharedReason> by_reason(std::span<const std::string> messages);
/// The message of one package as it is; of several "12 pacotes (A, B, C, D, E e mais 7) não podem ser
/// vinculados: o plano Fibra trava pacotes (…)."
std::vector<std::string> said_once(std::span<const std::string> messages);

}  // namespace domain
