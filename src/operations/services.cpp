#include "operations/services.h"

#include <algorithm>
#include <set>

#include "base/checks.h"
#include "base/text.h"
#include "domain/status.h"
#include "operations/migration.h"
#include "operations/service_fields.h"
#include "operations/service_money.h"
#include "operations/service_succession.h"
#include "operations/shared_fields.h"
#include "storage/customers.h"

namespace operations {

namespace {

using domain::Service;
using domain::ServiceState;
using storage::SalePlan;

/// Whether a change of a service may change the customer's log-ins (D33); its packages' coming and going does
/// besides.
bool changes_log_ins(const Service& before, const Service& after) {
  const auto is_over = [](const Service& service) { return service.state == ServiceState::over; };
  return before.customer_id != after.customer_id || is_over(before) != is_over(after) ||
         before.login != after.login || before.password_digest != after.password_digest;
}

/// One PUT at work: what was found, what it becomes, what was left out.
class ServicePutting {
 public:
  ServicePutting(Act& act, std::uint64_t erp_id, const ServicePut& put)
      : act_(act),
        context_(act.context()),
        erp_id_(erp_id),
        put_(put),
        wishes_{{put.declined.begin(), put.declined.end()}, put.trial_ends} {}

  base::Result<ServiceWritten> run() {
    if (!act_.is_new_service(erp_id_)) find_service();
    if (!before_ && put_.must_exist)
      return base::Unexpected{base::Problem::missing("Não há serviço com este id_cliente_servico.")};
    find_others();
    check();
    if (errors_.empty()) lock();
    if (!errors_.empty()) return base::Unexpected{base::Problem::fields(errors_)};
    if (before_) memory_ = memory_of(*before_, context_.writer);
    merge_feed(context_, basis(), put_, memory_);
    if (auto problem = choose_plan()) return base::Unexpected{std::move(*problem)};
    change_fields();
    return write();
  }

 private:
  void find_service() {
    held_ = storage::find_held_service_by_erp_id(context_.tenant, erp_id_);
    before_ = held_ ? std::optional(held_->service) : std::nullopt;
  }

  void find_others() {
    if (held_ && put_.customer_code.value == held_->customer_code) {
      customer_id_ = before_->customer_id;
    } else if (put_.customer_code.value) {
      const auto customer_id = act_.find_customer_id(*put_.customer_code.value);
      if (customer_id)
        customer_id_ = *customer_id;
      else
        errors_.add("codigo_cliente", "não há cliente com o código " +
                                          base::printable(*put_.customer_code.value) +
                                          "; envie o cliente antes");
    } else if (before_) {
      customer_id_ = before_->customer_id;
    } else {
      errors_.add("codigo_cliente", "é obrigatório");
    }
    if (put_.old_erp_id) find_old();
  }

  void find_old() {
    old_ = storage::find_service_by_erp_id(context_.tenant, *put_.old_erp_id);
    if (*put_.old_erp_id == erp_id_)
      errors_.add("id_cliente_servico_antigo", "é o próprio serviço");
    else if (!old_)
      errors_.add("id_cliente_servico_antigo", "não há serviço com este id");
    else if (customer_id_ != 0 && old_->customer_id != customer_id_)
      errors_.add("id_cliente_servico_antigo", "é de outro cliente");
  }

  void check() {
    check_text(errors_, "plano", put_.plan, 64);
    if (put_.plan.value) {
      plan_ =
          held_ && held_->plan.code == *put_.plan.value ? held_->plan : act_.find_sale_plan(*put_.plan.value);
      if (!plan_) errors_.add("plano", "não há plano com o código " + base::printable(*put_.plan.value));
    } else if (put_.plan.given || !before_) {
      errors_.add("plano", "é obrigatório");
    }
    if (put_.status_prefix.value) {
      if (domain::find_status(*put_.status_prefix.value) == nullptr)
        errors_.add("status_prefixo",
                    "não é um status conhecido: " + base::printable(*put_.status_prefix.value));
    } else if (put_.status_prefix.given || (!before_ && !old_)) {
      errors_.add("status_prefixo", "é obrigatório");
    }
    check_fields(errors_, put_);
    check_codes(errors_, context_, wishes_);
  }

