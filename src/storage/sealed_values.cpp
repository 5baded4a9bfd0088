#include "storage/sealed_values.h"

#include <array>

#include "storage/authorization_codes.h"
#include "storage/integrations.h"
#include "storage/transmissions.h"
#include "storage/users.h"

namespace storage {

namespace {

std::uint32_t integration_of(const SealedValue& value) { return static_cast<std::uint32_t>(value.id); }

std::string person_context(const SealedValue& value) {
  return second_factor_context(static_cast<std::uint32_t>(value.id));
}

}  // namespace

constexpr std::string_view k_parameters = R"sql(
  SELECT integration_id AS id, name AS value_key, value AS sealed_value FROM integration_parameter
  WHERE sealed = 1 AND (integration_id > ? OR (integration_id = ? AND name > ?)) ORDER BY integration_id, name LIMIT ?)sql";

constexpr std::string_view k_replace_parameter = R"sql(
  UPDATE integration_parameter SET value = ? WHERE integration_id = ? AND name = ? AND sealed = 1 AND value = ?)sql";

constexpr std::string_view k_callbacks = R"sql(
  SELECT integration_id AS id, token_hash AS value_key, token_sealed AS sealed_value FROM integration_callback
  WHERE integration_id > ? OR (integration_id = ? AND token_hash > ?) ORDER BY integration_id, token_hash LIMIT ?)sql";

constexpr std::string_view k_replace_callback = R"sql(
  UPDATE integration_callback SET token_sealed = ? WHERE integration_id = ? AND token_hash = ? AND token_sealed = ?)sql";

constexpr std::string_view k_sessions = R"sql(
  SELECT integration_id AS id, '' AS value_key, token_sealed AS sealed_value FROM integration_session
  WHERE integration_id > ? OR (integration_id = ? AND '' > ?) ORDER BY integration_id LIMIT ?)sql";

constexpr std::string_view k_replace_session = R"sql(
  UPDATE integration_session SET token_sealed = ? WHERE integration_id = ? AND ? = '' AND token_sealed = ?)sql";

constexpr std::string_view k_codes = R"sql(
  SELECT integration_id AS id, '' AS value_key, code_sealed AS sealed_value FROM authorization_code
  WHERE code_sealed IS NOT NULL AND (integration_id > ? OR (integration_id = ? AND '' > ?))
  ORDER BY integration_id LIMIT ?)sql";

constexpr std::string_view k_replace_code = R"sql(
  UPDATE authorization_code SET code_sealed = ? WHERE integration_id = ? AND ? = '' AND code_sealed = ?)sql";

constexpr std::string_view k_factors = R"sql(
  SELECT id, '' AS value_key, totp_secret AS sealed_value FROM user
  WHERE totp_secret IS NOT NULL AND (id > ? OR (id = ? AND '' > ?)) ORDER BY id LIMIT ?)sql";

constexpr std::string_view k_replace_factor =
    "UPDATE user SET totp_secret = ? WHERE id = ? AND ? = '' AND totp_secret = ?";

std::span<const SealedColumn> sealed_columns() {
  static constexpr std::array<SealedColumn, 5> k_columns{
      {{"integration_parameter", "value",
        [](const SealedValue& value) { return parameter_context(integration_of(value), value.key); },
        k_parameters, k_replace_parameter},
       {"integration_callback", "token_sealed",
        [](const SealedValue& value) { return callback_context(integration_of(value)); }, k_callbacks,
        k_replace_callback},
       {"integration_session", "token_sealed",
        [](const SealedValue& value) { return session_context(integration_of(value)); }, k_sessions,
        k_replace_session},
       {"authorization_code", "code_sealed",
        [](const SealedValue& value) { return authorization_context(integration_of(value)); }, k_codes,
        k_replace_code},
       {"user", "totp_secret", person_context, k_factors, k_replace_factor}}};
  return k_columns;
}

std::vector<SealedValue> list_sealed(Db& db, const SealedColumn& of, const SealedValue& after,
                                     std::uint32_t limit) {
  return db.list(of.list, {after.id, after.id, after.key, limit}, [](const Row& row) -> SealedValue {
    return {row.u64("id"), row.text("value_key"), row.text("sealed_value")};
  });
}

bool replace_sealed(Db& db, const SealedColumn& of, const SealedValue& read, const std::string& sealed) {
  return db.execute(of.replace, {sealed, read.id, read.key, read.sealed}) != 0;
}

}  // namespace storage
