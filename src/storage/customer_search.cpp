#include "storage/customer_search.h"

#include <algorithm>
#include <charconv>

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

/// Most customers of one key (a family's telephone) that a filter beside it looks at.
constexpr std::uint32_t k_meant = 50;

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
  return find_ids_by_words(tenant, k_customer_words, text, from, limit, down);
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
  return count_rarest_word(tenant, k_customer_words, base::tidied(text), most);
}

Condition text_condition(const Tenant& tenant, std::string_view text) {
  const auto wanted = base::tidied(text);
  Condition condition{.sql = "(c.id IN (0", .params = {}};
  for (const auto& meaning : meanings_of(wanted))
    for (const auto id : find_customer_ids(tenant, meaning.key, meaning.value, 0, k_meant)) {
      condition.sql += ",?";
      condition.params.emplace_back(id);
    }
  condition.sql += ")";
  const auto words = words_condition(tenant, k_customer_words, wanted, "c.id");
  if (!words.sql.empty()) condition.sql += " OR (" + words.sql + ")";
  condition.sql += ")";
  condition.params.insert(condition.params.end(), words.params.begin(), words.params.end());
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
