#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "operations/context.h"
#include "operations/recompute.h"
#include "storage/audit.h"
#include "storage/sale_packages.h"

namespace operations {

/// How an act takes its changes.
enum class Steps : std::uint8_t {
  one,      ///< a change that is refused undoes the act
  hopeful,  ///< each may be refused by itself, as long as it has written nothing (else SetSavepoints)
  careful,  ///< each may be refused by itself: it stands behind a savepoint
};

/// A change of a hopeful act failed half-way: all of it must be done again carefully.
class SetSavepoints : public std::exception {};

/// One transaction of changes and its end: here alone customers are locked, recomputed, and the trail is
/// written. What its changes ask more than once is remembered. Lives inside the transaction, on its thread.
class Act {
 public:
  explicit Act(const Context& context, Steps steps = Steps::one) : context_(context), steps_(steps) {}
  Act(const Act&) = delete;
  Act& operator=(const Act&) = delete;

  const Context& context() const { return context_; }
  const storage::Tenant& tenant() const { return context_.tenant; }

  /// The lock (SPEC §2), once an act; before anything of the customer is read that a change relies on.
  /// Several customers in ascending id. False when there is no such customer.
  bool lock(std::uint64_t customer_id);
  /// The same for a customer who was read with this version before the lock: true when he is as he was read,
  /// so that nothing need be read again; false when he must be.
  bool lock_as_read(std::uint64_t customer_id, std::uint64_t version);
  /// A cause of the customer's has changed, under his lock: he is recomputed at the end.
  void concerns(std::uint64_t customer_id, Concern concern = Concern::log_ins) {
    auto& all = concerned_[customer_id];
    all = std::max(all, concern);
  }
  /// A service was taken from the customer and is another's; both are concerned.
  void handed_over(std::uint64_t service_id, std::uint64_t former_customer_id) {
    handed_over_.emplace(service_id, former_customer_id);
  }
  /// Writes the trail, with the transaction's end.
  void note(storage::AuditEntry entry);

  /// Runs one change: a result that failed leaves nothing behind, what somebody else created meanwhile is
  /// looked at again.
  template <typename Body>
  auto step(Body body) -> std::invoke_result_t<Body>;
  /// The end: recomputes whom the changes concern, and lets follow what stands for services handed over.
  /// Called by act().
  void finish();

  /// Looks up together the records that changes to come will name.
  void expect(const std::set<std::string>& customer_codes, const std::set<std::uint64_t>& service_erp_ids);
  /// The id of the customer of a code.
  std::optional<std::uint64_t> find_customer_id(std::string_view code);
  /// Nobody else sees him before the end, so he needs no lock.
  void created_customer(std::string_view code, std::uint64_t id);
  /// True when it is known that there is no such service; false when it has to be looked for.
  bool is_new_service(std::uint64_t erp_id) const { return new_services_.contains(erp_id); }
  void created_service(std::uint64_t erp_id) { new_services_.erase(erp_id); }
  /// storage::find_sale_plan_by_code.
  std::optional<storage::SalePlan> find_sale_plan(std::string_view code);
  /// storage::list_default_packages.
  std::vector<storage::SalePackage> list_default_packages(std::uint32_t plan_id);
  /// Holds the package's row until the end: whoever changes what it holds then sees it in use, or is seen.
  void share_package(std::uint32_t package_id);
  /// To be called after a change of what is sold.
  void forget_catalogue();

 private:
  template <typename Body>
  auto hopeful_step(Body body) -> std::invoke_result_t<Body>;
  void forget_records();

  const Context& context_;
  Steps steps_;
  std::set<std::uint64_t> locked_ = {};
  std::map<std::uint64_t, Concern> concerned_ = {};
  std::map<std::string, std::optional<std::uint64_t>, std::less<>> customers_ = {};  ///< ids by code, if any
  std::set<std::pair<std::uint64_t, std::uint64_t>> handed_over_ = {};  ///< service, former customer
  std::set<std::uint64_t> created_ = {};
  std::set<std::uint64_t> new_services_ = {};                         ///< ids in the ERP that there are not
  std::map<std::string, storage::SalePlan, std::less<>> plans_ = {};  ///< by code
  std::map<std::uint32_t, std::vector<storage::SalePackage>> defaults_ = {};  ///< by plan
  std::set<std::uint32_t> shared_packages_ = {};                              ///< whose rows are held
};

/// False for a base::Expected that failed.
template <typename Result>
bool went_well(const Result& result) {
  if constexpr (requires { result.ok(); })
    return result.ok();
  else
    return true;
}

/// Runs `body` again when somebody else created at the same moment what it was about to create: by then it is
/// there to be found, or the next free code is free.
template <typename Body>
auto repeated_when_taken(Body body) -> std::invoke_result_t<Body> {
  constexpr int k_attempts = 10;
  for (int attempt = 1; attempt < k_attempts; ++attempt) {
    try {
      return body();
    } catch (const storage::DuplicateKey&) {
    }
  }
  return body();
}

template <typename Body>
auto Act::step(Body body) -> std::invoke_result_t<Body> {
  if (steps_ == Steps::one) return body();
  if (steps_ == Steps::hopeful) return hopeful_step(body);
  return repeated_when_taken([&] {
    try {
      auto result = tenant().db.transaction(body);
      if (!went_well(result)) forget_records();
      return result;
    } catch (...) {
      forget_records();
      throw;
    }
  });
}

template <typename Body>
auto Act::hopeful_step(Body body) -> std::invoke_result_t<Body> {
  const auto before = tenant().db.changes();
  try {
    auto result = body();
    if (!went_well(result) && tenant().db.changes() != before) throw SetSavepoints();
    return result;
  } catch (const storage::DataError&) {
    throw SetSavepoints();
  }
}

/// Carries out `body`, which is given the act and returns its result; one that failed is undone.
template <typename Body>
auto act(const Context& context, Body body, Steps steps = Steps::one) -> std::invoke_result_t<Body, Act&> {
  return repeated_when_taken([&] {
    return context.tenant.db.transaction([&] {
      Act one(context, steps);
      auto result = body(one);
      if (went_well(result)) one.finish();
      return result;
    });
  });
}

/// The same for many changes, each of which may be refused by itself (Act::step). Most go well: savepoints
/// are set when one did not.
template <typename Body>
auto act_of_many(const Context& context, Body body) -> std::invoke_result_t<Body, Act&> {
  try {
    return act(context, body, Steps::hopeful);
  } catch (const SetSavepoints&) {
    return act(context, body, Steps::careful);
  }
}

/// What an operation is carried out in: an act of its own, or a step of one that is under way.
class Acting {
 public:
  Acting(const Context& context) : context_(context) {}
  Acting(Act& act) : context_(act.context()), act_(&act) {}

  const Context& context() const { return context_; }
  template <typename Body>
  auto run(Body body) const -> std::invoke_result_t<Body, Act&> {
    if (act_ == nullptr) return act(context_, body);
    return act_->step([&] { return body(*act_); });
  }

 private:
  const Context& context_;
  Act* act_ = nullptr;
};

/// Writes a line of the trail that belongs to no customer's causes (people, tokens, what is sold); `actor`:
/// when it is not the context's.
void note(const Context& context, storage::AuditEntry entry);
void note(const Context& context, const std::string& actor, storage::AuditEntry entry);

}  // namespace operations
