#include "known_hosts.h"

namespace door {

std::optional<web::Provider> KnownHosts::find_provider(storage::Db& db, std::string_view host) const {
  auto provider = directory_.find_provider(db, host);
  const std::lock_guard lock(mutex_);
  if (provider)
    owners_.insert_or_assign(std::string(host), "#" + std::to_string(provider->id));
  else if (const auto found = owners_.find(host); found != owners_.end())
    owners_.erase(found);
  return provider;
}

std::optional<web::User> KnownHosts::find_user(storage::Db& db, const web::Provider& provider,
                                               std::string_view token, base::Instant now) const {
  return directory_.find_user(db, provider, token, now);
}

std::optional<web::Token> KnownHosts::find_token(storage::Db& db, const web::Provider& provider,
                                                 std::string_view token, base::Instant now) const {
  return directory_.find_token(db, provider, token, now);
}

std::string KnownHosts::owner_of(const std::string& host) const {
  const std::lock_guard lock(mutex_);
  const auto found = owners_.find(host);
  return found == owners_.end() ? host : found->second;
}

}  // namespace door
