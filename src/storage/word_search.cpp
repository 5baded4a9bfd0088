#include "storage/word_search.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/text.h"
#include "storage/paging.h"

namespace storage {

namespace {

/// Most rows of a leading word that are read and sorted; those of a commoner one are met soon in order of
/// owner.
constexpr std::uint32_t k_rare = 20'000;
/// Most words of one beginning that are looked up each by itself.
constexpr std::size_t k_few = 8;

/// A statement with {words} for the table, {owner} for its column and {by_owner} for its index.
std::string over(const WordTable& table, std::string_view sql) {
  std::string text(sql);
  const auto fill = [&](std::string_view place, std::string_view by) {
    for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + by.size()))
      text.replace(at, place.size(), by);
  };
  fill("{words}", table.name);
  fill("{owner}", table.owner);
  fill("{by_owner}", table.by_owner);
  return text;
}

/// The first byte string behind all that begin with `prefix`.
std::string end_of_prefix(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xFF) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

constexpr std::string_view k_count_word = R"sql(
  SELECT COUNT(*) AS n FROM (
    SELECT 1 FROM {words} WHERE provider_id = ? AND word >= ? AND word < ? LIMIT ?) AS some)sql";

/// How many rows begin with a word; stops counting behind `most`.
std::uint32_t count_word(const Tenant& tenant, const WordTable& table, const std::string& word,
                         std::uint32_t most = k_rare) {
  return tenant.db
      .find(over(table, k_count_word), {tenant.provider_id, word, end_of_prefix(word), most + 1},
            [](const Row& row) { return row.u32("n"); })
      .value();
}

constexpr std::string_view k_next_word = R"sql(
  SELECT word FROM {words} WHERE provider_id = ? AND word >= ? AND word < ? ORDER BY word LIMIT 1)sql";

/// The words that begin so, found by leaping from one to the next; at most k_few + 1.
std::vector<std::string> words_beginning(const Tenant& tenant, const WordTable& table,
                                         const std::string& beginning) {
  std::vector<std::string> words;
  auto from = beginning;
  while (words.size() <= k_few) {
    const auto word =
        tenant.db.find(over(table, k_next_word), {tenant.provider_id, from, end_of_prefix(beginning)},
                       [](const Row& row) { return row.text("word"); });
    if (!word) break;
    words.push_back(*word);
    from = *word + '\0';
  }
  return words;
}

constexpr std::string_view k_has_word = R"sql(EXISTS (
  SELECT 1 FROM {words} o WHERE o.{owner} = {id} AND o.provider_id = ? AND o.word >= ? AND o.word < ?))sql";

std::string has_word(const WordTable& table, std::string_view id) {
  auto text = over(table, k_has_word);
  constexpr std::string_view k_place = "{id}";
  return text.replace(text.find(k_place), k_place.size(), id);
}

/// A search by the beginnings of words, made statement by statement.
class NameSearch {
 public:
  NameSearch(const Tenant& tenant, const WordTable& table, std::uint64_t from, std::uint32_t limit, bool down)
      : tenant_(tenant), table_(table), from_(from), limit_(limit), down_(down) {}

  /// By the owners of a word, which stand in their order: it ends at the limit.
  void add_word(const std::string& word, const std::vector<std::string>& others) {
    sql_ += sql_.empty() ? "" : " UNION ALL ";
    sql_ +=
        "(SELECT w.{owner} AS id FROM {words} w WHERE w.provider_id = ? AND w.word = ? AND w.{owner} "
        "{beyond} ?";
    params_.insert(params_.end(), {tenant_.provider_id, word, from_});
    close(others);
  }

  /// By all words of a beginning: a rare one by its range, a common one by the index in order of owner,
  /// which ends at the limit. Left to choose, the optimiser sorted a million rows on disk for ten thousand.
  void add_beginning(const std::string& beginning, bool rare, const std::vector<std::string>& others) {
    sql_ = "(SELECT DISTINCT w.{owner} AS id FROM {words} w FORCE INDEX (" +
           std::string(rare ? "PRIMARY" : "{by_owner}") +
           ") WHERE w.provider_id = ? AND w.word >= ? AND w.word < ? AND w.{owner} {beyond} ?";
    params_ = {tenant_.provider_id, beginning, end_of_prefix(beginning), from_};
    close(others);
  }

