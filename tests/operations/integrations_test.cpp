#include "operations/integrations.h"

#include <boost/test/unit_test.hpp>

#include "operations/integration_parameters.h"
#include "storage/audit.h"
#include "storage/jobs.h"
#include "support/database.h"

namespace {

using operations::Expect;
using operations::IntegrationPut;
using operations::ParameterPut;
using Parameters = std::vector<ParameterPut>;

struct Fixture : test::Database {
  static IntegrationPut neo(const std::string& source = "") {
    IntegrationPut put{.gateway = std::string("neo"), .description = std::string("NEO")};
    if (!source.empty()) put.parameters = Parameters{{"usuario", source}};
    return put;
  }
  static IntegrationPut nxplay(const std::string& token) {
    return {.gateway = std::string("nxplay"),
            .description = std::string("NxPlay"),
            .parameters = Parameters{{"api_url", "https://osm.exemplo.com.br"}, {"token", token}}};
  }

  operations::Written put(const std::string& code, const IntegrationPut& what) {
    auto written = operations::put_integration(context(), code, what);
    if (!written) BOOST_FAIL(faults(written.error()));
    return *written;
  }
  base::Problem refused(const std::string& code, const IntegrationPut& what, Expect expect = Expect::either) {
    auto written = operations::put_integration(context(), code, what, expect);
    BOOST_REQUIRE(!written);
    return written.error();
  }
  static std::string faults(const base::Problem& problem) {
    auto text = problem.message;
    for (const auto& item : problem.errors.items()) text += " " + item.field + ": " + item.message;
    return text;
  }
  operations::IntegrationView view(const std::string& code) {
    return operations::find_integration(context(), code).value();
  }
  std::int64_t version() { return count("SELECT version AS n FROM config_version"); }
  std::int64_t audits() { return count("SELECT COUNT(*) AS n FROM audit"); }
  storage::AuditLine last_audit(std::uint64_t id) {
    return storage::list_audit_of(tenant(), domain::Entity::integration, id, 0, 1).at(0);
  }
  /// An account of the integration for a new customer, with a log-in in its current generation.
  void insert_account(std::uint32_t integration_id, std::uint64_t customer_id = 77) {
    db.execute(
        R"sql(INSERT INTO account (provider_id, integration_id, customer_id, subscriber_id, created_at)
                 VALUES (?, ?, ?, ?, ?))sql",
        {provider_id, integration_id, customer_id, base::random_bytes(16), clock.now()});
    db.execute(
        R"sql(INSERT INTO credential (integration_id, generation, login_key, service_id, provider_id, customer_id,
                 subscriber_id, password_digest) VALUES (?, 1, ?, 1, ?, ?, ?, ?))sql",
        {integration_id, base::random_bytes(16), provider_id, customer_id, base::random_bytes(16),
         base::random_bytes(32)});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(integrations, Fixture)

BOOST_AUTO_TEST_CASE(an_integration_is_created_with_its_callback_url_and_the_settings_of_the_form) {
  const auto written = put("neo", neo("cpf_cnpj"));
  BOOST_TEST(written.created);
  const auto seen = view("neo");
  BOOST_TEST(seen.integration.description == "NEO");
  BOOST_TEST(seen.platform->name == "NEO");
  BOOST_TEST(!seen.integration.single_package);
  BOOST_TEST(seen.integration.suspend_enabled);
  BOOST_TEST(seen.integration.active);
  BOOST_TEST(seen.integration.credential_source == "cpf_cnpj");
  BOOST_TEST(seen.callback_token.size() == 43);  // 256 bits
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM integration_callback WHERE token_hash = ?",
                   {base::token_hash(seen.callback_token)}) == 1);
  BOOST_TEST(last_audit(written.id).entry.action == "criado");
}

BOOST_AUTO_TEST_CASE(the_same_put_twice_changes_and_audits_nothing) {
  for (const auto& [code, what] : {std::pair{"neo", neo("email")}, std::pair{"nx", nxplay("segredo")}}) {
    put(code, what);
    const auto version_before = version();
    const auto audits_before = audits();
    clock.advance(std::chrono::hours{1});
    const auto again = put(code, what);
    BOOST_TEST(!again.created);
    BOOST_TEST(!again.changed);
    BOOST_TEST(version() == version_before);
    BOOST_TEST(audits() == audits_before);
  }
}

