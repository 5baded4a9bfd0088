#include "web/product_choice.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "storage/products.h"
#include "web/integration_choice.h"

namespace web {

namespace {

std::string label(const domain::Product& product) {
  return product.name == product.code ? product.code : product.name + " (" + product.code + ")";
}

}  // namespace

ProductChoice::ProductChoice(const Context& context) {
  const IntegrationChoice integrations(context);
  products_ = integrations.chosen() == nullptr
                  ? storage::list_products_of_provider(context.tenant())
                  : storage::list_all_products(context.tenant(), integrations.chosen()->id);
}

std::vector<std::string> ProductChoice::labels() const {
  std::vector<std::string> labels;
  std::set<std::string> known;
  for (const auto& product : products_)
    if (known.insert(label(product)).second) labels.push_back(label(product));
  return labels;
}

std::string ProductChoice::code_of(std::string_view typed) const {
  const auto wanted = base::tidied(typed);
  const auto folded = base::fold(wanted);
  const auto find = [&](auto is_meant) {
    const auto found = std::ranges::find_if(products_, is_meant);
    return found == products_.end() ? std::string{} : found->code;
  };
  auto code = find([&](const auto& product) { return product.code == wanted; });
  if (code.empty()) code = find([&](const auto& product) { return base::fold(label(product)) == folded; });
  if (code.empty()) code = find([&](const auto& product) { return base::fold(product.name) == folded; });
  if (code.empty()) code = find([&](const auto& product) { return base::fold(product.code) == folded; });
  return code.empty() ? wanted : code;
}

std::string ProductChoice::label_of(std::string_view code) const {
  const auto found =
      std::ranges::find_if(products_, [&](const auto& product) { return product.code == code; });
  return found == products_.end() ? std::string(code) : label(*found);
}

}  // namespace web
