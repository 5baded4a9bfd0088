#include "storage/accounts.h"

#include "storage/many.h"

namespace storage {

namespace {

domain::Account account_of(const Row& row) {
  return {.id = row.u64("id"),
          .integration_id = row.u32("integration_id"),
          .customer_id = row.u64("customer_id"),
          .subscriber_id = row.text("subscriber_id"),
          .told = row.flag("told"),
          .created_at = row.instant("created_at")};
}

}  // namespace

const std::string k_select = R"sql(
  SELECT id, integration_id, customer_id, subscriber_id, told, created_at FROM account)sql";

const std::string k_of_customers =
    k_select + " WHERE provider_id = ? AND customer_id IN ({ids}) ORDER BY customer_id, integration_id";

std::vector<domain::Account> list_accounts_of(const Tenant& tenant,
                                              std::span<const std::uint64_t> customer_ids) {
  return list_by_ids(tenant, k_of_customers, customer_ids, account_of);
}

const std::string k_by_subscriber = k_select + " WHERE provider_id = ? AND subscriber_id = ?";

std::optional<domain::Account> find_account_by_subscriber(const Tenant& tenant,
                                                          const std::string& subscriber_id) {
  return tenant.db.find(k_by_subscriber, {tenant.provider_id, subscriber_id}, account_of);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO account (provider_id, integration_id, customer_id, subscriber_id, told, created_at))sql";

void insert_accounts(const Tenant& tenant, std::span<const domain::Account> accounts) {
  std::vector<Params> rows;
  for (const auto& account : accounts)
    rows.push_back({tenant.provider_id, account.integration_id, account.customer_id, account.subscriber_id,
                    account.told, account.created_at});
  insert_rows(tenant.db, k_insert, rows);
}

const std::string k_lines = R"sql(
  SELECT a.id, a.integration_id, a.customer_id, a.subscriber_id, a.told, a.created_at, i.code AS integration_code, i.description AS integration, i.gateway
  FROM account a JOIN integration i ON i.id = a.integration_id
  WHERE a.provider_id = ? AND a.customer_id = ? ORDER BY i.id)sql";

constexpr std::string_view k_held_products = R"sql(
  SELECT p.code, p.integration_id FROM entitlement e JOIN product p ON p.id = e.product_id
  WHERE e.provider_id = ? AND e.customer_id = ? AND e.held_until > ? ORDER BY p.code)sql";

std::vector<AccountLine> list_account_lines(const Tenant& tenant, std::uint64_t customer_id,
                                            base::Instant now) {
  auto lines = tenant.db.list(k_lines, {tenant.provider_id, customer_id}, [](const Row& row) -> AccountLine {
    return {.account = account_of(row),
            .integration_code = row.text("integration_code"),
            .integration = row.text("integration"),
            .gateway = row.text("gateway")};
  });
  tenant.db.select(k_held_products, {tenant.provider_id, customer_id, now}, [&](const Row& row) {
    for (auto& line : lines)
      if (line.account.integration_id == row.u32("integration_id")) line.products.push_back(row.text("code"));
  });
  return lines;
}

}  // namespace storage
