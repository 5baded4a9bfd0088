#include "operations/service_packages.h"

#include <algorithm>
#include <array>

#include "base/checks.h"
#include "operations/justifications.h"
#include "operations/package_dates.h"
#include "operations/package_offers.h"
#include "operations/package_parameters.h"
#include "storage/customers.h"

namespace operations {

namespace {

using base::Problem;
using base::Unexpected;
using domain::RemovedBy;
using domain::Service;
using domain::ServicePackage;
using domain::ServiceState;
using storage::SalePackage;

constexpr std::string_view k_must_be_later = "deve ser um dia depois de hoje";

bool is_past(const Context& context, const std::optional<base::Date>& limit_on) {
  return limit_on && *limit_on <= today_of(context);
}

SalePackage package_of(const Context& context, const Service& service, std::uint32_t id) {
  return storage::find_sale_package(context.tenant, service.plan_id, id).value();
}

void check_money(base::FieldErrors& errors, const base::Patch<base::Cents>& value) {
  if (value.value && *value.value < 0) errors.add("valor", "não pode ser negativo");
}

/// The row under its customer's lock. One whose limit has come is taken off first if the job has not been
/// there yet, so that nobody's answer depends on when that was.
std::optional<ServicePackage> lock_and_find(Act& act, std::uint64_t id) {
  const auto find = [&] { return storage::find_service_package(act.tenant(), id); };
  const auto seen = find();
  if (!seen) return std::nullopt;
  act.lock(seen->customer_id);
  const auto row = find();
  if (!row || row->removed_by != RemovedBy::nobody || is_on_service(act.context(), *row)) return row;
  unlink_package(act, *row, RemovedBy::trial);
  act.concerns(row->customer_id);
  return find();
}

Problem no_such_package() {
  return Problem::missing("Não há pacote de serviço com este id_cliente_servico_pacote.");
}

Problem is_removed(const Context& context, const ServicePackage& row) {
  const auto day = row.removed_at ? " em " + base::to_br(context.zone.day_of(*row.removed_at)) : "";
  return Problem::rule("pacote_removido", "O pacote " + row.description + " saiu do serviço" + day +
                                              " e não pode ser alterado. Restaure-o antes: Pacotes › ⋮ › "
                                              "Restaurar, ou PATCH pacote/ativar/" +
                                              std::to_string(row.id) + ", que aceita data_limite.");
}

Problem needs_date(const ServicePackage& row) {
  return Problem::rule(
      "data_limite_vencida",
      "A data limite deste pacote (" + base::to_br(*row.limit_on) +
          ") já passou. Informe a nova data limite ao restaurá-lo (data_limite; em branco ou "
          "null: sem fim).");
}

Problem service_is_over(const Service& service) {
  return Problem::rule("servico_encerrado",
                       "O serviço " + std::to_string(service.erp_id) +
                           " está encerrado e não recebe pacotes. Reative o serviço antes.");
}

Problem as_problem(const domain::Refusal& refusal) { return Problem::rule(refusal.code, refusal.message); }

/// A sold package with its parameters.
struct Content {
  ServicePackage row = {};
  domain::PackageParameters parameters = {};
};

using EditFeed = Feed<PackageEdit, Content>;
template <auto Member>
constexpr auto of_row = [](const Content& content) { return content.row.*Member; };
constexpr std::array k_feed{
    EditFeed::field<&PackageEdit::description, of_row<&ServicePackage::description>>("descricao"),
    EditFeed::field<&PackageEdit::value, of_row<&ServicePackage::value_cents>>("valor"),
    EditFeed::field<&PackageEdit::limit_on, of_row<&ServicePackage::limit_on>>("data_limite"),
    EditFeed::field<&PackageEdit::parameters, &Content::parameters>("cliente_servico_pacote_parametro")};

std::vector<std::string> settled(const Context& context, ErpMemory& memory, ServicePackage& row,
                                 const domain::PackageParameters& parameters) {
  const Content content{row, parameters};
  memory.applied(k_feed, content);
  auto notices = settle(context, memory, domain::Entity::service_package, row.id,
                        memory.differences(k_feed, content, wire_voice(context)));
  row.erp_sent = memory.text();
  return notices;
}

/// One sale at work.
class Selling {
 public:
  Selling(Act& act, PackageSale sale) : act_(act), context_(act.context()), sale_(std::move(sale)) {}

  base::Result<PackageWritten> run() {
    if (auto problem = find()) return Unexpected{std::move(*problem)};
    if (auto problem = end_replaced()) return Unexpected{std::move(*problem)};
    if (auto problem = check()) return Unexpected{std::move(*problem)};
    const auto customer = storage::find_customer(context_.tenant, service_->customer_id).value();
    PackageWritten written{.changed = true, .warnings = warnings_about(customer)};
    storage::delete_left_out(context_.tenant, service_->id, package_->id);
    written.id = link_packages(act_, {{row(), package_->code}}).front();
    if (sale_.parameters)
      storage::replace_parameters(context_.tenant, written.id, *sale_.parameters, context_.clock.now());
    act_.concerns(service_->customer_id);
    return written;
  }

