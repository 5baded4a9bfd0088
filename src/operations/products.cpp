#include "operations/products.h"

#include "base/text.h"
#include "operations/catalogue.h"
#include "operations/checks.h"
#include "platforms/platform.h"
#include "storage/integrations.h"

namespace operations {

namespace {

using domain::Product;

base::FieldErrors check(std::string_view code, ProductPut& put, Expect expect, bool exists) {
  base::FieldErrors errors;
  check_code(errors, "codigo", code);
  if (exists && expect == Expect::absent)
    errors.add("codigo", "já é o código de outro produto da integração");
  check_required_text(errors, "nome", put.name, 160, !exists);
  check_text(errors, "descricao", put.description, 500);
  return errors;
}

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

Written write(const Context& context, const Product& before, Product after) {
  auto changes = changes_of(before, after);
  Written written{.id = before.id, .created = before.id == 0, .changed = !changes.empty()};
  if (!written.changed) return written;
  after.updated_at = context.clock.now();
  if (written.created) {
    after.created_at = after.updated_at;
    written.id = storage::insert_product(context.tenant, after);
  } else {
    storage::update_product(context.tenant, after);
  }
  written.warnings = warnings_of(context, before, after);
  audit_put(context, "produto", written, std::move(changes));
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
  auto errors = check(code, put, expect, found.has_value());
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  const auto before = found.value_or(Product{});
  auto after = before;
  after.integration_id = integration->id;
  after.code = code;
  after.name = put.name.over(before.name, before.name);
  after.description = put.description.over(before.description, "");
  after.active = put.active.over(before.active, true);
  return write(context, before, std::move(after));
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