  /// The customers concerned, in ascending id: the holder, and the one before.
  std::set<std::uint64_t> holders() const {
    std::set<std::uint64_t> customers{customer_id_};
    if (before_) customers.insert(before_->customer_id);
    return customers;
  }

  /// Their locks; then everything is read again under them, until nobody holds the service who is not locked.
  /// A service that was not there needs no second look: if somebody has created it meanwhile, the insert says
  /// so and all of this is done again.
  void lock() {
    std::set<std::uint64_t> locked;
    while (!std::ranges::includes(locked, holders())) {
      bool as_read = !before_ || (locked.empty() && holders().size() == 1);
      for (const auto id : holders())
        if (locked.insert(id).second) as_read = lock(id) && as_read;
      if (!as_read) find_service();
    }
    if (put_.old_erp_id) find_old();
  }

  /// False when the service may have changed since it was read.
  bool lock(std::uint64_t customer_id) {
    if (held_ && customer_id == before_->customer_id)
      return act_.lock_as_read(customer_id, held_->customer_version);
    return act_.lock(customer_id);
  }

  FeedBasis basis() const {
    return {.erp_id = erp_id_,
            .id = before_ ? before_->id : 0,
            .customer_id = customer_id_,
            .plan_id = plan_ ? plan_->id : 0};
  }

  /// What the feed made of the service, and what of it stands against the feed.
  void remember(ServiceWritten& written) {
    feed_applied(memory_, after_);
    if (before_)
      written.warnings =
          settle(context_, memory_, domain::Entity::service, after_.id,
                 feed_differences(memory_, after_, wire_voice(context_),
                                  {.customer = [this] { return customer_code(after_.customer_id); },
                                   .plan = [this] { return plan_code(after_.plan_id); }}));
    after_.erp_sent = memory_.text();
  }

  /// Settles the plan and whether the service comes to it anew: by creation, plan change or replacement of
  /// another service.
  std::optional<base::Problem> choose_plan() {
    if (!put_.customer_code.given && before_) customer_id_ = before_->customer_id;
    if (before_ && !put_.plan.given) plan_ = held_->plan;
    new_on_plan_ = !before_ || before_->plan_id != plan_->id;
    replaces_ = old_ && old_->state != ServiceState::over;
    if (!new_on_plan_) return std::nullopt;
    if (!plan_->active)
      return base::Problem::rule("plano_inativo",
                                 "O plano " + plan_->description +
                                     " está inativo e não recebe novos serviços "
                                     "(Configuração › Geral › Serviços/Planos).",
                                 "plano");
    return problem_with(act_, wishes_, *plan_);
  }

  void change_fields() {
    const auto now = context_.clock.now();
    after_ = before_.value_or(Service{.erp_id = erp_id_, .created_at = now});
    after_.customer_id = customer_id_;
    after_.plan_id = plan_->id;
    put_fields(put_, before_ ? before_->value_cents : plan_->value_cents, after_);
    change_status(now);
  }

  void change_status(base::Instant now) {
    // A service that replaces another goes on where that one stood, so that nobody is denied in between (D8).
    const auto& basis = !before_ && replaces_ ? old_ : before_;
    const auto was = basis ? basis->state : ServiceState::not_yet;
    if (basis && !after_.first_enabled_at) after_.first_enabled_at = basis->first_enabled_at;
    if (!before_ && !put_.status_prefix.value) put_.status_prefix = old_->status_prefix;
    if (!put_.status_prefix.given) return;
    const auto sent = domain::find_status(*put_.status_prefix.value)->state;
    if (after_.status_prefix != *put_.status_prefix.value) after_.status_at = now;
    after_.status_prefix = *put_.status_prefix.value;
    after_.state = domain::state_in_force(sent, was, after_.first_enabled_at.has_value());
    if (after_.state == ServiceState::enabled && !after_.first_enabled_at)
      enable_first(memory_, after_, before_ || context_.writer == Writer::staff, now);
    const bool is_over = after_.state == ServiceState::over;
    after_.over_at = is_over ? std::optional(after_.over_at.value_or(now)) : std::nullopt;
  }

