#include "operations/integrations.h"

#include <algorithm>
#include <array>

#include "base/checks.h"
#include "base/text.h"
#include "operations/catalogue.h"
#include "operations/integration_callbacks.h"
#include "operations/job_kinds.h"
#include "operations/other_account.h"
#include "operations/transmissions.h"
#include "storage/closings.h"

namespace operations {

namespace {

using domain::Integration;
using platforms::Platform;

constexpr std::uint32_t k_named = 3;  // of the records a warning is about

// --- checking ---------------------------------------------------------------------------------------------

/// The platform the integration is or will be of; none, with an error, when the PUT does not name one of
/// ours.
const Platform* checked_gateway(base::FieldErrors& errors, const std::optional<Integration>& before,
                                const base::Patch<std::string>& gateway) {
  if (before) {
    if (gateway.given && gateway.value != before->gateway)
      errors.add("gateway", "não muda depois de criada a integração; crie outra para o novo gateway");
    return &platforms::at(before->gateway);
  }
  const auto* platform = platforms::find(gateway.value.value_or(""));
  if (platform == nullptr) {
    std::string keys;
    for (const auto* known : platforms::all()) keys += (keys.empty() ? "" : ", ") + std::string(known->key);
    errors.add("gateway", (gateway.value ? "não é um gateway conhecido; use um destes: "
                                         : "é obrigatório; use um destes: ") +
                              keys);
  }
  return platform;
}

void check_limit(base::FieldErrors& errors, const base::Patch<std::uint32_t>& limit) {
  if (limit.value && (*limit.value == 0 || *limit.value > domain::k_most_requests_per_second))
    errors.add("limite_por_segundo",
               "deve estar entre 1 e " + base::grouped(domain::k_most_requests_per_second));
}

void check_fields(base::FieldErrors& errors, const std::string& code, IntegrationPut& put, Expect expect,
                  bool exists) {
  if (!code.empty() || expect != Expect::absent) check_code(errors, "codigo", code);
  if (exists && expect == Expect::absent) errors.add("codigo", "já é o código de outra integração");
  check_required_text(errors, "descricao", put.description, 160, !exists);
  check_limit(errors, put.requests_per_second);
}

// --- what follows from the fields -------------------------------------------------------------------------

Integration patched(Integration after, const Platform& platform, const IntegrationPut& put) {
  const Integration fresh;
  after.gateway = platform.key;
  after.description = put.description.over(after.description, after.description);
  after.single_package =
      platform.can.implies_single_package || put.single_package.over(after.single_package, false);
  after.suspend_enabled = put.suspend_enabled.over(after.suspend_enabled, fresh.suspend_enabled);
  after.partial_suspends = put.partial_suspends.over(after.partial_suspends, fresh.partial_suspends);
  after.requests_per_second =
      put.requests_per_second.over(after.requests_per_second, fresh.requests_per_second);
  after.active = put.active.over(after.active, true);
  return after;
}

std::string source_in(const Platform& platform, const ParameterValues& values) {
  const auto found = values.find(std::string(platforms::k_source_setting));
  if (platform.find_setting(platforms::k_source_setting) == nullptr || found == values.end())
    return std::string(platforms::k_default_source);
  return found->second;
}

std::uint64_t enqueue_build(const Context& context, const Integration& integration) {
  return enqueue(context, JobKind::log_in_rebuild, integration.id,
                 payload_of(LogInRebuild{*integration.building_source, *integration.building_generation}));
}

/// Sees to it that log-ins come to be made of `source`; the id of the job that makes them, where it takes
/// one.
std::optional<std::uint64_t> switch_source(const Context& context, Integration& integration,
                                           const std::string& source) {
  if (source == integration.building_source.value_or(integration.credential_source)) return std::nullopt;
  const auto last = std::max({integration.credential_generation, integration.building_generation.value_or(0),
                              storage::last_credential_generation(context.tenant, integration.id)});
  integration.building_source.reset();
  integration.building_generation.reset();
  const bool tidy = integration.credential_generation >= integration.tidy_from;
  if (source == integration.credential_source && tidy)
    return std::nullopt;  // back again: what was being built is dropped
  if (!storage::has_accounts(context.tenant, integration.id)) {
    integration.credential_source = source;
    return std::nullopt;
  }
  integration.building_source = source;
  integration.building_generation = last + 1;
  return enqueue_build(context, integration);
}

// --- what the ERP sent ------------------------------------------------------------------------------------

using IntegrationFeed = Feed<IntegrationPut, Integration>;
constexpr std::array k_feed{
    IntegrationFeed::field<&IntegrationPut::description, &Integration::description>("descricao"),
    IntegrationFeed::field<&IntegrationPut::single_package, &Integration::single_package>("pacote_unico"),
    IntegrationFeed::field<&IntegrationPut::suspend_enabled, &Integration::suspend_enabled>(
        "habilitar_suspender"),
    IntegrationFeed::field<&IntegrationPut::partial_suspends, &Integration::partial_suspends>(
        "suspensao_parcial"),
    IntegrationFeed::field<&IntegrationPut::requests_per_second, &Integration::requests_per_second>(
        "limite_por_segundo"),
    IntegrationFeed::field<&IntegrationPut::active, &Integration::active>("ativo")};

/// The parameters that can be read, one of them with another value or none.
std::vector<ParameterPut> with_parameter(const ParameterFeed& feed, ParameterValues values,
                                         const std::string& name, const std::optional<std::string>& value) {
  values.erase(name);
  if (value) values.emplace(name, *value);
  std::vector<ParameterPut> rows;
  for (const auto& [each, text] : values)
    if (!feed.is_secret(each)) rows.push_back({each, text});
  return rows;
}

std::vector<Difference> differences_of(const ErpMemory& memory, const ParameterFeed& feed,
                                       const Integration& integration, const ParameterValues& values,
                                       const Voice& voice) {
  auto differences = memory.differences(k_feed, integration, voice);
  feed.add_differences(memory, values, differences);
  return differences;
}

// --- writing ----------------------------------------------------------------------------------------------

/// Only what the record holds; the parameters add theirs.
storage::Changes changes_of(const std::optional<Integration>& before, const Integration& after) {
  const auto was = [&](auto text_of) { return before ? text_of(*before) : std::string(); };
  const auto note = [&](storage::Changes& changes, std::string_view field, auto text_of) {
    changes.field(field, was(text_of), text_of(after));
  };
  storage::Changes changes;
  note(changes, "codigo", [](const Integration& i) { return i.code; });
  note(changes, "gateway", [](const Integration& i) { return i.gateway; });
  note(changes, "descricao", [](const Integration& i) { return i.description; });
  note(changes, "pacote_unico", [](const Integration& i) { return switch_text(i.single_package); });
  note(changes, "habilitar_suspender", [](const Integration& i) { return switch_text(i.suspend_enabled); });
  note(changes, "suspensao_parcial", [](const Integration& i) { return switch_text(i.partial_suspends); });
  note(changes, "limite_por_segundo",
       [](const Integration& i) { return std::to_string(i.requests_per_second); });
  note(changes, "ativo", [](const Integration& i) { return switch_text(i.active); });
  return changes;
}

/// A write, and what it turned that its author should hear about.
struct Outcome {
  Written written = {};
  bool deactivated = false;
  bool made_single = false;
};

void warn_of_live_accounts(const Context& context, Written& written) {
  const auto live = storage::count_live_accounts(context.tenant, static_cast<std::uint32_t>(written.id),
                                                 context.clock.now());
  if (live == 0) return;
  written.warnings.push_back("Contas que ficam na plataforma: " +
                             (live > storage::k_count_cap ? "mais de 10.000" : std::to_string(live)) +
                             ". Nada mais é transmitido e as validações são negadas.");
}

void warn_of_violations(const Context& context, Written& written) {
  const auto report = single_package_report(context, static_cast<std::uint32_t>(written.id), 0, k_named + 1);
  const auto warn = [&](std::string_view what, const auto& records, auto name_of) {
    if (records.empty()) return;
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(records.size(), k_named); ++i)
      names += (names.empty() ? "" : "; ") + name_of(records[i]);
    written.warnings.push_back(std::string(what) + names + (records.size() > k_named ? " e outros." : "."));
  };
  warn("Clientes com mais de um pacote desta integração, que continuam com eles: ", report.customers.found,
       [](const auto& customer) { return customer.customer_name + " (" + customer.packages + ")"; });
  warn("Pacotes com mais de um produto, que ficam como estão até serem editados: ", report.packages,
       [](const auto& package) { return package.description; });
  warn("Planos com mais de um pacote desta integração: ", report.plans,
       [](const auto& plan) { return plan.description; });
}

/// Outside the transaction: what is counted here must not make others wait.
Written with_warnings(const Context& context, Outcome outcome) {
  if (outcome.deactivated) warn_of_live_accounts(context, outcome.written);
  if (outcome.made_single) warn_of_violations(context, outcome.written);
  return std::move(outcome.written);
}

Integration inserted(const Context& context, Integration integration) {
  if (integration.code.empty())
    integration.code = free_code(integration.description, integration.gateway, [&](const std::string& code) {
      return storage::find_integration(context.tenant, code).has_value();
    });
  integration.created_at = integration.updated_at = context.clock.now();
  integration.id = storage::insert_integration(context.tenant, integration);
  return integration;
}

/// What stands at a platform that is told by us follows from these (D46).
bool moves_accounts(const Integration& before, const Integration& after, bool other_values) {
  const bool other_switches = before.suspend_enabled != after.suspend_enabled ||
                              before.partial_suspends != after.partial_suspends ||
                              before.single_package != after.single_package;
  return platforms::at(after.gateway).is_told() &&
         (other_values || other_switches || (!before.active && after.active));
}

/// Writes a checked PUT.
Outcome write(const Context& context, const std::optional<Integration>& before, Integration after,
              const Platform& platform, const ParameterValues& values_before,
              const ParameterValues& values_after, const std::string& forgotten) {
  const auto source = source_in(platform, values_after);
  std::optional<std::uint64_t> job_id;
  if (!before) {
    after.credential_source = source;
    after = inserted(context, std::move(after));
  } else {
    job_id = switch_source(context, after, source);
  }
  auto changes = changes_of(before, after);
  if (!forgotten.empty()) changes.noted(forgotten, "", "vale o próximo valor que o ERP enviar");
  write_parameters(context, after.id, platform, values_before, values_after, changes);
  Written written{
      .id = after.id, .created = !before, .changed = !before || !changes.empty(), .job_id = job_id};
  if (!written.changed) {
    if (before->erp_sent != after.erp_sent) storage::update_integration(context.tenant, after);
    return {.written = written};
  }
  if (before) {
    after.updated_at = context.clock.now();
    storage::update_integration(context.tenant, after);
  }
  follow_setting(context, after, platform, values_before, values_after, written.created);
  if (before && values_before != values_after) resume_after_change(context, after.id);
  const bool other_values = values_before != values_after;
  if (before && moves_accounts(*before, after, other_values))
    enqueue(context, JobKind::accounts_mark, after.id, other_values ? payload_of_forgetting() : "{}");
  if (!after.active) storage::delete_closing(context.tenant, after.id);
  audit_put(context, domain::Entity::integration, written, std::move(changes));
  storage::raise_config_version(context.tenant.db);
  return {.written = written,
          .deactivated = before && before->active && !after.active,
          .made_single = before && !before->single_package && after.single_package};
}

base::Result<Outcome> put_once(const Context& context, const std::string& code, IntegrationPut put,
                               Expect expect) {
  auto before = storage::lock_integration(context.tenant, code);
  if (!before && expect == Expect::present) return base::Unexpected{no_integration(code)};
  base::FieldErrors errors;
  check_fields(errors, code, put, expect, before.has_value());
  const auto* platform = checked_gateway(errors, before, put.gateway);
  const auto values_before = before ? opened_parameters(context, before->id) : ParameterValues{};
  ParameterValues values;
  if (platform != nullptr)
    values = parameters_after(errors, *platform, values_before, put.parameters, !before);
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  if (!before)
    if (auto twin = refuse_twin(context, *platform, values)) return base::Unexpected{std::move(*twin)};
  ErpMemory memory(before ? before->erp_sent : "", context.writer);
  const ParameterFeed feed(context, code, *platform);
  memory.merge(k_feed, put);
  feed.merge(put.parameters, values_before, values, memory);
  auto after = before.value_or(Integration{});
  after.code = code;
  after = patched(std::move(after), *platform, put);
  memory.applied(k_feed, after);
  if (!put.forget.empty()) memory.forget(put.forget);
  auto notices = settle(context, memory, domain::Entity::integration, after.id,
                        differences_of(memory, feed, after, values, wire_voice(context)));
  after.erp_sent = memory.text();
  auto outcome = write(context, before, std::move(after), *platform, values_before, values, put.forget);
  outcome.written.warnings = std::move(notices);
  return outcome;
}

// --- reading ----------------------------------------------------------------------------------------------

IntegrationView view_of(const Context& context, Integration integration) {
  const auto id = integration.id;
  IntegrationView view{.integration = std::move(integration)};
  view.platform = &platforms::at(view.integration.gateway);
  for (const auto& row : storage::list_integration_parameters(context.tenant, id))
    view.parameters.push_back({.name = row.name,
                               .value = row.sealed ? "" : row.value,
                               .secret = row.sealed,
                               .updated_at = row.updated_at,
                               .setting = view.platform->find_setting(row.name)});
  for (const auto& callback : storage::list_integration_callbacks(context.tenant, id, context.clock.now())) {
    if (callback.expires_at)
      view.old_callbacks.push_back({opened_token(context, id, callback), *callback.expires_at});
    else
      view.callback_token = opened_token(context, id, callback);
  }
  return view;
}

}  // namespace

