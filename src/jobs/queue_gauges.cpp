#include "jobs/queue_gauges.h"

#include "storage/queue_figures.h"
#include "storage/transmissions.h"

namespace jobs {

void QueueGauges::count(storage::Db& db) {
  const std::lock_guard lock(mutex_);
  const auto asked_at = std::chrono::steady_clock::now();
  if (counted_ && asked_at < counted_at_ + k_fresh) return;
  const auto now = clock_.now();
  const auto waiting = storage::list_waiting_figures(db, now);
  const auto reach = storage::list_reach_figures(db);
  for (auto& [name, gauge] : known_) gauge->Set(0);
  for (const auto& figure : waiting) {
    const Labels labels{
        {"provedor", figure.provider}, {"integracao", figure.integration}, {"espera", figure.waiting}};
    set("catraca_accounts_waiting",
        "Accounts that are not yet on their platform as they should be, by what they wait for; counted to " +
            std::to_string(storage::k_most_counted),
        labels, static_cast<double>(figure.accounts));
    set("catraca_accounts_waiting_oldest_seconds", "How long the first of them has waited", labels,
        std::chrono::duration<double>(now - figure.oldest).count());
  }
  for (const auto& figure : reach) {
    Labels labels{{"provedor", figure.provider}, {"integracao", figure.integration}};
    set("catraca_integration_unreachable", "Accounts in a row that could not reach the platform", labels,
        figure.unreachable);
    for (const auto by : {storage::k_paused_by_credential, storage::k_paused_by_person}) {
      labels["por"] = by;
      set("catraca_integration_paused", "1: the integration's queue waits, and for whom", labels,
          figure.paused_by == by ? 1 : 0);
    }
  }
  counted_at_ = asked_at;
  counted_ = true;
}

void QueueGauges::set(const std::string& name, const std::string& help, const Labels& labels, double value) {
  auto& gauge = known_[{name, labels}];
  if (gauge == nullptr) gauge = &metrics_.gauge(name, help, labels);
  gauge->Set(value);
}

}  // namespace jobs
