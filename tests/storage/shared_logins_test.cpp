#include "storage/shared_logins.h"

#include <boost/test/unit_test.hpp>

#include "storage/entitlements.h"
#include "support/database.h"

namespace {

struct Logins : test::Database {
  void has(std::uint64_t customer, std::uint64_t service, char key, std::uint32_t generation = 1) {
    const storage::CredentialRow row{.customer_id = customer,
                                     .integration_id = 9,
                                     .generation = generation,
                                     .login_key = std::string(16, key),
                                     .service_id = service,
                                     .subscriber_id = std::string(16, static_cast<char>(customer)),
                                     .password_digest = std::string(32, 'd')};
    storage::insert_credentials(tenant(), {&row, 1});
  }
  storage::SharedLogins look(const std::string& after = "", std::uint32_t limit = 10) {
    return storage::list_shared_logins(tenant(), 9, 1, after, limit);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(shared_logins, Logins)

BOOST_AUTO_TEST_CASE(a_login_of_two_customers_is_found_and_one_of_two_services_of_one_customer_is_not) {
  has(1, 11, 'a');
  has(1, 12, 'a');
  has(1, 13, 'b');
  has(2, 21, 'b');
  has(3, 31, '\xFF');
  has(4, 41, '\xFF');
  has(5, 51, 'c', 2);  // of the generation that is being built
  has(6, 61, 'c', 2);
  const auto seen = look();
  BOOST_REQUIRE_EQUAL(seen.login_keys.size(), 2U);
  BOOST_TEST(seen.login_keys[0] == std::string(16, 'b'));
  BOOST_TEST(seen.login_keys[1] == std::string(16, '\xFF'));
  BOOST_TEST(seen.next_key.empty());
  BOOST_TEST(storage::list_shared_logins(other_tenant(), 9, 1, "", 10).login_keys.empty());
}

BOOST_AUTO_TEST_CASE(the_look_goes_on_where_it_stopped) {
  for (const char key : {'a', 'b', 'c'}) {
    has(1, static_cast<std::uint64_t>(key), key);
    has(2, static_cast<std::uint64_t>(key) + 1000, key);
  }
  auto seen = look("", 2);
  BOOST_TEST(seen.login_keys.size() == 2U);
  seen = look(seen.next_key, 2);
  BOOST_REQUIRE_EQUAL(seen.login_keys.size(), 1U);
  BOOST_TEST(seen.login_keys[0] == std::string(16, 'c'));
  BOOST_TEST(seen.next_key.empty());
}

BOOST_AUTO_TEST_SUITE_END()
