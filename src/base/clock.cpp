#include "base/clock.h"

#include <date/date.h>
#include <date/tz.h>

#include <cstdio>
#include <stdexcept>

namespace base {

namespace {

using std::chrono::floor;

const date::time_zone* zone_of(const void* zone) { return static_cast<const date::time_zone*>(zone); }

/// Reads exactly `count` digits at `at` and moves behind them; -1 when they are not digits.
int digits(std::string_view text, std::size_t& at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i, ++at) {
    if (text[at] < '0' || text[at] > '9') return -1;
    value = value * 10 + (text[at] - '0');
  }
  return value;
}

bool literal(std::string_view text, std::size_t& at, char c) {
  if (at >= text.size() || text[at] != c) return false;
  ++at;
  return true;
}

std::optional<Date> calendar_day(int year, int month, int day) {
  if (year < 1000 || month < 1 || day < 1) return std::nullopt;
  const Date date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                  std::chrono::day{static_cast<unsigned>(day)}};
  return date.ok() ? std::optional(date) : std::nullopt;
}

/// Reads a number of one or two digits; -1 when there is none.
int few_digits(std::string_view text, std::size_t& at) {
  const auto next = at + 1;
  const bool two = next < text.size() && text[next] >= '0' && text[next] <= '9';
  return digits(text, at, two ? 2 : 1);
}

/// Day, month and year, of two or four digits, with the same mark between them or none.
std::optional<Date> day_month_year(std::string_view text) {
  const auto mark = text.find_first_of("/-.");
  const bool apart = mark != std::string_view::npos;
  std::size_t at = 0;
  const int day = apart ? few_digits(text, at) : digits(text, at, 2);
  if (apart && !literal(text, at, text[mark])) return std::nullopt;
  const int month = apart ? few_digits(text, at) : digits(text, at, 2);
  if (apart && !literal(text, at, text[mark])) return std::nullopt;
  const auto left = text.size() - at;
  const int year = digits(text, at, left);
  if (year < 0 || (left != 2 && left != 4)) return std::nullopt;
  return calendar_day(left == 2 ? 2000 + year : year, month, day);
}

std::optional<Date> read_date(std::string_view text, std::size_t& at) {
  const int year = digits(text, at, 4);
  if (!literal(text, at, '-')) return std::nullopt;
  const int month = digits(text, at, 2);
  if (!literal(text, at, '-')) return std::nullopt;
  return calendar_day(year, month, digits(text, at, 2));
}

/// As Brazilians write it too, with slashes or hyphens; the month never comes first.
std::optional<Date> read_any_date(std::string_view text, std::size_t& at) {
  const char mark = text.size() > at + 2 ? text[at + 2] : '\0';
  if (mark != '/' && mark != '-') return read_date(text, at);
  const int day = digits(text, at, 2);
  if (!literal(text, at, mark)) return std::nullopt;
  const int month = digits(text, at, 2);
  if (!literal(text, at, mark)) return std::nullopt;
  return calendar_day(digits(text, at, 4), month, day);
}

/// Reads "HH:MM[:SS[.f…]]" as the time since midnight.
std::optional<std::chrono::milliseconds> read_time(std::string_view text, std::size_t& at) {
  const int hour = digits(text, at, 2);
  if (hour < 0 || hour > 23 || !literal(text, at, ':')) return std::nullopt;
  const int minute = digits(text, at, 2);
  if (minute < 0 || minute > 59) return std::nullopt;
  int second = 0;
  int milli = 0;
  if (literal(text, at, ':')) {
    second = digits(text, at, 2);
    if (second < 0 || second > 59) return std::nullopt;
    if (literal(text, at, '.')) {
      int scale = 100;
      const auto first = at;
      while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        milli += (text[at++] - '0') * scale;
        scale /= 10;
      }
      if (at == first) return std::nullopt;
    }
  }
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
         std::chrono::milliseconds(milli);
}

constexpr std::string_view k_sql_pattern = "0000-00-00 00:00:00.000";

/// Writes the last digits of a number.
void put_number(std::string& text, std::size_t at, std::size_t digits, std::int64_t number) {
  for (auto place = at + digits; place > at; number /= 10)
    text[--place] = static_cast<char>('0' + number % 10);
}

date::local_time<std::chrono::milliseconds> local_of(const void* zone, Instant at) {
  return zone_of(zone)->to_local(at);
}

}  // namespace

