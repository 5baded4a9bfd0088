#include "operations/plans.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "base/checks.h"
#include "base/text.h"
#include "domain/speed.h"
#include "operations/catalogue.h"
#include "storage/integrations.h"
#include "storage/packages.h"

namespace operations {

namespace {

using domain::Plan;
using storage::PlanPackage;

constexpr std::size_t k_most_packages = 200;
constexpr std::size_t k_description = 160;

base::Problem no_plan(std::string_view code) {
  return base::Problem::missing("O plano \"" + std::string(code) +
                                "\" não existe; veja os códigos em Configuração › Geral › Serviços/Planos.");
}

/// A plan with its packages by id, before or after a PUT.
struct Content {
  Plan plan = {};
  std::vector<PlanPackage> packages = {};
};

void sort_by_id(std::vector<PlanPackage>& packages) {
  std::sort(packages.begin(), packages.end(),
            [](const PlanPackage& a, const PlanPackage& b) { return a.package_id < b.package_id; });
}

Content content_of(const Context& context, Plan plan) {
  Content content{.packages = storage::list_plan_packages(context.tenant, plan.id)};
  content.plan = std::move(plan);
  sort_by_id(content.packages);
  return content;
}

// --- checking ---------------------------------------------------------------------------------------------

void check_speed(base::FieldErrors& errors, std::string_view field, const base::Patch<std::uint32_t>& kbps) {
  if (kbps.value.value_or(0) > domain::k_most_kbps)
    errors.add(std::string(field), "deve ser no máximo " + base::grouped(domain::k_most_kbps) + " kbps");
}

void check_fields(base::FieldErrors& errors, const std::string& code, PlanPut& put, Expect expect,
                  bool exists) {
  if (!code.empty() || expect != Expect::absent) check_code(errors, "codigo", code);
  if (exists && expect == Expect::absent) errors.add("codigo", "já é o código de outro plano");
  check_required_text(errors, "descricao", put.description, k_description, !exists);
  check_money(errors, "valor", put.value.value.value_or(0));
  check_text(errors, "tecnologia", put.technology, 40);
  check_speed(errors, "download_kbps", put.download_kbps);
  check_speed(errors, "upload_kbps", put.upload_kbps);
}

/// One entry of `pacotes` with the package it names, held in place until the plan is saved.
std::optional<PlanPackage> named_package(base::FieldErrors& errors, const Context& context,
                                         const std::string& place, const PlanPackagePut& put) {
  if (put.trial_days.value_or(0) > domain::k_most_trial_days)
    errors.add(place + "degustacao_dias",
               "deve estar entre 1 e " + std::to_string(domain::k_most_trial_days) + " dias");
  const auto known = storage::find_package(context.tenant, base::trim(put.code));
  if (!known) {
    errors.add(place + "codigo", "não há pacote com o código " + base::printable(put.code));
    return std::nullopt;
  }
  const auto package = storage::share_package(context.tenant, known->id).value();
  PlanPackage entry{.package_id = package.id,
                    .code = package.code,
                    .description = package.description,
                    .value_cents = package.value_cents,
                    .package_active = package.active,
                    .integration_id = package.integration_id,
                    .required = put.required};
  if (put.trial_days.value_or(0) > 0) entry.trial_days = put.trial_days;
  if (!package.integration_id) return entry;
  const auto integration = storage::find_integration_by_id(context.tenant, *package.integration_id).value();
  entry.integration = integration.description;
  entry.single_package = integration.single_package;
  return entry;
}

std::vector<PlanPackage> packages_after(base::FieldErrors& errors, const Context& context,
                                        const Content& before,
                                        const base::Patch<std::vector<PlanPackagePut>>& put) {
  if (!put.given) return before.packages;
  const auto entries = put.value.value_or(std::vector<PlanPackagePut>{});
  if (entries.size() > k_most_packages)
    errors.add("pacotes", "pode ter no máximo " + std::to_string(k_most_packages) + " pacotes");
  std::vector<PlanPackage> packages;
  std::set<std::uint32_t> seen;
  for (std::size_t i = 0; i < std::min(entries.size(), k_most_packages); ++i) {
    const auto place = "pacotes[" + std::to_string(i) + "].";
    auto entry = named_package(errors, context, place, entries[i]);
    if (!entry) continue;
    if (!seen.insert(entry->package_id).second)
      errors.add(place + "codigo", "o pacote " + entry->code + " foi informado mais de uma vez");
    packages.push_back(std::move(*entry));
  }
  sort_by_id(packages);
  return packages;
}

// --- what the ERP sent ------------------------------------------------------------------------------------

std::vector<PlanPackagePut> packages_of(const Content& content) {
  std::vector<PlanPackagePut> packages;
  for (const auto& package : content.packages)
    packages.push_back({package.code, package.required, package.trial_days});
  return packages;
}

using PlanFeed = Feed<PlanPut, Content>;
template <auto Member>
constexpr auto of_plan = [](const Content& content) { return content.plan.*Member; };
constexpr std::array k_feed{
    PlanFeed::field<&PlanPut::description, of_plan<&Plan::description>>("descricao"),
    PlanFeed::field<&PlanPut::value, of_plan<&Plan::value_cents>>("valor"),
    PlanFeed::field<&PlanPut::technology, of_plan<&Plan::technology>>("tecnologia"),
    PlanFeed::field<&PlanPut::download_kbps, of_plan<&Plan::download_kbps>>("download_kbps"),
    PlanFeed::field<&PlanPut::upload_kbps, of_plan<&Plan::upload_kbps>>("upload_kbps"),
    PlanFeed::field<&PlanPut::bandwidth_control, of_plan<&Plan::bandwidth_control>>("controlar_banda"),
    PlanFeed::field<&PlanPut::lock_packages, of_plan<&Plan::lock_packages>>("travar_pacotes"),
    PlanFeed::field<&PlanPut::active, of_plan<&Plan::active>>("ativo"),
    PlanFeed::field<&PlanPut::packages, packages_of>("pacotes")};

std::vector<std::string> settled(const Context& context, ErpMemory& memory, Content& after) {
  auto notices = settle(context, memory, domain::Entity::plan, after.plan.id,
                        memory.differences(k_feed, after, wire_voice(context)));
  after.plan.erp_sent = memory.text();
  return notices;
}

// --- rules ------------------------------------------------------------------------------------------------

std::set<std::uint32_t> ids_of(const std::vector<PlanPackage>& packages) {
  std::set<std::uint32_t> ids;
  for (const auto& package : packages) ids.insert(package.package_id);
  return ids;
}

/// A package that is no longer sold cannot become a default; one that is a default already may stay.
std::optional<base::Problem> inactive_package_problem(const Content& before, const Content& after) {
  const auto had = ids_of(before.packages);
  for (const auto& package : after.packages)
    if (!package.package_active && !had.contains(package.package_id))
      return base::Problem::rule(
          "pacote_inativo",
          "O pacote " + package.description +
              " não pode entrar no plano: está inativo. Ative-o em Configuração › Geral › "
              "Pacotes ou retire-o da lista.",
          "pacotes");
  return std::nullopt;
}

std::optional<base::Problem> single_package_problem(const std::vector<PlanPackage>& packages) {
  for (const auto& package : packages)
    for (const auto& other : packages)
      if (package.single_package && package.package_id < other.package_id &&
          package.integration_id == other.integration_id)
        return base::Problem::rule("pacote_unico_ativo",
                                   "O plano não pode ter os pacotes " + package.description + " e " +
                                       other.description + ": os dois são da integração " +
                                       package.integration + ", que é de Pacote Único. Deixe só um deles.",
                                   "pacotes");
  return std::nullopt;
}

std::optional<base::Problem> rule_in_the_way(const Content& before, const Content& after) {
  if (ids_of(before.packages) == ids_of(after.packages)) return std::nullopt;  // what was so may stay
  if (auto problem = inactive_package_problem(before, after)) return problem;
  return single_package_problem(after.packages);
}

// --- writing ----------------------------------------------------------------------------------------------

std::string packages_text(const Content& content) {
  std::string text;
  for (const auto& package : content.packages) {
    text += (text.empty() ? "" : "; ") + package.description + " [" + package.code + "]";
    if (package.required) text += " obrigatório";
    if (package.trial_days) text += " degustação " + std::to_string(*package.trial_days) + " dias";
  }
  return text;
}

storage::Changes changes_of(const Content& before, const Content& after) {
  const auto was = [&](auto text_of) { return before.plan.id == 0 ? std::string() : text_of(before.plan); };
  storage::Changes changes;
  const auto note = [&](std::string_view field, auto text_of) {
    changes.field(field, was(text_of), text_of(after.plan));
  };
  note("codigo", [](const Plan& plan) { return plan.code; });
  note("descricao", [](const Plan& plan) { return plan.description; });
  note("valor", [](const Plan& plan) { return base::money_br(plan.value_cents); });
  note("tecnologia", [](const Plan& plan) { return plan.technology; });
  note("download_kbps", [](const Plan& plan) { return domain::speed_text(plan.download_kbps); });
  note("upload_kbps", [](const Plan& plan) { return domain::speed_text(plan.upload_kbps); });
  note("controlar_banda", [](const Plan& plan) { return switch_text(plan.bandwidth_control); });
  note("travar_pacotes", [](const Plan& plan) { return switch_text(plan.lock_packages); });
  note("ativo", [](const Plan& plan) { return switch_text(plan.active); });
  changes.field("pacotes", packages_text(before), packages_text(after));
  return changes;
}

void insert(const Context& context, Plan& plan) {
  if (plan.code.empty())
    plan.code = free_code(plan.description, "plano", [&](const std::string& code) {
      return storage::find_plan(context.tenant, code).has_value();
    });
  plan.created_at = plan.updated_at;
  plan.id = storage::insert_plan(context.tenant, plan);
}

Written write(const Context& context, const Content& before, Content after, ErpMemory memory) {
  const bool created = before.plan.id == 0;
  memory.applied(k_feed, after);
  auto notices = settled(context, memory, after);
  after.plan.updated_at = context.clock.now();
  if (created) insert(context, after.plan);
  auto changes = changes_of(before, after);
  Written written{.id = after.plan.id,
                  .created = created,
                  .changed = created || !changes.empty(),
                  .warnings = std::move(notices)};
  if (!written.changed) {
    if (before.plan.erp_sent != after.plan.erp_sent) storage::update_plan(context.tenant, after.plan);
    return written;
  }
  if (!created) storage::update_plan(context.tenant, after.plan);
  if (packages_text(before) != packages_text(after))
    storage::replace_plan_packages(context.tenant, after.plan.id, after.packages);
  audit_put(context, domain::Entity::plan, written, std::move(changes));
  return written;
}

Plan patched(Plan plan, const PlanPut& put) {
  plan.description = put.description.over(plan.description, plan.description);
  plan.value_cents = put.value.over(plan.value_cents, 0);
  plan.technology = put.technology.over(plan.technology, "");
  plan.download_kbps = put.download_kbps.over(plan.download_kbps, 0);
  plan.upload_kbps = put.upload_kbps.over(plan.upload_kbps, 0);
  plan.bandwidth_control = put.bandwidth_control.over(plan.bandwidth_control, false);
  plan.lock_packages = put.lock_packages.over(plan.lock_packages, false);
  plan.active = put.active.over(plan.active, true);
  return plan;
}

base::Result<Written> put_once(const Context& context, const std::string& code, PlanPut put, Expect expect) {
  auto found = storage::lock_plan(context.tenant, code);
  if (!found && expect == Expect::present) return base::Unexpected{no_plan(code)};
  const auto before = found ? content_of(context, *found) : Content{};
  base::FieldErrors errors;
  check_fields(errors, code, put, expect, found.has_value());
  ErpMemory memory(before.plan.erp_sent, context.writer);
  memory.merge(k_feed, put);
  Content after{.packages = packages_after(errors, context, before, put.packages)};
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  after.plan = patched(before.plan, put);
  after.plan.code = code;
  if (auto problem = rule_in_the_way(before, after)) return base::Unexpected{std::move(*problem)};
  return write(context, before, std::move(after), std::move(memory));
}

/// "Cópia de …", cut to what a description may hold.
std::string copy_description(const std::string& original) {
  const std::string prefix = "Cópia de ";
  auto text = prefix + original;
  while (base::length_of(text) > k_description) {
    text.pop_back();
    while (!text.empty() && !base::is_clean_text(text)) text.pop_back();
  }
  return text;
}

base::Result<Written> clone_once(const Context& context, std::string_view code, const std::string& new_code,
                                 const std::string& new_description) {
  auto found = storage::find_plan(context.tenant, code);
  if (!found) return base::Unexpected{no_plan(code)};
  auto copy = content_of(context, std::move(*found));
  base::Patch<std::string> description(new_description);
  base::FieldErrors errors;
  check_text(errors, "descricao", description, k_description);
  if (!new_code.empty()) check_code(errors, "codigo", new_code);
  if (!new_code.empty() && storage::find_plan(context.tenant, new_code))
    errors.add("codigo", "já é o código de outro plano");
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  if (auto problem = single_package_problem(copy.packages)) return base::Unexpected{std::move(*problem)};
  copy.plan.description = description.value.value_or(copy_description(copy.plan.description));
  copy.plan.id = 0;
  copy.plan.code = new_code;
  copy.plan.active = true;
  return write(context, Content{}, std::move(copy), ErpMemory("", Writer::staff));
}

PlanView view_of(const Context& context, Plan plan) {
  PlanView view{.packages = storage::list_plan_packages(context.tenant, plan.id),
                .services = storage::count_services_of_plan(context.tenant, plan.id)};
  view.plan = std::move(plan);
  return view;
}

}  // namespace

std::string FeedCodec<std::vector<PlanPackagePut>>::text(std::vector<PlanPackagePut> packages) {
  std::ranges::sort(packages, {}, &PlanPackagePut::code);
  auto rows = nlohmann::json::array();
  for (const auto& package : packages)
    rows.push_back({package.code, package.required, package.trial_days.value_or(0)});
  return rows.dump();
}

std::vector<PlanPackagePut> FeedCodec<std::vector<PlanPackagePut>>::value(const std::string& text) {
  std::vector<PlanPackagePut> packages;
  for (const auto& row : nlohmann::json::parse(text)) {
    PlanPackagePut package{.code = row.at(0), .required = row.at(1)};
    if (const auto days = row.at(2).get<std::uint32_t>(); days > 0) package.trial_days = days;
    packages.push_back(std::move(package));
  }
  return packages;
}

std::string FeedCodec<std::vector<PlanPackagePut>>::words(const std::string& text, const Voice& /*voice*/) {
  std::string words;
  for (const auto& package : value(text)) {
    words += (words.empty() ? "" : ", ") + package.code;
    if (package.required) words += " obrigatório";
    if (package.trial_days) words += " degustação " + std::to_string(*package.trial_days) + " dias";
  }
  return words;
}

base::Result<Written> put_plan(const Acting& acting, std::string_view code, PlanPut put, Expect expect) {
  const std::string wanted(code);
  return acting.run([&](Act& act) {
    auto done = put_once(act.context(), wanted, put, expect);
    act.forget_catalogue();
    return done;
  });
}

std::optional<RecordDifferences> plan_differences(const Context& context, std::uint64_t id) {
  auto found = storage::find_plan_by_id(context.tenant, static_cast<std::uint32_t>(id));
  if (!found) return std::nullopt;
  const auto content = content_of(context, std::move(*found));
  const ErpMemory memory(content.plan.erp_sent, Writer::staff);
  return RecordDifferences{content.plan.description, 0,
                           memory.differences(k_feed, content, screen_voice(context))};
}

base::Result<Written> restore_plan(const Context& context, std::uint64_t id, std::string_view field) {
  const auto plan = storage::find_plan_by_id(context.tenant, static_cast<std::uint32_t>(id));
  PlanPut put;
  if (!plan || !ErpMemory(plan->erp_sent, Writer::staff).restore(k_feed, field, put))
    return base::Unexpected{nothing_sent()};
  return put_plan(context, plan->code, put, Expect::present);
}

void settle_plan(const Context& context, domain::Plan& after) {
  auto content = content_of(context, after);
  ErpMemory memory(after.erp_sent, Writer::staff);
  settled(context, memory, content);
  after.erp_sent = content.plan.erp_sent;
}

base::Result<Written> set_plan_active(const Context& context, std::string_view code, bool active) {
  return put_plan(context, code, {.active = active}, Expect::present);
}

base::Result<Written> clone_plan(const Context& context, std::string_view code, std::string_view new_code,
                                 std::string_view new_description) {
  const std::string wanted(base::trim(new_code));
  const std::string description(new_description);
  return act(context, [&](Act&) { return clone_once(context, code, wanted, description); });
}

std::optional<PlanView> find_plan(const Context& context, std::string_view code) {
  auto found = storage::find_plan(context.tenant, code);
  return found ? std::optional(view_of(context, std::move(*found))) : std::nullopt;
}

std::optional<PlanView> find_plan_by_id(const Context& context, std::uint32_t id) {
  auto found = storage::find_plan_by_id(context.tenant, id);
  return found ? std::optional(view_of(context, std::move(*found))) : std::nullopt;
}

}  // namespace operations
