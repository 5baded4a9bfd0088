#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/tenant.h"

namespace storage {

/// The answer to a POST with an Idempotency-Key or of a form, kept for its repeats.
struct KeptAnswer {
  std::string key_hash = {};      ///< 32 bytes
  std::string request_hash = {};  ///< 32 bytes: of what was asked
  int status = 0;
  std::string body = {};
  base::Instant created_at = {};
};

/// Those of the keys that are taken.
std::vector<KeptAnswer> list_kept_answers(const Tenant& tenant, std::span<const std::string> key_hashes);
std::optional<KeptAnswer> find_kept_answer(const Tenant& tenant, const std::string& key_hash);
/// Takes the key, waiting for another transaction that holds it. Throws DuplicateKey when it is taken.
void insert_kept_answer(const Tenant& tenant, const KeptAnswer& answer);
/// The same with the transaction's end and for nobody to wait for before: DuplicateKey comes then.
void append_kept_answer(const Tenant& tenant, const KeptAnswer& answer);
void update_kept_answer(const Tenant& tenant, const KeptAnswer& answer);
void delete_kept_answer(const Tenant& tenant, const std::string& key_hash);
/// Forgets at most `limit` answers older than `before`, of all providers; how many.
std::uint64_t delete_kept_answers(Db& db, base::Instant before, std::uint32_t limit);

}  // namespace storage
