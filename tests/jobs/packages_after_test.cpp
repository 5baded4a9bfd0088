#include "jobs/packages_after.h"

#include <boost/test/unit_test.hpp>

// How a package stands once its account was told.

namespace {

struct After {
  After() {
    standing.view.packages = {{.id = 1, .products = {"7"}, .wanted = true}};
    standing.told[1] = {.there = true};
    standing.wanted.objects_of[1] = "7";
    standing.wanted.waiting = {"7"};
  }

  std::map<std::uint64_t, domain::ToldPackage> run() {
    return jobs::packages_after(standing, {}, {}, {}, {});
  }

  operations::AccountStanding standing = {};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(packages_after, After)

BOOST_AUTO_TEST_CASE(what_came_from_another_customer_and_waits_for_the_registry_is_not_there) {
  const auto changed = run();
  BOOST_REQUIRE(changed.size() == 1);
  BOOST_TEST(!changed.at(1).there);
}

BOOST_AUTO_TEST_CASE(what_stands_there_and_waits_stays_as_it_was) {
  standing.objects = {{.key = "7", .known = domain::KnownObject{.object = {.key = "7"}}}};
  BOOST_TEST(run().empty());
}

BOOST_AUTO_TEST_SUITE_END()
