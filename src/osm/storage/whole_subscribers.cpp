#include "osm/storage/whole_subscribers.h"

#include <map>
#include <utility>

#include "osm/storage/credentials.h"
#include "osm/storage/plans.h"
#include "osm/storage/settings.h"
#include "osm/storage/subscribers.h"

namespace osm {

namespace {

std::vector<WholeSubscriber> whole_of_all(const storage::Tenant& tenant,
                                          std::vector<Subscriber> subscribers) {
  std::vector<std::uint64_t> ids;
  std::map<std::uint64_t, WholeSubscriber> by_id;
  for (auto& subscriber : subscribers) {
    ids.push_back(subscriber.id);
    by_id[subscriber.id].subscriber = std::move(subscriber);
  }
  for (auto& credential : list_credentials(tenant, ids))
    by_id.at(credential.subscriber_id).credentials.push_back(std::move(credential));
  for (auto& held : list_held_plans(tenant, ids))
    by_id.at(held.subscriber_id).plans.push_back(std::move(held));
  for (auto& [id, settings] : list_settings(tenant, ids)) by_id.at(id).settings = std::move(settings);
  std::vector<WholeSubscriber> whole;
  for (auto& [_, each] : by_id) whole.push_back(std::move(each));
  return whole;
}

}  // namespace

std::optional<WholeSubscriber> find_whole_subscriber(const storage::Tenant& tenant, std::uint64_t id) {
  auto subscriber = find_subscriber(tenant, id);
  return subscriber ? std::optional(whole_of(tenant, std::move(*subscriber))) : std::nullopt;
}

std::vector<WholeSubscriber> list_whole_subscribers(const storage::Tenant& tenant,
                                                    std::span<const std::uint64_t> ids) {
  return whole_of_all(tenant, list_subscribers(tenant, ids));
}

WholeSubscriber whole_of(const storage::Tenant& tenant, Subscriber subscriber) {
  return whole_of_all(tenant, {std::move(subscriber)}).front();
}

}  // namespace osm
