#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/expected.h"
#include "osm/domain/channel.h"
#include "osm/domain/notification.h"
#include "osm/operations/act.h"
#include "osm/storage/app_tokens.h"

/// The app of a subscriber: in, out, and what it shows (R39).
namespace osm {

/// What an app sends to log in.
struct AppLogIn {
  std::string provider = {};  ///< its slug; another than the host's lets nobody in
  std::string log_in = {};    ///< e-mail or access key
  std::string password = {};
  std::string app_name = {};  ///< "android 1.2"
  std::string address = {};   ///< where it comes from
};

/// Not let in.
struct AppRefusal {
  enum class Why : std::uint8_t {
    wrong,      ///< log-in or password; nobody says which
    over,       ///< the token is unknown or has ended
    suspended,  ///< it is he, and he may not enter; his token stays
    wait,       ///< too many were wrong
  };
  Why why = Why::wrong;
  std::chrono::seconds wait{};
};

struct LoggedIn {
  std::string token = {};  ///< nowhere else
  WholeSubscriber subscriber = {};
};

/// Strangers who guess at one e-mail or access key hold back that one, not the subscriber's others. Throws
/// base::TooManyDigests before anything is counted.
base::Expected<LoggedIn, AppRefusal> log_in(const Context& context, const AppLogIn& input);
/// Whom a token lets in now; its use is written down once a minute.
base::Expected<AppToken, AppRefusal> use_app(const Context& context, const std::string& token);
/// The token ends; one that there is not is no error.
void log_out(const Context& context, const std::string& token);

/// The channels of a subscriber, in order.
std::vector<Channel> list_channels(const Context& context, std::uint64_t subscriber_id);

struct Inbox {
  std::vector<Notification> notifications = {};  ///< the newest hundred, newest first
  std::uint64_t unread = 0;
};
Inbox list_notifications(const Context& context, std::uint64_t subscriber_id);
/// False when the subscriber has no such notification. Repeatable.
bool read_notification(const Context& context, std::uint64_t subscriber_id, std::uint64_t notification_id);

}  // namespace osm
