#include "domain/refusals.h"

#include <algorithm>

namespace domain {

namespace {

constexpr std::string_view k_package = "O pacote ";

}  // namespace

std::string first_few(std::span<const std::string> names, std::size_t most) {
  const auto shown = std::min(names.size(), most);
  std::string text;
  for (std::size_t at = 0; at < shown; ++at) text += (at == 0 ? "" : ", ") + names[at];
  return shown == names.size() ? text : text + " e mais " + std::to_string(names.size() - shown);
}

std::vector<SharedReason> by_reason(std::span<const std::string> messages) {
  std::vector<SharedReason> shared;
  for (std::size_t place = 0; place < messages.size(); ++place) {
    const auto& message = messages[place];
    // The reason says nothing of the kind, a package's name may: so the last one.
    const auto at = message.rfind(k_cannot_be_linked);
    const bool usual = at != std::string::npos && message.starts_with(k_package) && at >= k_package.size();
    const auto reason = usual ? message.substr(at + k_cannot_be_linked.size()) : message;
    auto found = std::ranges::find(shared, reason, &SharedReason::reason);
    if (found == shared.end()) found = shared.insert(shared.end(), SharedReason{.reason = reason});
    if (usual) found->packages.push_back(message.substr(k_package.size(), at - k_package.size()));
    found->places.push_back(place);
  }
  return shared;
}

std::vector<std::string> said_once(std::span<const std::string> messages) {
  std::vector<std::string> texts;
  for (const auto& one : by_reason(messages))
    texts.push_back(one.packages.size() < 2
                        ? messages[one.places.front()]
                        : std::to_string(one.packages.size()) + " pacotes (" + first_few(one.packages) +
                              ") não podem ser vinculados: " + one.reason);
  return texts;
}

}  // namespace domain
