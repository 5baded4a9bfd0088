#include "operations/secrets.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "operations/integration_callbacks.h"
#include "operations/integrations.h"
#include "storage/authorization_codes.h"
#include "storage/sealed_values.h"
#include "storage/transmissions.h"
#include "storage/users.h"
#include "support/database.h"
#include "support/sealed_before.h"

namespace {

using Parameters = std::vector<operations::ParameterPut>;

/// An integration with a secret in every column that holds one, sealed with the first of two keys.
struct Fixture : test::Database {
  Fixture() {
    auto written = operations::put_integration(
        context(), "nx",
        {.gateway = std::string("nxplay"),
         .description = std::string("NX Play"),
         .parameters = Parameters{{"api_url", "https://osm.exemplo.com.br"}, {"token", "meu-segredo"}}});
    BOOST_REQUIRE(written.ok());
    id = static_cast<std::uint32_t>(count("SELECT id AS n FROM integration"));
    storage::save_integration_session(tenant(), id,
                                      {old.seal("sessao", storage::session_context(id)), clock.now()});
    storage::ask_for_code(tenant(), id, clock.now());
    storage::bring_code(tenant(), id, old.seal("codigo", storage::authorization_context(id)), clock.now());
    db.execute("UPDATE integration_parameter SET value = ? WHERE sealed = 1",
               {old.seal("meu-segredo", storage::parameter_context(id, "token"))});
    db.execute("UPDATE integration_callback SET token_sealed = ?",
               {old.seal("endereco", storage::callback_context(id))});
    const auto person = storage::insert_user(tenant(), {.email = "ana@exemplo.com.br"});
    storage::update_second_factor(tenant(), person, old.seal("fator", storage::second_factor_context(person)),
                                  clock.now(), 1);
  }

  /// All secrets, opened.
  std::multiset<std::string> opened(const base::Keyring& with) {
    std::multiset<std::string> found;
    for (const auto& column : storage::sealed_columns())
      for (const auto& value : storage::list_sealed(db, column, {}, 1000))
        found.insert(with.open(value.sealed, column.context(value)).value_or("?"));
    return found;
  }
  /// As many callback URLs more, expired long ago.
  void add_callbacks(int number) {
    for (int i = 0; i < number; ++i)
      db.execute(
          "INSERT INTO integration_callback (token_hash, provider_id, integration_id, token_sealed, "
          "created_at,"
          " expires_at) VALUES (?, ?, ?, ?, ?, ?)",
          {base::random_bytes(32), provider_id, id, old.seal("endereco", storage::callback_context(id)),
           clock.now(), clock.now()});
  }
  std::uint64_t sum(const std::vector<operations::SecretsOf>& all,
                    std::uint64_t operations::SecretsOf::*figure) {
    std::uint64_t total = 0;
    for (const auto& of : all) total += of.*figure;
    return total;
  }

  const std::string first = "1:" + std::string(64, 'a') + "\n";
  base::Keyring old{first};
  base::Keyring both{first + "2:" + std::string(64, 'b') + "\n"};
  base::Keyring second{"2:" + std::string(64, 'b') + "\n"};
  std::uint32_t id = 0;
  const std::multiset<std::string> secrets{"meu-segredo", "endereco", "sessao", "codigo", "fator"};
};

using Of = operations::SecretsOf;

BOOST_FIXTURE_TEST_SUITE(secrets, Fixture)

BOOST_AUTO_TEST_CASE(every_column_that_holds_secrets_is_known) {
  std::set<std::string> known;
  for (const auto& column : storage::sealed_columns())
    known.insert(std::string(column.table) + "." + std::string(column.column));
  std::set<std::string> named{"integration_parameter.value"};
  db.select(
      "SELECT CONCAT(table_name, '.', column_name) AS name FROM information_schema.columns"
      " WHERE table_schema = DATABASE() AND (column_name LIKE '%sealed' OR column_name = 'totp_secret')"
      " AND data_type = 'varbinary'",
      {}, [&](const storage::Row& row) { named.insert(row.text("name")); });
  BOOST_TEST(known == named, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(after_resealing_the_new_key_alone_opens_all_and_the_secrets_are_what_they_were) {
  BOOST_TEST((opened(both) == secrets));
  const auto before = operations::try_secrets(db, both);
  BOOST_TEST(sum(before, &Of::older) == 5U);
  BOOST_TEST(sum(before, &Of::current) == 0U);
  const auto done = operations::reseal(db, both);
  BOOST_TEST(done.size() == 5U);
  for (const auto& of : done) {
    BOOST_TEST(of.sealed_again == 1U, of.column);
    BOOST_TEST(of.older + of.current == 0U, of.column);
    BOOST_TEST(of.shut.empty(), of.column);
  }
  BOOST_TEST((opened(second) == secrets));
  BOOST_TEST(sum(operations::try_secrets(db, second), &Of::current) == 5U);
}

BOOST_AUTO_TEST_CASE(resealing_again_changes_nothing) {
  operations::reseal(db, both);
  const auto again = operations::reseal(db, both);
  BOOST_TEST(sum(again, &Of::sealed_again) == 0U);
  BOOST_TEST(sum(again, &Of::current) == 5U);
}

BOOST_AUTO_TEST_CASE(what_was_sealed_before_keys_were_derived_is_sealed_anew_under_the_same_key) {
  db.execute("UPDATE integration_session SET token_sealed = ?",
             {test::sealed_before(1, std::string(64, 'a'), "sessao", storage::session_context(id))});
  BOOST_TEST(sum(operations::try_secrets(db, old), &Of::older) == 1U);
  BOOST_TEST(sum(operations::reseal(db, old), &Of::sealed_again) == 1U);
  BOOST_TEST(sum(operations::try_secrets(db, old), &Of::older) == 0U);
  BOOST_TEST((opened(old) == secrets));
}

BOOST_AUTO_TEST_CASE(what_does_not_open_stays_as_it_is_and_is_named) {
  db.execute("UPDATE integration_session SET token_sealed = REPEAT('x', 90)");
  const auto done = operations::reseal(db, both);
  const auto& session =
      *std::ranges::find(done, std::string("integration_session.token_sealed"), &Of::column);
  BOOST_TEST(session.shut.at(0) == storage::session_context(id));
  BOOST_TEST(sum(done, &Of::sealed_again) == 4U);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM integration_session WHERE token_sealed = REPEAT('x', 90)") ==
             1);
}

BOOST_AUTO_TEST_CASE(more_than_a_batch_of_them_one_of_which_was_done_already_are_all_sealed_once) {
  add_callbacks(450);
  db.execute("UPDATE integration_callback SET token_sealed = ? LIMIT 1",
             {both.seal("endereco", storage::callback_context(id))});
  const auto done = operations::reseal(db, both);
  BOOST_TEST(sum(done, &Of::sealed_again) == 454U);
  BOOST_TEST(sum(done, &Of::current) == 1U);
  BOOST_TEST(sum(operations::try_secrets(db, second), &Of::current) == 455U);
}

BOOST_AUTO_TEST_CASE(a_secret_that_somebody_changed_meanwhile_is_not_put_back) {
  const auto& column = storage::sealed_columns()[2];
  const auto read = storage::list_sealed(db, column, {}, 10).at(0);
  const auto newer = both.seal("nova", column.context(read));
  db.execute("UPDATE integration_session SET token_sealed = ?", {newer});
  BOOST_TEST(!storage::replace_sealed(db, column, read, both.seal("sessao", column.context(read))));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM integration_session WHERE token_sealed = ?", {newer}) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