BOOST_AUTO_TEST_CASE(every_change_raises_the_version_of_the_settings) {
  const auto fresh = version();
  put("neo", neo());
  BOOST_TEST(version() == fresh + 1);
  put("neo", {.suspend_enabled = false});
  BOOST_TEST(version() == fresh + 2);
  BOOST_TEST(operations::rotate_callback(context(), "neo").ok());
  BOOST_TEST(version() == fresh + 3);
  BOOST_TEST(operations::set_integration_active(context(), "neo", false)->changed);
  BOOST_TEST(version() == fresh + 4);
}

BOOST_AUTO_TEST_CASE(all_wrong_fields_are_named_at_once) {
  const auto problem =
      refused("com espaço", {.gateway = std::string("neo"),
                             .description = std::string("  "),
                             .requests_per_second = 0U,
                             .parameters = Parameters{{"usuario", "signo"}, {"cor", "azul"}}});
  BOOST_TEST((problem.kind == base::Problem::Kind::fields));
  for (const auto* field :
       {"codigo", "descricao", "limite_por_segundo", "parametros.usuario", "parametros.cor"})
    BOOST_TEST(problem.errors.has(field), field);
  BOOST_TEST(problem.errors.items().size() == 5);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM integration") == 0);
}

BOOST_AUTO_TEST_CASE(the_gateway_must_be_one_of_ours_and_never_changes) {
  BOOST_TEST(
      refused("x", {.gateway = std::string("sattv"), .description = std::string("X")}).errors.has("gateway"));
  BOOST_TEST(refused("x", {.description = std::string("X")}).errors.has("gateway"));
  put("neo", neo());
  BOOST_TEST(refused("neo", {.gateway = std::string("outros")}).errors.has("gateway"));
  BOOST_TEST(!put("neo", {.gateway = std::string("neo")}).changed);
}

BOOST_AUTO_TEST_CASE(required_parameters_are_asked_for_when_creating_and_when_replacing) {
  const auto problem = refused("nx", {.gateway = std::string("nxplay"), .description = std::string("Nx")});
  BOOST_TEST(problem.errors.has("parametros.api_url"));
  BOOST_TEST(problem.errors.has("parametros.token"));
  put("nx", nxplay("segredo"));
  BOOST_TEST(refused("nx", {.parameters = Parameters{}}).errors.has("parametros.api_url"));
  BOOST_TEST(
      refused("nx", {.parameters = base::Patch<Parameters>::cleared()}).errors.has("parametros.token"));
}

BOOST_AUTO_TEST_CASE(secrets_are_sealed_kept_when_omitted_and_never_shown) {
  put("nx", nxplay("meu-segredo"));
  const auto id = view("nx").integration.id;
  const auto sealed = [&] {
    return db
        .find("SELECT value FROM integration_parameter WHERE integration_id = ? AND name = 'token'", {id},
              [](const storage::Row& row) { return row.text("value"); })
        .value();
  };
  BOOST_TEST(sealed().find("meu-segredo") == std::string::npos);
  BOOST_TEST(keyring.open(sealed(), storage::parameter_context(id, "token")).value() == "meu-segredo");
  put("nx", {.parameters = Parameters{{"api_url", "https://outra.exemplo.com.br"}}});
  BOOST_TEST(keyring.open(sealed(), storage::parameter_context(id, "token")).value() == "meu-segredo");
  for (const auto& parameter : view("nx").parameters)
    if (parameter.name == "token") {
      BOOST_TEST(parameter.secret);
      BOOST_TEST(parameter.value.empty());
    }
  put("nx", {.parameters = Parameters{{"api_url", "https://outra.exemplo.com.br"}, {"token", "novo"}}});
  BOOST_TEST(keyring.open(sealed(), storage::parameter_context(id, "token")).value() == "novo");
  BOOST_TEST(
      count("SELECT COUNT(*) AS n FROM audit WHERE changes LIKE '%segredo%' OR changes LIKE '%novo%'") == 0);
  const auto change = last_audit(id).entry.changes.at(0);
  BOOST_TEST(change.field == "parametros.token");
  BOOST_TEST(change.before == "definido");
  BOOST_TEST(change.after == "substituído");
}

