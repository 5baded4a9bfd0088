#pragma once
#include <string>

#include "osm/operations/plans.h"
#include "osm/operations/subscribers.h"
#include "osm/storage/whole_subscribers.h"
#include "support/database.h"

namespace test {

/// A provider with the plans SEAC, FULL and EXTRA and one that is given to nobody new, ANTIGO; and words for
/// what happens to its subscribers.
struct Portal : Database {
  Portal() {
    for (const auto* code : {"SEAC", "FULL", "EXTRA", "ANTIGO"})
      osm::put_plan(staff(), code, {.name = std::string(code)}).value();
    osm::put_plan(staff(), "ANTIGO", {.active = false}).value();
  }

  osm::Context staff() { return staff_of(provider_id); }
  osm::Context staff_of(std::uint32_t provider) {
    return {{db, provider}, zone, clock, "usuario:Ana <ana@exemplo.com.br>"};
  }
  osm::Context erp() { return erp_of(provider_id); }
  osm::Context erp_of(std::uint32_t provider) {
    return {{db, provider}, zone, clock, "token:ERP", osm::Writer::erp};
  }

  /// All that the ERP sends of a new subscriber.
  static osm::SubscriberPut sent(const std::string& code, const std::string& email) {
    return {.erp_code = code,
            .name = std::string("Rita de Cássia"),
            .email = email,
            .password = std::string("001234"),
            .plans = std::vector<std::string>{"SEAC"},
            .status = osm::Status::active,
            .noggin = true,
            .paramount = true};
  }
  /// What staff type for one (the seed's walk-through).
  static osm::SubscriberPut typed() {
    return {.name = std::string("Tutorial"),
            .email = std::string("tutorial1@nxplay.com.br"),
            .document = std::string("123.456.789-00"),
            .password = std::string("segredo"),
            .main_plan = std::string("SEAC"),
            .status = osm::Status::active};
  }
  std::uint64_t feed(const std::string& code, const std::string& email) {
    return osm::create_subscriber(erp(), sent(code, email)).value().id;
  }
  osm::WholeSubscriber whole(std::uint64_t id) { return osm::find_whole_subscriber(tenant(), id).value(); }
};

/// The machine code of a refusal; empty when it went through.
template <typename T>
std::string code_of(const osm::Result<T>& result) {
  return result ? "" : result.error().problem.code;
}
/// Whether a refusal names the field.
template <typename T>
bool names(const osm::Result<T>& result, const char* field) {
  return !result && result.error().problem.errors.has(field);
}

}  // namespace test
