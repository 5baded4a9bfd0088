#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "storage/decision_log.h"

namespace validation {

/// One answer, on its way to the log.
struct Answered {
  storage::Decision decision = {};  ///< question and reason are constants: only their views are kept
  std::uint32_t product_id = 0;     ///< 0: none of ours
  std::string conflict_login = {};  ///< login_key, when the log-in is of two customers
};

/// Answers waiting to be written: every one counted, as rows at most `k_most_rows`.
class DecisionBatch {
 public:
  static constexpr std::size_t k_most_rows = 50'000;

  void add(Answered answered);
  /// Adds what came later.
  void merge(DecisionBatch later);
  /// Keeps at most `most` rows, evenly, each standing for those left out: the weights add up to the same. How
  /// many were left out.
  std::size_t thin(std::size_t most);
  bool empty() const { return counts_.empty(); }

  const std::vector<storage::Decision>& rows() const { return rows_; }
  std::vector<storage::DecisionCount> counts() const;
  std::vector<storage::LoginConflict> conflicts() const;

 private:
  using CountKey = std::tuple<base::Instant, std::uint32_t, std::uint32_t, std::string_view, std::string_view,
                              std::uint32_t>;
  using ConflictKey = std::pair<std::uint32_t, std::string>;
  void note(const storage::LoginConflict& conflict);

  std::vector<storage::Decision> rows_;
  std::map<CountKey, std::uint64_t> counts_;
  std::map<ConflictKey, storage::LoginConflict> conflicts_;
};

}  // namespace validation
