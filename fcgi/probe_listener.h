#pragma once
#include <mutex>

#include "base/metrics.h"
#include "database_gate.h"
#include "probes.h"
#include "settings.h"
#include "storage/db.h"

namespace Poco::Net {
class HTTPServer;
}

namespace door {

/// Answers the probes over HTTP at an address of its own, for a command that has no web server before it, or
/// shares its socket with others like it. Nothing else is answered, and who is silent for two seconds is hung
/// up on.
class ProbeListener {
 public:
  /// Where to listen, and the setting that says so.
  struct Place {
    std::string_view setting = {};
    std::string address = {};  ///< empty: nowhere
  };
  /// Listens from now on. Throws SettingsError where it cannot. What is handed in must outlive it.
  ProbeListener(const Place& place, const Settings& settings, DatabaseGate& gate, base::Metrics& metrics,
                Probes::Counts counts);
  ~ProbeListener();
  ProbeListener(const ProbeListener&) = delete;
  ProbeListener& operator=(const ProbeListener&) = delete;

  /// The answer to a probe; /healthz waits for nobody, the others for each other.
  http::Response answer(const http::Request& request);

 private:
  Probes probes_;
  std::mutex mutex_ = {};
  storage::Db db_;
  std::unique_ptr<Poco::Net::HTTPServer> server_;  // last: it uses the rest
};

}  // namespace door