 private:
  std::optional<Problem> find() {
    find_service();
    if (!service_)
      return Problem::field("id_cliente_servico",
                            "não há serviço com o id " + std::to_string(sale_.service_erp_id));
    if (!act_.lock_as_read(service_->customer_id, held_->customer_version)) find_service();
    package_ =
        sale_.package_id != 0
            ? storage::find_sale_package(context_.tenant, service_->plan_id, sale_.package_id)
            : storage::find_sale_package_by_code(context_.tenant, service_->plan_id, sale_.package_code);
    if (!package_)
      return Problem::field(sale_.package_id != 0 ? "id_pacote" : "codigo",
                            "não há pacote com este identificador");
    return std::nullopt;
  }

  void find_service() {
    held_ = storage::find_held_service_by_erp_id(context_.tenant, sale_.service_erp_id);
    service_ = held_ ? std::optional(held_->service) : std::nullopt;
  }

  /// Ends what gives its place, so that the rules see the service without it; a refused sale undoes it.
  std::optional<Problem> end_replaced() {
    if (!sale_.replaces) return std::nullopt;
    const auto seen = storage::find_service_package(context_.tenant, *sale_.replaces);
    if (!seen) return Problem::field("substitui", "não há pacote de serviço com este id");
    if (seen->service_id != service_->id)
      return Problem::field("substitui", "é de outro serviço; só se troca um pacote do mesmo serviço");
    if (service_->state == ServiceState::over) return service_is_over(*service_);
    const auto row = lock_and_find(act_, seen->id);
    if (row->removed_by != RemovedBy::nobody) return is_removed(context_, *row);
    unlink_package(act_, *row, RemovedBy::person, "troca");
    return std::nullopt;
  }

  std::optional<Problem> check() {
    base::FieldErrors errors;
    check_text(errors, "descricao", sale_.description, 160);
    check_money(errors, sale_.value);
    const bool by_staff = context_.writer == Writer::staff;
    if (by_staff || !sale_.again) again_ = again_warnings(context_, *service_, *package_);
    if (by_staff && !sale_.again && !again_.empty())
      errors.add(std::string(k_sell_again), "o serviço já tem este pacote; marque para vendê-lo outra vez");
    if (is_past(context_, sale_.limit_on.value)) errors.add("data_limite", std::string(k_must_be_later));
    if (sale_.sold_at.value && *sale_.sold_at.value > context_.clock.now())
      errors.add("data_cadastro", "não pode estar no futuro; sem ela, o pacote é vendido agora");
    check_parameters(errors, *package_, sale_.parameters);
    check_typed_once(errors, context_, service_->customer_id, 0, *package_, sale_.parameters);
    const auto code = keep_frozen(errors, context_, service_->customer_id, *package_, {}, sale_.parameters);
    if (!errors.empty()) return wrong_fields(std::move(errors), code);
    if (service_->state == ServiceState::over) return service_is_over(*service_);
    const auto refusal = refusal_of(context_, *service_, held_->plan, *package_);
    return refusal ? std::optional(as_problem(*refusal)) : std::nullopt;
  }

  std::vector<std::string> warnings_about(const domain::Customer& customer) const {
    RegistryGaps gaps(context_, customer, {&*package_, 1});
    auto warnings = sale_warnings(
        context_, customer, *package_, gaps,
        {.service_id = service_->id, .parameters = sale_.parameters.value_or(domain::PackageParameters{})});
    warnings.insert(warnings.end(), again_.begin(), again_.end());
    return warnings;
  }

  ServicePackage row() const {
    auto row = new_service_package(context_, *service_, *package_);
    row.description = sale_.description.over(row.description, row.description);
    row.value_cents = sale_.value.over(row.value_cents, row.value_cents);
    row.limit_on = sale_.limit_on.value;
    row.limit_typed = sale_.limit_on.value.has_value();
    row.created_at = sale_.sold_at.value.value_or(row.created_at);
    ErpMemory memory("", context_.writer);  // what POST sent counts as sent (D43)
    memory.learn_all(k_feed, PackageEdit{.description = sale_.description,
                                         .value = sale_.value,
                                         .limit_on = sale_.limit_on,
                                         .parameters = sale_.parameters});
    settled(context_, memory, row, sale_.parameters.value_or(domain::PackageParameters{}));
    return row;
  }

