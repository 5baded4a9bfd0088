#include "web/api/load_memory.h"

#include "web/api/call.h"

namespace web::api {

LoadMemory::LoadMemory(const storage::Tenant& tenant, std::span<const std::string> key_hashes)
    : tenant_(tenant) {
  for (auto& kept : storage::list_kept_answers(tenant_, key_hashes)) kept_.emplace(kept.key_hash, kept);
}

base::Result<std::optional<storage::KeptAnswer>> LoadMemory::recall(const storage::KeptAnswer& asked) const {
  const auto known = kept_.find(asked.key_hash);
  if (known == kept_.end()) return std::optional<storage::KeptAnswer>();
  auto same = kept_of_same(known->second, asked);
  if (!same) return base::Unexpected{same.error()};
  return std::optional(*std::move(same));
}

bool LoadMemory::finds_now(const storage::KeptAnswer& asked) {
  if (auto kept = storage::find_kept_answer(tenant_, asked.key_hash))
    kept_.emplace(asked.key_hash, *std::move(kept));
  return holds(asked);
}

void LoadMemory::keep(storage::KeptAnswer asked, int status, std::string body) {
  asked.status = status;
  asked.body = std::move(body);
  storage::append_kept_answer(tenant_, asked);
  kept_.insert_or_assign(asked.key_hash, std::move(asked));
}

}  // namespace web::api
