#pragma once
#include <optional>
#include <string_view>

#include "web/context.h"

namespace web {

/// Who calls the machine interface.
struct Caller {
  Provider provider = {};
  std::optional<Token> token = {};
};

/// Who is asking: looked up in the database in production, made by hand in tests.
class Directory {
 public:
  virtual ~Directory() = default;
  /// The provider of a host name (lower case, without port).
  virtual std::optional<Provider> find_provider(storage::Db& db, std::string_view host) const = 0;
  /// The signed-in person of a session token that is neither over nor revoked.
  virtual std::optional<User> find_user(storage::Db& db, const Provider& provider, std::string_view token,
                                        base::Instant now) const = 0;
  /// The same with the API token, when it belongs to the provider and is not revoked.
  virtual std::optional<Caller> find_caller(storage::Db& db, std::string_view host, std::string_view token,
                                            base::Instant now) const = 0;
};

/// The tables provider_host, session and api_token.
class StoredDirectory final : public Directory {
 public:
  std::optional<Provider> find_provider(storage::Db& db, std::string_view host) const override;
  std::optional<User> find_user(storage::Db& db, const Provider& provider, std::string_view token,
                                base::Instant now) const override;
  std::optional<Caller> find_caller(storage::Db& db, std::string_view host, std::string_view token,
                                    base::Instant now) const override;
};

}  // namespace web
