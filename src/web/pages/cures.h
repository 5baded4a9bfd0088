#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "operations/denials.h"
#include "web/context.h"
#include "web/templates.h"

/// What can be done about a denial: a button that fits the reason, for those who may press it.
namespace web {

struct Cure {
  std::string label = {};
  std::string href = {};
  std::string icon = {};
};

/// The cures for a customer's denials; made once a page.
class Cures {
 public:
  Cures(const Context& context, const domain::Customer& customer,
        const operations::CustomerVerdicts& verdicts);

  /// Of a product that is denied, or that its platform has otherwise; none for one that is allowed there.
  std::vector<Cure> of(const operations::IntegrationVerdicts& integration,
                       const operations::ProductVerdict& product) const;
  /// Of log-ins by which the platform does not find the customer, or not him alone.
  std::vector<Cure> of_log_in(const operations::IntegrationVerdicts& integration) const;
  /// *Testar senha*, and *Corrigir login*: what a failed attempt asks for.
  std::vector<Cure> of_attempt(const operations::IntegrationVerdicts& integration) const;

 private:
  std::vector<Cure> usable(std::vector<Cure> cures) const;
  Cure sell(std::uint32_t product_id) const;
  Cure mend_log_in(const operations::IntegrationVerdicts& integration) const;
  Cure try_password(std::uint32_t integration_id) const;
  std::vector<Cure> of_package(const operations::DenialReason& reason, std::uint32_t product_id) const;
  std::vector<Cure> of_verdict(const operations::IntegrationVerdicts& integration,
                               const operations::ProductVerdict& product) const;
  const domain::Service* service_to_sell_on() const;

  const Context& context_;
  const domain::Customer& customer_;
  const operations::CustomerVerdicts& verdicts_;
  std::multimap<std::uint32_t, std::uint32_t> on_sale_ = {};  ///< packages by product
};

/// Each as a CURE with LABEL, HREF and ICON.
void fill_cures(View view, const std::vector<Cure>& cures);

}  // namespace web
