#include "osm/storage/subscribers.h"

#include <array>

#include "base/text.h"
#include "storage/many.h"

namespace osm {

using storage::Row;
using storage::Tenant;

namespace {

std::set<std::string, std::less<>> names_in(std::string_view text) {
  std::set<std::string, std::less<>> names;
  for (const auto name : base::split(text, ' '))
    if (!name.empty()) names.emplace(name);
  return names;
}

std::string names_text(const std::set<std::string, std::less<>>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

Subscriber subscriber_of(const Row& row) {
  return {.id = row.u64("id"),
          .erp_code = row.maybe_text("erp_code"),
          .name = row.text("name"),
          .document = row.maybe_text("document"),
          .status = static_cast<Status>(row.u32("status")),
          .email_from_erp = row.flag("email_from_erp"),
          .edited_here = names_in(row.text("edited_here")),
          .app_name = row.maybe_text("app_name"),
          .app_seen_at = row.maybe_instant("app_seen_at"),
          .created_at = row.instant("created_at"),
          .updated_at = row.instant("updated_at")};
}

}  // namespace

const std::string k_select = R"sql(
  SELECT id, erp_code, name, document, status, email_from_erp, edited_here, app_name, app_seen_at, created_at,
    updated_at
  FROM osm_subscriber)sql";

const std::string k_find = k_select + " WHERE provider_id = ? AND id = ?";

std::optional<Subscriber> find_subscriber(const Tenant& tenant, std::uint64_t id) {
  return tenant.db.find(k_find, {tenant.provider_id, id}, subscriber_of);
}

const std::string k_lock = k_select + " WHERE provider_id = ? AND id = ? FOR UPDATE";

std::optional<Subscriber> lock_subscriber(const Tenant& tenant, std::uint64_t id) {
  return tenant.db.find(k_lock, {tenant.provider_id, id}, subscriber_of);
}

const std::string k_list = k_select + " WHERE provider_id = ? AND id IN ({ids}) ORDER BY id";

std::vector<Subscriber> list_subscribers(const Tenant& tenant, std::span<const std::uint64_t> ids) {
  return storage::list_by_ids(tenant, k_list, ids, subscriber_of);
}

constexpr std::string_view k_id_by_erp_code =
    "SELECT id FROM osm_subscriber WHERE provider_id = ? AND erp_code = ?";

std::optional<std::uint64_t> find_subscriber_id_by_erp_code(const Tenant& tenant, std::string_view erp_code) {
  return tenant.db.find(k_id_by_erp_code, {tenant.provider_id, erp_code},
                        [](const Row& row) { return row.u64("id"); });
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO osm_subscriber (provider_id, erp_code, name, document, suspect, status, email_from_erp, edited_here,
    created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql";

std::uint64_t insert_subscriber(const Tenant& tenant, const Subscriber& subscriber) {
  const auto id = tenant.db.insert(
      k_insert,
      {tenant.provider_id, subscriber.erp_code, subscriber.name, subscriber.document,
       is_suspect(subscriber.document), static_cast<unsigned>(subscriber.status), subscriber.email_from_erp,
       names_text(subscriber.edited_here), subscriber.created_at, subscriber.updated_at});
  storage::append_words(tenant, k_subscriber_words, id, subscriber.name);
  return id;
}

constexpr std::string_view k_update = R"sql(
  UPDATE osm_subscriber SET erp_code = ?, name = ?, document = ?, suspect = ?, status = ?, email_from_erp = ?,
    edited_here = ?, updated_at = ?
  WHERE provider_id = ? AND id = ?)sql";

void update_subscriber(const Tenant& tenant, const Subscriber& subscriber, bool name_changed) {
  tenant.db.execute(k_update, {subscriber.erp_code, subscriber.name, subscriber.document,
                               is_suspect(subscriber.document), static_cast<unsigned>(subscriber.status),
                               subscriber.email_from_erp, names_text(subscriber.edited_here),
                               subscriber.updated_at, tenant.provider_id, subscriber.id});
  if (name_changed) storage::replace_words(tenant, k_subscriber_words, subscriber.id, subscriber.name);
}

constexpr std::string_view k_seen =
    "UPDATE osm_subscriber SET app_name = ?, app_seen_at = ? WHERE provider_id = ? AND id = ?";

void update_app_seen(const Tenant& tenant, std::uint64_t id, std::string_view app_name, base::Instant at) {
  tenant.db.execute_unless_held(k_seen, {app_name, at, tenant.provider_id, id});
}

constexpr std::array<std::string_view, 7> k_delete{
    "DELETE FROM osm_app_token WHERE provider_id = ? AND subscriber_id = ?",
    "DELETE FROM osm_inbox WHERE provider_id = ? AND subscriber_id = ?",
    "DELETE FROM osm_setting WHERE provider_id = ? AND subscriber_id = ?",
    "DELETE FROM osm_subscriber_plan WHERE provider_id = ? AND subscriber_id = ?",
    "DELETE FROM osm_log_in WHERE provider_id = ? AND subscriber_id = ?",
    "DELETE FROM osm_credential WHERE provider_id = ? AND subscriber_id = ?",
    "DELETE FROM osm_subscriber WHERE provider_id = ? AND id = ?"};

constexpr std::string_view k_remember =
    "INSERT INTO osm_removed_subscriber (provider_id, subscriber_id, removed_at) VALUES (?, ?, ?)";

void delete_subscriber(const Tenant& tenant, std::uint64_t id, base::Instant at) {
  storage::delete_words(tenant, k_subscriber_words, id);
  for (const auto sql : k_delete) tenant.db.execute(sql, {tenant.provider_id, id});
  tenant.db.execute(k_remember, {tenant.provider_id, id, at});
}

constexpr std::string_view k_was_removed = R"sql(
  SELECT subscriber_id FROM osm_removed_subscriber WHERE provider_id = ? AND subscriber_id = ?)sql";

bool was_removed(const Tenant& tenant, std::uint64_t id) {
  return tenant.db
      .find(k_was_removed, {tenant.provider_id, id}, [](const Row& row) { return row.u64("subscriber_id"); })
      .has_value();
}

}  // namespace osm
