#include "jobs/loss_guard.h"

#include <atomic>
#include <boost/test/unit_test.hpp>

#include "jobs/synchroniser.h"
#include "jobs/worker.h"
#include "operations/integrations.h"
#include "operations/transmissions.h"
#include "storage/audit.h"
#include "support/shop.h"

// The guard against mass loss (D70), through the synchroniser.

namespace {

using namespace std::chrono_literals;
using domain::LossStand;

/// NX Play, which does whatever it is told and notes it.
class Agreeable final : public platforms::HttpClient {
 public:
  base::Expected<platforms::HttpReply, platforms::HttpFailure> send(
      const platforms::HttpCall& call, std::chrono::milliseconds) const override {
    if (down) return platforms::HttpReply{.status = 429};
    const bool fresh = call.method == "POST";
    if (call.method == "DELETE") told.push_back("removed");
    if (call.method == "PATCH")
      told.push_back(call.body.find("suspenso") != std::string::npos ? "suspended" : "enabled");
    if (call.method == "PUT") told.push_back("changed");
    if (fresh) told.push_back("created");
    return platforms::HttpReply{.status = fresh ? 201 : 200,
                                .content_type = "application/json",
                                .body = R"({"id":"s)" + std::to_string(++ids) + "\"}"};
  }
  mutable std::vector<std::string> told = {};
  mutable int ids = 0;
  bool down = false;  ///< it asks to come again
};

constexpr std::uint64_t k_first = 100;  // number of the first customer's service

struct Guarded : test::Shop {
  Guarded() {
    operations::IntegrationPut put{.gateway = std::string("nxplay"), .description = std::string("NX Play")};
    put.parameters =
        std::vector<operations::ParameterPut>{{"api_url", "http://nx.example/v1"}, {"token", "t"}};
    integration_id = static_cast<std::uint32_t>(operations::put_integration(context(), "nx", put).value().id);
    const auto seac = product(integration_id, "SEAC");
    plan("P", {{package("TV", integration_id, {seac}), true}});
    package("FILMES", integration_id, {product(integration_id, "FULL")});
    limits(3, 10);
  }
  void limits(std::uint32_t least, std::uint32_t percent) {
    db.execute("UPDATE provider SET guard_least = ?, guard_percent = ?", {least, percent});
  }
  /// So many customers with an account each, created there.
  void customers(std::uint64_t n) {
    for (std::uint64_t i = 0; i < n; ++i) {
      const auto code = "K" + std::to_string(i);
      operations::CustomerPut put;
      put.name = "Cliente " + code;
      put.email = code + "@exemplo.com.br";
      BOOST_REQUIRE(operations::put_customer(feed(), code, put).ok());
      operations::ServicePut service;
      service.customer_code = code;
      service.plan = std::string("P");
      service.status_prefix = std::string("servico_habilitado");
      service.login = "login" + code;
      this->put(k_first + i, service);
    }
    BOOST_TEST(told().size() == n);
    clock.advance(2min);
  }
  void suspend(std::uint64_t from, std::uint64_t until) { all(from, until, "suspenso_debito"); }
  void enable(std::uint64_t from, std::uint64_t until) { all(from, until, "servico_habilitado"); }
  void all(std::uint64_t from, std::uint64_t until, const std::string& prefix) {
    for (auto i = from; i < until; ++i) status(k_first + i, prefix);
  }
  /// What the platform is told now.
  std::vector<std::string> told() {
    base::Metrics metrics;
    jobs::Counters counters;
    jobs::Synchroniser synchroniser(db, clock, keyring, client, counters, metrics);
    while (synchroniser.run_due()) {
    }
    return std::exchange(client.told, {});
  }
  /// The same until nothing waits a moment for others.
  std::vector<std::string> told_in_the_end() {
    auto all = told();
    for (int i = 0; i < 10 && standing(LossStand::waiting) > 0; ++i) {
      clock.advance(domain::k_look_again);
      for (auto& each : told()) all.push_back(std::move(each));
    }
    return all;
  }
  std::int64_t standing(LossStand stand) {
    return count("SELECT COUNT(*) AS n FROM account WHERE loss_stand = ?", {static_cast<unsigned>(stand)});
  }
  std::int64_t held() {
    const auto by_figures = count("SELECT COALESCE(SUM(held), 0) AS n FROM loss_hold");
    BOOST_TEST(by_figures == standing(LossStand::held));
    return by_figures;
  }
  bool is_shut() { return count("SELECT COUNT(*) AS n FROM loss_guard WHERE shut_at IS NOT NULL") > 0; }
  void work() {
    const std::atomic<bool> stop{false};
    jobs::Worker worker(db, clock, keyring, stop);
    while (worker.run_due()) {
    }
  }
  std::vector<std::string> trail() {
    std::vector<std::string> actions;
    for (const auto& line :
         storage::list_audit_of(tenant(), domain::Entity::integration, integration_id, 0, 20))
      actions.push_back(line.entry.action);
    return actions;
  }
  bool is_noted(const std::string& action) {
    const auto all = trail();
    return std::ranges::find(all, action) != all.end();
  }

