#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/status.h"
#include "storage/paging.h"
#include "storage/tenant.h"

namespace storage {

/// A line of the list *Clientes*.
struct CustomerLine {
  std::uint64_t id = 0;
  std::string code = {};
  std::string name = {};
  std::optional<std::string> document = {};
  std::optional<std::string> city = {};
  std::optional<std::string> uf = {};
  std::uint32_t services = 0;   ///< not over
  std::uint32_t suspended = 0;  ///< of them, suspended or partially so, without a courtesy
  std::uint32_t packages = 0;   ///< on a service today
};

struct CustomerFilter {
  std::string text = {};                                   ///< as in search_customers; empty: any
  std::optional<domain::ServiceState> service_state = {};  ///< has a service in this state
  std::string uf = {};                                     ///< empty: any
  std::string city = {};  ///< as registered, without case and accents; empty: any
  base::Date today = base::Date{std::chrono::sys_days{}};  ///< courtesies last beyond it
};

/// One page, sortable by codigo and nome: by name where nothing is asked for or filtered. A filtered one is
/// in the order of registration where no order is asked for or very many pass (each filter has its index; the
/// most selective leads, the others are tested on its rows). Quick on a million customers: a page of filters
/// that few of very many pass ends early, even empty, and says where to go on.
Listed<CustomerLine> list_customers(const Tenant& tenant, const CustomerFilter& filter, const Page& page);

/// How many there are; stops counting behind k_count_cap, or where a page's look would stop.
Counted count_customers(const Tenant& tenant, const CustomerFilter& filter);

}  // namespace storage
