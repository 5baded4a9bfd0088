#include "storage/kept_answers.h"

#include "storage/many.h"

namespace storage {

namespace {

KeptAnswer kept_answer_of(const Row& row) {
  return {.key_hash = row.text("key_hash"),
          .request_hash = row.text("request_hash"),
          .status = static_cast<int>(row.i64("status")),
          .body = row.text("body"),
          .created_at = row.instant("created_at")};
}

Params row_of(const Tenant& tenant, const KeptAnswer& answer) {
  return {tenant.provider_id, answer.key_hash, answer.request_hash,
          answer.status,      answer.body,     answer.created_at};
}

}  // namespace

constexpr std::string_view k_list = R"sql(
  SELECT key_hash, request_hash, status, body, created_at FROM idempotency_key
  WHERE provider_id = ? AND key_hash IN ({ids}))sql";

std::vector<KeptAnswer> list_kept_answers(const Tenant& tenant, std::span<const std::string> key_hashes) {
  return list_by_ids(tenant, k_list, key_hashes, kept_answer_of);
}

std::optional<KeptAnswer> find_kept_answer(const Tenant& tenant, const std::string& key_hash) {
  auto kept = list_kept_answers(tenant, {&key_hash, 1});
  return kept.empty() ? std::nullopt : std::optional(std::move(kept.front()));
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO idempotency_key (provider_id, key_hash, request_hash, status, body, created_at))sql";

void insert_kept_answer(const Tenant& tenant, const KeptAnswer& answer) {
  const auto row = row_of(tenant, answer);
  insert_rows(tenant.db, k_insert, {&row, 1});
}

void append_kept_answer(const Tenant& tenant, const KeptAnswer& answer) {
  tenant.db.append(k_insert, row_of(tenant, answer));
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
