#pragma once
#include <map>
#include <mutex>
#include <string>

#include "web/directory.h"

namespace door {

/// The directory, remembering whose the host names were that it was asked for: so a request's provider is
/// known before the database is asked again. Any thread.
class KnownHosts final : public web::Directory {
 public:
  explicit KnownHosts(const web::Directory& directory) : directory_(directory) {}

  std::optional<web::Provider> find_provider(storage::Db& db, std::string_view host) const override;
  std::optional<web::User> find_user(storage::Db& db, const web::Provider& provider, std::string_view token,
                                     base::Instant now) const override;
  std::optional<web::Caller> find_caller(storage::Db& db, std::string_view host, std::string_view token,
                                         base::Instant now) const override;

  /// Who is asked for under the host name: one word for all names of a provider; the name itself while it is
  /// nobody's, as far as is known.
  std::string owner_of(const std::string& host) const;

 private:
  /// Nobody: 0.
  void remember(std::string_view host, std::uint32_t provider_id) const;

  const web::Directory& directory_;
  mutable std::mutex mutex_ = {};
  mutable std::map<std::string, std::string, std::less<>> owners_ = {};  // words by host
};

}  // namespace door
