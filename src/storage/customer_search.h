#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/tenant.h"
#include "storage/word_search.h"

namespace storage {

/// By what a customer is looked up exactly.
enum class CustomerKey : std::uint8_t { code, document, email, phone, login, service_erp_id, subscriber_id };

/// Ids of the customers with exactly this key (normalised as stored: document and phone plain, subscriber_id
/// 16 bytes; a phone with 55 in front or without), ascending, above `from`, at most `limit`; `down`:
/// descending, below it.
std::vector<std::uint64_t> find_customer_ids(const Tenant& tenant, CustomerKey key, std::string_view value,
                                             std::uint64_t from, std::uint32_t limit, bool down = false);

/// Ids of the customers whose name has a word beginning with each of the words of `text`, in such an order.
/// Quick on a million customers: the rarest word leads, the others are tested on its rows.
std::vector<std::uint64_t> find_customer_ids_by_name(const Tenant& tenant, std::string_view text,
                                                     std::uint64_t from, std::uint32_t limit,
                                                     bool down = false);

/// Ids of the customers that `text` may mean: any key, or words of the name; in such an order.
std::vector<std::uint64_t> find_customer_ids_by_text(const Tenant& tenant, std::string_view text,
                                                     std::uint64_t from, std::uint32_t limit,
                                                     bool down = false);

/// How many customers' words begin like the rarest word of `text`; stops counting behind `most`.
std::uint32_t count_rarest_word(const Tenant& tenant, std::string_view text, std::uint32_t most);

/// That `text` may mean a customer c, as find_customer_ids_by_text finds him.
Condition text_condition(const Tenant& tenant, std::string_view text);

/// What a search box found: name, document, e-mail, code, login, service id or subscriber_id, whatever the
/// text looks like.
struct CustomerHit {
  std::uint64_t id = 0;
  std::string found_by = {};  ///< pt-BR: "CPF/CNPJ", "nome", "login", …
};
/// At most `limit` hits, exact ones before names, no customer twice.
std::vector<CustomerHit> search_customers(const Tenant& tenant, std::string_view text, std::uint32_t limit);

}  // namespace storage
