#include "validation/decision_batch.h"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace validation {

void DecisionBatch::add(Answered answered) {
  auto& decision = answered.decision;
  const base::Instant minute = std::chrono::floor<std::chrono::minutes>(decision.at);
  ++counts_[{minute, decision.provider_id, decision.integration_id, decision.question, decision.reason,
             answered.product_id}];
  if (!answered.conflict_login.empty())
    note({decision.provider_id, decision.integration_id, std::move(answered.conflict_login), decision.at,
          decision.at, 1});
  rows_.push_back(std::move(decision));
  if (rows_.size() > k_most_rows) thin(k_most_rows / 2);
}

void DecisionBatch::merge(DecisionBatch later) {
  rows_.insert(rows_.end(), std::make_move_iterator(later.rows_.begin()),
               std::make_move_iterator(later.rows_.end()));
  if (rows_.size() > k_most_rows) thin(k_most_rows / 2);
  for (const auto& [key, decisions] : later.counts_) counts_[key] += decisions;
  for (const auto& [key, conflict] : later.conflicts_) note(conflict);
}

std::size_t DecisionBatch::thin(std::size_t most) {
  if (rows_.size() <= most) return 0;
  const auto before = rows_.size();
  const auto step = (before + most - 1) / most;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < before; i += step, ++kept) {
    auto row = std::move(rows_[i]);
    for (std::size_t left_out = i + 1; left_out < std::min(i + step, before); ++left_out)
      row.weight += rows_[left_out].weight;
    rows_[kept] = std::move(row);
  }
  rows_.resize(kept);
  return before - kept;
}

std::vector<storage::DecisionCount> DecisionBatch::counts() const {
  std::vector<storage::DecisionCount> out;
  for (const auto& [key, decisions] : counts_) {
    const auto& [minute, provider, integration, question, reason, product] = key;
    out.push_back({minute, provider, integration, question, reason, product, decisions});
  }
  return out;
}

std::vector<storage::LoginConflict> DecisionBatch::conflicts() const {
  std::vector<storage::LoginConflict> out;
  for (const auto& [key, conflict] : conflicts_) out.push_back(conflict);
  return out;
}

void DecisionBatch::note(const storage::LoginConflict& conflict) {
  const auto [known, fresh] = conflicts_.try_emplace({conflict.integration_id, conflict.login_key}, conflict);
  if (fresh) return;
  known->second.last_at = std::max(known->second.last_at, conflict.last_at);
  known->second.times += conflict.times;
}

}  // namespace validation
