#pragma once
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "operations/integrations.h"
#include "operations/packages.h"
#include "operations/plans.h"
#include "operations/products.h"
#include "support/database.h"

namespace test {

/// The text of a problem and of all its fields, for messages of failed checks.
inline std::string text_of(const base::Problem& problem) {
  auto text = problem.code + ": " + problem.message;
  for (const auto& item : problem.errors.items()) text += " | " + item.field + ": " + item.message;
  return text;
}

/// The value, or a failed test case with the problem in it.
template <typename T>
T must(base::Result<T> result) {
  if (!result) BOOST_FAIL(text_of(result.error()));
  return std::move(result).value();
}

/// The problem of a write that must be refused.
template <typename T>
base::Problem refused(const base::Result<T>& result) {
  BOOST_REQUIRE_MESSAGE(!result, "was not refused");
  return result.error();
}

/// Fixture: a database with helpers that fill the catalogue through the operations.
struct Catalogue : Database {
  std::uint32_t integration(const std::string& code, const std::string& gateway = "neo") {
    operations::IntegrationPut put{.gateway = gateway, .description = "Integração " + code};
    std::vector<operations::ParameterPut> parameters;
    for (const auto& setting : platforms::at(gateway).settings)
      if (setting.required)
        parameters.push_back({std::string(setting.name), setting.url ? "https://exemplo.com.br" : "segredo"});
    put.parameters = parameters;
    return static_cast<std::uint32_t>(must(operations::put_integration(context(), code, put)).id);
  }
  std::uint32_t product(const std::string& integration_code, const std::string& code) {
    const auto written =
        must(operations::put_product(context(), integration_code, code, {.name = "Produto " + code}));
    return static_cast<std::uint32_t>(written.id);
  }
  std::uint32_t package(const std::string& code, const std::string& integration_code,
                        const std::vector<std::string>& products, base::Cents value = 3000) {
    operations::PackagePut put{.description = "Pacote " + code, .value = value, .products = products};
    if (!integration_code.empty()) put.integration = integration_code;
    return static_cast<std::uint32_t>(must(operations::put_package(context(), code, put)).id);
  }
  std::uint32_t plan(const std::string& code, const std::vector<operations::PlanPackagePut>& packages = {},
                     base::Cents value = 9990) {
    const operations::PlanPut put{.description = "Plano " + code, .value = value, .packages = packages};
    return static_cast<std::uint32_t>(must(operations::put_plan(context(), code, put)).id);
  }
};

}  // namespace test