base::Result<Written> put_integration(const Acting& acting, std::string_view code, IntegrationPut put,
                                      Expect expect) {
  const std::string wanted(code);
  auto outcome = acting.run([&](Act& act) {
    auto done = put_once(act.context(), wanted, put, expect);
    act.forget_catalogue();
    return done;
  });
  if (!outcome) return base::Unexpected{std::move(outcome).error()};
  return with_warnings(acting.context(), *std::move(outcome));
}

std::optional<RecordDifferences> integration_differences(const Context& context, std::uint64_t id) {
  const auto integration = storage::find_integration_by_id(context.tenant, static_cast<std::uint32_t>(id));
  if (!integration) return std::nullopt;
  const ErpMemory memory(integration->erp_sent, Writer::staff);
  const ParameterFeed feed(context, integration->code, platforms::at(integration->gateway));
  return RecordDifferences{
      integration->description, 0,
      differences_of(memory, feed, *integration, opened_parameters(context, integration->id),
                     screen_voice(context))};
}

base::Result<Written> restore_integration(const Context& context, std::uint64_t id, std::string_view field) {
  const auto integration = storage::find_integration_by_id(context.tenant, static_cast<std::uint32_t>(id));
  if (!integration) return base::Unexpected{nothing_sent()};
  const ErpMemory memory(integration->erp_sent, Writer::staff);
  const ParameterFeed feed(context, integration->code, platforms::at(integration->gateway));
  IntegrationPut put;
  if (const auto name = parameter_of(field); name.empty()) {
    if (!memory.restore(k_feed, field, put)) return base::Unexpected{nothing_sent()};
  } else if (feed.is_secret(name)) {
    put.forget = std::string(field);
  } else {
    put.parameters = with_parameter(feed, opened_parameters(context, integration->id), name,
                                    memory.sent(field) == nullptr ? std::nullopt : *memory.sent(field));
  }
  return put_integration(context, integration->code, put, Expect::present);
}

