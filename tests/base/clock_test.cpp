#include "base/clock.h"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

using namespace std::chrono_literals;

namespace {

base::Instant at(std::string_view sql) { return base::instant_from_sql(sql).value(); }
base::Date day(std::string_view iso) { return base::date_from_iso(iso).value(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(base_clock)

BOOST_AUTO_TEST_CASE(the_system_clock_moves_and_the_fixed_one_stands_until_told) {
  BOOST_TEST((base::SystemClock{}.now() > at("2024-01-01")));
  base::FixedClock clock(at("2026-11-22 03:04:05.678"));
  BOOST_TEST(base::to_sql(clock.now()) == "2026-11-22 03:04:05.678");
  clock.advance(322ms);
  BOOST_TEST(base::to_sql(clock.now()) == "2026-11-22 03:04:06.000");
  clock.set(base::k_open_end);
  BOOST_TEST(base::to_sql(clock.now()) == "9999-12-31 00:00:00.000");
}

BOOST_AUTO_TEST_CASE(an_instant_is_read_back_as_the_database_wrote_it) {
  for (const auto* text : {"1970-01-01 00:00:00.000", "2026-02-28 23:59:59.999", "9999-12-31 00:00:00.000"})
    BOOST_TEST(base::to_sql(at(text)) == text);
  BOOST_TEST((at("2026-11-22 03:04:05.678901") == at("2026-11-22 03:04:05.678")));
  BOOST_TEST((at("2026-11-22 03:04") == at("2026-11-22T03:04:00.000")));
  BOOST_TEST((at("2026-11-22") == at("2026-11-22 00:00:00")));
}

BOOST_AUTO_TEST_CASE(what_is_no_instant_is_refused) {
  for (const auto* text :
       {"", "2026", "2026-13-01", "2026-02-29", "2026-00-10", "2026-01-00", "0999-01-01",
        "2026-01-01 24:00:00", "2026-01-01 12:60:00", "2026-01-01 12:00:60", "2026-01-01 12:00:00.",
        "2026-01-01 12:00:00Z", "2026-01-01x", "2026-01-01 ", "2026-1-1", "+026-01-01", "2026-01-01 1:00:00"})
    BOOST_TEST(!base::instant_from_sql(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(an_instant_goes_out_as_rfc_3339_in_utc) {
  BOOST_TEST(base::to_rfc3339(at("2026-11-22 03:04:05.678")) == "2026-11-22T03:04:05Z");
}

BOOST_AUTO_TEST_CASE(a_day_is_read_in_both_writings) {
  BOOST_TEST(base::to_iso(day("2028-02-29")) == "2028-02-29");
  BOOST_TEST(base::to_br(day("2026-11-22")) == "22/11/2026");
  BOOST_TEST((base::date_from_br("22/11/2026") == day("2026-11-22")));
  BOOST_TEST((base::date_from_br("22-11-2026") == day("2026-11-22")));
  BOOST_TEST((base::date_from_br("2026-11-22") == day("2026-11-22")));
  for (const auto* text : {"24/11/26", "24-11-2026", "24.11.2026", "24-11-26", "24112026", "241126"})
    BOOST_TEST((base::date_typed(text) == day("2026-11-24")), text);
  BOOST_TEST((base::date_typed("4/1/2026") == day("2026-01-04")));
  for (const auto* text :
       {"11/22/2026", "11-22-2026", "22/11-2026", "22-11-26", "22/11/2026 ", "0022-11-2026", "22-11-"})
    BOOST_TEST(!base::date_from_br(text).has_value(), text);
  BOOST_TEST(!base::date_from_iso("22-11-2026").has_value());
}

BOOST_AUTO_TEST_CASE(a_day_that_is_in_no_calendar_is_refused) {
  for (const auto* text : {"2026-02-29", "2026-04-31", "2026-11-22T00:00", "22-11-2026", "aaaa-bb-cc", ""})
    BOOST_TEST(!base::date_from_iso(text).has_value(), text);
  for (const auto* text :
       {"31/04/2026", "22/11-2026", "99/99/9999", "ontem", "24/11", "24/11/026", "24/11/22026", "22026-11-24",
        "2411", "2026/11/24", "24/11/26 ", "/11/26", "24//26", "1-1-1", ""})
    BOOST_TEST((!base::date_from_br(text) && !base::date_typed(text)), text);
  for (const auto* text : {"24/11/1826", "1899-12-31", "01/01/2200"})
    BOOST_TEST((base::date_from_br(text) && !base::date_typed(text)), text);
}

BOOST_AUTO_TEST_CASE(an_unknown_time_zone_is_told_apart_and_thrown) {
  BOOST_TEST(base::TimeZone::exists("America/Sao_Paulo"));
  for (const auto* name : {"America/Sao Paulo", "", "../../etc/passwd"}) {
    BOOST_TEST(!base::TimeZone::exists(name));
    BOOST_CHECK_THROW(base::TimeZone{name}, std::runtime_error);
  }
}

BOOST_AUTO_TEST_CASE(a_day_in_sao_paulo_begins_three_hours_after_utc) {
  const base::TimeZone zone("America/Sao_Paulo");
  BOOST_TEST(base::to_sql(zone.start_of(day("2026-11-22"))) == "2026-11-22 03:00:00.000");
  BOOST_TEST(base::to_iso(zone.day_of(at("2026-11-22 02:59:59.999"))) == "2026-11-21");
  BOOST_TEST(base::to_iso(zone.day_of(at("2026-11-22 03:00:00"))) == "2026-11-22");
}

BOOST_AUTO_TEST_CASE(brazil_has_other_zones_than_sao_paulo) {
  BOOST_TEST(base::to_sql(base::TimeZone("America/Manaus").start_of(day("2026-11-22"))) ==
             "2026-11-22 04:00:00.000");
  BOOST_TEST(base::to_sql(base::TimeZone("America/Rio_Branco").start_of(day("2026-11-22"))) ==
             "2026-11-22 05:00:00.000");
  BOOST_TEST(base::to_sql(base::TimeZone("America/Noronha").start_of(day("2026-11-22"))) ==
             "2026-11-22 02:00:00.000");
}

// On 2018-11-04 clocks in São Paulo went from 23:59:59 straight to 01:00.
BOOST_AUTO_TEST_CASE(a_day_whose_midnight_is_skipped_begins_at_its_first_moment) {
  const base::TimeZone zone("America/Sao_Paulo");
  const auto start = zone.start_of(day("2018-11-04"));
  BOOST_TEST(base::to_sql(start) == "2018-11-04 03:00:00.000");
  BOOST_TEST(base::to_iso(zone.day_of(start)) == "2018-11-04");
  BOOST_TEST(base::to_iso(zone.day_of(start - 1ms)) == "2018-11-03");
  BOOST_TEST(zone.rfc3339(start) == "2018-11-04T01:00:00-02:00");
}

// On 2018-02-17 clocks in São Paulo went from 23:59:59 back to 23:00: 23:30 was there twice.
BOOST_AUTO_TEST_CASE(an_hour_that_comes_twice_means_its_first_time) {
  const base::TimeZone zone("America/Sao_Paulo");
  BOOST_TEST((zone.parse("2018-02-17 23:30") == at("2018-02-18 01:30:00")));
  BOOST_TEST(base::to_sql(zone.start_of(day("2018-02-18"))) == "2018-02-18 03:00:00.000");
}

BOOST_AUTO_TEST_CASE(a_zone_with_daylight_saving_moves_in_both_directions) {
  const base::TimeZone zone("Europe/Lisbon");
  BOOST_TEST(base::to_sql(zone.start_of(day("2026-01-15"))) == "2026-01-15 00:00:00.000");
  BOOST_TEST(base::to_sql(zone.start_of(day("2026-07-15"))) == "2026-07-14 23:00:00.000");
  BOOST_TEST(zone.rfc3339(at("2026-03-29 00:59:59")) == "2026-03-29T00:59:59+00:00");
  BOOST_TEST(zone.rfc3339(at("2026-03-29 01:00:00")) == "2026-03-29T02:00:00+01:00");
  BOOST_TEST(zone.rfc3339(at("2026-10-25 01:00:00")) == "2026-10-25T01:00:00+00:00");
  BOOST_TEST((zone.parse("2026-03-29 01:30") == at("2026-03-29 01:00:00")),
             "a skipped hour means the change itself");
}

BOOST_AUTO_TEST_CASE(a_screen_shows_local_time) {
  const base::TimeZone zone("America/Sao_Paulo");
  BOOST_TEST(zone.minute_br(at("2026-11-22 03:04:05")) == "22/11/2026 00:04");
  BOOST_TEST(zone.second_br(at("2026-11-22 03:04:05.999")) == "22/11/2026 00:04:05");
  BOOST_TEST(zone.rfc3339(at("2026-11-22 03:04:05.999")) == "2026-11-22T00:04:05-03:00");
}

BOOST_AUTO_TEST_CASE(a_time_without_offset_is_local_and_one_with_offset_is_not) {
  const base::TimeZone zone("America/Sao_Paulo");
  const auto expected = at("2026-11-22 03:04:05");
  for (const auto* text :
       {"2026-11-22 00:04:05", "2026-11-22T00:04:05", "2026-11-22T00:04:05-03:00", "2026-11-22T03:04:05Z",
        "2026-11-22T05:34:05+02:30", "2026-11-22T00:04:05-0300", "2026-11-22T03:04:05.000Z"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST((zone.parse(text) == expected)); }
  }
  BOOST_TEST((zone.parse("2026-11-22") == at("2026-11-22 03:00:00")));
  for (const auto* text :
       {"22/11/2026 10:30", "22-11-2026 10:30:00", "22/11/2026T10:30", "22-11-2026T13:30Z"})
    BOOST_TEST((zone.parse(text) == at("2026-11-22 13:30:00")), text);
}

BOOST_AUTO_TEST_CASE(what_is_no_time_is_refused) {
  const base::TimeZone zone("America/Sao_Paulo");
  for (const auto* text :
       {"", "x", "2026-11-22T", "2026-11-22T00:04:05+", "2026-11-22T00:04:05+25:00", "2026-11-22T00:04:05Zx",
        "2026-11-22T00:04:05 -03:00", "2026-11-22T00:04:05-3:00", "2026-02-30 00:00", "11/22/2026"})
    BOOST_TEST(!zone.parse(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
