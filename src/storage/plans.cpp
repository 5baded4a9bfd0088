#include "storage/plans.h"

namespace storage {

namespace {

const std::string k_select = R"sql(
  SELECT id, code, description, value_cents, technology, download_kbps, upload_kbps, bandwidth_control, lock_packages,
    active, erp_sent, created_at, updated_at
  FROM plan WHERE provider_id = ?)sql";

const std::string k_find = k_select + " AND code = ?";
const std::string k_find_by_id = k_select + " AND id = ?";

const std::string k_filter = R"sql(
  AND (l.description LIKE ? OR CONVERT(l.code USING utf8mb4) LIKE ?) AND (? IS NULL OR l.active = ?)
  AND (? = '' OR l.technology = ?))sql";

const std::vector<SortColumn> k_sortable{{"descricao", "description"},
                                         {"codigo", "code"},
                                         {"valor", "value_cents"},
                                         {"valor_pacotes", "packages_cents"},
                                         {"valor_com_pacotes", "total_cents"},
                                         {"tecnologia", "technology"},
                                         {"download", "download_kbps"},
                                         {"upload", "upload_kbps"}};

domain::Plan plan_of(const Row& row) {
  return {.id = row.u32("id"),
          .code = row.text("code"),
          .description = row.text("description"),
          .value_cents = row.i64("value_cents"),
          .technology = row.text("technology"),
          .download_kbps = row.u32("download_kbps"),
          .upload_kbps = row.u32("upload_kbps"),
          .bandwidth_control = row.flag("bandwidth_control"),
          .lock_packages = row.flag("lock_packages"),
          .active = row.flag("active"),
          .erp_sent = row.maybe_text("erp_sent").value_or(""),
          .created_at = row.instant("created_at"),
          .updated_at = row.instant("updated_at")};
}

PlanPackage plan_package_of(const Row& row) {
  return {.package_id = row.u32("package_id"),
          .code = row.text("code"),
          .description = row.text("description"),
          .value_cents = row.i64("value_cents"),
          .package_active = row.flag("active"),
          .integration_id = row.maybe_u32("integration_id"),
          .integration = row.text("integration"),
          .single_package = row.flag("single_package"),
          .required = row.flag("required"),
          .trial_days = row.maybe_u32("trial_days")};
}

PlanLine line_of(const Row& row) {
  return {.plan = plan_of(row),
          .packages_cents = row.i64("packages_cents"),
          .total_cents = row.i64("total_cents")};
}

Params filter_params(Params params, const PlanFilter& filter) {
  const auto pattern = like_anywhere(filter.text);
  params.insert(params.end(),
                {pattern, pattern, filter.active, filter.active, filter.technology, filter.technology});
  return params;
}

}  // namespace

std::optional<domain::Plan> find_plan(const Tenant& tenant, std::string_view code) {
  return tenant.db.find(k_find, {tenant.provider_id, code}, plan_of);
}

std::optional<domain::Plan> find_plan_by_id(const Tenant& tenant, std::uint32_t id) {
  return tenant.db.find(k_find_by_id, {tenant.provider_id, id}, plan_of);
}

const std::string k_lock = k_find + " FOR UPDATE";

std::optional<domain::Plan> lock_plan(const Tenant& tenant, std::string_view code) {
  return tenant.db.find(k_lock, {tenant.provider_id, code}, plan_of);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO plan (provider_id, code, description, value_cents, technology, download_kbps, upload_kbps, bandwidth_control,
    lock_packages, active, erp_sent, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql";

std::uint32_t insert_plan(const Tenant& tenant, const domain::Plan& plan) {
  return static_cast<std::uint32_t>(tenant.db.insert(
      k_insert, {tenant.provider_id, plan.code, plan.description, plan.value_cents, plan.technology,
                 plan.download_kbps, plan.upload_kbps, plan.bandwidth_control, plan.lock_packages,
                 plan.active, text_or_null(plan.erp_sent), plan.created_at, plan.updated_at}));
}

constexpr std::string_view k_update = R"sql(
  UPDATE plan SET description = ?, value_cents = ?, technology = ?, download_kbps = ?, upload_kbps = ?,
    bandwidth_control = ?, lock_packages = ?, active = ?, erp_sent = ?, updated_at = ?
  WHERE provider_id = ? AND id = ?)sql";

void update_plan(const Tenant& tenant, const domain::Plan& plan) {
  tenant.db.execute(k_update, {plan.description, plan.value_cents, plan.technology, plan.download_kbps,
                               plan.upload_kbps, plan.bandwidth_control, plan.lock_packages, plan.active,
                               text_or_null(plan.erp_sent), plan.updated_at, tenant.provider_id, plan.id});
}

constexpr std::string_view k_packages = R"sql(
  SELECT pp.package_id, p.code, p.description, p.value_cents, p.active, p.integration_id,
    COALESCE(i.description, '') AS integration, COALESCE(i.single_package, 0) AS single_package, pp.required, pp.trial_days
  FROM plan_package pp JOIN package p ON p.id = pp.package_id LEFT JOIN integration i ON i.id = p.integration_id
  WHERE p.provider_id = ? AND pp.plan_id = ? ORDER BY p.description, p.id)sql";

