#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "operations/erp_memory.h"
#include "operations/written.h"

namespace operations {

/// A noun that a feed writes, by internal ids: what stands against the feed, and the way back to it (D32).
struct FedNoun {
  domain::Entity entity;
  std::optional<RecordDifferences> (*differences)(const Context&, std::uint64_t id);
  base::Result<Written> (*restore)(const Context&, std::uint64_t id, std::string_view field);
};

/// Every noun that has a PUT.
std::span<const FedNoun> fed_nouns();
/// The noun of an entity; null for one that no feed writes.
const FedNoun* find_fed_noun(domain::Entity entity);

}  // namespace operations
