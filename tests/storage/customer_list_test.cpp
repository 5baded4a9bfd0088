#include "storage/customer_list.h"

#include <boost/test/unit_test.hpp>

#include "storage/customer_search.h"
#include "support/shop.h"

namespace {

using storage::CustomerFilter;
using Names = std::vector<std::string>;

struct Registry : test::Shop {
  Registry() {
    plan("plain", {});
    add_customer("10", "João da Silva", "52998224725", "Santo Antônio do Monte");
    add_customer("11", "Joana Souza", "11144477735", "Lavras");
    add_customer("12", "Maria João Pereira", "", "Lavras");
  }
  void add_customer(const std::string& code, const std::string& name, const std::string& document,
                    const std::string& city) {
    operations::CustomerPut put;
    put.name = name;
    if (!document.empty()) put.document = document;
    put.city = city;
    put.uf = std::string("MG");
    BOOST_REQUIRE(operations::put_customer(feed(), code, put).ok());
  }
  void add_service(std::uint64_t id, const std::string& customer, const std::string& status) {
    operations::ServicePut service;
    service.customer_code = customer;
    service.plan = std::string("plain");
    service.status_prefix = status;
    service.login = "login" + std::to_string(id);
    put(id, service);
  }
  Names names(const CustomerFilter& filter, const std::string& after = "", std::uint32_t limit = 10) {
    Names found;
    listed = storage::list_customers(tenant(), filter, {.after = after, .limit = limit});
    for (const auto& line : listed.lines) found.push_back(line.name);
    return found;
  }
  void check(const Names& got, const Names& wanted) {
    BOOST_CHECK_EQUAL_COLLECTIONS(got.begin(), got.end(), wanted.begin(), wanted.end());
  }
  storage::Listed<storage::CustomerLine> listed = {};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(customer_list, Registry)

BOOST_AUTO_TEST_CASE(customers_are_listed_by_name_page_by_page) {
  check(names({}, "", 2), {"Cliente C1", "Joana Souza"});
  BOOST_TEST(!listed.next.empty());
  check(names({}, listed.next, 2), {"João da Silva", "Maria João Pereira"});
  BOOST_TEST(listed.next == "");
  BOOST_TEST(storage::count_customers(tenant(), {}).n == 4U);
}

BOOST_AUTO_TEST_CASE(a_name_is_found_by_the_beginnings_of_its_words_without_accents_or_case) {
  check(names({.text = "joao"}), {"João da Silva", "Maria João Pereira"});
  check(names({.text = "JOÃO per"}), {"Maria João Pereira"});
  check(names({.text = "joa"}, "", 1), {"João da Silva"});
  check(names({.text = "joa"}, listed.next, 5), {"Joana Souza", "Maria João Pereira"});
  check(names({.text = "ilva"}), {});
  BOOST_TEST(storage::count_customers(tenant(), {.text = "joa"}).n == 3U);
}

// Counted in batches of a page's size it took 90 ms on a million customers.
BOOST_AUTO_TEST_CASE(a_word_that_very_many_have_is_met_in_order_and_counted_up_to_the_cap) {
  constexpr std::uint64_t k_first = 1'000'000;
  db.execute(R"sql(
    INSERT INTO customer_word (provider_id, word, customer_id)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 149)
    SELECT ?, 'joazinho', ? + a.i * 150 + b.i FROM n a CROSS JOIN n b)sql",
             {provider_id, k_first});
  check(names({.text = "joa"}, "", 2), {"João da Silva", "Joana Souza"});
  check(names({.text = "joa"}, listed.next, 1), {"Maria João Pereira"});
  check(names({.text = "joa silva"}), {"João da Silva"});
  const std::vector<std::uint64_t> next{k_first + 7, k_first + 8};
  const auto ids = storage::find_customer_ids_by_name(tenant(), "joa", k_first + 6, 2);
  BOOST_CHECK_EQUAL_COLLECTIONS(ids.begin(), ids.end(), next.begin(), next.end());
  BOOST_TEST(storage::count_customers(tenant(), {.text = "joa"}).n == storage::k_count_cap + 1);
}

