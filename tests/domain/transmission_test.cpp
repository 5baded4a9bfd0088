#include "domain/transmission.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <string_view>

using namespace domain;
using enum domain::Transmission;

BOOST_AUTO_TEST_SUITE(transmission)

BOOST_AUTO_TEST_CASE(a_package_of_a_passive_platform_follows_its_service) {
  using State = ServiceState;
  BOOST_TEST((transmission_of({.service = State::not_yet}) == awaiting_enabling));
  BOOST_TEST((transmission_of({.service = State::enabled, .activated = true}) == active));
  BOOST_TEST((transmission_of({.service = State::suspended, .activated = true}) == suspended));
  BOOST_TEST(
      (transmission_of({.service = State::suspended, .activated = true, .suspends = false}) == active));
  BOOST_TEST((transmission_of({.service = State::partial, .activated = true}) == suspended));
  BOOST_TEST(
      (transmission_of({.service = State::partial, .activated = true, .partial_suspends = false}) == active));
  BOOST_TEST((transmission_of({.service = State::over, .activated = true}) == removed));
  BOOST_TEST(
      (transmission_of({.on_service = false, .service = State::enabled, .activated = true}) == removed));
}

BOOST_AUTO_TEST_CASE(a_package_that_a_platform_is_yet_to_be_told_of_waits_for_that) {
  TransmissionFacts facts{.told = true, .service = ServiceState::enabled, .activated = true};
  BOOST_TEST((transmission_of(facts) == awaiting_creation));
  facts.service = ServiceState::suspended;
  BOOST_TEST((transmission_of(facts) == suspended));
  facts.activated = false;
  BOOST_TEST((transmission_of(facts) == awaiting_enabling));
  facts.complete = false;
  BOOST_TEST((transmission_of(facts) == incomplete));
  facts.on_service = false;
  BOOST_TEST((transmission_of(facts) == removed));
}

BOOST_AUTO_TEST_CASE(an_accounts_is_the_first_of_its_packages_in_the_order_of_the_values) {
  BOOST_TEST((transmission_of(std::vector<Transmission>{}) == removed));
  BOOST_TEST((transmission_of({removed, suspended, active}) == active));
  BOOST_TEST((transmission_of({active, incomplete, failed}) == failed));
}

BOOST_AUTO_TEST_CASE(every_value_has_words_of_its_own) {
  std::set<std::string_view> names;
  std::set<std::string_view> labels;
  for (const auto value : transmissions()) {
    names.insert(words_of(value).name);
    labels.insert(words_of(value).label);
  }
  BOOST_TEST(names.size() == 11U);
  BOOST_TEST(labels.size() == 11U);
  BOOST_TEST(!words_of(removed).live);
  BOOST_TEST(words_of(suspended).live);
}

BOOST_AUTO_TEST_SUITE_END()
