// The page of a plan with many packages.
#include <boost/test/unit_test.hpp>

#include "operations/packages.h"
#include "operations/plans.h"
#include "storage/plans.h"
#include "web/site.h"

namespace {

struct Catalogue : test::Site {
  Catalogue() {
    for (std::size_t i = 0; i < k_packages; ++i)
      operations::put_package(
          context(), code(i),
          {.description = "Pacote de número " + std::to_string(i), .value = base::Cents{990}})
          .value();
  }

  static std::string code(std::size_t i) { return "P" + std::to_string(i); }
  /// The page of a plan with so many packages.
  std::string page(std::size_t rows) {
    operations::PlanPut put{.description = std::string("Plano"), .value = base::Cents{9990}};
    std::vector<operations::PlanPackagePut> packages;
    for (std::size_t i = 0; i < rows; ++i) packages.push_back({.code = code(i)});
    put.packages = std::move(packages);
    const auto name = "plano" + std::to_string(rows);
    const auto id = operations::put_plan(context(), name, put).value().id;
    path = "/planos/" + std::to_string(id);
    return get(path).body;
  }
  static std::size_t times(const std::string& text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
  }

  static constexpr std::size_t k_packages = 250;
  static constexpr std::size_t k_most_rows = 200;  // a plan has no more
  std::string path = {};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_plan_page, Catalogue)

BOOST_AUTO_TEST_CASE(the_packages_are_listed_as_often_for_many_rows_as_for_one) {
  const auto one = page(1);
  const auto many = page(k_most_rows);
  BOOST_TEST_MESSAGE("bytes: " << one.size() << " for a row, " << many.size() << " for " << k_most_rows);
  BOOST_TEST(times(many, "<option") - times(one, "<option") == 2 * (k_most_rows - 1));
}

BOOST_AUTO_TEST_CASE(a_row_shows_its_own_package_and_the_rows_to_come_show_all) {
  const auto text = page(2);
  const auto row = text.substr(text.find("name=\"pacotes.1.codigo\""));
  const auto own = row.substr(0, row.find("</select>"));
  BOOST_TEST(own.find("<option value=\"P1\" selected>") != std::string::npos, own);
  BOOST_TEST(times(own, "<option") == 2U);
  const auto spare = text.substr(text.find("name=\"pacotes.2.codigo\""));
  BOOST_TEST(times(spare.substr(0, spare.find("</select>")), "<option") == k_packages + 1);
}

BOOST_AUTO_TEST_CASE(a_row_that_is_refused_lets_another_package_be_chosen) {
  page(1);
  const auto answer = post(
      path,
      {{"descricao", "Plano"}, {"valor", "99,90"}, {"pacotes.0.codigo", "P7"}, {"pacotes.3.codigo", "P7"}});
  BOOST_TEST(answer.status == 422);
  const auto row = answer.body.substr(answer.body.find("name=\"pacotes.3.codigo\""));
  BOOST_TEST(times(row.substr(0, row.find("</select>")), "<option") == k_packages + 1);
  BOOST_TEST(row.substr(0, row.find("</select>")).find("value=\"P7\" selected") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(rows_without_a_package_do_not_make_the_page_grow_with_the_square) {
  page(1);
  test::Fields typed{{"descricao", "Plano"}, {"valor", "99,90"}};
  for (std::size_t i = 0; i < 200; ++i) typed.emplace_back("pacotes." + std::to_string(i) + ".dias", "3");
  const auto answer = post(path, typed);
  BOOST_TEST(answer.status == 422);
  BOOST_TEST(times(answer.body, "<option") < 30 * k_packages);
}

BOOST_AUTO_TEST_SUITE_END()