BOOST_AUTO_TEST_CASE(a_beginning_of_many_words_finds_each_customer_once_and_in_order_be_it_rare_or_common) {
  const auto add = [&](const char* beginning, int rows) {
    db.execute(R"sql(
      INSERT INTO customer_word (provider_id, word, customer_id)
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 149),
                     w (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM w WHERE i < 10)
      SELECT ?, CONCAT(?, w.i), 1000000 + a.i * 150 + b.i FROM n a CROSS JOIN n b CROSS JOIN w WHERE a.i * 150 + b.i < ?)sql",
               {provider_id, beginning, rows});
  };
  add("raro", 100);
  add("comum", 3'000);
  for (const auto* beginning : {"raro", "comum"}) {
    const std::vector<std::uint64_t> next{1'000'007, 1'000'008, 1'000'009};
    const auto ids = storage::find_customer_ids_by_name(tenant(), beginning, 1'000'006, 3);
    BOOST_CHECK_EQUAL_COLLECTIONS(ids.begin(), ids.end(), next.begin(), next.end());
  }
  BOOST_TEST(storage::find_customer_ids_by_name(tenant(), "comum raro", 0, 1'000).size() == 100U);
  BOOST_TEST(storage::find_customer_ids_by_name(tenant(), "comum nada", 0, 1'000).empty());
}

BOOST_AUTO_TEST_CASE(a_customer_is_found_by_every_key) {
  add_service(77, "11", "servico_habilitado");
  for (const auto* text : {"11", "111.444.777-35", "11144477735", "login77", "77"})
    check(names({.text = text}), {"Joana Souza"});
  const auto hits = storage::search_customers(tenant(), "111.444.777-35", 10);
  BOOST_REQUIRE_EQUAL(hits.size(), 1U);
  BOOST_TEST(hits[0].found_by == "CPF/CNPJ");
}

BOOST_AUTO_TEST_CASE(letters_of_other_languages_are_found_as_they_are_and_as_our_keyboards_type_them) {
  const std::pair<const char*, std::vector<const char*>> all[] = {
      {"Łukasz Wójcik", {"łukasz", "ŁUKASZ", "lukasz", "wojcik", "LUK wój"}},
      {"Œuvre Ltda", {"œuvre", "ŒUVRE", "oeuvre", "Oeu"}},
      {"Øystein Bjørn", {"øystein", "oystein", "bjorn", "BJØRN"}},
      {"Đorđe Horvát", {"đorđe", "dorde", "ĐORĐE"}},
      {"Ægir Straße", {"ægir", "aegir", "strasse", "STRASSE", "straße"}},
      {"Željko Čačić", {"željko", "zeljko", "cacic", "ČAČIĆ"}},
      {"Ірина Йосипівна", {"ірина", "ІРИНА", "Йосип", "йосип"}}};
  int code = 50;
  for (const auto& [name, typed] : all) add_customer(std::to_string(code++), name, "", "Lavras");
  for (const auto& [name, typed] : all)
    for (const auto* text : typed) {
      BOOST_TEST_CONTEXT(text) check(names({.text = text}), {name});
      BOOST_TEST_CONTEXT(text) check(names({.text = text, .city = "Lavras"}), {name});
    }
}

BOOST_AUTO_TEST_CASE(a_telephone_is_found_with_the_countrys_number_and_without) {
  const char* stored[] = {"(35) 3821-1234", "35 99876-5432", "+55 35 3822-1234", "+55 (35) 99875-5432"};
  int code = 60;
  for (const auto* phone : stored)
    operations::put_customer(feed(), std::to_string(code),
                             {.name = "Telefone " + std::to_string(code++), .phone = std::string(phone)})
        .value();
  const std::pair<const char*, std::vector<const char*>> all[] = {
      {"Telefone 60", {"3538211234", "(35) 3821-1234", "+55 35 3821-1234", "553538211234"}},
      {"Telefone 61", {"35998765432", "+5535998765432", "55 35 99876 5432"}},
      {"Telefone 62", {"3538221234", "+55 (35) 3822-1234"}},
      {"Telefone 63", {"35998755432", "5535998755432"}}};
  for (const auto& [name, typed] : all)
    for (const auto* text : typed) BOOST_TEST_CONTEXT(text) check(names({.text = text}), {name});
  check(names({.text = "5538211234"}), {});
}

BOOST_AUTO_TEST_CASE(what_was_typed_with_invisible_characters_is_found_beside_another_filter_too) {
  for (const auto* text : {"\u00A0Joana\u200B", "\u3000joana", "\uFEFF11144477735\u00A0"}) {
    check(names({.text = text}), {"Joana Souza"});
    check(names({.text = text, .city = "Lavras"}), {"Joana Souza"});
  }
}

BOOST_AUTO_TEST_CASE(filters_work_together) {
  add_service(1, "10", "suspenso_debito");
  add_service(2, "11", "suspenso_debito");
  add_service(3, "12", "servico_habilitado");
  check(names({.service_state = domain::ServiceState::suspended}), {"João da Silva", "Joana Souza"});
  check(names({.service_state = domain::ServiceState::suspended, .uf = "MG", .city = "lavras"}),
        {"Joana Souza"});
  check(names({.text = "joa", .service_state = domain::ServiceState::enabled}), {"Maria João Pereira"});
  check(names({.uf = "SP"}), {});
  BOOST_TEST(listed.lines.empty());
}

// Examined to the end it took 37 s on a million customers: the commonest filter led.
BOOST_AUTO_TEST_CASE(filters_that_hardly_anybody_passes_end_early_and_say_where_to_go_on) {
  constexpr std::uint64_t k_first = 1'000'000;
  db.execute(R"sql(
    INSERT INTO customer (id, provider_id, code, name, city, state, created_at, updated_at)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 149)
    SELECT ? + a.i * 150 + b.i, ?, ? + a.i * 150 + b.i, 'Comum', IF(b.i = 149 AND a.i = 149, 'Lavras', 'Ubá'), 'MG', '2026-01-01', '2026-01-01'
    FROM n a CROSS JOIN n b)sql",
             {k_first, provider_id, k_first});
  db.execute("INSERT INTO customer_word SELECT provider_id, 'comum', id FROM customer WHERE name = 'Comum'");
  check(names({.text = "comum", .city = "lavras"}), {"Comum"});  // the rarer one leads
  BOOST_TEST(listed.next == "");
  check(names({.text = "comum", .uf = "MG"}, "", 1), {"Comum"});
  db.execute("UPDATE customer SET state = 'SP' WHERE city = 'Lavras' AND name = 'Comum'");
  db.execute("UPDATE customer SET city = 'Ubá' WHERE name = 'Comum'");
  Names found;
  std::string after;
  int looks = 0;
  do {
    for (const auto& name : names({.text = "João", .city = "Ubá"}, after)) found.push_back(name);
    after = listed.next;
  } while (!after.empty() && ++looks < 10);
  check(found, {});
  BOOST_TEST(looks == 0);  // the text is the rarer
  const auto counted = storage::count_customers(tenant(), {.text = "comum", .uf = "MG"});
  BOOST_TEST(counted.at_least);
}

BOOST_AUTO_TEST_CASE(a_line_counts_services_and_packages) {
  add_service(1, "10", "suspenso_debito");
  add_service(2, "10", "servico_habilitado");
  add_service(3, "10", "cancelado");
  package("camera", std::nullopt, {});
  add(2, "camera");
  names({.text = "silva"});
  BOOST_TEST(listed.lines.at(0).services == 2U);
  BOOST_TEST(listed.lines.at(0).suspended == 1U);
  BOOST_TEST(listed.lines.at(0).packages == 1U);
}

BOOST_AUTO_TEST_CASE(hostile_search_text_finds_nothing_and_breaks_nothing) {
  for (const auto* text : {"%", "_", "'; DROP TABLE customer; --", "\\", "🙂", "%27", " "})
    BOOST_TEST(storage::search_customers(tenant(), text, 10).empty(), text);
  BOOST_TEST(storage::search_customers(other_tenant(), "joao", 10).empty());
}

BOOST_AUTO_TEST_SUITE_END()