  std::vector<std::uint64_t> run() {
    params_.emplace_back(limit_);
    const auto sql = "SELECT DISTINCT id FROM (" + sql_ + ") AS found ORDER BY id {order} LIMIT ?";
    return tenant_.db.list(directed(over(table_, sql), down_), params_,
                           [](const Row& row) { return row.u64("id"); });
  }

 private:
  /// What every part ends with: the other words, the order and the limit.
  void close(const std::vector<std::string>& others) {
    for (const auto& beginning : others) {
      sql_ += " AND " + has_word(table_, "w." + std::string(table_.owner));
      params_.insert(params_.end(), {tenant_.provider_id, beginning, end_of_prefix(beginning)});
    }
    sql_ += " ORDER BY w.{owner} {order} LIMIT ?)";
    params_.emplace_back(limit_);
  }

  const Tenant& tenant_;
  const WordTable& table_;
  std::uint64_t from_;
  std::uint32_t limit_;
  bool down_;
  std::string sql_ = {};
  Params params_ = {};
};

}  // namespace

std::vector<std::string> search_words(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end() && words.size() < 12)
      words.push_back(word);
    word.clear();
  };
  for (const char c : base::fold(name)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte)) {
      if (word.size() < 40) word += c;
    } else {
      finish();
    }
  }
  finish();
  return words;
}

constexpr std::string_view k_insert_word = "INSERT INTO {words} (provider_id, word, {owner})";

void append_words(const Tenant& tenant, const WordTable& table, std::uint64_t owner, std::string_view name) {
  const auto head = over(table, k_insert_word);
  for (const auto& word : search_words(name)) tenant.db.append(head, {tenant.provider_id, word, owner});
}

void replace_words(const Tenant& tenant, const WordTable& table, std::uint64_t owner, std::string_view name) {
  delete_words(tenant, table, owner);
  append_words(tenant, table, owner, name);
}

constexpr std::string_view k_delete_words = "DELETE FROM {words} WHERE provider_id = ? AND {owner} = ?";

void delete_words(const Tenant& tenant, const WordTable& table, std::uint64_t owner) {
  tenant.db.write_appended(over(table, k_insert_word));  // the name may have come in this very transaction
  tenant.db.execute(over(table, k_delete_words), {tenant.provider_id, owner});
}

std::vector<std::uint64_t> find_ids_by_words(const Tenant& tenant, const WordTable& table,
                                             std::string_view text, std::uint64_t from, std::uint32_t limit,
                                             bool down) {
  std::vector<std::pair<std::uint32_t, std::string>> counted;
  for (auto& word : search_words(text))
    counted.emplace_back(count_word(tenant, table, word), std::move(word));
  if (counted.empty()) return {};
  std::sort(counted.begin(), counted.end());
  const auto& [rows, lead] = counted.front();
  if (rows == 0) return {};
  std::vector<std::string> others;
  for (std::size_t i = 1; i < counted.size(); ++i) others.push_back(counted[i].second);

  NameSearch search(tenant, table, from, limit, down);
  const auto words = words_beginning(tenant, table, lead);
  if (words.size() > k_few)
    search.add_beginning(lead, rows <= k_rare, others);
  else
    for (const auto& word : words) search.add_word(word, others);
  return search.run();
}

std::uint32_t count_rarest_word(const Tenant& tenant, const WordTable& table, std::string_view text,
                                std::uint32_t most) {
  std::uint32_t least = most + 1;
  for (const auto& word : search_words(text)) least = std::min(least, count_word(tenant, table, word, most));
  return least;
}

Condition words_condition(const Tenant& tenant, const WordTable& table, std::string_view text,
                          std::string_view id) {
  Condition condition;
  for (const auto& word : search_words(text)) {
    condition.sql += (condition.sql.empty() ? "" : " AND ") + has_word(table, id);
    condition.params.insert(condition.params.end(), {tenant.provider_id, word, end_of_prefix(word)});
  }
  return condition;
}

}  // namespace storage
