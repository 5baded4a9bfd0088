#include "storage/services.h"

#include "storage/courtesies.h"
#include "storage/many.h"

namespace storage {

namespace {

domain::Service service_of(const Row& row) {
  return {.id = row.u64("id"),
          .erp_id = row.u64("external_id"),
          .customer_id = row.u64("customer_id"),
          .plan_id = row.u32("plan_id"),
          .status_prefix = row.text("status_prefix"),
          .state = static_cast<domain::ServiceState>(row.u64("state")),
          .status_at = row.instant("status_at"),
          .first_enabled_at = row.maybe_instant("first_enabled_at"),
          .over_at = row.maybe_instant("over_at"),
          .login = row.maybe_text("login"),
          .password_digest = row.maybe_text("password_digest"),
          .value_cents = row.i64("value_cents"),
          .enabled_on = row.maybe_instant("enabled_on"),
          .registered_at = row.maybe_instant("registered_at"),
          .sold_on = row.maybe_date("sold_on"),
          .due_day = row.maybe_u32("due_day"),
          .contract_end_on = row.maybe_date("contract_end_on"),
          .contract_status = row.maybe_text("contract_status"),
          .payment_method = row.maybe_text("payment_method"),
          .charge_kind = row.maybe_text("charge_kind"),
          .suspension_profile = row.maybe_text("suspension_profile"),
          .router = row.maybe_text("router"),
          .interface_name = row.maybe_text("interface_name"),
          .port_name = row.maybe_text("port_name"),
          .street = row.maybe_text("street"),
          .number = row.maybe_text("number"),
          .district = row.maybe_text("district"),
          .city = row.maybe_text("city"),
          .address_state = row.maybe_text("address_state"),
          .postcode = row.maybe_text("postcode"),
          .erp_sent = row.maybe_text("erp_sent").value_or(""),
          .courtesy = joined_courtesy_of(row),
          .created_at = row.instant("created_at"),
          .updated_at = row.instant("updated_at")};
}

/// What both statements write, in the order in which both name it: from the customer to what the ERP sent.
Params card_of(const domain::Service& service) {
  return {service.customer_id,
          service.plan_id,
          service.status_prefix,
          static_cast<unsigned>(service.state),
          service.status_at,
          service.first_enabled_at,
          service.over_at,
          service.login,
          service.password_digest,
          service.value_cents,
          service.enabled_on,
          service.registered_at,
          service.sold_on,
          service.due_day,
          service.contract_end_on,
          service.contract_status,
          service.payment_method,
          service.charge_kind,
          service.suspension_profile,
          service.router,
          service.interface_name,
          service.port_name,
          service.street,
          service.number,
          service.district,
          service.city,
          service.address_state,
          service.postcode,
          text_or_null(service.erp_sent)};
}

}  // namespace

const std::string k_columns = "SELECT " + std::string(k_courtesy_columns) + R"sql(,
         s.id, s.external_id, s.customer_id, s.plan_id, s.status_prefix, s.state, s.status_at, s.first_enabled_at,
         s.over_at, s.login, s.password_digest, s.value_cents, s.enabled_on, s.registered_at, s.sold_on, s.due_day,
         s.contract_end_on, s.contract_status, s.payment_method, s.charge_kind, s.suspension_profile, s.router,
         s.interface_name, s.port_name, s.street, s.number, s.district, s.city, s.address_state, s.postcode, s.erp_sent,
         s.created_at, s.updated_at)sql";

const std::string k_select = k_columns + R"sql(
  FROM customer_service s
  LEFT JOIN courtesy k ON k.service_id = s.id AND k.ended_at IS NULL)sql";

const std::string k_find = k_select + " WHERE s.provider_id = ? AND s.id = ?";

std::optional<domain::Service> find_service(const Tenant& tenant, std::uint64_t id) {
  return tenant.db.find(k_find, {tenant.provider_id, id}, service_of);
}

const std::string k_find_by_external = k_select + " WHERE s.provider_id = ? AND s.external_id = ?";

std::optional<domain::Service> find_service_by_erp_id(const Tenant& tenant, std::uint64_t erp_id) {
  return tenant.db.find(k_find_by_external, {tenant.provider_id, erp_id}, service_of);
}

const std::string k_held = k_columns + R"sql(,
         c.code AS customer_code, c.entitlement_version, p.code AS plan_code, p.description AS plan_description,
         p.value_cents AS plan_value_cents, p.lock_packages, p.active AS plan_active,
         EXISTS (SELECT 1 FROM left_out_package l WHERE l.service_id = s.id) AS has_left_out
  FROM customer_service s
  JOIN customer c ON c.id = s.customer_id
  JOIN plan p ON p.id = s.plan_id
  LEFT JOIN courtesy k ON k.service_id = s.id AND k.ended_at IS NULL)sql";

HeldService held_service_of(const Row& row) {
  return {.service = service_of(row),
          .customer_code = row.text("customer_code"),
          .customer_version = row.u64("entitlement_version"),
          .plan = {.id = row.u32("plan_id"),
                   .code = row.text("plan_code"),
                   .description = row.text("plan_description"),
                   .value_cents = row.i64("plan_value_cents"),
                   .lock_packages = row.flag("lock_packages"),
                   .active = row.flag("plan_active")},
          .has_left_out = row.flag("has_left_out")};
}

const std::string k_find_held = k_held + " WHERE s.provider_id = ? AND s.id = ?";

std::optional<HeldService> find_held_service(const Tenant& tenant, std::uint64_t id) {
  return tenant.db.find(k_find_held, {tenant.provider_id, id}, held_service_of);
}

const std::string k_find_held_by_external = k_held + " WHERE s.provider_id = ? AND s.external_id = ?";

