#include "operations/other_account.h"

#include <boost/test/unit_test.hpp>

#include "jobs/worker.h"
#include "operations/transmissions.h"
#include "storage/account_actions.h"
#include "support/shop.h"

// An integration that is given another address or credential, or set up anew (D58).

namespace {

using operations::ParameterPut;

struct Moving : test::Shop {
  std::string refused = {};
  std::uint32_t nx = put("nx", "https://nx.example/v1", "um").value();

  Moving() {
    plan("P", {{package("UM", nx, {product(nx, "SEAC")})}});
    sell(1, "P");
  }

  static operations::IntegrationPut with(const std::string& url, const std::string& token) {
    operations::IntegrationPut put{.gateway = std::string("nxplay"), .description = std::string("NX Play")};
    put.parameters = std::vector<ParameterPut>{{"api_url", url}, {"token", token}, {"usuario", "cpf_cnpj"}};
    return put;
  }
  std::optional<std::uint32_t> put(const std::string& code, const std::string& url,
                                   const std::string& token) {
    const auto done = operations::put_integration(context(), code, with(url, token));
    refused = done ? "" : done.error().code;
    return done ? std::optional(static_cast<std::uint32_t>(done->id)) : std::nullopt;
  }
  bool asks(const std::string& url, const std::string& token) {
    return operations::asks_which_account(context(), nx, with(url, token).parameters);
  }
  void stands() {
    db.execute(
        "INSERT INTO account_object (account_id, object_key, provider_id, attributes, platform_id, since) "
        "SELECT id, "
        "'assinante', provider_id, '{}', '7', created_at FROM account");
    db.execute("UPDATE account SET lease = ?, lease_until = ?, due_at = NULL",
               {base::random_bytes(16), clock.now() + std::chrono::minutes(1)});
    db.execute(
        "INSERT INTO attempt (provider_id, integration_id, account_id, object_key, kind, planned, lease, "
        "begun_at) "
        "SELECT provider_id, integration_id, id, 'assinante', 'alterar', '{}', lease, created_at FROM "
        "account");
  }
  void work() {
    const std::atomic<bool> stop = false;
    jobs::Worker worker(db, clock, keyring, stop);
    while (worker.run_due()) {
    }
  }
  std::string paused_by() { return storage::find_queue_state(tenant(), nx).paused_by; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(other_account, Moving)

BOOST_AUTO_TEST_CASE(it_is_asked_only_where_something_stands_and_address_or_credential_change) {
  BOOST_TEST(!asks("https://outra.example/v1", "um"));
  stands();
  BOOST_TEST(asks("https://outra.example/v1", "um"));
  BOOST_TEST(asks("https://nx.example/v1", "dois"));
  BOOST_TEST(!asks("https://nx.example/v1", "um"));
  operations::IntegrationPut put;
  put.parameters = std::vector<ParameterPut>{{"usuario", "email"}};
  BOOST_TEST(!operations::asks_which_account(context(), nx, put.parameters));
}

BOOST_AUTO_TEST_CASE(at_another_account_all_is_forgotten_before_anything_is_told) {
  stands();
  operations::move_to_other_account(context(), nx);
  BOOST_TEST(paused_by() == storage::k_paused_by_move);
  BOOST_TEST(storage::list_due_queues(db, clock.now()).empty());
  BOOST_TEST(operations::resume_queue(context(), nx).error().code == "troca_em_andamento");
  work();
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM account_object") == 0);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM attempt WHERE open = 1") == 0);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM account WHERE lease IS NULL AND due_at IS NOT NULL") == 1);
  BOOST_TEST(paused_by().empty());
  BOOST_TEST(!storage::list_due_queues(db, clock.now()).empty());
}

BOOST_AUTO_TEST_CASE(a_person_s_pause_outlives_the_move) {
  operations::pause_queue(context(), nx).value();
  operations::move_to_other_account(context(), nx);
  work();
  BOOST_TEST(paused_by() == storage::k_paused_by_person);
}

BOOST_AUTO_TEST_CASE(an_inactive_integration_is_activated_and_not_set_up_anew_beside_its_accounts) {
  operations::set_integration_active(context(), "nx", false).value();
  BOOST_TEST(!put("nx-2", "https://nx.example/v1", "um").has_value());
  BOOST_TEST(refused == "integracao_ja_existe");
  BOOST_TEST(put("nx-3", "https://nx.example/v1", "dois").has_value());
  operations::set_integration_active(context(), "nx", true).value();
  BOOST_TEST(put("nx-2", "https://nx.example/v1", "um").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
