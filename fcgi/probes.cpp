#include "probes.h"

#include <algorithm>
#include <map>

#include "base/log.h"
#include "base/secrets.h"
#include "storage/jobs.h"
#include "storage/migrations.h"

namespace door {

namespace {

http::Response say(int status, std::string_view state) {
  http::Response response{.status = status, .body = R"({"status":")" + std::string(state) + "\"}"};
  return response.with("Content-Type", "application/json").with("Cache-Control", "no-store");
}

}  // namespace

bool is_loopback(std::string_view address) { return address.starts_with("127.") || address == "::1"; }

base::DatabaseSettings Probes::impatient(base::DatabaseSettings settings) {
  constexpr std::chrono::seconds k_patience{2};
  for (auto* patience : {&settings.connect_timeout, &settings.read_timeout, &settings.write_timeout})
    *patience = std::min(*patience, k_patience);
  return settings;
}

bool Probes::is_one(const http::Request& request) {
  const bool reads = request.method == http::Method::get || request.method == http::Method::head;
  return reads && (request.path == "/healthz" || request.path == "/readyz" || request.path == "/metrics");
}

http::Response Probes::answer(const http::Request& request, storage::Db& db) const {
  if (request.path == "/readyz") return readiness(db);
  return request.path == "/metrics" ? metrics(request, db) : say(200, "ok");
}

http::Response Probes::readiness(storage::Db& db) const {
  try {
    if (!gate_.is_open(db)) return say(503, "schema behind: catraca migrate").with("Retry-After", "2");
    return db.alive() ? say(200, "ok") : say(503, "database away").with("Retry-After", "2");
  } catch (const KeysMismatch&) {
    return say(503, "keys are not this database's").with("Retry-After", "2");
  } catch (const storage::SchemaMismatch&) {
    return say(503, "schema does not fit").with("Retry-After", "2");
  } catch (const storage::Unavailable&) {
    return say(503, "database away").with("Retry-After", "2");
  } catch (const std::runtime_error& error) {
    base::log::error("not ready", {{"error", error.what()}});
    return say(503, "database refuses: see the log").with("Retry-After", "2");
  }
}

/// Counted when they are asked for: a database that is away costs these figures only.
void Probes::count(storage::Db& db) const {
  try {
    count_jobs(db);
    queues_.count(db);
  } catch (const std::runtime_error& error) {
    base::log::warn("jobs and queues were not counted", {{"error", error.what()}});
  }
}

void Probes::count_jobs(storage::Db& db) const {
  std::map<domain::JobState, std::uint64_t> counts;
  for (const auto& [state, count] : storage::count_jobs_by_state(db)) counts[state] = count;
  for (const auto state : domain::k_job_states)
    metrics_
        .gauge("catraca_jobs", "Background jobs by state, of all providers",
               {{"state", std::string(domain::words_of(state).name)}})
        .Set(static_cast<double>(counts[state]));
}

http::Response Probes::metrics(const http::Request& request, storage::Db& db) const {
  const auto sent = request.header("Authorization");
  const bool knows_token = !metrics_token_.empty() && base::same_bytes(sent, "Bearer " + metrics_token_);
  if (!is_loopback(request.remote_address) && !knows_token) return say(403, "forbidden");
  if (counts_ == Counts::all) count(db);
  http::Response response{.body = metrics_.text()};
  return response.with("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace door
