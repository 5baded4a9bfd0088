#include "storage/kept_answers.h"

namespace storage {

namespace {

KeptAnswer kept_answer_of(const Row& row) {
  return {.key_hash = row.text("key_hash"),
          .request_hash = row.text("request_hash"),
          .status = static_cast<int>(row.i64("status")),
          .body = row.text("body"),
          .created_at = row.instant("created_at")};
}

}  // namespace

constexpr std::string_view k_find = R"sql(
  SELECT key_hash, request_hash, status, body, created_at FROM idempotency_key WHERE provider_id = ? AND key_hash = ?)sql";

std::optional<KeptAnswer> find_kept_answer(const Tenant& tenant, const std::string& key_hash) {
  return tenant.db.find(k_find, {tenant.provider_id, key_hash}, kept_answer_of);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO idempotency_key (provider_id, key_hash, request_hash, status, body, created_at) VALUES (?, ?, ?, ?, ?, ?))sql";

void insert_kept_answer(const Tenant& tenant, const KeptAnswer& answer) {
  tenant.db.execute(k_insert, {tenant.provider_id, answer.key_hash, answer.request_hash, answer.status,
                               answer.body, answer.created_at});
}

constexpr std::string_view k_update = R"sql(
  UPDATE idempotency_key SET status = ?, body = ? WHERE provider_id = ? AND key_hash = ?)sql";

void update_kept_answer(const Tenant& tenant, const KeptAnswer& answer) {
  tenant.db.execute(k_update, {answer.status, answer.body, tenant.provider_id, answer.key_hash});
}

constexpr std::string_view k_delete = R"sql(
  DELETE FROM idempotency_key WHERE provider_id = ? AND key_hash = ?)sql";

void delete_kept_answer(const Tenant& tenant, const std::string& key_hash) {
  tenant.db.execute(k_delete, {tenant.provider_id, key_hash});
}

constexpr std::string_view k_delete_old = R"sql(
  DELETE FROM idempotency_key WHERE created_at < ? LIMIT ?)sql";

std::uint64_t delete_kept_answers(Db& db, base::Instant before, std::uint32_t limit) {
  return db.execute(k_delete_old, {before, limit});
}

}  // namespace storage
