#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/http.h"
#include "base/problem.h"

namespace web::api {

/// Which page of a list is asked for.
struct PageOf {
  std::uint32_t page = 0;  ///< from 0
  std::uint32_t size = 50;
  std::uint64_t after = 0;  ///< only what lies behind this id: quicker than a high page number
  std::uint64_t offset() const { return std::uint64_t{page} * size; }
};

/// The parameters that are lists: "a,b", or each item as name[], name[0] or by the name once more.
inline constexpr std::array<std::string_view, 1> k_lists_of_queries{"relacoes"};

/// The query with each item of such a list under a name of its own, so that none is a repetition.
std::string lists_apart(std::string_view query);

/// Reads the parameters of a query strictly: finish() names every wrong and every unknown one at once.
class QueryReader {
 public:
  explicit QueryReader(const http::Params& params) : params_(params) {}

  /// The text, trimmed; nothing when it is absent or empty.
  std::optional<std::string> text(std::string_view name);
  /// One of `choices`; the first of them when absent.
  std::string choice(std::string_view name, const std::vector<std::string_view>& choices);
  /// Several of `choices`, sent as any list may be (k_lists_of_queries).
  std::set<std::string> several(std::string_view name, const std::vector<std::string_view>& choices);
  std::uint32_t number(std::string_view name, std::uint32_t least, std::uint32_t most, std::uint32_t absent);
  std::optional<std::uint64_t> id(std::string_view name);
  /// As JsonReader::date reads it.
  std::optional<base::Date> date(std::string_view name);
  /// "YYYY-MM".
  std::optional<std::chrono::year_month> month(std::string_view name);
  /// itens_por_pagina, and pagina or depois_de.
  PageOf page();

  void refuse(std::string_view name, std::string message) {
    errors_.add(std::string(name), std::move(message));
  }
  std::optional<base::Problem> finish() const;

 private:
  const http::Params& params_;
  std::set<std::string, std::less<>> asked_ = {};
  base::FieldErrors errors_ = {};
};

}  // namespace web::api