  base::Result<ServiceWritten> write() {
    ServiceWritten written;
    written.created = !before_;
    // Staff have seen the question that says so.
    const auto cost_before = migrates() && context_.writer == Writer::erp
                                 ? std::optional(cost_of(before_ ? before_->customer_id : customer_id_))
                                 : std::nullopt;
    auto changes = field_changes();
    if (!before_) {
      remember(written);
      after_.id = storage::insert_service(
          context_.tenant, stamped(), replaces_ ? inherited_status(context_, *old_, after_) : std::nullopt);
      act_.created_service(erp_id_);
    }
    if (put_.password.given) change_password(changes);
    remember(written);
    const bool changed = !changes.empty();
    if (!before_ && after_.password_digest)  // made with the id that the insert gave
      storage::update_service_password(context_.tenant, after_);
    if (before_ && (changed || after_.erp_sent != before_->erp_sent))
      storage::update_service(context_.tenant, stamped());
    if (before_ && before_->status_prefix != after_.status_prefix)
      storage::insert_service_status(context_.tenant, after_.id,
                                     {after_.status_prefix, after_.state, after_.status_at});
    written.id = after_.id;
    written.changed = changed || written.created || replaces_;
    if (!written.changed) return written;

    act_.note({.entity = domain::Entity::service,
               .entity_id = after_.id,
               .customer_id = after_.customer_id,
               .action = action(),
               .changes = changes.take()});
    move_packages();
    written.warnings.insert(written.warnings.end(), told_.begin(), told_.end());
    if (cost_before) written.warnings.push_back(text_of_change(*cost_before, cost_of(customer_id_)));
    for (const auto id : holders()) act_.concerns(id, concern());
    written.left_out = left_out_;
    if (packages_) written.now = as_it_stands();
    return written;
  }

  Concern concern() const {
    const bool verdicts = before_ && !replaces_ && !changes_log_ins(*before_, after_);
    return verdicts ? Concern::verdicts : Concern::log_ins;
  }

  ServiceAsItStands as_it_stands() const {
    auto held = held_.value();
    held.service = after_;
    held.has_left_out = held.has_left_out || !left_out_.empty();
    return {std::move(held), packages_.value()};
  }

  const Service& stamped() {
    after_.updated_at = context_.clock.now();
    return after_;
  }

  std::string action() const {
    if (!before_) return replaces_ ? "migrado" : "criado";
    if (new_on_plan_ || replaces_) return "migrado";
    return "alterado";
  }

  void change_password(storage::Changes& changes) {
    const auto digest = put_.password.value
                            ? std::optional(context_.keyring.password_digest(after_.id, *put_.password.value))
                            : put_.password_digest;
    if (digest == after_.password_digest) return;
    changes.noted("senha_autenticacao", after_.password_digest ? "cadastrada" : "não cadastrada",
                  digest ? "substituída" : "removida");
    after_.password_digest = digest;
  }

  std::string customer_code(std::uint64_t id) const {
    if (id == customer_id_ && put_.customer_code.value) return *put_.customer_code.value;
    if (held_ && id == held_->service.customer_id) return held_->customer_code;
    const auto customer = id == 0 ? std::nullopt : storage::find_customer(context_.tenant, id);
    return customer ? customer->code : std::string{};
  }

  std::string plan_code(std::uint32_t id) const {
    if (plan_ && plan_->id == id) return plan_->code;
    if (held_ && held_->plan.id == id) return held_->plan.code;
    const auto plan = id == 0 ? std::nullopt : storage::find_sale_plan(context_.tenant, id);
    return plan ? plan->code : std::string{};
  }

  storage::Changes field_changes() const {
    const Service before = before_.value_or(Service{});
    storage::Changes changes;
    if (before.customer_id != after_.customer_id)
      changes.noted("cliente", customer_code(before.customer_id), put_.customer_code.value.value());
    if (before.plan_id != after_.plan_id) changes.noted("plano", plan_code(before.plan_id), plan_->code);
    note_changed_fields(changes, before_, after_);
    return changes;
  }

