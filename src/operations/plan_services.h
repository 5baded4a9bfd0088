#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/problem.h"
#include "operations/act.h"
#include "operations/plan_adjustments.h"

/// What is done to all services of a plan at once (D24): by a job, customer by customer under their locks.
namespace operations {

/// *Renovar Vigência Contratual*: so many months on top of each end of contract, or one new end for all; one
/// of the two. An end is never brought forward.
struct Renewal {
  std::optional<std::uint32_t> months = {};
  std::optional<base::Date> until = {};
};
/// The end of contract after a renewal; a service without one gets one only by `until`.
std::optional<base::Date> renewed(std::optional<base::Date> end, const Renewal& renewal);

/// What a renewal is about to meet.
struct RenewalPreview {
  std::uint32_t services = 0;  ///< not over
  std::uint32_t without_end = 0;
  std::optional<base::Date> first_end = {};  ///< among them, now and after
  std::optional<base::Date> last_end = {};
  std::optional<base::Date> first_end_after = {};
  std::optional<base::Date> last_end_after = {};
};
base::Result<RenewalPreview> preview_renewal(const Context& context, std::string_view code,
                                             const Renewal& renewal);
/// Starts the job `servicos_do_plano` about the plan; its id. Refused while one is running, so that a
/// confirmation sent twice renews once.
base::Result<std::uint64_t> renew_contracts(const Context& context, std::string_view code,
                                            const Renewal& renewal);

/// What such a job does to each service: its payload.
struct ServicesChange {
  std::optional<Adjustment> value = {};  ///< of the service's own value, never below zero
  std::optional<Renewal> contract = {};
  std::uint64_t last_service_id = 0;  ///< services sold later are not meant
};
std::string payload_of(const ServicesChange& change);
/// Throws std::exception for what payload_of did not write.
ServicesChange services_change_from(std::string_view payload);

/// Puts the job in the queue, in the transaction of the caller; its id.
std::uint64_t enqueue_services_change(const Context& context, std::uint32_t plan_id, ServicesChange change);
/// Changes a customer's services of the plan that are not over. Under the customer's lock.
void change_services_of(Act& act, std::uint32_t plan_id, const ServicesChange& change,
                        std::uint64_t customer_id);

}  // namespace operations
