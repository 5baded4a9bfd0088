#include "storage/customer_search.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/documents.h"
#include "base/text.h"
#include "storage/customers.h"
#include "storage/paging.h"

namespace storage {

namespace {

constexpr std::string_view k_by_code = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND code = ? AND id {beyond} ? ORDER BY id {order} LIMIT ?)sql";

constexpr std::string_view k_by_document = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND document = ? AND id {beyond} ? ORDER BY id {order} LIMIT ?)sql";

constexpr std::string_view k_by_email = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND email = ? AND id {beyond} ? ORDER BY id {order} LIMIT ?)sql";

constexpr std::string_view k_by_phone = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND phone IN (?, ?) AND id {beyond} ? ORDER BY id {order} LIMIT ?)sql";

constexpr std::string_view k_by_login = R"sql(
  SELECT DISTINCT customer_id AS id FROM customer_service
  WHERE provider_id = ? AND login = ? AND customer_id {beyond} ? ORDER BY customer_id {order} LIMIT ?)sql";

constexpr std::string_view k_by_service = R"sql(
  SELECT customer_id AS id FROM customer_service
  WHERE provider_id = ? AND external_id = ? AND customer_id {beyond} ? ORDER BY customer_id {order} LIMIT ?)sql";

constexpr std::string_view k_by_subscriber = R"sql(
  SELECT customer_id AS id FROM account
  WHERE provider_id = ? AND subscriber_id = ? AND customer_id {beyond} ? ORDER BY customer_id {order} LIMIT ?)sql";

std::string_view statement_for(CustomerKey key) {
  switch (key) {
    case CustomerKey::code:
      return k_by_code;
    case CustomerKey::document:
      return k_by_document;
    case CustomerKey::email:
      return k_by_email;
    case CustomerKey::phone:
      return k_by_phone;
    case CustomerKey::login:
      return k_by_login;
    case CustomerKey::service_erp_id:
      return k_by_service;
    case CustomerKey::subscriber_id:
      return k_by_subscriber;
  }
  return k_by_code;
}

std::uint64_t id_of(const Row& row) { return row.u64("id"); }

/// The first byte string behind all that begin with `prefix`.
std::string end_of_prefix(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xFF) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

/// Most rows of a leading word that are read and sorted; those of a commoner one are met soon in order of
/// customer.
constexpr std::uint32_t k_rare = 20'000;
/// Most customers of one key (a family's telephone) that a filter beside it looks at.
constexpr std::uint32_t k_meant = 50;
/// Most words of one beginning that are looked up each by itself.
constexpr std::size_t k_few = 8;

constexpr std::string_view k_count_word = R"sql(
  SELECT COUNT(*) AS n FROM (
    SELECT 1 FROM customer_word WHERE provider_id = ? AND word >= ? AND word < ? LIMIT ?) AS some)sql";

/// How many rows begin with a word; stops counting behind `most`.
std::uint32_t count_word(const Tenant& tenant, const std::string& word, std::uint32_t most = k_rare) {
  return tenant.db
      .find(k_count_word, {tenant.provider_id, word, end_of_prefix(word), most + 1},
            [](const Row& row) { return row.u32("n"); })
      .value();
}

constexpr std::string_view k_next_word = R"sql(
  SELECT word FROM customer_word WHERE provider_id = ? AND word >= ? AND word < ? ORDER BY word LIMIT 1)sql";

/// The words that begin so, found by leaping from one to the next; at most k_few + 1.
std::vector<std::string> words_beginning(const Tenant& tenant, const std::string& beginning) {
  std::vector<std::string> words;
  auto from = beginning;
  while (words.size() <= k_few) {
    const auto word = tenant.db.find(k_next_word, {tenant.provider_id, from, end_of_prefix(beginning)},
                                     [](const Row& row) { return row.text("word"); });
    if (!word) break;
    words.push_back(*word);
    from = *word + '\0';
  }
  return words;
}

/// A search by the beginnings of words, made statement by statement.
class NameSearch {
 public:
  NameSearch(std::uint32_t provider_id, std::uint64_t from, std::uint32_t limit, bool down)
      : provider_id_(provider_id), from_(from), limit_(limit), down_(down) {}

