#pragma once
#include <span>
#include <string_view>

namespace web {

/// What a figure of /metrics tells whom runs the installation; the operator's help is made from this.
struct MetricWords {
  std::string_view name;
  std::string_view programs;
  std::string_view meaning;  ///< pt-BR
};
/// All of them; tests/lint_house.py holds the list against the sources.
std::span<const MetricWords> metric_words();

}  // namespace web
