#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "osm/domain/subscriber.h"
#include "storage/paging.h"
#include "storage/tenant.h"

namespace osm {

/// A line of the list *Assinantes*.
struct SubscriberLine {
  std::uint64_t id = 0;
  std::string name = {};
  std::optional<std::string> document = {};
  Status status = Status::active;
  bool fed = false;  ///< the ERP feeds it
  std::optional<std::string> app_name = {};
  std::optional<base::Instant> app_seen_at = {};
  base::Instant created_at = {};
};

struct SubscriberFilter {
  std::string text =
      {};  ///< words of the name, a whole e-mail or access key, CPF, codigo_externo; empty: any
  std::optional<Status> status = {};
  bool suspect = false;  ///< only those whose document's check digits do not fit (R36)
};

/// One page, sortable by criado_em and nome. Quick on a million: a text that very many names fit is shown in
/// the order of registration, and a page of filters that few of them pass ends early and says where to go on.
storage::Listed<SubscriberLine> list_subscriber_lines(const storage::Tenant& tenant,
                                                      const SubscriberFilter& filter,
                                                      const storage::Page& page);
/// How many there are; stops counting behind storage::k_count_cap, or where a page's look would stop.
storage::Counted count_subscribers(const storage::Tenant& tenant, const SubscriberFilter& filter);

/// Ids of those that `text` may mean: ascending, above `from`, at most `limit`; `down`: descending, below it.
std::vector<std::uint64_t> find_subscriber_ids(const storage::Tenant& tenant, std::string_view text,
                                               std::uint64_t from, std::uint32_t limit, bool down = false);

/// Whom the ERP asks for: by one key, or all of them.
struct SubscriberQuery {
  std::optional<std::string> erp_code = {};
  std::optional<std::string> email = {};  ///< of any credential
  std::optional<std::string> document = {};
  std::optional<Status> status = {};
};
/// Their ids, ascending; at most `limit` behind the first `skipped`.
std::vector<std::uint64_t> list_asked_subscribers(const storage::Tenant& tenant, const SubscriberQuery& query,
                                                  std::uint64_t skipped, std::uint32_t limit);
std::uint64_t count_asked_subscribers(const storage::Tenant& tenant, const SubscriberQuery& query);

}  // namespace osm
