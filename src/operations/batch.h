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
/// locked once, and each customer concerned is recomputed once, at the end. Lives as long as the transaction.
class Batch {
 public:
  /// Notes customers whose causes have changed; their locks are held.
  void concern(const std::vector<std::uint64_t>& customer_ids) {
    concerned_.insert(customer_ids.begin(), customer_ids.end());
  }
  /// To be called after the last change, before the transaction ends.
  void finish(Context context);
  /// To be called after a change of what is sold.
  void forget_catalogue();

 private:
  friend std::optional<storage::SalePlan> find_sale_plan(const Context& context, std::string_view code);
  friend std::vector<storage::SalePackage> list_default_packages(const Context& context,
                                                                 std::uint32_t plan_id);
  friend void share_package(const Context& context, std::uint32_t package_id);

  std::set<std::uint64_t> concerned_ = {};
  std::map<std::string, storage::SalePlan, std::less<>> plans_ = {};
  std::map<std::uint32_t, std::vector<storage::SalePackage>> defaults_ = {};
  std::set<std::uint32_t> shared_ = {};
};

/// The plan of a code, as storage::find_sale_plan_by_code says; read once a batch.
std::optional<storage::SalePlan> find_sale_plan(const Context& context, std::string_view code);
/// storage::list_default_packages, read once a batch.
std::vector<storage::SalePackage> list_default_packages(const Context& context, std::uint32_t plan_id);
/// Holds the package's row until the transaction ends: whoever changes what it holds then sees it in use, or
/// is seen.
void share_package(const Context& context, std::uint32_t package_id);

}  // namespace operations
