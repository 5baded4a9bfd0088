#pragma once
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.h"
#include "domain/entity.h"
#include "operations/context.h"
#include "operations/feed.h"

namespace operations {

/// A field whose value here is another than the ERP's feed left it.
struct Difference {
  std::string field = {};   ///< wire name
  std::string sent = {};    ///< what the ERP sent last, in words; empty for what nobody is to read
  std::string stands = {};  ///< what stands here, in words; the same
  bool secret = false;
};

/// The last value the ERP sent for each field of a record (D10, D32, D43): what staff changed stays until the
/// ERP sends another value than the one it last sent. Not for a status: that is the word of whoever spoke
/// last (D31).
class ErpMemory {
 public:
  /// `stored` is text() of before, or empty. For staff nothing is filtered and nothing remembered.
  ErpMemory(std::string_view stored, Writer writer);

  /// Drops the fields of a PUT that repeat what the ERP sent last; remembers the others. Fields of one group
  /// are one value: where one is news, all that were sent apply.
  template <typename Put, typename Row, std::size_t Size>
  void merge(const std::array<FeedField<Put, Row>, Size>& fields, Put& put) {
    if (writer_ == Writer::staff) return;
    std::uint32_t fresh = 0;
    for (const auto& field : fields)
      if (field.given(put) && !repeats(field.name, field.sent(put))) fresh |= 1U << field.group;
    for (const auto& field : fields) {
      if (!field.given(put)) continue;
      const bool with_group = field.group != 0 && (fresh & (1U << field.group)) != 0;
      if (with_group || !repeats(field.name, field.sent(put))) {
        learn(field.name, field.sent(put));
      } else {
        repeat(field.name);
        field.drop(put);
      }
    }
  }

  /// Remembers what an event of the ERP's brings, which always applies.
  template <typename Put, typename Row, std::size_t Size>
  void learn_all(const std::array<FeedField<Put, Row>, Size>& fields, const Put& put) {
    if (writer_ == Writer::staff) return;
    for (const auto& field : fields)
      if (field.given(put)) learn(field.name, field.sent(put));
  }

  /// What the record came to be by what was learnt.
  template <typename Put, typename Row, std::size_t Size>
  void applied(const std::array<FeedField<Put, Row>, Size>& fields, const Row& row) {
    for (const auto& field : fields)
      if (is_fresh(field.name)) applied(field.name, field.stands(row));
  }

  /// The fields of the record that stand against the feed.
  template <typename Put, typename Row, std::size_t Size>
  std::vector<Difference> differences(const std::array<FeedField<Put, Row>, Size>& fields, const Row& row,
                                      const Voice& voice) const {
    std::vector<Difference> found;
    for (const auto& field : fields) {
      if (!differs(field.name, field.stands(row))) continue;
      found.push_back({.field = std::string(field.name),
                       .sent = in_words(*sent(field.name), field.words, voice),
                       .stands = in_words(field.stands(row), field.words, voice)});
    }
    return found;
  }

  /// A PUT that brings back what the ERP sent last for the field, with its group; false when it sent nothing.
  template <typename Put, typename Row, std::size_t Size>
  bool restore(const std::array<FeedField<Put, Row>, Size>& fields, std::string_view name, Put& put) const {
    std::uint8_t group = 0;
    for (const auto& field : fields)
      if (field.name == name) group = field.group;
    bool found = false;
    for (const auto& field : fields) {
      if (field.name != name && (group == 0 || field.group != group)) continue;
      const auto* known = sent(field.name);
      if (known == nullptr) continue;
      field.put(put, *known);
      found = found || field.name == name;
    }
    return found;
  }

  /// A plain entry of these fields is of an older version, which did not tell what it made of the record.
  void doubt(std::string_view field);

  /// The same by hand, for fields that no table can hold. True when the value is what was sent last.
  bool repeats(std::string_view field, const FeedText& sent) const;
  void learn(std::string_view field, const FeedText& sent);
  /// Remembers a value with what it made of the record, whoever writes.
  void know(std::string_view field, const FeedText& sent, const FeedText& made);
  /// Notes that the PUT repeated the field.
  void repeat(std::string_view field) { repeated_.emplace_back(field); }
  void applied(std::string_view field, const FeedText& stands);
  bool is_fresh(std::string_view field) const;
  bool differs(std::string_view field, const FeedText& stands) const;
  /// What was sent last; nothing when nothing was.
  const FeedText* sent(std::string_view field) const;
  /// What it made of the record; nothing when that is not known.
  const FeedText* made(std::string_view field) const;
  void forget(std::string_view field);
  /// The fields remembered whose names begin so.
  std::vector<std::string> fields_under(std::string_view prefix) const;

  /// Of the differences those that the PUT would have undone: field, value sent and value kept, in pt-BR
  /// (D32).
  std::vector<std::string> notices(const std::vector<Difference>& differences) const;

  /// Remembers which fields stand in the list of differences; what came to it and what left it.
  void list(const std::vector<Difference>& differences);
  const std::vector<std::string>& came() const { return came_; }
  const std::vector<std::string>& left() const { return left_; }

  /// JSON, for the column erp_sent.
  std::string text() const;

 private:
  struct Sent {
    FeedText value = {};
    std::optional<FeedText> applied = {};
  };
  static std::string in_words(const FeedText& text, std::string (*words)(const std::string&, const Voice&),
                              const Voice& voice);

  Writer writer_;
  std::map<std::string, Sent, std::less<>> sent_ = {};
  std::vector<std::string> fresh_ = {};
  std::vector<std::string> repeated_ = {};
  std::vector<std::string> listed_ = {};
  std::vector<std::string> came_ = {};
  std::vector<std::string> left_ = {};
};

/// Ends the memory's part in a write: lists the differences of the record, and says those the PUT would have
/// undone. To be called before the record is written with text().
std::vector<std::string> settle(const Context& context, ErpMemory& memory, domain::Entity entity,
                                std::uint64_t id, const std::vector<Difference>& differences);

/// A record with its fields that stand against the feed.
struct RecordDifferences {
  std::string title = {};
  std::uint64_t parent_id = 0;  ///< of a product its integration, of a sold package its service
  std::vector<Difference> fields = {};
};

/// The refusal where the ERP never sent the field.
base::Problem nothing_sent();

/// How screens speak.
inline Voice screen_voice(const Context& context) { return {context.zone, false}; }
/// How the API speaks: money as "30.00", instants as RFC 3339.
inline Voice wire_voice(const Context& context) { return {context.zone, true}; }

}  // namespace operations