BOOST_AUTO_TEST_CASE(parameters_given_replace_those_there_were) {
  put("neo", {.gateway = std::string("neo"),
              .description = std::string("NEO"),
              .parameters = Parameters{{"usuario", "email"}, {"http_status_negativa", "200"}}});
  put("neo", {.parameters = Parameters{{"http_status_negativa", "200"}}});
  BOOST_TEST(view("neo").parameters.size() == 1);
  BOOST_TEST(view("neo").integration.credential_source == "login_autenticacao");
  put("neo", {.parameters = Parameters{{"http_status_negativa", std::nullopt}}});
  BOOST_TEST(view("neo").parameters.empty());
}

BOOST_AUTO_TEST_CASE(an_older_name_of_a_parameter_is_stored_under_its_own_and_not_taken_twice) {
  put("nx", {.gateway = std::string("nxplay"),
             .description = std::string("Nx"),
             .parameters = Parameters{{"apUrl", " https://osm.exemplo.com.br "}, {"token", "t"}}});
  BOOST_TEST(view("nx").parameters.at(0).name == "api_url");
  BOOST_TEST(view("nx").parameters.at(0).value == "https://osm.exemplo.com.br");
  BOOST_TEST(refused("nx", {.parameters = Parameters{{"apUrl", "https://a.br"}, {"api_url", "https://b.br"}}})
                 .errors.has("parametros.api_url"));
}

BOOST_AUTO_TEST_CASE(an_address_must_be_one) {
  for (const auto* bad : {"osm.exemplo.com.br", "ftp://x", "https://", "https:///x", "http://a b"})
    BOOST_TEST(refused("nx", {.gateway = std::string("nxplay"),
                              .description = std::string("Nx"),
                              .parameters = Parameters{{"api_url", bad}, {"token", "t"}}})
                   .errors.has("parametros.api_url"),
               bad);
}

BOOST_AUTO_TEST_CASE(outros_takes_any_parameter_and_tells_names_apart_without_case) {
  const auto outros = [](const Parameters& others) {
    Parameters all{{"url", "https://x.br/{api_key}"}, {"segredo", "s"}};
    all.insert(all.end(), others.begin(), others.end());
    return IntegrationPut{
        .gateway = std::string("outros"), .description = std::string("Outra"), .parameters = all};
  };
  put("o", outros({{"Chave", "1"}, {"", ""}}));
  BOOST_TEST(view("o").parameters.size() == 3);
  put("o", outros({{"chave", "1"}}));
  BOOST_TEST(view("o").parameters.size() == 3);
  BOOST_TEST(refused("o", outros({{"cor", "1"}, {"COR", "2"}})).errors.has("parametros.COR"));
  BOOST_TEST(refused("o", outros({{"c ô r", "1"}})).errors.has("parametros.c ô r"));
}

BOOST_AUTO_TEST_CASE(campsoft_is_always_single_package) {
  const IntegrationPut campsoft{.gateway = std::string("campsoft"),
                                .description = std::string("Campsoft"),
                                .single_package = false,
                                .parameters = Parameters{{"ApiKey", "k"}, {"ApiSecret", "s"}}};
  put("c", campsoft);
  BOOST_TEST(view("c").integration.single_package);
  BOOST_TEST(!put("c", campsoft).changed);
}

BOOST_AUTO_TEST_CASE(another_login_field_is_in_force_at_once_while_nobody_has_an_account) {
  put("neo", neo());
  put("neo", neo("cpf_cnpj"));
  const auto seen = view("neo").integration;
  BOOST_TEST(seen.credential_source == "cpf_cnpj");
  BOOST_TEST(!seen.building_source.has_value());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM job") == 0);
}

