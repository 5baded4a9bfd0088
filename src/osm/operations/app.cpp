#include "osm/operations/app.h"

#include <algorithm>

#include "base/digest_place.h"
#include "base/network.h"
#include "base/secrets.h"
#include "base/text.h"
#include "osm/domain/log_in.h"
#include "osm/operations/brake.h"
#include "osm/storage/channels.h"
#include "osm/storage/credentials.h"
#include "osm/storage/notifications.h"
#include "osm/storage/subscribers.h"
#include "osm/storage/whole_subscribers.h"
#include "storage/providers.h"

namespace osm {

namespace {

using std::chrono::seconds;

constexpr std::size_t k_app_name_most = 60;
constexpr std::uint32_t k_inbox_most = 100;

base::Unexpected<AppRefusal> refused_as(AppRefusal::Why why, seconds wait = {}) {
  return {AppRefusal{.why = why, .wait = wait}};
}

/// The host's provider answers under its own name only.
bool is_own(const Context& context, const std::string& slug) {
  const auto provider = storage::find_provider(context.tenant.db, context.tenant.provider_id);
  return provider && provider->active && provider->slug == slug;
}

/// The credential that log-in and password are of. Takes the same time whether there is one or not.
std::optional<Credential> find_fitting(const Context& context, const std::string& log_in,
                                       const std::string& password) {
  static const std::string k_nobody = base::hash_password("nobody has this password");
  std::vector<Credential> matching;
  if (const auto holder = find_log_in_holder(context.tenant, log_in))
    matching = credentials_for(list_credentials(context.tenant, {&*holder, 1}), log_in);
  if (matching.empty()) base::verify_password(k_nobody, password);
  for (auto& credential : matching)
    if (base::verify_password(credential.password_hash, password)) return std::move(credential);
  return std::nullopt;
}

/// True when the password is still the one that was looked at.
bool is_still(const WholeSubscriber& whole, const Credential& credential) {
  return std::ranges::any_of(whole.credentials, [&](const Credential& now) {
    return now.id == credential.id && now.password_hash == credential.password_hash;
  });
}

base::Expected<LoggedIn, AppRefusal> enter(const Context& context, const Credential& credential,
                                           const std::string& app_name) {
  auto locked = lock_subscriber(context.tenant, credential.subscriber_id);
  if (!locked) return refused_as(AppRefusal::Why::wrong);
  LoggedIn in{.token = base::random_token(), .subscriber = whole_of(context.tenant, std::move(*locked))};
  if (!is_still(in.subscriber, credential)) return refused_as(AppRefusal::Why::wrong);
  if (in.subscriber.subscriber.status == Status::suspended) return refused_as(AppRefusal::Why::suspended);
  const auto now = context.clock.now();
  insert_app_token(context.tenant, {.hash = base::token_hash(in.token),
                                    .subscriber_id = credential.subscriber_id,
                                    .credential_id = credential.id,
                                    .app_name = app_name,
                                    .created_at = now,
                                    .used_at = now});
  update_app_seen(context.tenant, credential.subscriber_id, app_name, now);
  return in;
}

std::string app_name_of(std::string_view typed) {
  return base::printable(base::tidied(typed).substr(0, k_app_name_most));
}

}  // namespace

base::Expected<LoggedIn, AppRefusal> log_in(const Context& context, const AppLogIn& input) {
  if (!is_own(context, input.provider)) return refused_as(AppRefusal::Why::wrong);
  const auto wanted = log_in_of(input.log_in);
  const auto by_log_in = brake_of(context, "app", base::fold(wanted), k_free_of_log_in);
  const auto by_address =
      brake_of(context, "app_address", base::network_of(input.address), k_free_of_address);
  std::optional<Credential> credential;
  {
    const base::DigestPlace place;
    if (const auto wait = wait_for(context, by_address); wait > seconds{0})
      return refused_as(AppRefusal::Why::wait, wait);
    if (const auto wait = begin_guess(context, by_log_in); wait > seconds{0})
      return refused_as(AppRefusal::Why::wait, wait);
    credential = find_fitting(context, wanted, input.password);
  }
  if (!credential) {
    count_guess(context, by_address);
    return refused_as(AppRefusal::Why::wrong);
  }
  forget_guesses(context, by_log_in);
  return context.tenant.db.transaction(
      [&] { return enter(context, *credential, app_name_of(input.app_name)); });
}

base::Expected<AppToken, AppRefusal> use_app(const Context& context, const std::string& token) {
  const auto now = context.clock.now();
  const auto use = find_app_use(context.tenant, base::token_hash(token), alive_since(now));
  if (!use) return refused_as(AppRefusal::Why::over);
  const bool news = is_news(use->token.used_at, now);
  if (news) update_app_token_used(context.tenant, use->token.hash, now);
  if (use->status == Status::suspended) return refused_as(AppRefusal::Why::suspended);
  if (news) update_app_seen(context.tenant, use->token.subscriber_id, use->token.app_name, now);
  return use->token;
}

void log_out(const Context& context, const std::string& token) {
  delete_app_token(context.tenant, base::token_hash(token));
}

std::vector<Channel> list_channels(const Context& context, std::uint64_t subscriber_id) {
  return united(list_channels_by_plan(context.tenant, subscriber_id));
}

Inbox list_notifications(const Context& context, std::uint64_t subscriber_id) {
  return {.notifications = list_inbox(context.tenant, subscriber_id, k_inbox_most),
          .unread = count_unread(context.tenant, subscriber_id)};
}

bool read_notification(const Context& context, std::uint64_t subscriber_id, std::uint64_t notification_id) {
  return mark_read(context.tenant, subscriber_id, notification_id, context.clock.now());
}

}  // namespace osm
