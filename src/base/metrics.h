#pragma once
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <memory>
#include <string>

namespace base {

/// The process's metrics, made in main and handed down. Names begin with "catraca_". Any thread.
class Metrics {
 public:
  /// The counter of a name and labels; made at first use. Keep the reference where it is hot.
  prometheus::Counter& counter(const std::string& name, const std::string& help,
                               const std::map<std::string, std::string>& labels = {});
  prometheus::Gauge& gauge(const std::string& name, const std::string& help,
                           const std::map<std::string, std::string>& labels = {});
  /// A histogram of seconds, 100 µs to 10 s.
  prometheus::Histogram& seconds(const std::string& name, const std::string& help,
                                 const std::map<std::string, std::string>& labels = {});
  /// Prometheus text format 0.0.4.
  std::string text() const;

 private:
  std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
};

}  // namespace base
