#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace validation {

using SteadyTime = std::chrono::steady_clock::time_point;

/// A call as it came in, undecoded. The views are good until the call is answered.
struct Request {
  std::string_view method = {};
  std::string_view path = {};  ///< DOCUMENT_URI: without query
  std::string_view query = {};
  std::string_view content_type = {};
  std::string_view content_encoding = {};
  std::string_view host = {};  ///< HTTP_HOST; empty: the web server's snippet is an older one
  std::string body = {};
};

struct Reply {
  int status = 503;
  std::string_view content_type = "application/json";
  std::string body = {};
  int retry_after_s = 0;        ///< 0: no Retry-After header
  std::string_view allow = {};  ///< Allow header of a 405
};

/// "Could not look": 503, to be asked again in a second. Never a verdict.
inline Reply unavailable() { return {503, "application/json", R"({"error":"indisponivel"})", 1, {}}; }

struct Call {
  Request request = {};
  Reply reply = {};
  SteadyTime arrived = {};
  /// Set by the handler: the call is offered again then. The reply is what it gets if it cannot be held,
  /// because too many are or the process stops.
  std::optional<SteadyTime> held_until = {};
  /// What the handler remembers of a call that is offered again; the loop only clears it.
  struct Mark {
    bool counted = false;      ///< by its integration's ceiling
    bool placed = false;       ///< its log-in may be looked at
    std::uint64_t number = 0;  ///< under which it waits for that
    unsigned losses = 0;       ///< how often the database was lost under it
  } mark = {};
};

/// Answers what arrived while the last turn ran. Called by one thread of the loop, always the same.
class TurnHandler {
 public:
  virtual ~TurnHandler() = default;
  /// Sets the reply, or `held_until`, of every call; 1 to LoopSettings::turn_size of them.
  virtual void answer(std::span<Call* const> calls) = 0;
  /// Between turns, busy or idle, every LoopSettings::rest_every: for what must not wait for the next call.
  /// Throws nothing.
  virtual void rest() {}
  /// False while it could only refuse: calls are left to another handler that can answer, if there is one.
  virtual bool able() { return true; }
};

}  // namespace validation
