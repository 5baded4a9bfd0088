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
/// once, at the end. Lives as long as the transaction; the functions below use it where there is one.
class Batch {
 public:
  /// Looks up the records that changes to come will name.
  void expect(const Context& context, const std::set<std::string>& customer_codes,
              const std::set<std::uint64_t>& service_external_ids);
  /// Notes customers whose causes have changed; their locks are held.
  void concern(const std::vector<std::uint64_t>& customer_ids);
  /// To be called after the last change, before the transaction ends.
  void finish(Context context);

  /// To be called after a change of what is sold.
  void forget_catalogue();
  /// To be called when a change was undone, or when somebody else has created what was not there.
  void forget_records();

 private:
  friend std::optional<std::uint64_t> find_customer_id(const Context& context, std::string_view code);
  friend void note_created_customer(const Context& context, std::string_view code, std::uint64_t id);
  friend void lock_customer(const Context& context, std::uint64_t id);
  friend bool is_new_service(const Context& context, std::uint64_t external_id);
  friend void note_created_service(const Context& context, std::uint64_t external_id);
  friend std::optional<storage::SalePlan> find_sale_plan(const Context& context, std::string_view code);
  friend std::vector<storage::SalePackage> list_default_packages(const Context& context,
                                                                 std::uint32_t plan_id);
  friend void share_package(const Context& context, std::uint32_t package_id);

  std::set<std::uint64_t> concerned_ = {};
  std::map<std::string, std::optional<std::uint64_t>, std::less<>> customers_ = {};  ///< by code
  std::set<std::uint64_t> created_customers_ = {};                    ///< nobody else sees them yet
  std::set<std::uint64_t> new_services_ = {};                         ///< external ids that there are not
  std::map<std::string, storage::SalePlan, std::less<>> plans_ = {};  ///< by code
  std::map<std::uint32_t, std::vector<storage::SalePackage>> defaults_ = {};
  std::set<std::uint32_t> shared_ = {};
};

/// The id of the customer of a code.
std::optional<std::uint64_t> find_customer_id(const Context& context, std::string_view code);
void note_created_customer(const Context& context, std::string_view code, std::uint64_t id);
/// storage::lock_customer, for those whom others can see.
void lock_customer(const Context& context, std::uint64_t id);
/// True when it is known that there is no such service; false when it has to be looked for.
bool is_new_service(const Context& context, std::uint64_t external_id);
void note_created_service(const Context& context, std::uint64_t external_id);
/// storage::find_sale_plan_by_code.
std::optional<storage::SalePlan> find_sale_plan(const Context& context, std::string_view code);
/// storage::list_default_packages.
std::vector<storage::SalePackage> list_default_packages(const Context& context, std::uint32_t plan_id);
/// Holds the package's row until the transaction ends: whoever changes what it holds then sees it in use, or
/// is seen.
void share_package(const Context& context, std::uint32_t package_id);

}  // namespace operations
