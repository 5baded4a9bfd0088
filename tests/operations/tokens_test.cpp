#include "operations/tokens.h"

#include <boost/test/unit_test.hpp>

#include "storage/callers.h"
#include "storage/tokens.h"
#include "support/database.h"

using domain::Scope;

BOOST_FIXTURE_TEST_SUITE(tokens, test::Database)

BOOST_AUTO_TEST_CASE(a_token_is_shown_once_and_found_by_its_hash_in_its_provider_only) {
  const auto issued =
      operations::issue_token(context(), {.description = "ERP", .scopes = {Scope::customers}}).value();
  BOOST_TEST(issued.text.starts_with("ctr_"));
  const auto hash = base::token_hash(issued.text);
  const auto found = storage::find_caller(db, "demo.localhost", hash)->token.value();
  BOOST_TEST(found.id == issued.id);
  BOOST_TEST(issued.text.ends_with(found.token_tail));
  BOOST_TEST((found.scopes == std::vector{Scope::customers}));
  BOOST_TEST(!storage::find_caller(db, "outro.localhost", hash)->token);
}

BOOST_AUTO_TEST_CASE(a_token_needs_a_description_and_a_scope) {
  const auto refused = operations::issue_token(context(), {});
  BOOST_TEST(refused.error().errors.has("descricao"));
  BOOST_TEST(refused.error().errors.has("escopos"));
}

BOOST_AUTO_TEST_CASE(a_revoked_token_is_dead_and_stays_listed) {
  const auto issued =
      operations::issue_token(context(), {.description = "ERP", .scopes = {Scope::reading}}).value();
  BOOST_TEST((operations::revoke_token(context_of(other_provider_id), issued.id).error().kind ==
              base::Problem::Kind::missing));
  operations::revoke_token(context(), issued.id).value();
  operations::revoke_token(context(), issued.id).value();
  BOOST_TEST(!storage::find_caller(db, "demo.localhost", base::token_hash(issued.text))->token);
  BOOST_TEST(storage::list_tokens(tenant(), {.active = false}, {}).lines.at(0).revoked_at.has_value());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE entity = 'token' AND action = 'revogado'") == 1);
}

BOOST_AUTO_TEST_CASE(the_last_use_of_a_token_is_known) {
  const auto issued =
      operations::issue_token(context(), {.description = "ERP", .scopes = {Scope::reading}}).value();
  BOOST_TEST(!storage::find_token(tenant(), issued.id)->last_used_at);
  storage::update_token_used(tenant(), issued.id, clock.now());
  BOOST_TEST((storage::find_token(tenant(), issued.id)->last_used_at == clock.now()));
}

BOOST_AUTO_TEST_SUITE_END()
