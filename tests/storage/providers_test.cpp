#include "storage/providers.h"

#include <boost/test/unit_test.hpp>

#include "support/database.h"

BOOST_FIXTURE_TEST_SUITE(providers, test::Database)

BOOST_AUTO_TEST_CASE(a_provider_is_found_by_its_host_while_it_is_active) {
  BOOST_TEST(storage::find_provider_by_host(db, "demo.localhost")->id == provider_id);
  BOOST_TEST(storage::find_provider_by_host(db, "outro.localhost")->id == other_provider_id);
  BOOST_TEST(!storage::find_provider_by_host(db, "nobody.localhost"));
  auto provider = storage::find_provider(db, provider_id).value();
  provider.active = false;
  storage::update_provider(db, provider);
  BOOST_TEST(!storage::find_provider_by_host(db, "demo.localhost"));
}

BOOST_AUTO_TEST_CASE(a_provider_keeps_what_it_was_given) {
  storage::Provider made{.slug = "fibra",
                         .name = "Fibra São João",
                         .time_zone = "America/Manaus",
                         .charge_own_suspension = true,
                         .migration_moves_defaults = true,
                         .decision_log_days = 30,
                         .erp_url_template = "https://erp.exemplo/{acao}",
                         .public_address = "https://tv.exemplo",
                         .guard_least = 7,
                         .guard_percent = 3,
                         .active = true};
  made.id = storage::insert_provider(db, made, clock.now());
  const auto found = storage::find_provider_by_slug(db, "fibra").value();
  BOOST_TEST(found.id == made.id);
  BOOST_TEST(found.name == made.name);
  BOOST_TEST(found.time_zone == made.time_zone);
  BOOST_TEST(found.charge_own_suspension);
  BOOST_TEST(found.migration_moves_defaults);
  BOOST_TEST(found.decision_log_days == 30);
  BOOST_TEST(found.erp_url_template.value() == "https://erp.exemplo/{acao}");
  BOOST_TEST(found.address == "https://tv.exemplo");
  BOOST_TEST(found.guard_least == 7U);
  BOOST_TEST(found.guard_percent == 3U);
  BOOST_TEST(storage::find_provider(db, provider_id)->address == "https://demo.localhost");
  BOOST_TEST(storage::list_providers(db).size() == 3);
}

BOOST_AUTO_TEST_CASE(a_slug_or_host_belongs_to_one_provider) {
  BOOST_CHECK_THROW(storage::insert_provider(db, {.slug = "demo", .name = "Outra"}, clock.now()),
                    storage::DuplicateKey);
  BOOST_CHECK_THROW(storage::insert_provider_host(other_tenant(), "demo.localhost"), storage::DuplicateKey);
}

BOOST_AUTO_TEST_CASE(hosts_are_listed_and_removed_for_their_own_provider_only) {
  storage::insert_provider_host(tenant(), "clientes.exemplo.com.br");
  const std::vector<std::string> both{"clientes.exemplo.com.br", "demo.localhost"};
  BOOST_TEST(storage::list_provider_hosts(tenant()) == both, boost::test_tools::per_element());
  BOOST_TEST(!storage::delete_provider_host(other_tenant(), "demo.localhost"));
  BOOST_TEST(storage::delete_provider_host(tenant(), "demo.localhost"));
  BOOST_TEST(storage::list_provider_hosts(tenant()).size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
