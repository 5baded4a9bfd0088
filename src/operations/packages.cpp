#include "operations/packages.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "base/checks.h"
#include "base/text.h"
#include "operations/catalogue.h"
#include "operations/job_kinds.h"
#include "operations/package_rules.h"
#include "operations/products.h"

namespace operations {

namespace {

using domain::CompositionPart;
using domain::Integration;
using domain::Package;
using domain::Product;

using Content = PackageContent;

constexpr std::size_t k_most_rows = 50;

base::Problem no_package(std::string_view code) {
  return base::Problem::missing("O pacote \"" + std::string(code) +
                                "\" não existe; veja os códigos em Configuração › Geral › Pacotes.");
}

void sort_by_id(std::vector<Product>& products) {
  std::sort(products.begin(), products.end(), [](const Product& a, const Product& b) { return a.id < b.id; });
}

Content content_of(const Context& context, Package package) {
  Content content{.products = storage::list_package_products(context.tenant, package.id),
                  .composition = storage::list_package_composition(context.tenant, package.id)};
  if (package.integration_id)
    content.integration = storage::find_integration_by_id(context.tenant, *package.integration_id);
  content.package = std::move(package);
  sort_by_id(content.products);
  return content;
}

// --- checking ---------------------------------------------------------------------------------------------

void check_class(base::FieldErrors& errors, base::Patch<std::string>& regulatory_class) {
  check_text(errors, "classe_regulatoria", regulatory_class, 16);
  if (!regulatory_class.value || errors.has("classe_regulatoria")) return;
  std::string names;
  for (const auto known : regulatory_classes()) {
    if (base::to_lower(known) == base::to_lower(*regulatory_class.value)) {
      regulatory_class.value = known;
      return;
    }
    names += (names.empty() ? "" : ", ") + std::string(known);
  }
  errors.add("classe_regulatoria", "deve ser uma destas: " + names);
}

void check_composition(base::FieldErrors& errors, base::Patch<std::vector<CompositionPart>>& composition) {
  if (!composition.value) return;
  if (composition.value->size() > k_most_rows)
    errors.add("composicao", "pode ter no máximo " + std::to_string(k_most_rows) + " linhas");
  for (std::size_t i = 0; i < composition.value->size(); ++i) {
    auto& row = (*composition.value)[i];
    const auto place = "composicao[" + std::to_string(i) + "].";
    base::Patch<std::string> description(row.description);
    base::Patch<std::string> kind(row.kind);
    check_required_text(errors, place + "descricao", description, 160, true);
    check_text(errors, place + "tipo", kind, 40);
    check_money(errors, place + "valor", row.value_cents);
    row.description = description.value.value_or("");
    row.kind = kind.value.value_or("");
  }
}

void check_fields(base::FieldErrors& errors, const std::string& code, PackagePut& put, Expect expect,
                  bool exists) {
  if (!code.empty() || expect != Expect::absent) check_code(errors, "codigo", code);
  if (exists && expect == Expect::absent) errors.add("codigo", "já é o código de outro pacote");
  check_required_text(errors, "descricao", put.description, 160, !exists);
  if (put.value.value)
    check_money(errors, "valor", *put.value.value);
  else if (put.value.given || !exists)
    errors.add("valor", "é obrigatório; use 0 para um pacote sem cobrança");
  check_class(errors, put.regulatory_class);
  check_composition(errors, put.composition);
}

/// The integration after the PUT, held in place until the package is saved.
std::optional<Integration> integration_after(base::FieldErrors& errors, const Context& context,
                                             const Content& before, base::Patch<std::string>& put) {
  check_text(errors, "plataforma", put, 64);
  auto id = before.package.integration_id;
  if (put.given) {
    const auto found = put.value ? storage::find_integration(context.tenant, *put.value) : std::nullopt;
    if (put.value && !found && !errors.has("plataforma"))
      errors.add("plataforma", "não há integração com o código " + base::printable(*put.value));
    id = found ? std::optional(found->id) : std::nullopt;
  }
  return id ? storage::share_integration(context.tenant, *id) : std::nullopt;
}

/// The named products of an integration, held in place until the package is saved.
std::vector<Product> named_products(base::FieldErrors& errors, const Context& context,
                                    const Integration& integration, const std::vector<std::string>& codes) {
  std::vector<Product> products;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const auto field = "produtos[" + std::to_string(i) + "]";
    const auto code = product_code_of(integration.gateway, codes[i]);
    const auto found = storage::share_product(context.tenant, integration.id, code);
    if (!found)
      errors.add(field,
                 "a integração " + integration.description + " não tem o produto " + base::printable(code));
    else if (!seen.insert(code).second)
      errors.add(field, "o produto " + base::printable(code) + " foi informado mais de uma vez");
    else
      products.push_back(*found);
  }
  sort_by_id(products);
  return products;
}

std::vector<Product> products_after(base::FieldErrors& errors, const Context& context, const Content& before,
                                    const std::optional<Integration>& integration, const PackagePut& put) {
  if (errors.has("plataforma")) return {};
  const auto codes = put.products.value.value_or(std::vector<std::string>{});
  if (!integration) {
    if (!codes.empty()) errors.add("plataforma", "informe a plataforma dos produtos");
    return {};
  }
  if (!put.products.given && integration->id == before.package.integration_id) return before.products;
  if (codes.empty())
    errors.add("produtos", "marque ao menos um produto da integração " + integration->description);
  return named_products(errors, context, *integration, codes);
}

// --- what the ERP sent ------------------------------------------------------------------------------------

std::vector<std::string> product_codes(const Content& content) {
  std::vector<std::string> codes;
  for (const auto& product : content.products) codes.push_back(product.code);
  return codes;
}

std::optional<std::string> integration_code(const Content& content) {
  return content.integration ? std::optional(content.integration->code) : std::nullopt;
}

// A code names a product within its integration only, and the rows add up to the value.
constexpr std::uint8_t k_content = 1;
constexpr std::uint8_t k_money = 2;
using PackageFeed = Feed<PackagePut, Content>;
template <auto Member>
constexpr auto of_package = [](const Content& content) { return content.package.*Member; };
constexpr std::array k_feed{
    PackageFeed::field<&PackagePut::description, of_package<&Package::description>>("descricao"),
    PackageFeed::field<&PackagePut::value, of_package<&Package::value_cents>>("valor", k_money),
    PackageFeed::field<&PackagePut::active, of_package<&Package::active>>("ativo"),
    PackageFeed::field<&PackagePut::regulatory_class, of_package<&Package::regulatory_class>>(
        "classe_regulatoria"),
    PackageFeed::field<&PackagePut::integration, integration_code>("plataforma", k_content),
    PackageFeed::field<&PackagePut::products, product_codes>("produtos", k_content),
    PackageFeed::field<&PackagePut::composition, &Content::composition>("composicao", k_money)};

std::vector<std::string> settled(const Context& context, ErpMemory& memory, Content& after) {
  auto notices = settle(context, memory, domain::Entity::package, after.package.id,
                        memory.differences(k_feed, after, wire_voice(context)));
  after.package.erp_sent = memory.text();
  return notices;
}

// --- writing ----------------------------------------------------------------------------------------------

std::string products_text(const Content& content) {
  std::string text;
  for (const auto& product : content.products)
    text += (text.empty() ? "" : ", ") + product.name + " [" + product.code + "]";
  return text;
}

std::string composition_text(const Content& content) {
  std::string text;
  for (const auto& row : content.composition)
    text += (text.empty() ? "" : "; ") + row.description + (row.kind.empty() ? "" : " (" + row.kind + ")") +
            ": " + base::money_br(row.value_cents);
  return text;
}

std::string integration_text(const Content& content) {
  if (!content.integration) return "";
  return content.integration->description + " [" + content.integration->code + "]";
}

storage::Changes changes_of(const Content& before, const Content& after) {
  const bool created = before.package.id == 0;
  const auto& was = before.package;
  const auto& is = after.package;
  storage::Changes changes;
  changes.field("codigo", was.code, is.code)
      .field("descricao", was.description, is.description)
      .field("valor", created ? "" : base::money_br(was.value_cents), base::money_br(is.value_cents))
      .field("classe_regulatoria", was.regulatory_class.value_or(""), is.regulatory_class.value_or(""))
      .field("plataforma", integration_text(before), integration_text(after))
      .field("produtos", products_text(before), products_text(after))
      .field("composicao", composition_text(before), composition_text(after))
      .field("ativo", created ? "" : switch_text(was.active), switch_text(is.active));
  return changes;
}

std::vector<std::uint32_t> ids_of(const std::vector<Product>& products) {
  std::vector<std::uint32_t> ids;
  for (const auto& product : products) ids.push_back(product.id);
  return ids;
}

/// The pending mark of a mass cause (SPEC §2): who has the package is recomputed by a job.
std::uint64_t enqueue_recompute(const Context& context, std::uint32_t package_id) {
  return enqueue(context, JobKind::package_recompute, package_id);
}

void save_rows(const Context& context, const Content& before, const Content& after) {
  const auto id = after.package.id;
  if (!same_products(before, after))
    storage::replace_package_products(context.tenant, id, ids_of(after.products));
  if (before.composition != after.composition)
    storage::replace_package_composition(context.tenant, id, after.composition);
}

void insert(const Context& context, Package& package) {
  if (package.code.empty())
    package.code = free_code(package.description, "pacote", [&](const std::string& code) {
      return storage::find_package(context.tenant, code).has_value();
    });
  package.created_at = package.updated_at;
  package.id = storage::insert_package(context.tenant, package);
}

Written write(const Context& context, const Content& before, Content after,
              std::vector<std::string> notices) {
  const bool created = before.package.id == 0;
  after.package.updated_at = context.clock.now();
  if (created) insert(context, after.package);
  auto changes = changes_of(before, after);
  Written written{.id = after.package.id,
                  .created = created,
                  .changed = created || !changes.empty(),
                  .warnings = std::move(notices)};
  if (!written.changed) {
    if (before.package.erp_sent != after.package.erp_sent)
      storage::update_package(context.tenant, after.package);
    return written;
  }
  if (!created) storage::update_package(context.tenant, after.package);
  save_rows(context, before, after);
  if (!created && content_differs(before, after) &&
      storage::is_package_in_use(context.tenant, after.package.id)) {
    written.job_id = enqueue_recompute(context, after.package.id);
    written.warnings.push_back("Os clientes que têm o pacote serão atualizados em segundo plano.");
  }
  audit_put(context, domain::Entity::package, written, std::move(changes));
  return written;
}

Content patched(const Content& before, const PackagePut& put) {
  auto after = before;
  auto& package = after.package;
  package.description = put.description.over(package.description, package.description);
  package.value_cents = put.value.over(package.value_cents, 0);
  package.regulatory_class = put.regulatory_class.over(package.regulatory_class);
  package.active = put.active.over(package.active, true);
  after.composition = put.composition.over(before.composition, {});
  return after;
}

base::Result<Written> put_once(const Context& context, const std::string& code, PackagePut put,
                               Expect expect) {
  auto found = storage::lock_package(context.tenant, code);
  if (!found && expect == Expect::present) return base::Unexpected{no_package(code)};
  const auto before = found ? content_of(context, *found) : Content{};
  base::FieldErrors errors;
  check_fields(errors, code, put, expect, found.has_value());
  ErpMemory memory(before.package.erp_sent, context.writer);
  memory.merge(k_feed, put);
  auto after = patched(before, put);
  after.package.code = code;
  after.integration = integration_after(errors, context, before, put.integration);
  after.package.integration_id = after.integration ? std::optional(after.integration->id) : std::nullopt;
  after.products = products_after(errors, context, before, after.integration, put);
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  const bool same = found && changes_of(before, after).empty();
  if (!same)
    if (auto problem = rule_in_the_way(context, before, after)) return base::Unexpected{std::move(*problem)};
  memory.applied(k_feed, after);
  auto notices = settled(context, memory, after);
  return write(context, before, std::move(after), std::move(notices));
}

PackageView view_of(const Context& context, Package package) {
  auto content = content_of(context, std::move(package));
  std::sort(content.products.begin(), content.products.end(), [](const Product& a, const Product& b) {
    return std::tie(a.name, a.id) < std::tie(b.name, b.id);
  });
  return {std::move(content.package), std::move(content.integration), std::move(content.products),
          std::move(content.composition)};
}

}  // namespace

