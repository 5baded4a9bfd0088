#pragma once
#include <optional>
#include <string_view>

#include "storage/providers.h"
#include "storage/tokens.h"

namespace storage {

/// Who calls the machine interface.
struct Caller {
  Provider provider = {};
  std::optional<ApiToken> token = {};  ///< nothing: the provider has no such token, or it is revoked
};
/// By a host name (lower case, without port) and a token's hash; nothing when it is no active provider's
/// host.
std::optional<Caller> find_caller(Db& db, std::string_view host, std::string_view token_hash);

}  // namespace storage
