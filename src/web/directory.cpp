#include "web/directory.h"

#include "operations/login.h"
#include "storage/providers.h"
#include "storage/tokens.h"

namespace web {

namespace {

/// A token in constant use writes its last use once a minute.
constexpr std::chrono::minutes k_used_step{1};

}  // namespace

std::optional<Provider> StoredDirectory::find_provider(storage::Db& db, std::string_view host) const {
  const auto row = storage::find_provider_by_host(db, host);
  if (!row) return std::nullopt;
  return Provider{.id = row->id,
                  .slug = row->slug,
                  .name = row->name,
                  .zone = base::TimeZone(row->time_zone),
                  .erp_url_template = row->erp_url_template.value_or("")};
}

std::optional<User> StoredDirectory::find_user(storage::Db& db, const Provider& provider,
                                               std::string_view token, base::Instant now) const {
  const auto found = operations::find_live_session({db, provider.id}, std::string(token), now);
  if (!found) return std::nullopt;
  return User{.id = found->session.user_id,
              .name = found->name,
              .email = found->email,
              .role = found->role,
              .session_hash = found->session.token_hash};
}

std::optional<Token> StoredDirectory::find_token(storage::Db& db, const Provider& provider,
                                                 std::string_view token, base::Instant now) const {
  const auto row = storage::find_live_token({db, provider.id}, base::token_hash(token));
  if (!row) return std::nullopt;
  if (!row->last_used_at || *row->last_used_at < now - k_used_step)
    storage::update_token_used({db, provider.id}, row->id, now);
  return Token{.id = row->id, .name = row->description, .scopes = row->scopes};
}

}  // namespace web
