#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "operations/differences.h"
#include "web/context.h"

/// What was changed here against the ERP's feed, in the words of the screens (D32).
namespace web {

/// A field that stands against the feed.
struct ShownDifference {
  std::string field = {};   ///< wire name
  std::string label = {};   ///< as the form has it
  std::string sent = {};    ///< what the ERP sent; of a secret that it is another
  std::string stands = {};  ///< what stands here
  std::string back = {};    ///< the button's words
};
ShownDifference shown_difference(domain::Entity entity, const operations::Difference& difference);

/// The page where the record is edited; `parent` as in operations::RecordDifferences.
std::string edit_path(domain::Entity entity, std::uint64_t id, std::uint64_t parent);
/// Where a POST with the field `campo` takes the ERP's value again.
std::string restore_path(domain::Entity entity, std::uint64_t id);

/// The record of the edit form at the request's address, with what of it stands against the feed.
struct EditedDifferences {
  std::string restore = {};  ///< restore_path; empty for who may not edit
  std::vector<ShownDifference> fields = {};
};
EditedDifferences differences_at(const Context& context);

}  // namespace web
