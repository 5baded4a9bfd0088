// Every list of the product, found in the route table: turned to its end and back, sorted both ways, and
// calling things by one name.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

#include "operations/customers.h"
#include "operations/integrations.h"
#include "operations/packages.h"
#include "operations/plans.h"
#include "operations/tokens.h"
#include "storage/decision_log.h"
#include "storage/users.h"
#include "web/browser.h"
#include "web/site.h"

namespace {

constexpr int k_rows = 21;  // three pages of ten

/// The piece of a text behind `begin` and before `end`; empty when there is none.
std::string between(const std::string& text, std::string_view begin, std::string_view end) {
  const auto start = text.find(begin);
  if (start == std::string::npos) return {};
  const auto stop = text.find(end, start + begin.size());
  return text.substr(start + begin.size(), stop - start - begin.size());
}

/// Where the link with this text leads; empty when there is none.
std::string link(const std::string& body, const std::string& text) {
  const auto at = body.find(text);
  if (at == std::string::npos) return {};
  const auto start = body.find("href=\"", body.rfind("<a ", at)) + 6;
  return test::plain_text(body.substr(start, body.find('"', start) - start));
}

std::string forward(const std::string& body) { return link(body, ">Próxima<"); }
std::string back(const std::string& body) { return link(body, "</svg>Anterior"); }

/// The list itself, behind what is summed up above it.
std::string list_of(const std::string& body) {
  const auto at = body.find("class=\"list-head\"");
  return at == std::string::npos ? "" : body.substr(at);
}

/// The rows of a page, each as its cells stand there.
std::vector<std::string> rows_of(const std::string& body) {
  std::vector<std::string> rows;
  const auto table = between(list_of(body), "<tbody>", "</tbody>");
  for (auto at = table.find("<tr"); at != std::string::npos; at = table.find("<tr", at + 1)) {
    auto row = table.substr(at, table.find("</tr>", at) - at);
    // The menu is numbered by the row's place on the page.
    if (const auto menu = row.find("<td class=\"actions\">"); menu != std::string::npos) row.resize(menu);
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Addresses of the heads that sort.
std::vector<std::string> heads_of(const std::string& body) {
  std::vector<std::string> heads;
  const auto head = between(list_of(body), "<thead>", "</thead>");
  for (auto at = head.find("href=\""); at != std::string::npos; at = head.find("href=\"", at + 1))
    if (auto href = test::plain_text(head.substr(at + 6, head.find('"', at + 6) - at - 6));
        href.find("ordem=") != std::string::npos)
      heads.push_back(std::move(href));
  return heads;
}

/// Two pages and one more of everything that is listed.
struct Lists : test::Site {
  Lists() : own(make_records(provider_id, "Fibra", 1001)) {
    for (int i = 10; i < 10 + k_rows; ++i) make(std::to_string(i));
    db.execute("DELETE FROM audit WHERE provider_id = ? ORDER BY id LIMIT ?",
               {provider_id,
                count("SELECT COUNT(*) AS n FROM audit WHERE provider_id = ?", {provider_id}) - k_rows});
  }

  void make(const std::string& number) {
    const auto name = "Nome " + std::to_string(std::stoi(number) % 7) + " de " + number;
    operations::put_customer(context(), "C" + number, {.name = name, .city = std::string("Lavras")}).value();
    operations::put_package(context(), "p" + number, {.description = name, .value = base::Cents{1000}})
        .value();
    operations::put_plan(context(), "l" + number, {.description = name, .value = base::Cents{2000}}).value();
    operations::issue_token(context(), {.description = name, .scopes = {domain::Scope::reading}}).value();
    make_failed_job(provider_id, operations::JobKind::package_recompute, own.package, name);
    storage::insert_user(tenant(), {.email = "u" + number + "@exemplo.com.br",
                                    .name = name,
                                    .password_hash = "none",
                                    .password_changed_at = clock.now(),
                                    .created_at = clock.now()});
    db.execute(
        "INSERT INTO product (provider_id, integration_id, code, name, created_at, updated_at) VALUES (?, ?, "
        "?, "
        "?, ?, ?)",
        {provider_id, own.integration, "P" + number, name, clock.now(), clock.now()});
    operations::put_integration(context(), "i" + number, {.gateway = std::string("neo"), .description = name})
        .value();
    db.execute(
        "INSERT INTO feed_difference (provider_id, entity, record_id, field, since) VALUES (?, 'cliente', ?, "
        "?, "
        "?)",
        {provider_id, own.customer, "campo" + number, clock.now()});
    db.execute(
        "INSERT INTO account (provider_id, integration_id, customer_id, subscriber_id, told, created_at, "
        "reason, "
        "due_at) SELECT provider_id, ?, id, UNHEX(MD5(CONCAT('conta', id))), 1, ?, ?, ? FROM customer WHERE "
        "code = "
        "? AND provider_id = ?",
        {own.told_integration, clock.now(), std::stoi(number) % 2 == 0 ? "comercial" : "permanente",
         clock.now(), "C" + number, provider_id});
    const storage::Decision decision{.at = clock.now(),
                                     .provider_id = provider_id,
                                     .integration_id = static_cast<std::uint32_t>(own.integration),
                                     .product = "P" + number,
                                     .question = "produto",
                                     .reason = "suspenso"};
    storage::insert_decisions(db, {&decision, 1});
    const storage::DecisionCount counted{.minute = decision.at,
                                         .provider_id = provider_id,
                                         .integration_id = decision.integration_id,
                                         .question = "produto",
                                         .reason = "suspenso",
                                         .decisions = 1};
    storage::add_decision_counts(db, {&counted, 1});
  }

  /// Every page that is a list of pages.
  std::vector<std::string> lists() {
    std::vector<std::string> paths;
    for (const auto& route : web::routes()) {
      if (route.method != http::Method::get || route.pattern.starts_with("/api")) continue;
      const auto path = filled(route.pattern, own);
      if (get(path).body.find("name=\"itens\"") != std::string::npos) paths.push_back(path);
    }
    return paths;
  }

  /// Turns the pages to the end and back to the beginning; how many rows there are.
  std::size_t turn(const std::string& path) {
    std::vector<std::vector<std::string>> pages;
    std::multiset<std::string> seen;
    std::string at = path + (path.find('?') == std::string::npos ? "?" : "&") + "itens=10";
    auto body = get(at).body;
    BOOST_TEST(back(body).empty(), path << ": there is a page before the first");
    for (int turns = 0; turns < 50; ++turns) {
      pages.push_back(rows_of(body));
      for (const auto& row : pages.back()) seen.insert(row);
      if (forward(body).empty()) break;
      body = get(forward(body)).body;
    }
    for (const auto& row : seen) BOOST_TEST(seen.count(row) == 1U, path << " shows twice: " << row);
    for (auto page = pages.size() - 1; page-- > 0;) {
      BOOST_REQUIRE_MESSAGE(!back(body).empty(), path << ": no way back to page " << page);
      body = get(back(body)).body;
      const auto rows = rows_of(body);
      BOOST_TEST(rows == pages[page], path << ": page " << page << " is another on the way back");
    }
    BOOST_TEST(back(body).empty(), path << ": there is a page before the first, come back to");
    return seen.size();
  }

  test::Records own;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pages_of_lists, Lists)

BOOST_AUTO_TEST_CASE(every_list_is_turned_to_its_end_and_back_page_by_page) {
  const auto paths = lists();
  BOOST_TEST(paths.size() >= 12U);
  for (const auto& path : paths) BOOST_TEST(turn(path) >= 20U, path);
  BOOST_TEST(turn("/clientes?cidade=Lavras") == static_cast<std::size_t>(k_rows));
  BOOST_TEST(turn("/clientes?busca=nome") == static_cast<std::size_t>(k_rows));
  BOOST_TEST(turn("/clientes?busca=nome&cidade=lavras") == static_cast<std::size_t>(k_rows));
}

BOOST_AUTO_TEST_CASE(every_head_that_sorts_has_the_same_rows_both_ways_and_can_be_turned_back) {
  std::set<std::string> sorted;
  for (const auto& path : lists()) {
    const auto all = turn(path);
    for (const auto& head : heads_of(get(path).body)) {
      BOOST_TEST(turn(head) == all, head);
      sorted.insert(path);
      for (const auto& other : heads_of(get(head).body))
        if (other.find("sentido=desc") != std::string::npos) BOOST_TEST(turn(other) == all, other);
    }
  }
  for (const auto* path : {"/clientes", "/validacoes", "/auditoria"}) BOOST_TEST(sorted.contains(path), path);
}

BOOST_AUTO_TEST_CASE(customers_are_sorted_by_code_and_name_also_where_a_filter_is_set) {
  const auto first_of = [&](const std::string& query) {
    return rows_of(get("/clientes?" + query).body).at(0);
  };
  for (const std::string filter : {"", "&cidade=Lavras", "&busca=nome", "&busca=nome&cidade=lavras"}) {
    BOOST_TEST(first_of("ordem=codigo" + filter).find(">C10<") != std::string::npos, filter);
    BOOST_TEST(first_of("ordem=nome&sentido=desc" + filter).find(">Nome 6 de 27<") != std::string::npos,
               filter);
    if (!filter.empty())
      BOOST_TEST(first_of("ordem=nome" + filter).find(">Nome 0 de 14<") != std::string::npos, filter);
  }
  BOOST_TEST(first_of("ordem=codigo&sentido=desc&busca=nome").find(">C30<") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_logs_are_told_newest_first_until_the_head_is_followed) {
  for (const auto* path : {"/validacoes", "/auditoria"}) {
    const auto body = get(path).body;
    BOOST_TEST(
        between(list_of(body), "<thead>", "Quando").find("aria-sort=\"descending\"") != std::string::npos,
        path);
    const auto newest = rows_of(body).at(0);
    const auto other_way = get(heads_of(body).at(0) + "&itens=100").body;
    BOOST_TEST(rows_of(other_way).at(0) != newest, path);
  }
}

BOOST_AUTO_TEST_CASE(the_state_of_a_record_has_one_name_in_every_list_filter_and_file) {
  std::size_t named = 0;
  for (const auto& path : lists()) {
    const auto page = get(path).body;
    const auto csv = test::body_of(get(path + "?formato=csv"));
    for (const auto& heads : {page.substr(0, page.find("<tbody>")), csv.substr(0, csv.find('\n'))}) {
      for (const auto* word : {"Situação", ">Ativo</th>", ";Ativo\r"})
        BOOST_TEST(heads.find(word) == std::string::npos, path << ": " << word);
      named += heads.find("Status") != std::string::npos ? 1 : 0;
    }
  }
  BOOST_TEST(named >= 16U);
}

BOOST_AUTO_TEST_CASE(tokens_are_found_by_what_they_are_for_and_by_their_end) {
  const auto issued = operations::issue_token(
                          context(), {.description = "ERP de produção", .scopes = {domain::Scope::reading}})
                          .value();
  for (const auto& typed : {std::string("producao"), issued.text.substr(issued.text.size() - 4)}) {
    const auto rows = rows_of(get("/tokens?busca=" + typed).body);
    BOOST_TEST(std::ranges::any_of(
                   rows, [](const auto& row) { return row.find("ERP de produção") != std::string::npos; }),
               typed);
    BOOST_TEST(rows.size() < 5U, typed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
