#include "storage/db.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "base/problem.h"
#include "storage/many.h"
#include "support/database.h"

namespace {

using Done = base::Result<base::Done>;

constexpr std::string_view k_audit =
    "INSERT INTO audit (provider_id, at, actor, entity, entity_id, customer_id, action, changes)";

constexpr std::string_view k_words = "INSERT INTO customer_word (provider_id, word, customer_id)";
constexpr std::string_view k_touch = "UPDATE customer_word SET customer_id = customer_id + 1";

struct Changes : test::Database {
  void word(const std::string& text) {
    db.execute("INSERT INTO customer_word (provider_id, word, customer_id) VALUES (?, ?, 1)",
               {provider_id, text});
  }
  void line(const std::string& action) {
    db.append(k_audit, {provider_id, clock.now(), "x", "cliente", 1, nullptr, action, "[]"});
  }
  std::int64_t words() { return count("SELECT COUNT(*) AS n FROM customer_word"); }
  std::int64_t lines() { return count("SELECT COUNT(*) AS n FROM audit"); }
  static std::string signal(int code) {
    return "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = " + std::to_string(code) + ", MESSAGE_TEXT = 'x'";
  }
  static base::DatabaseSettings impatient() {
    auto settings = test::database_settings();
    settings.lock_wait = std::chrono::seconds{1};
    return settings;
  }
  static std::int64_t words_seen_by(storage::Db& by) {
    return by
        .find("SELECT COUNT(*) AS n FROM customer_word", {},
              [](const storage::Row& row) { return row.i64("n"); })
        .value();
  }
  static Done refused() { return base::Unexpected{base::Problem::malformed("x")}; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(db_transactions, Changes)

BOOST_AUTO_TEST_CASE(a_row_appended_is_written_when_its_transaction_ends) {
  db.transaction([&] {
    line("um");
    BOOST_TEST(lines() == 0);
    line("dois");
  });
  BOOST_TEST(lines() == 2);
  line("fora");
  BOOST_TEST(lines() == 3);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit a JOIN audit b ON b.id > a.id AND a.action = 'um' AND "
                   "b.action = 'dois'") == 1);
}

BOOST_AUTO_TEST_CASE(a_hundred_rows_appended_are_all_written_in_their_order) {
  db.transaction([&] {
    for (int i = 1; i <= 100; ++i) line(std::to_string(i));
  });
  BOOST_TEST(lines() == 100);
  BOOST_TEST(
      count(
          "SELECT COUNT(*) AS n FROM audit a JOIN audit b ON b.id = a.id + 1 AND b.action = a.action + 1") ==
      99);
}

BOOST_AUTO_TEST_CASE(a_transaction_undone_leaves_neither_changes_nor_rows_appended) {
  db.transaction([&] {
    word("um");
    line("um");
    return refused();
  });
  db.transaction([] {});
  BOOST_TEST(words() == 0);
  BOOST_TEST(lines() == 0);
}

BOOST_AUTO_TEST_CASE(an_inner_transaction_undone_takes_its_own_changes_only) {
  db.transaction([&] {
    word("antes");
    line("antes");
    db.transaction([&] {
      word("dentro");
      line("dentro");
      return refused();
    });
    BOOST_CHECK_THROW(db.transaction([&] {
      word("lançado");
      line("lançado");
      throw std::runtime_error("x");
    }),
                      std::runtime_error);
    db.transaction([&] {
      word("depois");
      line("depois");
    });
  });
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_word WHERE word IN ('antes', 'depois')") == 2);
  BOOST_TEST(words() == 2);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE action IN ('antes', 'depois')") == 2);
  BOOST_TEST(lines() == 2);
}

BOOST_AUTO_TEST_CASE(rows_written_early_by_an_undone_level_are_still_written_at_the_end) {
  db.transaction([&] {
    line("antes");
    db.transaction([&] {
      line("dentro");
      db.write_appended();
      BOOST_TEST(lines() == 2);
      return refused();
    });
    BOOST_TEST(lines() == 0);
    db.transaction([&] {
      db.write_appended();
      BOOST_TEST(lines() == 1);
    });
    line("depois");
  });
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE action IN ('antes', 'depois')") == 2);
  BOOST_TEST(lines() == 2);
}

BOOST_AUTO_TEST_CASE(rows_of_one_table_are_written_early_without_those_of_others_and_once) {
  db.transaction([&] {
    line("um");
    db.append(k_words, {provider_id, "cedo", 1});
    db.transaction([&] {
      db.write_appended(k_words);
      BOOST_TEST(words() == 1);
      BOOST_TEST(lines() == 0);
      return refused();
    });
    BOOST_TEST(words() == 0);
    db.write_appended(k_words);
    BOOST_TEST(words() == 1);
    line("dois");
  });
  BOOST_TEST(words() == 1);
  BOOST_TEST(lines() == 2);
}

BOOST_AUTO_TEST_CASE(rows_with_ids_are_told_them_in_their_order_however_many_they_are) {
  for (const std::size_t count : {1U, 3U, 8U, 21U}) {
    std::vector<storage::Params> rows;
    for (std::size_t i = 0; i < count; ++i)
      rows.push_back({provider_id, clock.now(), "x", "cliente", 1, nullptr, std::to_string(i), "[]"});
    std::vector<std::uint64_t> ids;
    db.transaction([&] { ids = storage::insert_rows_with_ids(db, k_audit, rows); });
    BOOST_REQUIRE(ids.size() == count);
    for (std::size_t i = 0; i < count; ++i)
      BOOST_TEST(db.find("SELECT action FROM audit WHERE id = ?", {ids[i]}, [](const storage::Row& row) {
                     return row.text("action");
                   }).value_or("none") == std::to_string(i));
  }
}

BOOST_AUTO_TEST_CASE(levels_that_began_together_are_undone_each_by_itself) {
  db.transaction([&] {
    db.transaction([&] {
      db.transaction([&] {  // nothing was changed since the level above began: one savepoint for both
        word("innermost");
        return refused();
      });
      word("kept");
      db.transaction([&] {
        word("second");
        return refused();
      });
    });
    db.transaction([&] {
      db.transaction([&] { word("inner, kept by its own level"); });
      return refused();
    });
  });
  BOOST_TEST(words() == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_word WHERE word = 'kept'") == 1);
}

BOOST_AUTO_TEST_CASE(an_insert_gives_the_new_id) {
  const auto add = [&](const char* code) {
    return db.insert(
        "INSERT INTO customer (provider_id, code, name, created_at, updated_at) VALUES (?, ?, 'x', ?, ?)",
        {provider_id, code, clock.now(), clock.now()});
  };
  const auto one = add("1");
  BOOST_TEST(count("SELECT id AS n FROM customer WHERE code = '1'") == static_cast<std::int64_t>(one));
  BOOST_TEST(add("2") > one);
  BOOST_CHECK_THROW(add("2"), storage::DuplicateKey);
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_row_that_somebody_holds_gives_up_after_one_lock_wait) {
  word("held");
  storage::Db holder(test::database_settings());
  storage::Db waiting(impatient());
  int attempts = 0;
  holder.transaction([&] {
    holder.execute(k_touch);
    BOOST_CHECK_THROW(waiting.transaction([&] {
      ++attempts;
      waiting.execute(k_touch);
    }),
                      storage::Unavailable);
    BOOST_CHECK_THROW(waiting.execute(k_touch), storage::Unavailable);
  });
  BOOST_TEST(attempts == 1);
  waiting.transaction([&] { BOOST_TEST(waiting.execute(k_touch) == 1U); });
}

BOOST_AUTO_TEST_CASE(a_table_that_somebody_locks_is_not_waited_for_longer_either) {
  word("held");
  storage::Db holder(test::database_settings());
  storage::Db waiting(impatient());
  for (const std::string how : {"READ", "WRITE"}) {
    holder.run_script_statement("LOCK TABLES customer_word " + how);
    BOOST_CHECK_THROW(waiting.execute(k_touch), storage::Unavailable);
    BOOST_CHECK_THROW(waiting.transaction([&] { waiting.execute(k_touch); }), storage::Unavailable);
    if (how == "WRITE") BOOST_CHECK_THROW(words_seen_by(waiting), storage::Unavailable);
    holder.run_script_statement("UNLOCK TABLES");
    BOOST_TEST(words_seen_by(waiting) == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_time_given_for_all_repeats_of_a_request_is_not_begun_anew_by_each_transaction) {
  word("held");
  storage::Db holder(test::database_settings());
  storage::Db waiting(impatient());
  int attempts = 0;
  const auto try_it = [&] {
    waiting.transaction([&] {
      ++attempts;
      waiting.execute(k_touch);
    });
  };
  holder.transaction([&] {
    holder.execute(k_touch);
    waiting.retry_for(std::chrono::milliseconds{1500});
    BOOST_CHECK_THROW(try_it(), storage::Unavailable);
    BOOST_TEST(attempts == 2);
    BOOST_CHECK_THROW(try_it(), storage::Unavailable);
  });
  BOOST_TEST(attempts == 3);
}

BOOST_AUTO_TEST_CASE(a_note_that_may_be_left_out_waits_for_nobody) {
  word("held");
  storage::Db holder(test::database_settings());
  holder.run_script_statement("LOCK TABLES customer_word READ");
  BOOST_TEST(!db.execute_unless_held(k_touch, {}));
  BOOST_TEST(words() == 1);  // and the connection goes on
  BOOST_TEST(count("SELECT @@SESSION.lock_wait_timeout AS n") == test::database_settings().lock_wait.count());
  holder.run_script_statement("UNLOCK TABLES");
  BOOST_TEST(db.execute_unless_held(k_touch, {}));
}

BOOST_AUTO_TEST_CASE(what_passes_is_unavailable_and_what_is_wrong_with_the_values_a_data_error) {
  for (const int code : {1021, 1114, 1290, 1317, 1836, 1969, 3024})
    BOOST_CHECK_THROW(db.run_script_statement(signal(code)), storage::Unavailable);
  for (const int code : {1264, 1406, 1452, 1062})
    BOOST_CHECK_THROW(db.run_script_statement(signal(code)), storage::DataError);
  BOOST_CHECK_EXCEPTION(db.run_script_statement(signal(1146)), std::runtime_error,
                        [](const std::runtime_error& error) {
                          return dynamic_cast<const storage::DataError*>(&error) == nullptr &&
                                 dynamic_cast<const storage::Unavailable*>(&error) == nullptr;
                        });
}

BOOST_AUTO_TEST_CASE(what_a_transaction_did_before_the_disk_was_full_does_not_stay) {
  BOOST_CHECK_THROW(db.transaction([&] {
    word("before");
    db.run_script_statement(signal(1114));
  }),
                    storage::Unavailable);
  db.transaction([&] { word("after"); });
  BOOST_TEST(words() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