  /// Packages follow the service: to another holder, through its state, from the service it replaces, onto
  /// its new plan.
  void move_packages() {
    if (before_ && new_on_plan_) storage::delete_all_left_out(context_.tenant, after_.id);
    if (before_ && before_->customer_id != after_.customer_id)
      hand_over_packages(act_, *before_, after_.customer_id);
    const bool enables = before_ && after_.state == ServiceState::enabled;
    const bool comes_back = before_ && before_->state == ServiceState::over;
    if (before_ && (comes_back || !enables)) follow();
    Migration migration(act_, after_, *plan_, {wishes_, put_.kept});
    if (before_ && new_on_plan_) migration.part(after_, before_->plan_id);
    if (enables && !comes_back) follow();  // activates nothing that stays behind with the old plan
    if (replaces_) {
      migration.part(*old_, old_->plan_id);
      collect(take_over(act_, *old_, after_));
    }
    if (new_on_plan_) migration.link_defaults(before_ || replaces_ ? Arrival::moved : Arrival::created);
    auto migrated = migration.take();
    collect(std::move(migrated.left_out));
    told_ = std::move(migrated.told);
  }

  bool migrates() const { return replaces_ || (before_ && new_on_plan_); }

  /// What the services concerned cost together as they stand in the database.
  ServiceMoney cost_of(std::uint64_t customer_id) const {
    std::vector<std::uint64_t> erp_ids{erp_id_};
    if (put_.old_erp_id) erp_ids.push_back(*put_.old_erp_id);
    return money_of(context_, customer_id, erp_ids);
  }

  /// Packages through the service's state; they are read with all that an answer shows of them, unless more
  /// is to happen to them.
  void follow() {
    if (after_.state == before_->state) return;
    auto packages = storage::list_sold_packages_of_service(context_.tenant, after_.id);
    std::vector<domain::ServicePackage> rows;
    for (const auto& sold : packages) rows.push_back(sold.row);
    collect(follow_state(act_, after_, before_->state, rows));
    if (after_.state == ServiceState::over) after_.courtesy.reset();
    for (std::size_t i = 0; i < rows.size(); ++i) packages[i].row = rows[i];
    const bool is_all = !replaces_ && !new_on_plan_ && before_->customer_id == after_.customer_id;
    if (is_all) packages_ = std::move(packages);
  }

  void collect(std::vector<LeftOut> more) { std::ranges::move(more, std::back_inserter(left_out_)); }

  Act& act_;
  const Context& context_;
  std::uint64_t erp_id_;
  ServicePut put_;
  DefaultWishes wishes_;
  base::FieldErrors errors_ = {};
  std::uint64_t customer_id_ = 0;
  std::optional<storage::HeldService> held_ = {};
  std::optional<Service> before_ = {};  ///< held_'s
  std::optional<Service> old_ = {};     ///< the service this one replaces
  std::optional<SalePlan> plan_ = {};
  Service after_ = {};
  bool new_on_plan_ = false;
  bool replaces_ = false;
  std::vector<LeftOut> left_out_ = {};
  std::optional<std::vector<storage::SoldPackage>> packages_ = {};  ///< as they are now
  std::vector<std::string> told_ = {};  ///< what became of the packages of a migration
  ErpMemory memory_{"", context_.writer};
};

}  // namespace

ServiceAsItStands service_as_it_stands(const Context& context, std::uint64_t id) {
  return {storage::find_held_service(context.tenant, id).value(),
          storage::list_sold_packages_of_service(context.tenant, id)};
}

base::Result<ServiceWritten> put_service(const Acting& acting, std::uint64_t erp_id, const ServicePut& put) {
  auto written = acting.run([&](Act& act) { return ServicePutting(act, erp_id, put).run(); });
  return acting.context().writer == Writer::staff ? with_shared_login(acting.context(), put, written)
                                                  : written;
}

base::Result<ServiceWritten> set_service_status(const Acting& acting, std::uint64_t erp_id,
                                                std::string_view prefix) {
  return put_service(acting, erp_id, {.status_prefix = std::string(prefix), .must_exist = true});
}

}  // namespace operations
