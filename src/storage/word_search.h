#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/tenant.h"

/// Names found by the beginnings of their words, in any order, without case and accents; quick on a million.
namespace storage {

/// A table of the folded words of names: provider_id, word and whose name it is, which are its key in this
/// order.
struct WordTable {
  std::string_view name = {};
  std::string_view owner = {};     ///< the column of whose name it is
  std::string_view by_owner = {};  ///< its index by that column
};

/// The folded words of a name, each at most 40 bytes, without repeats: what search finds by prefix.
std::vector<std::string> search_words(std::string_view name);

/// The words of a new name, with the transaction's end.
void append_words(const Tenant& tenant, const WordTable& table, std::uint64_t owner, std::string_view name);
/// The words of a name that is another now.
void replace_words(const Tenant& tenant, const WordTable& table, std::uint64_t owner, std::string_view name);
void delete_words(const Tenant& tenant, const WordTable& table, std::uint64_t owner);

/// Whose names have a word beginning with each of the words of `text`: ascending, above `from`, at most
/// `limit`; `down`: descending, below it. The rarest word leads, the others are tested on its rows.
std::vector<std::uint64_t> find_ids_by_words(const Tenant& tenant, const WordTable& table,
                                             std::string_view text, std::uint64_t from, std::uint32_t limit,
                                             bool down = false);

/// How many words begin like the rarest word of `text`; stops counting behind `most`.
std::uint32_t count_rarest_word(const Tenant& tenant, const WordTable& table, std::string_view text,
                                std::uint32_t most);

/// A condition of a statement, and what it binds.
struct Condition {
  std::string sql = {};
  Params params = {};
};
/// That the name of whom the column `id` of a statement names has all words of `text`; no SQL where it has
/// none.
Condition words_condition(const Tenant& tenant, const WordTable& table, std::string_view text,
                          std::string_view id);

}  // namespace storage