  Agreeable client = {};
  std::uint32_t integration_id = 0;
};

using Told = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(jobs_loss_guard, Guarded)

BOOST_AUTO_TEST_CASE(a_single_suspension_goes_at_once) {
  customers(8);
  suspend(0, 1);
  BOOST_TEST(told() == Told{"suspended"}, boost::test_tools::per_element());
  BOOST_TEST(standing(LossStand::none) == 8);
}

BOOST_AUTO_TEST_CASE(some_that_come_together_wait_a_moment_and_go_when_no_more_come) {
  customers(8);
  suspend(0, 3);
  BOOST_TEST(told().empty());
  BOOST_TEST(standing(LossStand::waiting) == 3);
  BOOST_TEST(told_in_the_end().size() == 3U);
  BOOST_TEST(!is_shut());
}

BOOST_AUTO_TEST_CASE(more_than_the_limit_are_held_all_of_them_and_nothing_is_sent) {
  customers(8);
  suspend(0, 2);
  BOOST_TEST(told().empty());
  suspend(2, 5);
  BOOST_TEST(told_in_the_end().empty());
  BOOST_TEST(held() == 5);
  BOOST_TEST(is_shut());
  BOOST_TEST(is_noted("guarda_fechada"));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM account WHERE waits_as = 'retida'") == 5);
  BOOST_TEST(
      count(
          "SELECT COUNT(*) AS n FROM told_package WHERE reason = 'retida' AND there = 1 AND suspended = 0") ==
      5);
}

BOOST_AUTO_TEST_CASE(what_is_held_stays_so_whoever_looks_again_and_others_are_held_while_the_guard_is_shut) {
  customers(8);
  suspend(0, 5);
  told_in_the_end();
  db.execute("UPDATE account SET due_at = ?, dirty_seq = dirty_seq + 1, reason = NULL", {clock.now()});
  BOOST_TEST(told().empty());
  for (const auto id : db.list("SELECT id FROM account WHERE loss_stand = 2", {},
                               [](const storage::Row& row) { return row.u64("id"); }))
    BOOST_TEST(operations::transmit_again(context(), id).ok());
  clock.advance(2h);
  BOOST_TEST(told().empty());
  suspend(6, 7);
  BOOST_TEST(told().empty());
  BOOST_TEST(held() == 6);
}

