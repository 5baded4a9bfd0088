#include "operations/products.h"

#include <array>

#include "base/checks.h"
#include "base/text.h"
#include "operations/catalogue.h"
#include "operations/job_kinds.h"
#include "platforms/platform.h"
#include "storage/integrations.h"
#include "storage/transmission_list.h"

namespace operations {

namespace {

using domain::Product;

base::FieldErrors check(const platforms::Platform& platform, std::string_view code, ProductPut& put,
                        Expect expect, bool exists) {
  base::FieldErrors errors;
  check_code(errors, "codigo", code);
  if (!exists && !platform.can_have_product(code))
    errors.add("codigo", "precisa ser o número que a plataforma dá ao produto");
  if (exists && expect == Expect::absent)
    errors.add("codigo", "já é o código de outro produto da integração");
  check_required_text(errors, "nome", put.name, 160, !exists);
  check_text(errors, "descricao", put.description, 500);
  return errors;
}

using ProductFeed = Feed<ProductPut, Product>;
constexpr std::array k_feed{ProductFeed::field<&ProductPut::name, &Product::name>("nome"),
                            ProductFeed::field<&ProductPut::description, &Product::description>("descricao"),
                            ProductFeed::field<&ProductPut::active, &Product::active>("ativo")};

storage::Changes changes_of(const Product& before, const Product& after) {
  const bool created = before.id == 0;
  storage::Changes changes;
  changes.field("codigo", before.code, after.code)
      .field("nome", before.name, after.name)
      .field("descricao", before.description, after.description)
      .field("ativo", created ? "" : switch_text(before.active), switch_text(after.active));
  return changes;
}

std::vector<std::string> warnings_of(const Context& context, const Product& before, const Product& after) {
  if (before.id == 0 || !before.active || after.active) return {};
  std::string names;
  for (const auto& package : storage::list_packages_with(context.tenant, after.id))
    names += (names.empty() ? "" : ", ") + package.description;
  if (names.empty()) return {};
  return {"Pacotes que usam o produto e deixam de ser vendidos enquanto ele estiver inativo: " + names +
          ". Quem já os tem continua com acesso."};
}

/// A product that is back: what its platform refused is tried again (D57).
void retry_refused(const Context& context, std::uint32_t integration_id) {
  for (const auto waiting : {domain::Waiting::permanent, domain::Waiting::commercial})
    if (!storage::list_waiting_accounts(context.tenant, integration_id, waiting, 0, 1, context.clock.now())
             .empty()) {
      enqueue(context, JobKind::accounts_mark, integration_id, payload_of_forgetting());
      return;
    }
}

Written write(const Context& context, const Product& before, Product after, ErpMemory memory) {
  auto changes = changes_of(before, after);
  Written written{.id = before.id, .created = before.id == 0, .changed = !changes.empty()};
  memory.applied(k_feed, after);
  written.warnings = settle(context, memory, domain::Entity::product, before.id,
                            memory.differences(k_feed, after, wire_voice(context)));
  after.erp_sent = memory.text();
  if (!written.changed) {
    if (after.erp_sent != before.erp_sent) storage::update_product(context.tenant, after);
    return written;
  }
  after.updated_at = context.clock.now();
  if (written.created) {
    after.created_at = after.updated_at;
    written.id = storage::insert_product(context.tenant, after);
  } else {
    storage::update_product(context.tenant, after);
  }
  if (!written.created && after.active && !before.active) retry_refused(context, after.integration_id);
  for (auto& warning : warnings_of(context, before, after)) written.warnings.push_back(std::move(warning));
  audit_put(context, domain::Entity::product, written, std::move(changes));
  storage::raise_config_version(context.tenant.db);
  return written;
}

base::Result<Written> put_once(const Context& context, std::string_view integration_code,
                               std::string_view typed, ProductPut put, Expect expect) {
  const auto integration = storage::find_integration(context.tenant, integration_code);
  if (!integration)
    return base::Unexpected{base::Problem::missing("A integração \"" + std::string(integration_code) +
                                                   "\" não existe; cadastre-a antes dos produtos.")};
  const auto code = product_code_of(integration->gateway, typed);
  const auto found = storage::lock_product(context.tenant, integration->id, code);
  if (!found && expect == Expect::present)
    return base::Unexpected{base::Problem::missing("O produto \"" + code + "\" não existe na integração " +
                                                   integration->description + ".")};
  auto errors = check(platforms::at(integration->gateway), code, put, expect, found.has_value());
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  const auto before = found.value_or(Product{});
  ErpMemory memory(before.erp_sent, context.writer);
  memory.merge(k_feed, put);
  auto after = before;
  after.integration_id = integration->id;
  after.code = code;
  after.name = put.name.over(before.name, before.name);
  after.description = put.description.over(before.description, "");
  after.active = put.active.over(before.active, true);
  return write(context, before, std::move(after), std::move(memory));
}

}  // namespace

base::Result<Written> put_product(const Acting& acting, std::string_view integration_code,
                                  std::string_view code, ProductPut put, Expect expect) {
  return acting.run([&](Act& act) {
    auto done = put_once(act.context(), integration_code, code, put, expect);
    act.forget_catalogue();
    return done;
  });
}

std::optional<RecordDifferences> product_differences(const Context& context, std::uint64_t id) {
  const auto product = storage::find_product_by_id(context.tenant, static_cast<std::uint32_t>(id));
  if (!product) return std::nullopt;
  const ErpMemory memory(product->erp_sent, Writer::staff);
  return RecordDifferences{product->name, product->integration_id,
                           memory.differences(k_feed, *product, screen_voice(context))};
}

base::Result<Written> restore_product(const Context& context, std::uint64_t id, std::string_view field) {
  const auto product = storage::find_product_by_id(context.tenant, static_cast<std::uint32_t>(id));
  ProductPut put;
  if (!product || !ErpMemory(product->erp_sent, Writer::staff).restore(k_feed, field, put))
    return base::Unexpected{nothing_sent()};
  const auto integration = storage::find_integration_by_id(context.tenant, product->integration_id).value();
  return put_product(context, integration.code, product->code, put, Expect::present);
}

base::Result<ProductSwitch> set_product_active(const Context& context, std::string_view integration_code,
                                               std::string_view code, bool active) {
  const auto written = put_product(context, integration_code, code, {.active = active}, Expect::present);
  if (!written) return base::Unexpected{written.error()};
  return ProductSwitch{written->changed,
                       storage::list_packages_with(context.tenant, static_cast<std::uint32_t>(written->id))};
}

std::string product_code_of(std::string_view gateway, std::string_view typed) {
  constexpr std::string_view k_prefix = "urn:tve:";
  auto code = base::trim(typed);
  const auto* platform = platforms::find(gateway);
  if (platform != nullptr && platform->can.passive && code.starts_with(k_prefix))
    code.remove_prefix(k_prefix.size());
  return std::string(code);
}

}  // namespace operations
