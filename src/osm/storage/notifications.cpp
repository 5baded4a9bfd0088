#include "osm/storage/notifications.h"

#include "storage/many.h"

namespace osm {

using storage::Row;
using storage::Tenant;

constexpr std::string_view k_insert = R"sql(
  INSERT INTO osm_notification (provider_id, title, text, image, link, sent_at) VALUES (?, ?, ?, ?, ?, ?))sql";

std::uint64_t insert_notification(const Tenant& tenant, const Notification& notification) {
  return tenant.db.insert(k_insert, {tenant.provider_id, notification.title, notification.text,
                                     notification.image, notification.link, notification.sent_at});
}

constexpr std::string_view k_deliver =
    "INSERT INTO osm_inbox (subscriber_id, notification_id, provider_id, read_at)";

constexpr std::string_view k_once = " ON DUPLICATE KEY UPDATE read_at = read_at";

void deliver_notification(const Tenant& tenant, std::uint64_t notification_id,
                          std::span<const std::uint64_t> subscriber_ids) {
  std::vector<storage::Params> rows;
  for (const auto id : subscriber_ids) rows.push_back({id, notification_id, tenant.provider_id, nullptr});
  if (!rows.empty()) storage::insert_rows(tenant.db, k_deliver, rows, k_once);
}

constexpr std::string_view k_list = R"sql(
  SELECT n.id, n.title, n.text, n.image, n.link, n.sent_at, i.read_at
  FROM osm_inbox i JOIN osm_notification n ON n.id = i.notification_id
  WHERE i.provider_id = ? AND i.subscriber_id = ? ORDER BY i.notification_id DESC LIMIT ?)sql";

std::vector<Notification> list_inbox(const Tenant& tenant, std::uint64_t subscriber_id, std::uint32_t limit) {
  return tenant.db.list(k_list, {tenant.provider_id, subscriber_id, limit}, [](const Row& row) {
    return Notification{.id = row.u64("id"),
                        .title = row.text("title"),
                        .text = row.text("text"),
                        .image = row.maybe_text("image"),
                        .link = row.maybe_text("link"),
                        .sent_at = row.instant("sent_at"),
                        .read_at = row.maybe_instant("read_at")};
  });
}

constexpr std::string_view k_unread = R"sql(
  SELECT COUNT(*) AS n FROM osm_inbox WHERE provider_id = ? AND subscriber_id = ? AND read_at IS NULL)sql";

std::uint64_t count_unread(const Tenant& tenant, std::uint64_t subscriber_id) {
  return tenant.db
      .find(k_unread, {tenant.provider_id, subscriber_id}, [](const Row& row) { return row.u64("n"); })
      .value();
}

constexpr std::string_view k_lies_there = R"sql(
  SELECT notification_id FROM osm_inbox WHERE provider_id = ? AND subscriber_id = ? AND notification_id = ?)sql";

constexpr std::string_view k_read = R"sql(
  UPDATE osm_inbox SET read_at = ?
  WHERE provider_id = ? AND subscriber_id = ? AND notification_id = ? AND read_at IS NULL)sql";

bool mark_read(const Tenant& tenant, std::uint64_t subscriber_id, std::uint64_t notification_id,
               base::Instant at) {
  const storage::Params which{tenant.provider_id, subscriber_id, notification_id};
  if (!tenant.db.find(k_lies_there, which, [](const Row& row) { return row.u64("notification_id"); }))
    return false;
  tenant.db.execute(k_read, {at, tenant.provider_id, subscriber_id, notification_id});
  return true;
}

}  // namespace osm
