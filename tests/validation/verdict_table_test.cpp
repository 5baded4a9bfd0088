// What a platform is answered through every status and every shape of a sale; and that *Por que foi negado?*
// says the same, body and status, each time.
#include <boost/test/unit_test.hpp>

#include "base/text.h"
#include "operations/courtesies.h"
#include "operations/denials.h"
#include "operations/log_in_trial.h"
#include "operations/recompute.h"
#include "operations/verify.h"
#include "storage/accounts.h"
#include "storage/entitlements.h"
#include "validation/gate.h"

namespace {

using nlohmann::json;

/// Asks validation and the screen, and holds one against the other.
struct Table : test::Gate {
  struct Asked {
    std::uint64_t customer = 0;
    std::uint32_t integration = 0;
    std::string product = "P1";
    std::string login = {};
    std::string password = {};
  };

  std::list<validation::Limits> doors = {};

  /// The reason for C1's product on NEO; empty when allowed.
  std::string access(const std::string& code = "P1") { return access_of({customer_id, neo, code}); }

  std::string access_of(const Asked& asked) {
    const auto denial = explain(asked);
    const auto id = denial.subscriber_id.empty() ? std::string(32, '0') : denial.subscriber_id;
    auto reply = ask("id=" + id + "&product=" + asked.product);
    if (denial.subscriber_id.empty()) reply.body = without_id(reply.body);
    BOOST_TEST(reply.status == denial.access.http_status);
    BOOST_TEST(reply.body == denial.access.body);
    const auto* deciding = denial.deciding();
    const bool by_package = !denial.reasons.empty() && denial.steps[2].result == domain::Step::Result::passed;
    BOOST_TEST((!by_package || deciding != nullptr), "no package explains " + reply.body);
    BOOST_TEST((in_table(denial, asked) == denial.access.verdict));
    return json::parse(reply.body).value("error", "");
  }

  /// What the matrix of all products says; the explanation's verdict where it has no such product.
  domain::Verdict in_table(const operations::Denial& denial, const Asked& asked) {
    for (const auto& integration : operations::list_verdicts(context(), denial.customer).integrations)
      for (const auto& product : integration.products)
        if (integration.integration.id == asked.integration && denial.product &&
            product.product.id == denial.product->id) {
          BOOST_TEST(product.deciding.has_value() == (denial.deciding() != nullptr));
          return product.verdict;
        }
    BOOST_TEST(!denial.product);
    return denial.access.verdict;
  }

  /// The reason why the log-in is refused; empty when it is known.
  std::string existence(const Asked& asked) {
    const auto denial = explain(asked);
    // A door that remembers no guesses: wrong log-ins would have to wait (R28).
    callbacks.emplace(
        validation::Callbacks::Parts{link, writer, keyring, clock, metrics, doors.emplace_back()});
    const auto reply = ask("login=" + asked.login + "&senha=" + asked.password);
    BOOST_TEST(reply.status == denial.existence.http_status);
    BOOST_TEST(reply.body == denial.existence.body);
    const auto tried = operations::try_log_in(context(), {asked.integration, asked.login, asked.password});
    BOOST_TEST(tried.value().wait.count() == 0);
    BOOST_TEST(reply.status == tried.value().answer.http_status);
    return json::parse(reply.body).value("error", "");
  }
  std::string existence() { return existence({customer_id, neo, "P1", "login1", "senha1"}); }

  operations::Denial explain(const Asked& asked) {
    return operations::explain_denial(context(), {.integration_id = asked.integration,
                                                  .customer_id = asked.customer,
                                                  .product_code = asked.product})
        .value();
  }

  /// A platform echoes the id it sent; the screen knows of none.
  static std::string without_id(std::string body) {
    const auto at = body.find(R"("subscriber_id":")");
    return at == std::string::npos ? body : body.erase(at, 51);
  }

