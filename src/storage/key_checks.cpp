#include "storage/key_checks.h"

#include "storage/integrations.h"

namespace storage {

constexpr std::string_view k_list = "SELECT id, value FROM key_check ORDER BY id";

KeyChecks list_key_checks(Db& db) {
  KeyChecks checks;
  db.select(k_list, {}, [&](const Row& row) {
    checks.emplace(static_cast<std::uint8_t>(row.u32("id")), row.text("value"));
  });
  return checks;
}

constexpr std::string_view k_note = "INSERT INTO key_check (id, value) VALUES (?, ?)";

void note_key_check(Db& db, std::uint8_t id, const std::string& check) {
  try {
    db.execute(k_note, {id, check});
  } catch (const DuplicateKey&) {  // another process was quicker
  }
}

constexpr std::string_view k_sample = R"sql(
  SELECT integration_id, token_sealed FROM integration_callback ORDER BY integration_id DESC LIMIT 1)sql";

std::optional<SealedSample> find_sealed_sample(Db& db) {
  return db.find(k_sample, {}, [](const Row& row) {
    return SealedSample{row.text("token_sealed"), callback_context(row.u32("integration_id"))};
  });
}

}  // namespace storage
