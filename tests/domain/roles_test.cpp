#include "domain/roles.h"

#include <boost/test/unit_test.hpp>

using domain::Scope;

BOOST_AUTO_TEST_SUITE(roles)

BOOST_AUTO_TEST_CASE(roles_and_scopes_have_one_name_each) {
  for (const auto* name : {"leitura", "operador", "administrador"})
    BOOST_TEST(domain::name_of(domain::role_from(name).value()) == name);
  for (const auto* name : {"leitura", "clientes", "configuracao"})
    BOOST_TEST(domain::name_of(domain::scope_from(name).value()) == name);
  BOOST_TEST(!domain::role_from("root"));
  BOOST_TEST(!domain::scope_from(""));
}

BOOST_AUTO_TEST_CASE(a_list_of_scopes_survives_storage_and_drops_unknown_names) {
  BOOST_TEST(domain::names_of(domain::scopes_from("clientes apagar configuracao")) ==
             "clientes configuracao");
  BOOST_TEST(domain::scopes_from("").empty());
}

BOOST_AUTO_TEST_CASE(writing_customers_covers_reading_but_not_configuration) {
  BOOST_TEST(domain::covers({Scope::customers}, Scope::reading));
  BOOST_TEST(!domain::covers({Scope::customers}, Scope::configuration));
  BOOST_TEST(!domain::covers({Scope::reading}, Scope::customers));
  BOOST_TEST(!domain::covers({Scope::configuration}, Scope::reading));
  BOOST_TEST(!domain::covers({}, Scope::reading));
}

BOOST_AUTO_TEST_SUITE_END()
