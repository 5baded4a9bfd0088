#pragma once
#include <optional>

#include "domain/entity.h"
#include "web/form_record.h"

namespace web {

/// The record that the request's path names: as the audit calls its kind (empty: none that can be edited),
/// and its internal id.
struct RecordName {
  std::optional<domain::Entity> entity = {};
  std::uint64_t id = 0;
};
RecordName record_named(const Context& context);

/// The record behind an edit form, held while the form is compared with it (D34).
class EditedRecord {
 public:
  /// The record that the request's path names; reads what the lock needs to know, outside the transaction.
  explicit EditedRecord(const Context& context);
  /// First statement of the form's transaction.
  void lock() const;

 private:
  friend std::string changed_by(const Context& context, const EditedRecord& record, base::Instant since);
  const Context& context_;
  std::optional<domain::Entity> entity_ = {};  ///< none: nothing that can be edited
  std::uint64_t id_ = 0;
  std::uint64_t customer_id_ = 0;  ///< whose lock it is under; 0: its own
};

/// Who changed the record last since the instant, and when: "por Ana, em …"; empty when the trail does not
/// tell.
std::string changed_by(const Context& context, const EditedRecord& record, base::Instant since);

/// Leaves in the form only what its person changed: every other field gets the value that is stored now. A
/// field that he changed and somebody else has changed meanwhile is asked about: the answer is the form
/// again, with both values; sent once more it decides. Nothing: go on.
std::optional<http::Response> settle_edit(Context& context, const EditedRecord& record);

}  // namespace web
