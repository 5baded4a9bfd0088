#include "known_hosts.h"

namespace door {

std::optional<web::Provider> KnownHosts::find_provider(storage::Db& db, std::string_view host) const {
  auto provider = directory_.find_provider(db, host);
  remember(host, provider ? provider->id : 0);
  return provider;
}

void KnownHosts::remember(std::string_view host, std::uint32_t provider_id) const {
  const std::lock_guard lock(mutex_);
  if (provider_id != 0)
    owners_.insert_or_assign(std::string(host), "#" + std::to_string(provider_id));
  else if (const auto found = owners_.find(host); found != owners_.end())
    owners_.erase(found);
}

std::optional<web::User> KnownHosts::find_user(storage::Db& db, const web::Provider& provider,
                                               std::string_view token, base::Instant now) const {
  return directory_.find_user(db, provider, token, now);
}

std::optional<web::Caller> KnownHosts::find_caller(storage::Db& db, std::string_view host,
                                                   std::string_view token, base::Instant now) const {
  auto caller = directory_.find_caller(db, host, token, now);
  remember(host, caller ? caller->provider.id : 0);
  return caller;
}

std::string KnownHosts::owner_of(const std::string& host) const {
  const std::lock_guard lock(mutex_);
  const auto found = owners_.find(host);
  return found == owners_.end() ? host : found->second;
}

}  // namespace door
