#include "operations/handing_over.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/secrets.h"
#include "operations/linking.h"
#include "platforms/account_calls.h"
#include "storage/account_actions.h"
#include "storage/accounts.h"
#include "storage/attempts.h"
#include "storage/customers.h"
#include "storage/services.h"
#include "storage/sold_packages.h"
#include "storage/transmissions.h"

namespace operations {

namespace {

using domain::RemoteObject;

/// How a package that came to its holder with a service stands in the holder's account: as another there that
/// holds its products does; else, or where it is over, it was not told of (D55).
domain::ToldPackage told_with(const Context& context, const storage::SoldPackage& sold,
                              const std::vector<storage::SoldPackage>& of_holder) {
  if (!is_on_service(context, sold.row) || sold.service_state == domain::ServiceState::over) return {};
  const bool one_object = !platforms::at(sold.gateway).can.product_list.empty();
  const auto other = std::ranges::find_if(of_holder, [&](const storage::SoldPackage& each) {
    return each.row.service_id != sold.row.service_id && each.integration_id == sold.integration_id &&
           each.at_platform.there && (one_object || each.products == sold.products);
  });
  return other == of_holder.end() ? domain::ToldPackage{} : other->at_platform;
}

/// The objects of a service between two accounts of an integration.
class Handing {
 public:
  Handing(const Context& context, const domain::Service& service, std::uint64_t former_customer_id)
      : context_(context),
        former_(storage::find_customer(context.tenant, former_customer_id).value()),
        holder_(storage::find_customer(context.tenant, service.customer_id).value()),
        packages_(storage::list_sold_packages_of_service(context.tenant, service.id)) {
    for (const auto& package : packages_) numbers_.insert(std::to_string(package.row.id));
  }

  void run() {
    for (const auto& line : storage::list_account_lines(context_.tenant, former_.id, context_.clock.now())) {
      handed_over_ = platforms::account_calls(platforms::at(line.gateway)).handed_over;
      if (handed_over_ != nullptr) move(line.account, account_of_holder(line.account));
    }
    forget_told();
  }

 private:
  /// That of the integration; new where nothing was sold to the holder yet.
  std::uint64_t account_of_holder(const domain::Account& other) {
    const auto find = [&] {
      const auto all = storage::list_accounts_of(context_.tenant, std::span(&holder_.id, 1));
      const auto found = std::ranges::find(all, other.integration_id, &domain::Account::integration_id);
      return found == all.end() ? 0 : found->id;
    };
    if (const auto id = find(); id != 0) return id;
    const domain::Account fresh{.integration_id = other.integration_id,
                                .customer_id = holder_.id,
                                .subscriber_id = base::random_bytes(16),
                                .told = other.told,
                                .created_at = context_.clock.now()};
    storage::insert_accounts(context_.tenant, std::span(&fresh, 1));
    return find();
  }

  bool is_of_service(const std::string& key) const { return numbers_.contains(key.substr(0, key.find('/'))); }
  void hand_over(RemoteObject& object) const {
    if (!object.key.empty()) object = handed_over_(std::move(object), former_, holder_);
  }

  void move(const domain::Account& from, std::uint64_t to) {
    const auto& tenant = context_.tenant;
    storage::pass_numbers(tenant, from.id, to);
    for (auto& row : storage::list_account_objects(tenant, from.id)) {
      if (!row.known || !is_of_service(row.key)) continue;
      hand_over(row.known->object);
      storage::delete_account_objects(tenant, std::span(&from.id, 1), row.key);
      storage::save_account_object(tenant, to, *row.known);
    }
    for (auto& attempt : storage::list_open_attempts(tenant, std::span(&from.id, 1))) {
      auto& change = attempt.change;
      if (!is_of_service(change.key)) continue;
      RemoteObject named{.key = change.key};
      hand_over(named);
      change.key = named.key;
      hand_over(change.before);
      hand_over(change.after);
      storage::move_attempt(tenant, attempt, to);
    }
  }

  /// Where each customer has objects of their own, what was told for one says nothing of the other.
  void forget_told() const {
    std::map<std::uint64_t, domain::ToldPackage> told;
    const auto of_holder = storage::list_sold_packages_of_customer(context_.tenant, holder_.id);
    for (const auto& sold : packages_) {
      const auto* platform = platforms::find(sold.gateway);
      if (platform == nullptr || !platform->is_told() || platform->can.per_service_package) continue;
      auto stands = told_with(context_, sold, of_holder);
      stands.since = context_.clock.now();
      told.emplace(sold.row.id, std::move(stands));
    }
    storage::save_told_packages(context_.tenant, told);
  }

  const Context& context_;
  domain::Customer former_;
  domain::Customer holder_;
  std::vector<storage::SoldPackage> packages_;
  std::set<std::string> numbers_ = {};
  RemoteObject (*handed_over_)(RemoteObject, const domain::Customer&, const domain::Customer&) = nullptr;
};

}  // namespace

void hand_over_objects(const Context& context, std::uint64_t service_id, std::uint64_t former_customer_id) {
  const auto service = storage::find_service(context.tenant, service_id);
  // A step of the act may have been undone.
  if (service && service->customer_id != former_customer_id)
    Handing(context, *service, former_customer_id).run();
}

}  // namespace operations