std::optional<HeldService> find_held_service_by_erp_id(const Tenant& tenant, std::uint64_t erp_id) {
  return tenant.db.find(k_find_held_by_external, {tenant.provider_id, erp_id}, held_service_of);
}

const std::string k_list_held = k_held + " WHERE s.provider_id = ? AND s.customer_id = ? ORDER BY s.id";

std::vector<HeldService> list_held_services(const Tenant& tenant, std::uint64_t customer_id) {
  return tenant.db.list(k_list_held, {tenant.provider_id, customer_id}, held_service_of);
}

constexpr std::string_view k_erp_ids =
    "SELECT external_id FROM customer_service WHERE provider_id = ? AND external_id IN ({ids}) ORDER BY "
    "external_id";

std::vector<std::uint64_t> list_service_erp_ids(const Tenant& tenant,
                                                std::span<const std::uint64_t> erp_ids) {
  return list_by_ids(tenant, k_erp_ids, erp_ids, [](const Row& row) { return row.u64("external_id"); });
}

const std::string k_list = k_select + " WHERE s.provider_id = ? AND s.customer_id = ? ORDER BY s.id";

std::vector<domain::Service> list_services_of(const Tenant& tenant, std::uint64_t customer_id) {
  return tenant.db.list(k_list, {tenant.provider_id, customer_id}, service_of);
}

const std::string k_list_several =
    k_select + " WHERE s.provider_id = ? AND s.customer_id IN ({ids}) ORDER BY s.customer_id, s.id";

std::vector<domain::Service> list_services_of(const Tenant& tenant,
                                              std::span<const std::uint64_t> customer_ids) {
  return list_by_ids(tenant, k_list_several, customer_ids, service_of);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO customer_service
    (provider_id, external_id, customer_id, plan_id, status_prefix, state, status_at, first_enabled_at, over_at,
     login, password_digest, value_cents, enabled_on, registered_at, sold_on, due_day, contract_end_on,
     contract_status, payment_method, charge_kind, suspension_profile, router, interface_name, port_name,
     street, number, district, city, address_state, postcode, erp_sent, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql";

constexpr std::string_view k_insert_first_status =
    "INSERT INTO service_status (service_id, sequence, status_prefix, state, since)";

std::uint64_t insert_service(const Tenant& tenant, const domain::Service& service,
                             const std::optional<domain::ServiceStatusChange>& inherited) {
  auto params = card_of(service);
  params.insert(params.begin(), {tenant.provider_id, service.erp_id});
  params.insert(params.end(), {service.created_at, service.updated_at});
  const auto id = tenant.db.insert(k_insert, params);
  int sequence = 0;
  const auto add = [&](const domain::ServiceStatusChange& status) {
    tenant.db.append(k_insert_first_status, {id, ++sequence, status.status_prefix,
                                             static_cast<unsigned>(status.state), status.since});
  };
  if (inherited) add(*inherited);
  add({service.status_prefix, service.state, service.status_at});
  return id;
}

constexpr std::string_view k_update = R"sql(
  UPDATE customer_service SET
    customer_id = ?, plan_id = ?, status_prefix = ?, state = ?, status_at = ?, first_enabled_at = ?, over_at = ?, login = ?,
    password_digest = ?, value_cents = ?, enabled_on = ?, registered_at = ?, sold_on = ?, due_day = ?,
    contract_end_on = ?, contract_status = ?, payment_method = ?, charge_kind = ?, suspension_profile = ?,
    router = ?, interface_name = ?, port_name = ?, street = ?, number = ?, district = ?, city = ?, address_state
    = ?, postcode = ?, erp_sent = ?, updated_at = ?
  WHERE provider_id = ? AND id = ?)sql";

void update_service(const Tenant& tenant, const domain::Service& service) {
  auto params = card_of(service);
  params.insert(params.end(), {service.updated_at, tenant.provider_id, service.id});
  tenant.db.execute(k_update, params);
}

constexpr std::string_view k_update_password = R"sql(
  UPDATE customer_service SET password_digest = ?, erp_sent = ? WHERE provider_id = ? AND id = ?)sql";

void update_service_password(const Tenant& tenant, const domain::Service& service) {
  tenant.db.execute(k_update_password, {service.password_digest, text_or_null(service.erp_sent),
                                        tenant.provider_id, service.id});
}

constexpr std::string_view k_insert_status = R"sql(
  INSERT INTO service_status (service_id, sequence, status_prefix, state, since)
  SELECT s.id, COALESCE(MAX(t.sequence), 0) + 1, ?, ?, ?
  FROM customer_service s LEFT JOIN service_status t ON t.service_id = s.id
  WHERE s.provider_id = ? AND s.id = ? GROUP BY s.id)sql";

void insert_service_status(const Tenant& tenant, std::uint64_t service_id,
                           const domain::ServiceStatusChange& change) {
  tenant.db.write_appended(k_insert_first_status);  // the service may have come in this very transaction
  tenant.db.execute(k_insert_status, {change.status_prefix, static_cast<unsigned>(change.state), change.since,
                                      tenant.provider_id, service_id});
}

constexpr std::string_view k_list_statuses = R"sql(
  SELECT t.status_prefix, t.state, t.since
  FROM customer_service s JOIN service_status t ON t.service_id = s.id
  WHERE s.provider_id = ? AND s.id = ? ORDER BY t.sequence)sql";

std::vector<domain::ServiceStatusChange> list_service_statuses(const Tenant& tenant,
                                                               std::uint64_t service_id) {
  return tenant.db.list(k_list_statuses, {tenant.provider_id, service_id},
                        [](const Row& row) -> domain::ServiceStatusChange {
                          return {row.text("status_prefix"),
                                  static_cast<domain::ServiceState>(row.u64("state")), row.instant("since")};
                        });
}

}  // namespace storage
