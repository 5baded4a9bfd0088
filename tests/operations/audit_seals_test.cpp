#include "operations/audit_seals.h"

#include <boost/test/unit_test.hpp>

#include "support/database.h"

namespace {

struct Fixture : test::Database {
  /// Lines of the trail, written now.
  void write(int number) {
    for (int i = 0; i < number; ++i)
      db.execute(
          "INSERT INTO audit (provider_id, at, actor, entity, entity_id, customer_id, action, changes)"
          " VALUES (?, ?, 'usuario:Ana', 'cliente', ?, ?, 'alterado', '[]')",
          {provider_id, clock.now(), i, i % 2 == 0 ? storage::Param(nullptr) : storage::Param(i)});
  }
  operations::SealedAudit seal() { return operations::seal_audit(db, keyring, clock.now()); }
  void pass(std::chrono::minutes time) { clock.advance(time); }
  /// Written, closed and sealed.
  void write_sealed(int number) {
    write(number);
    pass(std::chrono::minutes{11});
    BOOST_REQUIRE(seal().lines == static_cast<std::uint64_t>(number));
  }
  operations::AuditCheck check() { return operations::check_audit(db, keyring); }
  std::uint64_t first() { return static_cast<std::uint64_t>(count("SELECT MIN(id) AS n FROM audit")); }
};

BOOST_FIXTURE_TEST_SUITE(audit_seals, Fixture)

BOOST_AUTO_TEST_CASE(lines_are_sealed_once_they_are_closed_and_each_once) {
  write(3);
  BOOST_TEST(seal().lines == 0U);
  pass(std::chrono::minutes{9});
  write(2);
  BOOST_TEST(seal().lines == 0U);
  pass(std::chrono::minutes{2});
  BOOST_TEST(seal().lines == 3U);
  BOOST_TEST(seal().lines == 0U);
  BOOST_TEST(check().lines == 3U);
  pass(std::chrono::minutes{10});
  const auto sealed = seal();
  BOOST_TEST(sealed.lines == 2U);
  const auto found = check();
  BOOST_TEST(found.lines == 5U);
  BOOST_TEST(found.broken.empty());
  BOOST_TEST((found.mac == sealed.mac && found.last_id == sealed.last_id));
}

BOOST_AUTO_TEST_CASE(more_lines_than_a_seal_holds_get_several) {
  write(2300);
  pass(std::chrono::minutes{11});
  BOOST_TEST(seal().lines == 2300U);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit_seal") == 3);
  BOOST_TEST(check().lines == 2300U);
}

BOOST_AUTO_TEST_CASE(every_column_of_a_sealed_line_is_under_the_seal) {
  write_sealed(4);
  for (const auto* change : {"provider_id = provider_id + 1", "at = at + INTERVAL 1 SECOND",
                             "actor = 'usuario:Bia'", "entity = 'plano'", "entity_id = entity_id + 10",
                             "customer_id = 9", "action = 'criado'", "changes = '[1]'"}) {
    const auto line = std::to_string(first() + 2);
    db.run_script_statement("CREATE TEMPORARY TABLE kept AS SELECT * FROM audit WHERE id = " + line);
    db.run_script_statement(std::string("UPDATE audit SET ") + change + " WHERE id = " + line);
    BOOST_TEST(check().broken.size() == 1U, change);
    db.run_script_statement("REPLACE INTO audit SELECT * FROM kept");
    db.run_script_statement("DROP TEMPORARY TABLE kept");
    BOOST_TEST(check().broken.empty(), change);
  }
}

BOOST_AUTO_TEST_CASE(a_line_removed_or_slipped_in_is_found_and_only_its_range_is_named) {
  write_sealed(3);
  const auto before = first();
  write_sealed(3);
  write_sealed(3);
  db.execute("DELETE FROM audit WHERE id = ?", {before + 4});
  auto found = check();
  BOOST_REQUIRE(found.broken.size() == 1U);
  BOOST_TEST(found.broken[0] == "lines " + std::to_string(before + 3) + " to " + std::to_string(before + 5));
  BOOST_TEST(found.lines == 6U);
  db.execute(
      "INSERT INTO audit (id, provider_id, at, actor, entity, entity_id, action, changes)"
      " VALUES (?, ?, ?, 'usuario:Ana', 'cliente', 1, 'alterado', '[]')",
      {before + 4, provider_id, clock.now()});
  BOOST_TEST(check().broken.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_seal_taken_away_or_made_without_the_keys_is_found) {
  write_sealed(3);
  write_sealed(3);
  write_sealed(3);
  const base::Keyring other(base::Keyring::generate());
  BOOST_TEST(operations::check_audit(db, other).broken.size() == 3U);
  db.execute("DELETE FROM audit_seal WHERE previous_id = ?", {first() + 2});
  const auto found = check();
  BOOST_TEST(found.broken.size() == 2U);  // the range, and what its seal carried on
  BOOST_TEST(found.lines == 3U);
}

BOOST_AUTO_TEST_CASE(a_line_dated_back_or_ahead_is_found_though_it_was_sealed_as_it_was_written) {
  write_sealed(3);
  const auto before = first();
  pass(std::chrono::hours{5});
  write(1);
  db.execute(
      "INSERT INTO audit (provider_id, at, actor, entity, entity_id, action, changes)"
      " VALUES (?, ?, 'usuario:Ana', 'cliente', 1, 'alterado', '[]'),"
      " (?, ?, 'usuario:Ana', 'cliente', 1, 'alterado', '[]')",
      {provider_id, clock.now() - std::chrono::hours{4}, provider_id, clock.now() + std::chrono::hours{90}});
  write(1);
  pass(std::chrono::minutes{11});
  BOOST_TEST(seal().lines == 4U);
  const auto found = check();
  BOOST_TEST(found.broken.empty());
  BOOST_TEST(found.untimely == 2U);
  BOOST_REQUIRE(found.untimely_lines.size() == 2U);
  BOOST_TEST(found.untimely_lines[0].starts_with("line " + std::to_string(before + 4) + " of "));
  BOOST_TEST(found.untimely_lines[1].starts_with("line " + std::to_string(before + 5) + " of "));
}

BOOST_AUTO_TEST_CASE(a_long_transaction_and_a_worker_that_was_away_leave_lines_in_their_time) {
  write(1);
  const auto late = clock.now();
  pass(std::chrono::minutes{9});
  write(1);
  db.execute(
      "INSERT INTO audit (provider_id, at, actor, entity, entity_id, action, changes)"
      " VALUES (?, ?, 'usuario:Ana', 'cliente', 1, 'alterado', '[]')",
      {provider_id, late});
  pass(std::chrono::hours{30});
  write(1);
  pass(std::chrono::minutes{11});
  BOOST_TEST(seal().lines == 4U);
  BOOST_TEST(check().untimely == 0U);
}

BOOST_AUTO_TEST_CASE(fields_cannot_be_moved_into_each_other) {
  write_sealed(1);
  db.execute("UPDATE audit SET actor = 'usuario:Anacliente', entity = ''");
  BOOST_TEST(check().broken.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