  Act& act_;
  const Context& context_;
  PackageSale sale_;
  std::optional<storage::HeldService> held_ = {};
  std::optional<Service> service_ = {};  ///< held_'s
  std::optional<SalePackage> package_ = {};
  std::vector<std::string> again_ = {};  ///< what the service has of it already
};

/// A day that the ERP did not name last time is news, and so is what is to hold from it; one that it repeats
/// with all that is dated by it is dropped: by then its month may be closed.
void merge_feed(const Context& context, ErpMemory& memory, PackageEdit& edit) {
  constexpr std::string_view k_since = "vale_desde";
  bool repeated = false;
  if (context.writer == Writer::erp && edit.since.value) {
    const FeedText since = base::to_iso(*edit.since.value);
    repeated = memory.repeats(k_since, since);
    if (!repeated) {
      if (edit.value.given) memory.forget("valor");
      if (edit.limit_on.given) memory.forget("data_limite");
    }
    memory.know(k_since, since, since);
  }
  memory.merge(k_feed, edit);
  if (repeated && !edit.value.given && !edit.limit_on.given) edit.since = {};
}

base::Result<PackageWritten> edit_now(Act& act, std::uint64_t id, PackageEdit edit) {
  const auto before = lock_and_find(act, id);
  if (!before) return Unexpected{no_such_package()};
  if (before->removed_by != RemovedBy::nobody) return Unexpected{is_removed(act.context(), *before)};
  const auto service = storage::find_service(act.tenant(), before->service_id).value();
  const auto package = package_of(act.context(), service, before->package_id);

  base::FieldErrors errors;
  check_text(errors, "descricao", edit.description, 160);
  check_money(errors, edit.value);
  check_parameters(errors, package, edit.parameters);
  check_typed_once(errors, act.context(), before->customer_id, id, package, edit.parameters);
  ErpMemory memory(before->erp_sent, act.context().writer);
  merge_feed(act.context(), memory, edit);
  if (edit.since.value)
    if (auto why = refuse_since(act.context(), *before, edit); !why.empty())
      errors.add("vale_desde", std::move(why));
  const auto parameters = storage::list_parameters(act.tenant(), id);
  const auto code =
      keep_frozen(errors, act.context(), before->customer_id, package, parameters, edit.parameters);
  if (!errors.empty()) return Unexpected{wrong_fields(std::move(errors), code)};

  auto after = *before;
  after.description = edit.description.over(before->description, package.description);
  after.value_cents = edit.value.over(before->value_cents, package.value_cents);
  after.limit_on = edit.limit_on.over(before->limit_on);
  if (edit.limit_on.given && after.limit_on != before->limit_on) after.limit_typed = true;

  storage::Changes changes;
  const auto day = [](const std::optional<base::Date>& date) {
    return date ? base::to_br(*date) : std::string{};
  };
  changes.field("descricao", before->description, after.description)
      .field("valor", base::money_br(before->value_cents), base::money_br(after.value_cents))
      .field("data_limite", day(before->limit_on), day(after.limit_on));
  if (edit.parameters && *edit.parameters != parameters) {
    storage::replace_parameters(act.tenant(), id, *edit.parameters, act.context().clock.now());
    changes.noted("parametros", "", "alterados");
  }
  auto notices = settled(act.context(), memory, after, edit.parameters.value_or(parameters));
  domain::TermsEdit changed;
  if (edit.value.given) changed.value = after.value_cents;
  if (edit.limit_on.given) changed.limit = after.limit_on;
  const auto dated = backdated(act.context(), *before, changed, edit.since);
  if (dated) changes.noted("vale_desde", "", day_since(act.context(), *before, edit.since));
  if (changes.empty()) {
    if (after.erp_sent != before->erp_sent) storage::update_service_package(act.tenant(), after);
    return PackageWritten{.id = id, .warnings = std::move(notices)};
  }

  save_package(act, *before, after, dated);
  act.note({.entity = domain::Entity::service_package,
            .entity_id = id,
            .customer_id = after.customer_id,
            .action = "alterado",
            .changes = changes.take()});
  act.concerns(after.customer_id);
  return PackageWritten{.id = id, .changed = true, .warnings = std::move(notices)};
}

/// A date that comes with a restoring applies, and counts as sent where the ERP sends it (D43).
void remember_limit(const Context& context, ServicePackage& row, const base::Patch<base::Date>& limit_on) {
  if (!limit_on.given) return;
  ErpMemory memory(row.erp_sent, context.writer);
  memory.learn_all(k_feed, PackageEdit{.limit_on = limit_on});
  auto restored = row;
  restored.limit_on = limit_on.value;
  settled(context, memory, restored, storage::list_parameters(context.tenant, row.id));
  row.erp_sent = restored.erp_sent;
}

base::Result<PackageWritten> restore_now(Act& act, std::uint64_t id, const base::Patch<base::Date>& limit_on,
                                         const base::Patch<base::Date>& since) {
  auto row = lock_and_find(act, id);
  if (!row) return Unexpected{no_such_package()};
  if (row->removed_by == RemovedBy::nobody) return PackageWritten{.id = id};
  const auto service = storage::find_service(act.tenant(), row->service_id).value();
  if (service.state == ServiceState::over) return Unexpected{service_is_over(service)};
  const bool past = is_past(act.context(), limit_on.over(row->limit_on));
  if (past && limit_on.given) return Unexpected{Problem::field("data_limite", std::string(k_must_be_later))};
  if (past) return Unexpected{needs_date(*row)};
  if (since.value)
    if (auto why = refuse_return_since(act.context(), *row, limit_on, *since.value); !why.empty())
      return Unexpected{Problem::field("vale_desde", std::move(why))};
  domain::TermsEdit changed{.back = true};
  if (limit_on.given) changed.limit = limit_on.value;
  const auto dated = backdated(act.context(), *row, changed, since);
  const auto package = package_of(act.context(), service, row->package_id);
  remember_limit(act.context(), *row, limit_on);
  if (const auto refusal = put_back(
          act, service, *row, package, limit_on.over(row->limit_on), Return::by_name,
          dated ? std::optional(Since{day_since(act.context(), *row, since), *dated}) : std::nullopt))
    return Unexpected{as_problem(*refusal)};
  act.concerns(row->customer_id);
  return PackageWritten{
      .id = id, .changed = true, .warnings = again_warnings(act.context(), service, package, id)};
}

/// On its service, or about to come back with it (D9): taken off by name it stays away (D43).
bool is_there_or_returns(const Context& context, ServicePackage row) {
  if (row.removed_by == RemovedBy::service) row.removed_by = RemovedBy::nobody;
  return is_on_service(context, row);
}

base::Result<PackageWritten> remove_now(Act& act, std::uint64_t id) {
  const auto row = lock_and_find(act, id);
  if (!row) return Unexpected{no_such_package()};
  if (!is_there_or_returns(act.context(), *row)) return PackageWritten{.id = id};
  unlink_package(act, *row, RemovedBy::person);
  act.concerns(row->customer_id);
  return PackageWritten{.id = id, .changed = true};
}

}  // namespace

std::optional<RecordDifferences> sold_package_differences(const Context& context, std::uint64_t id) {
  auto row = storage::find_service_package(context.tenant, id);
  if (!row) return std::nullopt;
  const ErpMemory memory(row->erp_sent, Writer::staff);
  const Content content{std::move(*row), storage::list_parameters(context.tenant, id)};
  return RecordDifferences{content.row.description, content.row.service_id,
                           memory.differences(k_feed, content, screen_voice(context))};
}

base::Result<Written> restore_sold_package_field(const Context& context, std::uint64_t id,
                                                 std::string_view field) {
  const auto row = storage::find_service_package(context.tenant, id);
  PackageEdit edit;
  if (!row || !ErpMemory(row->erp_sent, Writer::staff).restore(k_feed, field, edit))
    return base::Unexpected{nothing_sent()};
  auto done = edit_package(context, id, edit);
  if (!done) return base::Unexpected{std::move(done).error()};
  return Written{.id = id, .changed = done->changed, .warnings = std::move(done->warnings)};
}

base::Result<PackageWritten> add_package(const Acting& acting, PackageSale sale) {
  return acting.run([&](Act& act) { return Selling(act, sale).run(); });
}

base::Result<PackageWritten> edit_package(const Acting& acting, std::uint64_t id, PackageEdit edit) {
  return acting.run([&](Act& act) { return edit_now(act, id, edit); });
}

base::Result<PackageWritten> remove_package(const Acting& acting, std::uint64_t id) {
  return acting.run([&](Act& act) { return remove_now(act, id); });
}

base::Result<PackageWritten> restore_package(const Acting& acting, std::uint64_t id,
                                             const base::Patch<base::Date>& limit_on,
                                             const base::Patch<base::Date>& since) {
  return acting.run([&](Act& act) { return restore_now(act, id, limit_on, since); });
}

std::uint32_t remove_ended_trials(const Context& context, std::uint64_t customer_id) {
  return act(context, [&](Act& act) {
    std::uint32_t removed = 0;
    act.lock(customer_id);
    for (const auto& row : storage::list_service_packages_of_customer(context.tenant, customer_id)) {
      if (row.removed_by != RemovedBy::nobody || is_on_service(context, row)) continue;
      unlink_package(act, row, RemovedBy::trial);
      ++removed;
    }
    if (removed > 0) act.concerns(customer_id);
    return removed;
  });
}

}  // namespace operations