base::Result<ActiveSwitch> set_integration_active(const Context& context, std::string_view code,
                                                  bool active) {
  const auto written = put_integration(context, code, {.active = active}, Expect::present);
  if (!written) return base::Unexpected{written.error()};
  const auto id = static_cast<std::uint32_t>(written->id);
  return ActiveSwitch{written->changed,
                      storage::count_live_accounts(context.tenant, id, context.clock.now())};
}

SinglePackageReport single_package_report(const Context& context, std::uint32_t integration_id,
                                          std::uint64_t after_customer_id, std::uint32_t limit) {
  return {.packages = storage::list_packages_with_several_products(context.tenant, integration_id),
          .plans = storage::list_plans_with_several_packages(context.tenant, integration_id),
          .customers = storage::list_single_package_violations(context.tenant, integration_id,
                                                               context.zone.day_of(context.clock.now()),
                                                               after_customer_id, limit)};
}

std::optional<IntegrationView> find_integration(const Context& context, std::string_view code) {
  auto found = storage::find_integration(context.tenant, code);
  return found ? std::optional(view_of(context, std::move(*found))) : std::nullopt;
}

std::optional<IntegrationView> find_integration_by_id(const Context& context, std::uint32_t id) {
  auto found = storage::find_integration_by_id(context.tenant, id);
  return found ? std::optional(view_of(context, std::move(*found))) : std::nullopt;
}

storage::Listed<IntegrationLine> list_integrations(const Context& context,
                                                   const storage::IntegrationFilter& filter,
                                                   const storage::Page& page) {
  auto found = storage::list_integrations(context.tenant, filter, page);
  storage::Listed<IntegrationLine> listed{.next = std::move(found.next),
                                          .previous = std::move(found.previous)};
  for (auto& integration : found.lines) {
    const auto callbacks =
        storage::list_integration_callbacks(context.tenant, integration.id, context.clock.now());
    IntegrationLine line{.platform = &platforms::at(integration.gateway)};
    if (!callbacks.empty()) line.callback_token = opened_token(context, integration.id, callbacks.front());
    line.integration = std::move(integration);
    listed.lines.push_back(std::move(line));
  }
  return listed;
}

}  // namespace operations
