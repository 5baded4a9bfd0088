#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "domain/product.h"
#include "web/context.h"

/// Products as people choose them: by name, in fields that a browser helps to fill in.
namespace web {

class ProductChoice {
 public:
  /// Of the integration that the query names, else of all.
  explicit ProductChoice(const Context& context);

  /// "Mumo (MUMO)", each once.
  std::vector<std::string> labels() const;
  /// The code that was meant: a label, a product's code or its name; else what was typed, since a platform
  /// may ask for what nobody sells.
  std::string code_of(std::string_view typed) const;
  /// The label of a code; the code itself where no product has it.
  std::string label_of(std::string_view code) const;

 private:
  std::vector<domain::Product> products_;
};

}  // namespace web