std::string FeedCodec<std::vector<CompositionPart>>::text(const std::vector<CompositionPart>& rows) {
  auto list = nlohmann::json::array();
  for (const auto& row : rows) list.push_back({row.description, row.kind, row.value_cents});
  return list.dump();
}

std::vector<CompositionPart> FeedCodec<std::vector<CompositionPart>>::value(const std::string& text) {
  std::vector<CompositionPart> rows;
  for (const auto& row : nlohmann::json::parse(text)) rows.push_back({row.at(0), row.at(1), row.at(2)});
  return rows;
}

std::string FeedCodec<std::vector<CompositionPart>>::words(const std::string& text, const Voice& voice) {
  std::string words;
  for (const auto& row : value(text))
    words += (words.empty() ? "" : "; ") + row.description + ": " +
             (voice.wire ? base::money_plain(row.value_cents) : base::money_br(row.value_cents));
  return words;
}

base::Result<Written> put_package(const Acting& acting, std::string_view code, PackagePut put,
                                  Expect expect) {
  const std::string wanted(code);
  return acting.run([&](Act& act) {
    auto done = put_once(act.context(), wanted, put, expect);
    act.forget_catalogue();
    return done;
  });
}

std::optional<RecordDifferences> package_differences(const Context& context, std::uint64_t id) {
  auto found = storage::find_package_by_id(context.tenant, static_cast<std::uint32_t>(id));
  if (!found) return std::nullopt;
  const auto content = content_of(context, std::move(*found));
  const ErpMemory memory(content.package.erp_sent, Writer::staff);
  return RecordDifferences{content.package.description, 0,
                           memory.differences(k_feed, content, screen_voice(context))};
}

base::Result<Written> restore_package_field(const Context& context, std::uint64_t id,
                                            std::string_view field) {
  const auto package = storage::find_package_by_id(context.tenant, static_cast<std::uint32_t>(id));
  PackagePut put;
  if (!package || !ErpMemory(package->erp_sent, Writer::staff).restore(k_feed, field, put))
    return base::Unexpected{nothing_sent()};
  return put_package(context, package->code, put, Expect::present);
}

base::Result<Written> set_package_active(const Context& context, std::string_view code, bool active) {
  return put_package(context, code, {.active = active}, Expect::present);
}

const std::vector<std::string_view>& regulatory_classes() {
  static const std::vector<std::string_view> k_classes{"SVA", "SeAC", "SCM", "STFC", "SMP"};
  return k_classes;
}

std::optional<PackageView> find_package(const Context& context, std::string_view code) {
  auto found = storage::find_package(context.tenant, code);
  return found ? std::optional(view_of(context, std::move(*found))) : std::nullopt;
}

std::optional<PackageView> find_package_by_id(const Context& context, std::uint32_t id) {
  auto found = storage::find_package_by_id(context.tenant, id);
  return found ? std::optional(view_of(context, std::move(*found))) : std::nullopt;
}

}  // namespace operations