  /// A customer with one service that had this status from the start.
  std::uint64_t born(std::uint64_t number, const std::string& prefix) {
    const auto code = "B" + std::to_string(number);
    const auto id = customer(code);
    put(number, {.customer_code = code,
                 .plan = std::string("PL"),
                 .status_prefix = prefix,
                 .login = "born" + std::to_string(number),
                 .password = std::string("senha")});
    return id;
  }
};

struct Row {
  const char* prefix;
  const char* suspending;      ///< after it was enabled, with Habilitar/Suspender
  const char* not_suspending;  ///< … and without
  const char* never_enabled;   ///< had this status from the start
  bool exists;                 ///< the log-in is known
};
constexpr const char* k_allowed = "";
constexpr Row k_rows[] = {
    {"servico_habilitado", k_allowed, k_allowed, k_allowed, true},
    {"aguardando_migracao", k_allowed, k_allowed, k_allowed, true},
    {"franquia_excedida", k_allowed, k_allowed, k_allowed, true},
    {"suspenso_debito", "suspenso", k_allowed, "sem_produto", true},
    {"suspenso_pedido_cliente", "suspenso", k_allowed, "sem_produto", true},
    {"suspenso_judicial", "suspenso", k_allowed, "sem_produto", true},
    {"bloqueio_temporario", "suspenso", k_allowed, "sem_produto", true},
    {"servico_bloqueado", "suspenso", k_allowed, "sem_produto", true},
    {"dedicado_suspenso", "suspenso", k_allowed, "sem_produto", true},
    {"suspenso_parcialmente", "suspenso", k_allowed, "sem_produto", true},
    {"agendado_para_instalacao", k_allowed, k_allowed, "sem_produto", true},
    {"aguardando_assinatura_contrato", k_allowed, k_allowed, "sem_produto", true},
    {"aguardando_configuracao", k_allowed, k_allowed, "sem_produto", true},
    {"aguardando_instalacao", k_allowed, k_allowed, "sem_produto", true},
    {"aguardando_liberacao_ti", k_allowed, k_allowed, "sem_produto", true},
    {"cancelado", "cancelado", "cancelado", "sem_produto", false},
    {"inativo", "cancelado", "cancelado", "sem_produto", false},
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(verdict_table, Table)

BOOST_AUTO_TEST_CASE(the_table_has_every_status_that_there_is) {
  BOOST_REQUIRE_EQUAL(std::size(k_rows), domain::service_statuses().size());
  for (std::size_t i = 0; i < std::size(k_rows); ++i)
    BOOST_TEST(domain::service_statuses()[i].prefix == k_rows[i].prefix);
}

BOOST_AUTO_TEST_CASE(each_status_of_a_service_once_enabled_with_and_without_habilitar_suspender) {
  for (const auto& row : k_rows)
    for (const bool suspends : {true, false}) {
      set("suspend_enabled", suspends);
      status(1, "servico_habilitado");
      BOOST_TEST_CONTEXT(row.prefix << (suspends ? ", suspends" : ", does not suspend")) {
        BOOST_TEST(access() == k_allowed);
        status(1, row.prefix);
        BOOST_TEST(access() == (suspends ? row.suspending : row.not_suspending));
        BOOST_TEST(existence() == (row.exists ? "" : "usuario_inexistente"));
      }
    }
}

BOOST_AUTO_TEST_CASE(each_status_of_a_service_that_was_never_enabled) {
  std::uint64_t number = 100;
  for (const auto& row : k_rows) BOOST_TEST_CONTEXT(row.prefix) {
      const auto id = born(++number, row.prefix);
      BOOST_TEST(access_of({id, neo}) == row.never_enabled);
      const auto login = "born" + std::to_string(number);
      BOOST_TEST(existence({id, neo, "P1", login, "senha"}) == (row.exists ? "" : "usuario_inexistente"));
    }
}

BOOST_AUTO_TEST_CASE(a_not_yet_status_keeps_a_suspension_that_was_there) {
  status(1, "suspenso_debito");
  status(1, "aguardando_instalacao");
  BOOST_TEST(access() == "suspenso");
}

BOOST_AUTO_TEST_CASE(each_status_of_a_service_with_a_courtesy_until_it_ends) {
  for (const auto& row : k_rows) BOOST_TEST_CONTEXT(row.prefix) {
      status(1, "servico_habilitado");
      clock.set(base::instant_from_sql("2026-11-22 12:00:00").value());
      operations::grant_courtesy(
          context(), 1,
          {.last_day = base::date_from_iso("2026-11-23").value(), .reason = std::string("prometeu pagar")})
          .value();
      status(1, row.prefix);
      const bool over = std::string_view(row.suspending) == "cancelado";
      BOOST_TEST(access() == (over ? "cancelado" : k_allowed));
      BOOST_TEST(existence() == (row.exists ? "" : "usuario_inexistente"));
      const auto says = explain({customer_id, neo}).deciding()->says;
      BOOST_TEST((says.find("mas está liberado até 23/11/2026") != std::string::npos) ==
                 (std::string_view(row.suspending) == "suspenso"));
      clock.set(base::instant_from_sql("2026-11-24 03:00:00").value());
      BOOST_TEST(access() == row.suspending);
      BOOST_TEST(operations::verify(context()).drifted == 0U);
    }
}

BOOST_AUTO_TEST_CASE(a_partial_suspension_denies_where_the_integration_says_so) {
  status(1, "suspenso_parcialmente");
  for (const bool partly : {true, false}) {
    set("partial_suspends", partly);
    BOOST_TEST(access() == (partly ? "suspenso" : k_allowed));
  }
}

BOOST_AUTO_TEST_CASE(of_two_services_with_the_same_product_the_better_one_decides) {
  sell(2, "PL");
  const struct {
    const char* first;
    const char* second;
    const char* said;
  } k_pairs[] = {{"suspenso_debito", "servico_habilitado", k_allowed},
                 {"cancelado", "servico_habilitado", k_allowed},
                 {"cancelado", "suspenso_debito", "suspenso"},
                 {"cancelado", "cancelado", "cancelado"},
                 {"servico_habilitado", "cancelado", k_allowed}};
  for (const auto& pair : k_pairs) BOOST_TEST_CONTEXT(pair.first << " and " << pair.second) {
      status(1, pair.first);
      status(2, pair.second);
      BOOST_TEST(access() == pair.said);
    }
}

BOOST_AUTO_TEST_CASE(two_integrations_with_the_same_code_are_told_apart) {
  const auto second = integration("neo2");
  const auto same = product(second, "P1");
  package("PK3", second, {same});
  BOOST_TEST(access_of({customer_id, second}) == "assinante_inexistente");
  const auto sold = add(1, "PK3");
  BOOST_TEST(access() == k_allowed);
  path = "/callback/another";
  callback(second, "another");
  BOOST_TEST(access_of({customer_id, second}) == k_allowed);
  operations::remove_package(context(), sold);
  BOOST_TEST(access_of({customer_id, second}) == "sem_produto");
  path = "/callback/" + std::string(test::k_token);
  BOOST_TEST(access() == k_allowed);
}

BOOST_AUTO_TEST_CASE(a_package_of_two_products_gives_and_takes_both) {
  const auto third = product(neo, "P3");
  package("PK4", neo, {p2, third});
  storage::raise_config_version(db);
  BOOST_TEST(access("P2") == "sem_produto");
  const auto sold = add(1, "PK4");
  BOOST_TEST(access("P2") == k_allowed);
  BOOST_TEST(access("P3") == k_allowed);
  operations::remove_package(context(), sold);
  BOOST_TEST(access("P2") == "sem_produto");
  BOOST_TEST(access("P3") == "sem_produto");
  BOOST_TEST(access("P1") == k_allowed);
}

BOOST_AUTO_TEST_CASE(inactive_products_packages_and_plans_stand_and_an_inactive_integration_denies_all) {
  for (const auto* table : {"product", "package", "plan"}) {
    db.execute("UPDATE " + std::string(table) + " SET active = 0 WHERE provider_id = ?", {provider_id});
    storage::raise_config_version(db);
    BOOST_TEST(access() == k_allowed, table);
  }
  set("active", false);
  BOOST_TEST(access() == "integracao_inativa");
  BOOST_TEST(access("nada") == "integracao_inativa");
  BOOST_TEST(existence() == "integracao_inativa");
}

BOOST_AUTO_TEST_CASE(an_unknown_product_is_unknown_and_a_prefix_is_not_part_of_its_code) {
  BOOST_TEST(access("p1") == "produto_desconhecido");
  BOOST_TEST(access("urn:tve:P1") == k_allowed);
  BOOST_TEST(access("urn:tve:nada") == "produto_desconhecido");
}

BOOST_AUTO_TEST_CASE(a_trial_that_ended_is_named_whether_or_not_it_was_removed) {
  plan("TRIAL", {{package("PKT", neo, {p2}), false, 7}});
  const auto id = customer("T");
  put(7, {.customer_code = std::string("T"),
          .plan = std::string("TRIAL"),
          .status_prefix = std::string("servico_habilitado")});
  BOOST_TEST(access_of({id, neo, "P2"}) == k_allowed);
  clock.advance(std::chrono::hours(24 * 8));
  BOOST_TEST(access_of({id, neo, "P2"}) == "degustacao_vencida");
  operations::remove_ended_trials(context(), id);
  BOOST_TEST(access_of({id, neo, "P2"}) == "degustacao_vencida");
  status(7, "cancelado");
  BOOST_TEST(access_of({id, neo, "P2"}) == "cancelado");
}

BOOST_AUTO_TEST_CASE(a_package_removed_by_its_trial_gives_no_access_again_whatever_becomes_of_its_date) {
  plan("TRIAL", {{package("PKT", neo, {p2}), false, 7}});
  const auto id = customer("T");
  put(7, {.customer_code = std::string("T"),
          .plan = std::string("TRIAL"),
          .status_prefix = std::string("servico_habilitado")});
  const auto sold =
      static_cast<std::uint64_t>(count("SELECT id AS n FROM service_package WHERE customer_id = ?", {id}));
  clock.advance(std::chrono::hours(24 * 8));
  const base::Date later{std::chrono::year{2027} / 1 / 1};
  for (const bool removal_ran : {false, true}) {
    if (removal_ran) operations::remove_ended_trials(context(), id);
    for (const auto& date : {base::Patch<base::Date>::cleared(), base::Patch<base::Date>(later)}) {
      const auto edited = operations::edit_package(context(), sold, {.limit_on = date});
      BOOST_TEST((!edited && edited.error().code == "pacote_removido"));
      BOOST_TEST(access_of({id, neo, "P2"}) == "degustacao_vencida");
    }
  }
  // Rows that an earlier version let be edited so.
  for (const auto* limit : {"NULL", "'2027-01-01'"}) {
    db.execute("UPDATE service_package SET limit_on = " + std::string(limit) + " WHERE id = ?", {sold});
    status(7, "suspenso_debito");
    status(7, "servico_habilitado");
    BOOST_TEST(access_of({id, neo, "P2"}) == "degustacao_vencida", limit);
  }
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(verify_names_whoever_holds_a_product_that_no_package_gives) {
  const auto held = [&] { return storage::list_held_beside_packages(tenant(), {&customer_id, 1}).front(); };
  BOOST_TEST(in_step());
  BOOST_TEST(held().given_without_end);
  db.execute("UPDATE service_package SET removed_at = ?, removed_by = 'degustacao'", {clock.now()});
  BOOST_TEST(!held().given_without_end);
  const auto drift = operations::verify(context());
  BOOST_REQUIRE_EQUAL(drift.drifted, 1U);
  BOOST_TEST(drift.examples.front().find("direitos diferem") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_log_in_is_known_to_passive_gateways_only_and_an_id_to_all) {
  const auto play = integration("play", "nxplay");
  callback(play, "of-play");
  package("PKX", play, {product(play, "X1")});
  add(1, "PKX");
  storage::raise_config_version(db);
  BOOST_TEST(logins(neo) == 1);
  BOOST_TEST(logins(play) == 0);
  BOOST_TEST(existence() == "");
  path = "/callback/of-play";
  BOOST_TEST(existence({customer_id, play, "X1", "login1", "senha1"}) == "usuario_inexistente");
  BOOST_TEST(access_of({customer_id, play, "X1"}) == k_allowed);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_log_in_lives_with_a_trial_that_ended_there_whenever_the_job_ran) {
  plan("TRIAL", {{package("PKT", neo, {p2}), false, 7}});
  const auto id = customer("T");
  put(7, {.customer_code = std::string("T"),
          .plan = std::string("TRIAL"),
          .status_prefix = std::string("servico_habilitado"),
          .login = std::string("t7"),
          .password = std::string("senha")});
  const Asked asked{id, neo, "P2", "t7", "senha"};
  clock.advance(std::chrono::hours(24 * 8));
  BOOST_TEST(existence(asked) == "");
  operations::remove_ended_trials(context(), id);
  BOOST_TEST(existence(asked) == "");
  status(7, "suspenso_debito");
  BOOST_TEST(existence(asked) == "");
  status(7, "cancelado");
  BOOST_TEST(existence(asked) == "usuario_inexistente");
  status(7, "servico_habilitado");
  BOOST_TEST(existence(asked) == "");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_login_that_two_customers_share_is_nobodys_where_it_is_its_own_password) {
  const auto other = customer("C2");
  db.execute("UPDATE customer SET document = '52998224725' WHERE provider_id = ?", {provider_id});
  db.execute("UPDATE integration SET credential_source = 'cpf_cnpj' WHERE id = ?", {neo});
  storage::raise_config_version(db);
  operations::recompute(context(), {{customer_id, operations::Concern::log_ins}});
  const Asked shared{customer_id, neo, "P1", "529.982.247-25", "52998224725"};
  BOOST_TEST(existence(shared) == "");
  put(8, {.customer_code = std::string("C2"),
          .plan = std::string("PL"),
          .status_prefix = std::string("servico_habilitado")});
  BOOST_TEST(existence(shared) == "usuario_inexistente");
  BOOST_TEST(explain(shared).log_ins.front().other_customers == std::vector<std::uint64_t>{other});
  BOOST_TEST(access() == k_allowed);
}

BOOST_AUTO_TEST_CASE(denials_as_200_are_shown_as_they_are_answered) {
  storage::save_integration_parameter(tenant(), neo, {.name = "http_status_negativa", .value = "200"});
  storage::raise_config_version(db);
  status(1, "suspenso_debito");
  BOOST_TEST(access() == "suspenso");
  BOOST_TEST(explain({customer_id, neo}).access.http_status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
