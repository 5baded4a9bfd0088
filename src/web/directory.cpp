#include "web/directory.h"

#include "operations/login.h"
#include "storage/callers.h"
#include "storage/providers.h"
#include "storage/tokens.h"

namespace web {

namespace {

/// A token in constant use writes its last use once a minute.
constexpr std::chrono::minutes k_used_step{1};

Provider provider_of(const storage::Provider& row) {
  return {.id = row.id,
          .slug = row.slug,
          .name = row.name,
          .zone = base::TimeZone(row.time_zone),
          .erp_url_template = row.erp_url_template.value_or(""),
          .address = row.address};
}

}  // namespace

std::optional<Provider> StoredDirectory::find_provider(storage::Db& db, std::string_view host) const {
  const auto row = storage::find_provider_by_host(db, host);
  return row ? std::optional(provider_of(*row)) : std::nullopt;
}

std::optional<User> StoredDirectory::find_user(storage::Db& db, const Provider& provider,
                                               std::string_view token, base::Instant now) const {
  const auto found = operations::find_live_session({db, provider.id}, std::string(token), now);
  if (!found) return std::nullopt;
  return User{.id = found->session.user_id,
              .name = found->name,
              .email = found->email,
              .role = found->role,
              .session_hash = found->session.token_hash,
              .must_set_up = found->lacks_second_factor};
}

std::optional<Caller> StoredDirectory::find_caller(storage::Db& db, std::string_view host,
                                                   std::string_view token, base::Instant now) const {
  const auto found = storage::find_caller(db, host, base::token_hash(token));
  if (!found) return std::nullopt;
  Caller caller{.provider = provider_of(found->provider)};
  const auto& row = found->token;
  if (!row) return caller;
  if (!row->last_used_at || *row->last_used_at < now - k_used_step)
    storage::update_token_used({db, caller.provider.id}, row->id, now);
  caller.token = Token{.id = row->id, .name = row->description, .scopes = row->scopes};
  return caller;
}

}  // namespace web