std::vector<PlanPackage> list_plan_packages(const Tenant& tenant, std::uint32_t plan_id) {
  return tenant.db.list(k_packages, {tenant.provider_id, plan_id}, plan_package_of);
}

constexpr std::string_view k_delete_packages = R"sql(
  DELETE FROM plan_package WHERE plan_id IN (SELECT id FROM plan WHERE provider_id = ? AND id = ?))sql";

constexpr std::string_view k_insert_package = R"sql(
  INSERT INTO plan_package (plan_id, package_id, required, trial_days)
  SELECT l.id, p.id, ?, ? FROM plan l JOIN package p ON p.provider_id = l.provider_id
  WHERE l.provider_id = ? AND l.id = ? AND p.id = ?)sql";

void replace_plan_packages(const Tenant& tenant, std::uint32_t plan_id,
                           const std::vector<PlanPackage>& packages) {
  tenant.db.execute(k_delete_packages, {tenant.provider_id, plan_id});
  for (const auto& package : packages)
    tenant.db.execute(k_insert_package, {package.required, package.trial_days, tenant.provider_id, plan_id,
                                         package.package_id});
}

const std::string k_with_package = k_select + R"sql(
  AND id IN (SELECT plan_id FROM plan_package WHERE package_id = ?) ORDER BY description, id)sql";

std::vector<domain::Plan> list_plans_with_package(const Tenant& tenant, std::uint32_t package_id) {
  return tenant.db.list(k_with_package, {tenant.provider_id, package_id}, plan_of);
}

const std::string k_several_packages = k_select + R"sql(
  AND id IN (SELECT pp.plan_id FROM plan_package pp JOIN package p ON p.id = pp.package_id WHERE p.integration_id = ?
             GROUP BY pp.plan_id HAVING COUNT(*) > 1)
  ORDER BY description, id)sql";

std::vector<domain::Plan> list_plans_with_several_packages(const Tenant& tenant,
                                                           std::uint32_t integration_id) {
  return tenant.db.list(k_several_packages, {tenant.provider_id, integration_id}, plan_of);
}

// A trial counts nothing: the twin of operations::monthly_value_of, in SQL since the list is sorted by the
// sum; tests/storage/plan_list_test.cpp holds them together.
const std::string k_list = R"sql(
  SELECT l.id, l.code, l.description, l.value_cents, l.technology, l.download_kbps, l.upload_kbps, l.bandwidth_control,
    l.lock_packages, l.active, l.erp_sent, l.created_at, l.updated_at, COALESCE(d.value_cents, 0) AS packages_cents,
    l.value_cents + COALESCE(d.value_cents, 0) AS total_cents
  FROM plan l LEFT JOIN (
    SELECT pp.plan_id, CAST(SUM(p.value_cents) AS SIGNED) AS value_cents
    FROM plan_package pp JOIN package p ON p.id = pp.package_id
    WHERE p.provider_id = ? AND p.active = 1 AND pp.trial_days IS NULL GROUP BY pp.plan_id) AS d ON d.plan_id = l.id
  WHERE l.provider_id = ?)sql" +
                           k_filter;

Listed<PlanLine> list_plans(const Tenant& tenant, const PlanFilter& filter, const Page& page) {
  auto listed =
      list_page<PlanLine>(tenant.db, k_list, filter_params({tenant.provider_id, tenant.provider_id}, filter),
                          k_sortable, page, line_of);
  for (auto& line : listed.lines) line.services = count_services_of_plan(tenant, line.plan.id);
  return listed;
}

const std::string k_count = "SELECT COUNT(*) AS n FROM plan l WHERE l.provider_id = ?" + k_filter;

std::uint32_t count_plans(const Tenant& tenant, const PlanFilter& filter) {
  return tenant.db
      .find(k_count, filter_params({tenant.provider_id}, filter), [](const Row& row) { return row.u32("n"); })
      .value();
}

constexpr std::string_view k_technologies =
    "SELECT DISTINCT technology FROM plan WHERE provider_id = ? AND technology <> '' ORDER BY technology";

std::vector<std::string> list_technologies(const Tenant& tenant) {
  return tenant.db.list(k_technologies, {tenant.provider_id},
                        [](const Row& row) { return row.text("technology"); });
}

// From the plan's side, so that the index (plan_id, state) of the services is enough.
constexpr std::string_view k_count_services = R"sql(
  SELECT COUNT(*) AS n FROM (
    SELECT 1 FROM plan l JOIN customer_service s ON s.plan_id = l.id
    WHERE l.provider_id = ? AND l.id = ? AND s.state < 4 LIMIT ?) AS live)sql";

std::uint32_t count_services_of_plan(const Tenant& tenant, std::uint32_t plan_id, std::uint32_t most) {
  return tenant.db
      .find(k_count_services, {tenant.provider_id, plan_id, most},
            [](const Row& row) { return row.u32("n"); })
      .value();
}

}  // namespace storage
