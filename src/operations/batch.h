#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "operations/context.h"
#include "storage/sale_packages.h"

namespace operations {

/// What many changes in one transaction share (Context::batch): what is sold is read once, a package's row is
/// locked once, records that are named are looked up together, and each customer concerned is recomputed
/// once, at the end. Lives as long as the transaction; the functions below fill it and use it where there is
/// one.
struct Batch {
  std::set<std::uint64_t> concerned = {};  ///< customers whose causes have changed; their locks are held
  std::map<std::string, std::optional<std::uint64_t>, std::less<>> customers = {};  ///< ids by code, if any
  std::set<std::uint64_t> created_customers = {};                    ///< nobody else sees them yet
  std::set<std::uint64_t> new_services = {};                         ///< external ids that there are not
  std::map<std::string, storage::SalePlan, std::less<>> plans = {};  ///< by code
  std::map<std::uint32_t, std::vector<storage::SalePackage>> defaults = {};  ///< by plan
  std::set<std::uint32_t> shared_packages = {};                              ///< whose rows are locked

  /// To be called after a change of what is sold.
  void forget_catalogue();
  /// To be called when a change was undone, or when somebody else has created what was not there.
  void forget_records();
};

/// Looks up the records that changes to come will name.
void expect(const Context& context, const std::set<std::string>& customer_codes,
            const std::set<std::uint64_t>& service_erp_ids);
/// Recomputes whom the batch's changes concern; to be called after the last one, before the transaction ends.
void finish_batch(Context context);

/// The id of the customer of a code.
std::optional<std::uint64_t> find_customer_id(const Context& context, std::string_view code);
void note_created_customer(const Context& context, std::string_view code, std::uint64_t id);
/// storage::lock_customer, for those whom others can see.
void lock_customer(const Context& context, std::uint64_t id);
/// True when it is known that there is no such service; false when it has to be looked for.
bool is_new_service(const Context& context, std::uint64_t erp_id);
void note_created_service(const Context& context, std::uint64_t erp_id);
/// storage::find_sale_plan_by_code.
std::optional<storage::SalePlan> find_sale_plan(const Context& context, std::string_view code);
/// storage::list_default_packages.
std::vector<storage::SalePackage> list_default_packages(const Context& context, std::uint32_t plan_id);
/// Holds the package's row until the transaction ends: whoever changes what it holds then sees it in use, or
/// is seen.
void share_package(const Context& context, std::uint32_t package_id);

}  // namespace operations
