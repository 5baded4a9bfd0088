#include "storage/customers.h"

#include "storage/many.h"

namespace storage {

namespace {

domain::Customer customer_of(const Row& row) {
  return {.id = row.u64("id"),
          .code = row.text("code"),
          .name = row.text("name"),
          .person_kind = row.text("person_kind"),
          .document = row.maybe_text("document"),
          .email = row.maybe_text("email"),
          .phone = row.maybe_text("phone"),
          .city = row.maybe_text("city"),
          .uf = row.maybe_text("state"),
          .erp_sent = row.maybe_text("erp_sent").value_or(""),
          .created_at = row.instant("created_at"),
          .updated_at = row.instant("updated_at")};
}

std::uint64_t id_of(const Row& row) { return row.u64("id"); }

}  // namespace

const std::string k_select = R"sql(
  SELECT id, code, name, person_kind, document, email, phone, city, state, erp_sent, created_at, updated_at
  FROM customer)sql";

const std::string k_find = k_select + " WHERE provider_id = ? AND id = ?";

std::optional<domain::Customer> find_customer(const Tenant& tenant, std::uint64_t id) {
  return tenant.db.find(k_find, {tenant.provider_id, id}, customer_of);
}

const std::string k_list = k_select + " WHERE provider_id = ? AND id IN ({ids}) ORDER BY id";

std::vector<domain::Customer> list_customers(const Tenant& tenant, std::span<const std::uint64_t> ids) {
  return list_by_ids(tenant, k_list, ids, customer_of);
}

constexpr std::string_view k_ids_by_code =
    "SELECT id, code FROM customer WHERE provider_id = ? AND code IN ({ids})";

std::map<std::string, std::uint64_t, std::less<>> list_customer_ids_by_code(
    const Tenant& tenant, std::span<const std::string> codes) {
  std::map<std::string, std::uint64_t, std::less<>> ids;
  for (auto& [code, id] : list_by_ids(tenant, k_ids_by_code, codes, [](const Row& row) {
         return std::pair(row.text("code"), row.u64("id"));
       }))
    ids.emplace(std::move(code), id);
  return ids;
}

const std::string k_find_by_code = k_select + " WHERE provider_id = ? AND code = ?";

std::optional<domain::Customer> find_customer_by_code(const Tenant& tenant, std::string_view code) {
  return tenant.db.find(k_find_by_code, {tenant.provider_id, code}, customer_of);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO customer (provider_id, code, name, person_kind, document, email, phone, city, state, erp_sent, created_at,
    updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql";

std::uint64_t insert_customer(const Tenant& tenant, const domain::Customer& customer) {
  const auto id = tenant.db.insert(
      k_insert, {tenant.provider_id, customer.code, customer.name, customer.person_kind, customer.document,
                 customer.email, customer.phone, customer.city, customer.uf, text_or_null(customer.erp_sent),
                 customer.created_at, customer.updated_at});
  append_words(tenant, k_customer_words, id, customer.name);
  return id;
}

constexpr std::string_view k_update = R"sql(
  UPDATE customer SET name = ?, person_kind = ?, document = ?, email = ?, phone = ?, city = ?, state = ?, erp_sent = ?,
    updated_at = ?
  WHERE provider_id = ? AND id = ?)sql";

void update_customer(const Tenant& tenant, const domain::Customer& customer, bool name_changed) {
  tenant.db.execute(k_update, {customer.name, customer.person_kind, customer.document, customer.email,
                               customer.phone, customer.city, customer.uf, text_or_null(customer.erp_sent),
                               customer.updated_at, tenant.provider_id, customer.id});
  if (name_changed) replace_words(tenant, k_customer_words, customer.id, customer.name);
}

void rebuild_search_words(const Tenant& tenant, std::uint64_t id) {
  if (const auto customer = find_customer(tenant, id))
    replace_words(tenant, k_customer_words, id, customer->name);
}

constexpr std::string_view k_ids_to_fold = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND id > ? AND LENGTH(name) <> CHAR_LENGTH(name)
  ORDER BY id LIMIT ?)sql";

std::vector<std::uint64_t> list_customer_ids_to_fold(const Tenant& tenant, std::uint64_t after,
                                                     std::uint32_t limit) {
  return tenant.db.list(k_ids_to_fold, {tenant.provider_id, after, limit}, id_of);
}

constexpr std::string_view k_ids = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND id > ? ORDER BY id LIMIT ?)sql";

std::vector<std::uint64_t> list_customer_ids(const Tenant& tenant, std::uint64_t after, std::uint32_t limit) {
  return tenant.db.list(k_ids, {tenant.provider_id, after, limit}, id_of);
}

constexpr std::string_view k_ids_with_package = R"sql(
  SELECT DISTINCT customer_id AS id FROM service_package
  WHERE provider_id = ? AND package_id = ? AND customer_id > ? ORDER BY customer_id LIMIT ?)sql";

std::vector<std::uint64_t> list_customer_ids_with_package(const Tenant& tenant, std::uint32_t package_id,
                                                          std::uint64_t after, std::uint32_t limit) {
  return tenant.db.list(k_ids_with_package, {tenant.provider_id, package_id, after, limit}, id_of);
}

constexpr std::string_view k_ids_with_account = R"sql(
  SELECT customer_id AS id FROM account
  WHERE provider_id = ? AND integration_id = ? AND customer_id > ? ORDER BY customer_id LIMIT ?)sql";

std::vector<std::uint64_t> list_customer_ids_with_account(const Tenant& tenant, std::uint32_t integration_id,
                                                          std::uint64_t after, std::uint32_t limit) {
  return tenant.db.list(k_ids_with_account, {tenant.provider_id, integration_id, after, limit}, id_of);
}

constexpr std::string_view k_lock = R"sql(
  UPDATE customer SET entitlement_version = entitlement_version + 1 WHERE provider_id = ? AND id = ?)sql";

bool lock_customer(const Tenant& tenant, std::uint64_t id) {
  return tenant.db.execute(k_lock, {tenant.provider_id, id}) == 1;
}

constexpr std::string_view k_lock_as_read = R"sql(
  UPDATE customer SET entitlement_version = entitlement_version + 1
  WHERE provider_id = ? AND id = ? AND entitlement_version = ?)sql";

bool lock_customer_as_read(const Tenant& tenant, std::uint64_t id, std::uint64_t version) {
  return tenant.db.execute(k_lock_as_read, {tenant.provider_id, id, version}) == 1;
}

}  // namespace storage
