#pragma once
#include <optional>
#include <string_view>

#include "web/context.h"

namespace web {

/// Who is asking: looked up in the database in production, made by hand in tests.
class Directory {
 public:
  virtual ~Directory() = default;
  /// The provider of a host name (lower case, without port).
  virtual std::optional<Provider> find_provider(storage::Db& db, std::string_view host) const = 0;
  /// The signed-in person of a session token that is neither over nor revoked.
  virtual std::optional<User> find_user(storage::Db& db, const Provider& provider, std::string_view token,
                                        base::Instant now) const = 0;
  /// The API token, when it belongs to the provider and is not revoked.
  virtual std::optional<Token> find_token(storage::Db& db, const Provider& provider, std::string_view token,
                                          base::Instant now) const = 0;
};

/// The tables provider_host, session and api_token.
class StoredDirectory final : public Directory {
 public:
  std::optional<Provider> find_provider(storage::Db& db, std::string_view host) const override;
  std::optional<User> find_user(storage::Db& db, const Provider& provider, std::string_view token,
                                base::Instant now) const override;
  std::optional<Token> find_token(storage::Db& db, const Provider& provider, std::string_view token,
                                  base::Instant now) const override;
};

}  // namespace web