BOOST_AUTO_TEST_CASE(another_login_field_is_built_by_a_job_once_there_are_accounts) {
  const auto id = static_cast<std::uint32_t>(put("neo", neo()).id);
  insert_account(id);
  put("neo", neo("cpf_cnpj"));
  const auto seen = view("neo").integration;
  BOOST_TEST(seen.credential_source == "login_autenticacao");
  BOOST_TEST(seen.building_source.value() == "cpf_cnpj");
  BOOST_TEST(seen.building_generation.value() == 2);
  const auto jobs = storage::list_open_jobs(tenant(), "credenciais", id);
  BOOST_REQUIRE(jobs.size() == 1);
  BOOST_TEST(jobs[0].payload == R"({"fonte":"cpf_cnpj","geracao":2})");
  BOOST_TEST(!put("neo", neo("cpf_cnpj")).changed);
  BOOST_TEST(storage::list_open_jobs(tenant(), "credenciais", id).size() == 1);
}

BOOST_AUTO_TEST_CASE(a_login_field_changed_again_is_a_generation_of_its_own_and_changed_back_is_none) {
  const auto id = static_cast<std::uint32_t>(put("neo", neo()).id);
  insert_account(id);
  put("neo", neo("cpf_cnpj"));
  put("neo", neo("email"));
  BOOST_TEST(view("neo").integration.building_generation.value() == 3);
  put("neo", neo("login_autenticacao"));
  BOOST_TEST(!view("neo").integration.building_source.has_value());
  BOOST_TEST(!view("neo").integration.building_generation.has_value());
}

BOOST_AUTO_TEST_CASE(a_rotated_callback_url_lives_on_for_its_overlap) {
  put("neo", neo());
  const auto old = view("neo").callback_token;
  const auto fresh = operations::rotate_callback(context(), "neo", std::chrono::hours{48}).value();
  BOOST_TEST(fresh != old);
  auto seen = view("neo");
  BOOST_TEST(seen.callback_token == fresh);
  BOOST_REQUIRE(seen.old_callbacks.size() == 1);
  BOOST_TEST(seen.old_callbacks[0].token == old);
  BOOST_TEST((seen.old_callbacks[0].expires_at == clock.now() + std::chrono::hours{48}));
  clock.advance(std::chrono::hours{48});
  BOOST_TEST(view("neo").old_callbacks.empty());
  BOOST_TEST(operations::rotate_callback(context(), "neo", std::chrono::hours{721})
                 .error()
                 .errors.has("sobreposicao_horas"));
  BOOST_TEST((operations::rotate_callback(context(), "nada").error().kind == base::Problem::Kind::missing));
}

BOOST_AUTO_TEST_CASE(the_callback_url_of_nx_play_follows_its_token) {
  put("nx", nxplay("um"));
  const auto first = view("nx").callback_token;
  put("nx", nxplay("dois"));
  const auto second = view("nx").callback_token;
  BOOST_TEST(second != first);
  BOOST_TEST(view("nx").old_callbacks.at(0).token == first);
  put("nx", nxplay("um"));
  BOOST_TEST(view("nx").callback_token == first);
  BOOST_TEST(view("nx").old_callbacks.size() == 1);
  put("nx2", nxplay("um"));
  BOOST_TEST(view("nx2").callback_token != first);
  BOOST_TEST(operations::rotate_callback(context(), "nx").error().code == "callback_derivado");
}

BOOST_AUTO_TEST_CASE(deactivating_says_how_many_accounts_stay_on_the_platform) {
  const auto id = static_cast<std::uint32_t>(put("neo", neo()).id);
  insert_account(id, 1);
  insert_account(id, 2);
  db.execute(
      R"sql(INSERT INTO entitlement (subscriber_id, product_id, provider_id, integration_id, customer_id,
              active_until, partial_until, held_until, ended_by)
            SELECT subscriber_id, 1, provider_id, integration_id, customer_id, '1970-01-01', '1970-01-01',
              IF(customer_id = 2, ?, '9999-12-31'), 1 FROM account)sql",
      {clock.now()});
  const auto off = operations::set_integration_active(context(), "neo", false).value();
  BOOST_TEST(off.changed);
  BOOST_TEST(off.live_accounts == 1);
  BOOST_TEST(last_audit(id).entry.action == "inativado");
  BOOST_TEST(!operations::set_integration_active(context(), "neo", false)->changed);
  operations::set_integration_active(context(), "neo", true).value();
  BOOST_TEST(last_audit(id).entry.action == "ativado");
  BOOST_TEST(put("neo", {.active = false}).warnings.size() == 1);
}

