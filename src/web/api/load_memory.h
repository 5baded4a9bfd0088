#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>

#include "base/problem.h"
#include "storage/kept_answers.h"

namespace web::api {

/// What was done before under the keys of some lines, looked up together, and what is done now. Lives inside
/// the transaction that does it: its end writes what was kept (DuplicateKey when somebody else was first).
class LoadMemory {
 public:
  LoadMemory(const storage::Tenant& tenant, std::span<const std::string> key_hashes);

  /// What was answered to the same line before, if anything; the refusal of a key of another line.
  base::Result<std::optional<storage::KeptAnswer>> recall(const storage::KeptAnswer& asked) const;
  /// Looks again: true when the key is taken by now.
  bool finds_now(const storage::KeptAnswer& asked);
  /// True for a key that is taken, by whatever line.
  bool holds(const storage::KeptAnswer& asked) const { return kept_.contains(asked.key_hash); }
  /// Remembers what was asked with its answer.
  void keep(storage::KeptAnswer asked, int status, std::string body);

 private:
  storage::Tenant tenant_;
  std::map<std::string, storage::KeptAnswer> kept_ = {};  ///< by key_hash
};

}  // namespace web::api
