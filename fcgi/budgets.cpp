#include <algorithm>
#include <array>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include "base/digest_place.h"
#include "command.h"
#include "operations/brake.h"
#include "operations/document_search.h"
#include "responder.h"
#include "validation/limits.h"
#include "web/api/line_source.h"
#include "web/body_rules.h"
#include "web/budgets.h"
#include "web/form_record.h"

/// The table of all budgets. A bound stands where it is kept; here it is read.
namespace door {

namespace {

/// What is bounded, by whom, the bound, and what whoever wants more hears.
using Row = std::array<std::string, 4>;
using Rows = std::vector<Row>;

constexpr auto k_503 = "503, Retry-After 2";

template <typename Number>
std::string text(Number number) {
  return std::to_string(number);
}

std::string seconds(std::chrono::milliseconds time) {
  auto digits = std::to_string(std::chrono::duration<double>(time).count());
  while (digits.ends_with('0')) digits.pop_back();
  if (digits.ends_with('.')) digits.pop_back();
  return digits + " s";
}

std::string kib(std::size_t bytes) {
  const auto whole = bytes >> 10U;
  return whole >= 1024 ? text(whole / 1024) + " MiB" : text(whole) + " KiB";
}

std::string again(std::chrono::seconds wait) { return "429, Retry-After " + text(wait.count()); }

void add_threads(Rows& rows, const Settings& settings) {
  const auto requests = places_of(settings.threads);
  const auto of_long = places_of(Responder::long_threads(settings.threads));
  rows.push_back({"threads for pages and API", "process", text(settings.threads), "waits"});
  rows.push_back({"… of them", "provider", text(requests.of_owner), "waits"});
  rows.push_back({"… of them", "one page or call of a provider", text(requests.of_kind), "waits"});
  rows.push_back({"threads for downloads and bulk loads", "process",
                  text(Responder::long_threads(settings.threads)), "waits"});
  rows.push_back({"… of them", "provider", text(of_long.of_owner), "waits"});
  rows.push_back({"requests that wait", "provider", text(WaitingRoom::k_most_waiting), k_503});
  rows.push_back({"wait for a thread", "request", seconds(WaitingRoom::k_longest_wait), k_503});
  rows.push_back({"wait for a lock", "request", seconds(settings.database.lock_wait), k_503});
}

void add_shares(Rows& rows, const std::string& what, const std::string& in_all, const base::MostShares& most,
                std::chrono::seconds wait) {
  rows.push_back({what, in_all, text(most.in_all), again(wait)});
  rows.push_back({"… of them", "provider", text(most.of_group), again(wait)});
}

void add_long_work(Rows& rows, const Settings& settings) {
  add_shares(rows, "downloads (CSV) at a time", "process", web::k_downloads, web::k_download_again);
  rows.push_back({"… of them", "session, and person in all sessions", text(web::k_downloads.of_member),
                  again(web::k_download_again)});
  add_shares(rows, "bulk loads at a time", "database", web::k_loads, web::k_load_again);
  rows.push_back({"bytes of a bulk load", "load",
                  text(web::k_load_pace.bytes_a_stretch) + " in " + seconds(settings.load_patience),
                  "408, or where to go on"});
  rows.push_back(
      {"time of a bulk load", "load", seconds(web::k_load_pace.deadline), "408, or where to go on"});
  rows.push_back({"lines of a bulk load", "load", text(web::k_load_lines), "where to go on"});
  rows.push_back({"a line of a bulk load", "line", kib(web::api::LineSource::k_longest), "the line's error"});
  rows.push_back({"answer of a bulk load", "load", kib(web::k_load_answer), "where to go on"});
  rows.push_back(
      {"an error told whole", "load", text(web::k_errors_told_whole) + " times", "which line told it"});
}

void add_bodies(Rows& rows) {
  const auto add = [&](const std::string& what, const web::BodyRule& rule) {
    rows.push_back({what, "request", kib(rule.max_bytes), "413"});
    if (rule.max_fields > 0) rows.push_back({"… its fields", "request", text(rule.max_fields), "400"});
  };
  add("a form", web::k_form_rule);
  add("a form with rows", web::k_long_form_rule);
  rows.push_back({"… its rows of one name", "request", text(web::k_most_rows), "400"});
  add("a JSON body", web::k_json_rule);
}

void add_guesses(Rows& rows) {
  const auto window = text(operations::k_brake_window.count()) + " min";
  const auto add = [&](const std::string& what, const std::string& whom, std::uint32_t free) {
    rows.push_back({what, whom, text(free) + " in " + window,
                    "a wait, doubled each time, ≤ " + seconds(operations::k_longest_brake_wait)});
  };
  add("wrong passwords at the log-in", "account", operations::k_free_of_account);
  add("…", "account, from a browser known to it", operations::k_free_of_device);
  add("…", "address (IPv6: its /64) at a provider", operations::k_free_of_address);
  add("wrong current passwords in a session", "person", operations::k_free_own_passwords);
  add("wrong codes of a second factor", "person, or person and browser known", operations::k_free_codes);
  add("tries of a customer's log-in", "person", operations::k_free_trials);
  add("whole documents searched for", "person who may not see them", operations::k_free_document_searches);
  rows.push_back({"passwords digested at a time", "process", text(base::DigestPlace::places()), "waits"});
  rows.push_back({"… those that wait", "process", text(base::DigestPlace::k_waiting), "503, Retry-After 3"});
}

void add_callbacks(Rows& rows, const Settings& settings) {
  using validation::LoginThrottle;
  rows.push_back({"wrong passwords of a callback", "log-in of an integration",
                  text(LoginThrottle::k_free_failures),
                  "a wait, doubled each time, ≤ " + seconds(LoginThrottle::k_longest_wait)});
  rows.push_back(
      {"wait of a callback", "question", seconds(LoginThrottle::k_longest_wait), "429, Retry-After"});
  rows.push_back({"decisions logged whole", "process and second", text(settings.log_rows_per_second),
                  "the answer; the log has a sample, and counts all"});
}

/// How many places a text takes on a screen.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

void print(const Rows& rows) {
  Row::size_type column = 0;
  std::array<std::size_t, 4> widths{};
  for (const auto& row : rows)
    for (column = 0; column < row.size(); ++column)
      widths.at(column) = std::max(widths.at(column), width_of(row.at(column)));
  for (const auto& row : rows) {
    for (column = 0; column < row.size(); ++column) {
      const auto& cell = row.at(column);
      const bool last = column + 1 == row.size();
      std::cout << cell << (last ? "\n" : std::string(widths.at(column) - width_of(cell) + 2, ' '));
    }
  }
}

}  // namespace

int budgets(const Settings& settings, const Arguments&) {
  Rows rows{{"what", "of", "bound", "more"}};
  add_threads(rows, settings);
  add_long_work(rows, settings);
  add_bodies(rows);
  add_guesses(rows);
  add_callbacks(rows, settings);
  print(rows);
  return k_done;
}

}  // namespace door