  /// By the customers of a word, which stand in their order: it ends at the limit.
  void add_word(const std::string& word, const std::vector<std::string>& others) {
    sql_ += sql_.empty() ? "" : " UNION ALL ";
    sql_ +=
        "(SELECT w.customer_id AS id FROM customer_word w WHERE w.provider_id = ? AND w.word = ? AND "
        "w.customer_id {beyond} ?";
    params_.insert(params_.end(), {provider_id_, word, from_});
    close(others);
  }

  /// By all words of a beginning: a rare one by its range, a common one by the index in order of customer,
  /// which ends at the limit. Left to choose, the optimiser sorted a million rows on disk for ten thousand.
  void add_beginning(const std::string& beginning, bool rare, const std::vector<std::string>& others) {
    sql_ = "(SELECT DISTINCT w.customer_id AS id FROM customer_word w FORCE INDEX (" +
           std::string(rare ? "PRIMARY" : "customer_word_customer") +
           ") WHERE w.provider_id = ? AND w.word >= ? AND w.word < ? AND w.customer_id {beyond} ?";
    params_ = {provider_id_, beginning, end_of_prefix(beginning), from_};
    close(others);
  }

  std::vector<std::uint64_t> run(Db& db) {
    params_.emplace_back(limit_);
    return db.list(
        directed("SELECT DISTINCT id FROM (" + sql_ + ") AS found ORDER BY id {order} LIMIT ?", down_),
        params_, id_of);
  }

 private:
  /// What every part ends with: the other words, the order and the limit.
  void close(const std::vector<std::string>& others) {
    for (const auto& beginning : others) {
      sql_ +=
          " AND EXISTS (SELECT 1 FROM customer_word o WHERE o.customer_id = w.customer_id AND o.provider_id "
          "= ?"
          " AND o.word >= ? AND o.word < ?)";
      params_.insert(params_.end(), {provider_id_, beginning, end_of_prefix(beginning)});
    }
    sql_ += " ORDER BY w.customer_id {order} LIMIT ?)";
    params_.emplace_back(limit_);
  }

  std::uint32_t provider_id_;
  std::uint64_t from_;
  std::uint32_t limit_;
  bool down_;
  std::string sql_ = {};
  Params params_ = {};
};

/// The same telephone with the country's number where it is without, and without where it is with it.
std::string other_spelling(std::string_view phone) {
  constexpr std::string_view k_country = "55";
  if (phone.size() == 10 || phone.size() == 11) return std::string(k_country) + std::string(phone);
  const bool with_country = (phone.size() == 12 || phone.size() == 13) && phone.starts_with(k_country);
  return std::string(with_country ? phone.substr(k_country.size()) : phone);
}

/// A way in which a search text may be meant.
struct Meaning {
  CustomerKey key;
  std::string value;
  std::string_view name;
};

std::vector<Meaning> meanings_of(std::string_view text) {
  std::vector<Meaning> meanings{{CustomerKey::code, std::string(text), "código"}};
  const auto document = base::document_plain(text);
  const auto digits = base::digits_of(text);
  std::uint64_t number = 0;
  const bool numeric =
      std::from_chars(text.data(), text.data() + text.size(), number).ptr == text.data() + text.size();
  if (numeric && text.size() <= 18)
    meanings.push_back({CustomerKey::service_erp_id, std::string(text), "id do serviço"});
  if (base::is_document_shaped(document)) meanings.push_back({CustomerKey::document, document, "CPF/CNPJ"});
  if (digits.size() >= 10 && digits.size() <= 13)
    meanings.push_back({CustomerKey::phone, digits, "telefone"});
  if (text.find('@') != std::string_view::npos)
    meanings.push_back({CustomerKey::email, std::string(text), "e-mail"});
  if (text.size() == 32 && !base::bytes_of_hex(text).empty())
    meanings.push_back({CustomerKey::subscriber_id, base::bytes_of_hex(text), "subscriber_id"});
  meanings.push_back({CustomerKey::login, std::string(text), "login"});
  return meanings;
}

}  // namespace