BOOST_AUTO_TEST_CASE(a_form_neither_overwrites_a_record_nor_changes_one_that_is_gone) {
  put("neo", neo());
  BOOST_TEST(refused("neo", neo(), Expect::absent).errors.has("codigo"));
  BOOST_TEST((refused("neo2", neo(), Expect::present).kind == base::Problem::Kind::missing));
}

BOOST_AUTO_TEST_CASE(an_integration_without_a_code_gets_one_from_its_description) {
  const auto create = [&](const std::string& description) {
    const IntegrationPut what{.gateway = std::string("neo"), .description = description};
    const auto id = operations::put_integration(context(), "", what, Expect::absent)->id;
    return storage::find_integration_by_id(tenant(), static_cast<std::uint32_t>(id))->code;
  };
  BOOST_TEST(create("NEO São João") == "neo-sao-joao");
  BOOST_TEST(create("Neo São João") == "neo-sao-joao-2");
  BOOST_TEST(create("日本") == "neo");
}

BOOST_AUTO_TEST_CASE(one_provider_never_sees_or_changes_the_other_s) {
  put("neo", neo());
  const auto other = context_of(other_provider_id);
  BOOST_TEST(!operations::find_integration(other, "neo").has_value());
  BOOST_TEST(!operations::find_integration_by_id(other, view("neo").integration.id).has_value());
  BOOST_TEST(operations::list_integrations(other, {}, {}).lines.empty());
  BOOST_TEST(!operations::set_integration_active(other, "neo", false).ok());
  BOOST_TEST(!operations::rotate_callback(other, "neo").ok());
  BOOST_TEST(operations::put_integration(other, "neo", neo())->created);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM integration WHERE code = 'neo'") == 2);
}

BOOST_AUTO_TEST_CASE(a_secret_or_a_token_that_does_not_open_is_an_error_and_never_empty) {
  const auto id = static_cast<std::uint32_t>(put("n", nxplay("segredo")).id);
  BOOST_REQUIRE(!operations::opened_parameters(context(), id).empty());
  db.execute("UPDATE integration_parameter SET value = 'xx' WHERE sealed = 1 AND integration_id = ?", {id});
  BOOST_CHECK_THROW(operations::opened_parameters(context(), id), std::runtime_error);
  BOOST_TEST(operations::find_integration_by_id(context(), id)->callback_token != "");
  db.execute("UPDATE integration_callback SET token_sealed = 'xx' WHERE integration_id = ?", {id});
  BOOST_CHECK_THROW(operations::find_integration_by_id(context(), id), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(the_list_is_filtered_sorted_and_paged) {
  put("b", {.gateway = std::string("neo"), .description = std::string("Ação")});
  put("a", {.gateway = std::string("neo"), .description = std::string("Brasil 100%")});
  put("c", nxplay("t"));
  operations::set_integration_active(context(), "c", false).value();
  const auto codes = [&](const storage::IntegrationFilter& filter, const storage::Page& page) {
    std::string text;
    for (const auto& line : operations::list_integrations(context(), filter, page).lines) {
      BOOST_TEST(!line.callback_token.empty());
      text += line.integration.code;
    }
    return text;
  };
  BOOST_TEST(codes({}, {}) == "bac");
  BOOST_TEST(codes({}, {.sort = "id", .descending = true}) == "cab");
  BOOST_TEST(codes({.text = "acao"}, {}) == "b");
  BOOST_TEST(codes({.text = "%"}, {}) == "a");
  BOOST_TEST(codes({.gateway = "nxplay"}, {}) == "c");
  BOOST_TEST(codes({.active = true}, {}) == "ba");
  const auto first = operations::list_integrations(context(), {}, {.limit = 2});
  BOOST_TEST(first.lines.size() == 2);
  BOOST_TEST(codes({}, {.after = first.next, .limit = 2}) == "c");
  BOOST_TEST(storage::count_integrations(tenant(), {.active = true}) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
