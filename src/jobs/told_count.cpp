#include "jobs/told_count.h"

#include <map>
#include <string>

namespace jobs {

void count_told(const Hands& hands, const platforms::Outcome& outcome,
                std::chrono::steady_clock::duration took) {
  const auto& integration = hands.integration;
  hands.metrics
      .counter("catraca_transmissions_total", "Changes told to platforms, by what came of them.",
               {{"provedor", hands.provider.slug},
                {"integracao", integration.code},
                {"gateway", integration.gateway},
                {"resultado", std::string(domain::words_of(outcome.delivery).name)}})
      .Increment();
  hands.metrics
      .seconds("catraca_transmission_seconds", "How long a change took with all its calls.",
               {{"gateway", integration.gateway}})
      .Observe(std::chrono::duration<double>(took).count());
}

}  // namespace jobs
