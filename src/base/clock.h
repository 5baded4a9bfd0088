#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// A moment, UTC, to the millisecond: DATETIME(3) in the database.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A calendar day without zone.
using Date = std::chrono::year_month_day;

/// 9999-12-31: "no end". Never NULL in the computed tables.
inline constexpr Instant k_open_end =
    std::chrono::sys_days{std::chrono::year{9999} / std::chrono::December / 31};
/// 1970-01-01: "over already", whatever the clocks of the hosts say.
inline constexpr Instant k_long_ago{};

/// Time is handed in: the system's in production, a fixed one in tests.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

/// Stands still until told; for tests. Not for use from two threads.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant at) : now_(at) {}
  Instant now() const override { return now_; }
  void set(Instant at) { now_ = at; }
  void advance(std::chrono::milliseconds by) { now_ += by; }

 private:
  Instant now_;
};

/// "2026-11-22 03:04:05.678" as the database writes it, UTC.
std::string to_sql(Instant at);
/// Reads "YYYY-MM-DD[ HH:MM:SS[.fff…]]"; nothing when it is not one.
std::optional<Instant> instant_from_sql(std::string_view text);
/// RFC 3339 with Z: "2026-11-22T03:04:05Z".
std::string to_rfc3339(Instant at);

/// "2026-11-22".
std::string to_iso(Date date);
/// Reads "YYYY-MM-DD"; nothing when it is not a calendar day.
std::optional<Date> date_from_iso(std::string_view text);
/// "22/11/2026".
std::string to_br(Date date);
/// Reads "dd/mm/aaaa", "dd-mm-aaaa" or "YYYY-MM-DD".
std::optional<Date> date_from_br(std::string_view text);
/// As people type it, too: "4/11/26", "24.11.2026", "24112026", "241126"; from 1900 to 2199.
std::optional<Date> date_typed(std::string_view text);

/// A provider's time zone (IANA name). Throws std::runtime_error for an unknown name.
class TimeZone {
 public:
  explicit TimeZone(std::string_view name);
  /// True when the system knows the name.
  static bool exists(std::string_view name);
  /// 00:00 of the local day, as an instant; the first moment of the day where DST skips midnight.
  Instant start_of(Date day) const;
  Date day_of(Instant at) const;
  /// "22/11/2026 00:04" local.
  std::string minute_br(Instant at) const;
  /// "22/11/2026 00:04:05" local.
  std::string second_br(Instant at) const;
  /// "2026-11-22T00:04:05-03:00".
  std::string rfc3339(Instant at) const;
  /// Reads RFC 3339, or a day as date_from_br does, alone or with " HH:MM[:SS]", in this zone's local time.
  std::optional<Instant> parse(std::string_view text) const;

 private:
  const void* zone_;  // date::time_zone, which never goes away; date/tz.h stays out of the headers
};

}  // namespace base