BOOST_AUTO_TEST_CASE(causes_that_are_right_again_leave_without_a_call_and_the_last_one_opens_the_guard) {
  customers(8);
  suspend(0, 5);
  told_in_the_end();
  enable(0, 4);
  BOOST_TEST(told().empty());
  BOOST_TEST(held() == 1);
  BOOST_TEST(is_shut());
  enable(4, 5);
  BOOST_TEST(told().empty());
  BOOST_TEST(held() == 0);
  BOOST_TEST(!is_shut());
  BOOST_TEST(is_noted("guarda_aberta"));
  BOOST_TEST(count("SELECT last_accounts AS n FROM loss_guard") == 5);
  BOOST_TEST(count("SELECT last_let_go AS n FROM loss_guard") == 0);
  BOOST_TEST(count("SELECT COALESCE(SUM(losses), 0) AS n FROM loss_count") == 0);
  suspend(7, 8);
  BOOST_TEST(told() == Told{"suspended"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_person_lets_one_cause_go_and_each_is_sent_once) {
  customers(9);
  suspend(0, 4);
  told_in_the_end();
  auto erp = feed();
  erp.actor = "token:ERP";
  for (std::uint64_t i = 4; i < 6; ++i) {
    operations::ServicePut put;
    put.status_prefix = std::string("cancelado");
    BOOST_REQUIRE(operations::put_service(erp, k_first + i, put).ok());
  }
  told_in_the_end();
  BOOST_TEST(held() == 6);
  const auto by_staff = domain::LossCause::suspended_by_staff;
  BOOST_TEST(operations::let_losses_go(context(), integration_id, by_staff).ok());
  BOOST_TEST(!operations::let_losses_go(context(), integration_id, domain::LossCause::limit).ok());
  clock.advance(1s);
  suspend(6, 7);
  told();
  work();
  BOOST_TEST(told() == Told(4, "suspended"), boost::test_tools::per_element());
  BOOST_TEST(held() == 3);
  BOOST_TEST(is_shut());
  BOOST_TEST(operations::let_losses_go(context(), integration_id, domain::LossCause::removed_by_feed).ok());
  work();
  BOOST_TEST(told() == Told(2, "removed"), boost::test_tools::per_element());
  BOOST_TEST(operations::let_losses_go(context(), integration_id, by_staff).ok());
  work();
  BOOST_TEST(told() == Told{"suspended"}, boost::test_tools::per_element());
  BOOST_TEST(!is_shut());
  BOOST_TEST(count("SELECT last_let_go AS n FROM loss_guard") == 7);
  BOOST_TEST(count("SELECT COALESCE(SUM(losses), 0) AS n FROM loss_count") == 0);
  BOOST_TEST(is_noted("retidas_liberadas"));
}

BOOST_AUTO_TEST_CASE(dropping_looks_at_all_that_is_held_and_sends_nothing) {
  customers(8);
  suspend(0, 5);
  told_in_the_end();
  BOOST_TEST(operations::drop_losses(context(), integration_id).ok());
  work();
  BOOST_TEST(told().empty());
  BOOST_TEST(held() == 5);
  // Right again by something that marks no account.
  db.execute("UPDATE customer_service SET state = 1");
  BOOST_TEST(operations::drop_losses(context(), integration_id).ok());
  work();
  BOOST_TEST(told().empty());
  BOOST_TEST(held() == 0);
  BOOST_TEST(!operations::drop_losses(context(), integration_id).ok());
}

BOOST_AUTO_TEST_CASE(what_the_guard_let_go_and_could_not_be_sent_is_held_once_it_is_shut) {
  customers(8);
  client.down = true;
  suspend(0, 1);
  told();
  BOOST_TEST(standing(LossStand::passed) == 1);
  client.down = false;
  db.execute("UPDATE transmission_queue SET probe_at = NULL, unreachable = 0");
  db.execute("UPDATE account SET due_at = ? WHERE loss_stand = 3", {clock.now() + 1h});
  suspend(1, 5);
  BOOST_TEST(told_in_the_end().empty());
  BOOST_TEST(held() == 4);
  clock.advance(1h);
  BOOST_TEST(told().empty());
  BOOST_TEST(held() == 5);
}

BOOST_AUTO_TEST_CASE(while_it_holds_a_loss_what_else_has_changed_goes_on) {
  customers(8);
  suspend(0, 5);
  told_in_the_end();
  operations::CustomerPut put;
  put.name = std::string("Outro Nome");
  BOOST_REQUIRE(operations::put_customer(feed(), "K0", put).ok());
  BOOST_TEST(told() == Told{"changed"}, boost::test_tools::per_element());
  BOOST_TEST(held() == 5);
  add(k_first + 6, "FILMES");
  BOOST_TEST(told() == Told{"changed"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_product_taken_from_an_account_that_keeps_others_counts_too) {
  customers(8);
  std::vector<std::uint64_t> sold;
  for (std::uint64_t i = 0; i < 5; ++i) sold.push_back(add(k_first + i, "FILMES"));
  told();
  clock.advance(2min);
  for (const auto id : sold) BOOST_REQUIRE(operations::remove_package(context(), id).ok());
  BOOST_TEST(told_in_the_end().empty());
  BOOST_TEST(held() == 5);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM account WHERE loss_cause = 'removida_por_pessoa'") == 5);
}

BOOST_AUTO_TEST_CASE(what_is_undone_before_it_is_sent_no_longer_counts) {
  customers(8);
  for (int i = 0; i < 3; ++i) {
    suspend(0, 3);
    BOOST_TEST(told().empty());
    enable(0, 3);
    BOOST_TEST(told().empty());
  }
  BOOST_TEST(!is_shut());
  BOOST_TEST(count("SELECT COALESCE(SUM(losses), 0) AS n FROM loss_count") == 0);
}

BOOST_AUTO_TEST_CASE(losses_of_an_hour_ago_no_longer_count) {
  customers(9);
  suspend(0, 3);
  BOOST_TEST(told_in_the_end().size() == 3U);
  suspend(3, 4);
  BOOST_TEST(told_in_the_end().empty());
  BOOST_TEST(held() == 1);
  enable(3, 4);
  told();
  clock.advance(1h);
  suspend(3, 6);
  BOOST_TEST(told_in_the_end().size() == 3U);
  BOOST_TEST(!is_shut());
}

BOOST_AUTO_TEST_SUITE_END()
