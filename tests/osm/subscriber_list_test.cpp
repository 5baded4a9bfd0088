#include "osm/storage/subscriber_list.h"

#include <boost/test/unit_test.hpp>

#include "osm/operations/credentials.h"
#include "osm/storage/subscribers.h"
#include "storage/many.h"
#include "support/portal.h"
#include "support/rows_read.h"

using osm::Status;
using osm::SubscriberFilter;
using storage::Page;

namespace {

struct Shelf : test::Portal {
  /// A subscriber's row alone.
  std::uint64_t add(const std::string& name, Status status = Status::active,
                    const std::optional<std::string>& document = {}) {
    return osm::insert_subscriber(tenant(), {.name = name,
                                             .document = document,
                                             .status = status,
                                             .created_at = clock.now(),
                                             .updated_at = clock.now()});
  }
  std::string listed(const SubscriberFilter& filter, const Page& page = {}) {
    std::string names;
    for (const auto& line : osm::list_subscriber_lines(tenant(), filter, page).lines)
      names += line.name + ";";
    return names;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(osm_subscriber_list, Shelf)

BOOST_AUTO_TEST_CASE(the_newest_come_first_unless_names_are_asked_for_and_a_status_narrows_them) {
  add("Bruno");
  add("Ana", Status::suspended);
  add("Clara", Status::active, "12345678900");
  BOOST_TEST(listed({}) == "Clara;Ana;Bruno;");
  BOOST_TEST(listed({}, {.sort = "nome"}) == "Ana;Bruno;Clara;");
  BOOST_TEST(listed({.status = Status::active}, {.sort = "nome", .descending = true}) == "Clara;Bruno;");
  BOOST_TEST(listed({.status = Status::suspended}) == "Ana;");
  BOOST_TEST(listed({.suspect = true}) == "Clara;");
  BOOST_TEST(osm::count_subscribers(tenant(), {}).n == 3U);
  BOOST_TEST(osm::count_subscribers(tenant(), {.status = Status::active}).n == 2U);
  BOOST_TEST(osm::count_subscribers(other_tenant(), {}).n == 0U);
  BOOST_TEST(osm::list_subscriber_lines(other_tenant(), {}, {}).lines.empty());
}

BOOST_AUTO_TEST_CASE(one_is_found_by_words_of_the_name_by_email_key_document_and_code) {
  const auto id = osm::create_subscriber(staff(), typed()).value().id;
  osm::add_credential(staff(), id,
                      {.email = std::string("tutorial2@nxplay"),
                       .access_key = std::string("CASA-1"),
                       .password = std::string("segredo")})
      .value();
  feed("C7", "rita@exemplo.com.br");
  for (const auto* text : {"tuto", "TUTORIAL", "Tutorial1@nxplay.com.br", "tutorial2@nxplay", "casa-1",
                           "123.456.789-00", "12345678900"})
    BOOST_TEST(listed({.text = text}) == "Tutorial;", text);
  for (const auto* text : {"cassia rita", "C7", "de cás"})
    BOOST_TEST(listed({.text = text}) == "Rita de Cássia;", text);
  for (const auto* text : {"orial", "c7", "nada", "tutorial rita"})
    BOOST_TEST(listed({.text = text}).empty(), text);
  BOOST_TEST(listed({.text = "tutorial", .status = Status::suspended}).empty());
  BOOST_TEST(osm::count_subscribers(tenant(), {.text = "tuto", .status = Status::active}).n == 1U);
  BOOST_TEST(osm::find_subscriber_ids(other_tenant(), "tutorial", 0, 10).empty());
}

BOOST_AUTO_TEST_CASE(a_new_name_is_found_and_the_old_one_no_more) {
  const auto id = osm::create_subscriber(staff(), typed()).value().id;
  osm::change_subscriber(staff(), id, {.name = std::string("Maria Clara")}).value();
  BOOST_TEST(listed({.text = "tutorial"}).empty());
  BOOST_TEST(listed({.text = "clara"}) == "Maria Clara;");
}

BOOST_AUTO_TEST_CASE(pages_lead_on_and_back_through_every_order) {
  for (const auto* name : {"Ana", "Bia", "Caio", "Davi", "Eva"}) add(std::string(name) + " Souza");
  for (const auto& filter : {SubscriberFilter{}, SubscriberFilter{.text = "souza"}})
    for (const auto* sort : {"", "nome"}) {
      Page page{.sort = sort, .limit = 2};
      const auto first = osm::list_subscriber_lines(tenant(), filter, page);
      page.after = first.next;
      const auto second = osm::list_subscriber_lines(tenant(), filter, page);
      page.after = second.next;
      const auto third = osm::list_subscriber_lines(tenant(), filter, page);
      BOOST_TEST(third.lines.size() == 1U, sort);
      BOOST_TEST(third.next.empty());
      page.before = third.previous;
      const auto back = osm::list_subscriber_lines(tenant(), filter, page);
      BOOST_REQUIRE(back.lines.size() == 2U);
      BOOST_TEST(back.lines[0].name == second.lines[0].name);
    }
}

BOOST_AUTO_TEST_CASE(the_erp_asks_by_one_key_or_for_all_of_a_status) {
  const auto id = feed("C1", "rita@exemplo.com.br");
  auto put = sent("C2", "outra@exemplo.com.br");
  put.document = std::string("529.982.247-25");
  put.status = Status::suspended;
  const auto other = osm::create_subscriber(erp(), put).value().id;
  const auto asked = [&](const osm::SubscriberQuery& query) {
    return osm::list_asked_subscribers(tenant(), query, 0, 100);
  };
  BOOST_TEST((asked({.erp_code = "C1"}) == std::vector{id}));
  BOOST_TEST((asked({.email = "OUTRA@exemplo.com.br"}) == std::vector{other}));
  BOOST_TEST((asked({.document = "52998224725"}) == std::vector{other}));
  BOOST_TEST((asked({.status = Status::suspended}) == std::vector{other}));
  BOOST_TEST(asked({.erp_code = "C1", .status = Status::suspended}).empty());
  BOOST_TEST(asked({.email = "ninguem@exemplo.com.br"}).empty());
  BOOST_TEST((asked({}) == std::vector{id, other}));
  BOOST_TEST((osm::list_asked_subscribers(tenant(), {}, 1, 100) == std::vector{other}));
  BOOST_TEST(osm::count_asked_subscribers(tenant(), {}) == 2U);
  BOOST_TEST(osm::list_asked_subscribers(other_tenant(), {.erp_code = "C1"}, 0, 100).empty());
}

BOOST_AUTO_TEST_CASE(a_name_that_very_many_have_is_shown_page_by_page_and_every_line_once) {
  db.transaction([&] {
    for (int i = 0; i < 2'600; ++i)
      add("Maria " + std::to_string(i), i % 100 == 0 ? Status::suspended : Status::active);
  });
  Page page{.limit = 10};
  const SubscriberFilter filter{.text = "maria", .status = Status::suspended};
  std::set<std::uint64_t> seen;
  int pages = 0;
  do {
    const auto listed = osm::list_subscriber_lines(tenant(), filter, page);
    BOOST_TEST(!listed.sorted);
    for (const auto& line : listed.lines) BOOST_TEST(seen.insert(line.id).second);
    page.after = listed.next;
    ++pages;
  } while (!page.after.empty() && pages < 20);
  BOOST_TEST(seen.size() == 26U);
  const auto counted = osm::count_subscribers(tenant(), filter);
  BOOST_TEST(counted.at_least);
  BOOST_TEST(counted.n == 25U);
  BOOST_TEST(osm::count_subscribers(tenant(), {.text = "maria"}).n == 2'600U);
}

BOOST_AUTO_TEST_CASE(a_page_of_many_reads_no_more_rows_than_it_shows_whatever_is_asked_for) {
  db.transaction([&] {
    for (int i = 0; i < 3'000; ++i)
      add("Pessoa" + std::to_string(i), i % 2 == 0 ? Status::suspended : Status::active,
          i % 3 == 0 ? std::optional<std::string>("12345678900") : std::nullopt);
  });
  for (const auto& filter : {SubscriberFilter{}, SubscriberFilter{.status = Status::active},
                             SubscriberFilter{.suspect = true}, SubscriberFilter{.text = "pessoa17"}})
    for (const auto* sort : {"criado_em", "nome"}) {
      if (filter.suspect && sort == std::string("nome")) continue;  // few by intention, sorted by their names
      const auto read =
          test::rows_read(db, [&] { osm::list_subscriber_lines(tenant(), filter, {.sort = sort}); });
      BOOST_TEST(read < (filter.text.empty() ? 100 : 2'000), filter.text << " " << sort << ": " << read);
    }
  const auto plain = test::rows_read(db, [&] { osm::list_subscriber_lines(tenant(), {}, {}); });
  BOOST_TEST(plain < 40, plain);
}

BOOST_AUTO_TEST_SUITE_END()