Instant SystemClock::now() const {
  return floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string to_sql(Instant at) {
  const auto day = floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  std::string text(k_sql_pattern);
  put_number(text, 0, 4, static_cast<int>(date.year()));
  put_number(text, 5, 2, static_cast<unsigned>(date.month()));
  put_number(text, 8, 2, static_cast<unsigned>(date.day()));
  put_number(text, 11, 2, time.hours().count());
  put_number(text, 14, 2, time.minutes().count());
  put_number(text, 17, 2, time.seconds().count());
  put_number(text, 20, 3, time.subseconds().count());
  return text;
}

std::optional<Instant> instant_from_sql(std::string_view text) {
  std::size_t at = 0;
  const auto day = read_date(text, at);
  if (!day) return std::nullopt;
  if (at == text.size()) return Instant{std::chrono::sys_days{*day}};
  if (text[at] != ' ' && text[at] != 'T') return std::nullopt;
  const auto time = read_time(text, ++at);
  if (!time || at != text.size()) return std::nullopt;
  return Instant{std::chrono::sys_days{*day}} + *time;
}

std::string to_rfc3339(Instant at) { return date::format("%FT%TZ", floor<std::chrono::seconds>(at)); }

std::string to_iso(Date date) { return date::format("%F", std::chrono::sys_days{date}); }

std::optional<Date> date_from_iso(std::string_view text) {
  std::size_t at = 0;
  const auto date = read_date(text, at);
  return at == text.size() ? date : std::nullopt;
}

std::string to_br(Date date) { return date::format("%d/%m/%Y", std::chrono::sys_days{date}); }

std::optional<Date> date_from_br(std::string_view text) {
  std::size_t at = 0;
  const auto date = read_any_date(text, at);
  return at == text.size() ? date : std::nullopt;
}

std::optional<Date> date_typed(std::string_view text) {
  auto date = date_from_br(text);
  if (!date) date = day_month_year(text);
  const bool usual =
      date && date->year() >= std::chrono::year(1900) && date->year() < std::chrono::year(2200);
  return usual ? date : std::nullopt;
}

TimeZone::TimeZone(std::string_view name) : zone_(date::locate_zone(std::string(name))) {}

bool TimeZone::exists(std::string_view name) {
  try {
    date::locate_zone(std::string(name));
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

Instant TimeZone::start_of(Date day) const {
  const date::local_days local{std::chrono::sys_days{day}.time_since_epoch()};
  return zone_of(zone_)->to_sys(local, date::choose::earliest);
}

Date TimeZone::day_of(Instant at) const {
  return Date{std::chrono::sys_days{date::floor<date::days>(local_of(zone_, at)).time_since_epoch()}};
}

std::string TimeZone::minute_br(Instant at) const {
  return date::format("%d/%m/%Y %H:%M", local_of(zone_, at));
}

std::string TimeZone::second_br(Instant at) const {
  return date::format("%d/%m/%Y %H:%M:%S", floor<std::chrono::seconds>(local_of(zone_, at)));
}

std::string TimeZone::rfc3339(Instant at) const {
  const auto zoned = date::make_zoned(zone_of(zone_), floor<std::chrono::seconds>(at));
  return date::format("%FT%T%Ez", zoned);
}

std::optional<Instant> TimeZone::parse(std::string_view text) const {
  std::size_t at = 0;
  const auto day = read_any_date(text, at);
  if (!day) return std::nullopt;
  if (at == text.size()) return start_of(*day);
  if (text[at] != ' ' && text[at] != 'T') return std::nullopt;
  const auto time = read_time(text, ++at);
  if (!time) return std::nullopt;
  if (at == text.size()) {
    const date::local_days local{std::chrono::sys_days{*day}.time_since_epoch()};
    return zone_of(zone_)->to_sys(local + *time, date::choose::earliest);
  }
  const Instant as_utc = Instant{std::chrono::sys_days{*day}} + *time;
  if (literal(text, at, 'Z')) return at == text.size() ? std::optional(as_utc) : std::nullopt;
  const bool minus = text[at] == '-';
  if (!minus && text[at] != '+') return std::nullopt;
  const int hours = digits(text, ++at, 2);
  literal(text, at, ':');
  const int minutes = digits(text, at, 2);
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || at != text.size()) return std::nullopt;
  const auto offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return minus ? as_utc + offset : as_utc - offset;
}

}  // namespace base