std::vector<std::uint64_t> find_customer_ids(const Tenant& tenant, CustomerKey key, std::string_view value,
                                             std::uint64_t from, std::uint32_t limit, bool down) {
  if (key == CustomerKey::code && !base::is_code(value)) return {};
  Params params{tenant.provider_id, value};
  if (key == CustomerKey::phone) params.emplace_back(other_spelling(value));
  params.insert(params.end(), {from, limit});
  return tenant.db.list(directed(statement_for(key), down), params, id_of);
}

std::vector<std::uint64_t> find_customer_ids_by_name(const Tenant& tenant, std::string_view text,
                                                     std::uint64_t from, std::uint32_t limit, bool down) {
  std::vector<std::pair<std::uint32_t, std::string>> counted;
  for (auto& word : search_words(text)) counted.emplace_back(count_word(tenant, word), std::move(word));
  if (counted.empty()) return {};
  std::sort(counted.begin(), counted.end());
  const auto& [rows, lead] = counted.front();
  if (rows == 0) return {};
  std::vector<std::string> others;
  for (std::size_t i = 1; i < counted.size(); ++i) others.push_back(counted[i].second);

  NameSearch search(tenant.provider_id, from, limit, down);
  const auto words = words_beginning(tenant, lead);
  if (words.size() > k_few)
    search.add_beginning(lead, rows <= k_rare, others);
  else
    for (const auto& word : words) search.add_word(word, others);
  return search.run(tenant.db);
}

std::vector<std::uint64_t> find_customer_ids_by_text(const Tenant& tenant, std::string_view text,
                                                     std::uint64_t from, std::uint32_t limit, bool down) {
  const auto wanted = base::tidied(text);
  auto ids = find_customer_ids_by_name(tenant, wanted, from, limit, down);
  for (const auto& meaning : meanings_of(wanted)) {
    const auto more = find_customer_ids(tenant, meaning.key, meaning.value, from, limit, down);
    ids.insert(ids.end(), more.begin(), more.end());
  }
  std::sort(ids.begin(), ids.end());
  if (down) std::reverse(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.size() > limit) ids.resize(limit);
  return ids;
}

std::uint32_t count_rarest_word(const Tenant& tenant, std::string_view text, std::uint32_t most) {
  std::uint32_t least = most + 1;
  for (const auto& word : search_words(base::tidied(text)))
    least = std::min(least, count_word(tenant, word, most));
  return least;
}

constexpr std::string_view k_has_word =
    "EXISTS (SELECT 1 FROM customer_word o WHERE o.customer_id = c.id AND o.provider_id = ? AND o.word >= ? "
    "AND o.word < ?)";

Condition text_condition(const Tenant& tenant, std::string_view text) {
  const auto wanted = base::tidied(text);
  Condition condition{.sql = "(c.id IN (0", .params = {}};
  for (const auto& meaning : meanings_of(wanted))
    for (const auto id : find_customer_ids(tenant, meaning.key, meaning.value, 0, k_meant)) {
      condition.sql += ",?";
      condition.params.emplace_back(id);
    }
  condition.sql += ")";
  std::string words;
  for (const auto& word : search_words(wanted)) {
    words += (words.empty() ? " OR (" : " AND ") + std::string(k_has_word);
    condition.params.insert(condition.params.end(), {tenant.provider_id, word, end_of_prefix(word)});
  }
  condition.sql += words + (words.empty() ? ")" : "))");
  return condition;
}

std::vector<CustomerHit> search_customers(const Tenant& tenant, std::string_view text, std::uint32_t limit) {
  const auto wanted = base::tidied(text);
  std::vector<CustomerHit> hits;
  if (wanted.empty()) return hits;
  const auto add = [&](const std::vector<std::uint64_t>& ids, std::string_view found_by) {
    for (const auto id : ids) {
      const bool known =
          std::any_of(hits.begin(), hits.end(), [&](const CustomerHit& hit) { return hit.id == id; });
      if (!known && hits.size() < limit) hits.push_back({id, std::string(found_by)});
    }
  };
  for (const auto& meaning : meanings_of(wanted))
    add(find_customer_ids(tenant, meaning.key, meaning.value, 0, limit), meaning.name);
  if (hits.size() < limit) add(find_customer_ids_by_name(tenant, wanted, 0, limit), "nome");
  return hits;
}

}  // namespace storage
