#include "operations/people.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "base/text.h"
#include "operations/known_passwords.h"
#include "storage/audit.h"
#include "storage/migrations.h"
#include "storage/sessions.h"
#include "support/database.h"

namespace {

const operations::UserInput k_ana{.name = " Ana Souza ",
                                  .email = "Ana@Exemplo.com.br",
                                  .role = "administrador",
                                  .password = "chuva de setembro"};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(people, test::Database)

BOOST_AUTO_TEST_CASE(a_user_is_kept_with_a_trimmed_name_a_lower_case_email_and_a_hashed_password) {
  const auto id = operations::add_user(context(), k_ana).value();
  const auto user = storage::find_user(tenant(), id).value();
  BOOST_TEST(user.name == "Ana Souza");
  BOOST_TEST(user.email == "ana@exemplo.com.br");
  BOOST_TEST((user.role == domain::Role::administrator));
  BOOST_TEST(user.password_hash.starts_with("$argon2id$"));
  BOOST_TEST(operations::password_fits(user.password_hash, "chuva de setembro"));
  BOOST_TEST(!operations::password_fits(user.password_hash, "chuva de outubro"));
}

BOOST_AUTO_TEST_CASE(all_wrong_fields_are_named_at_once) {
  const auto refused =
      operations::add_user(context(), {.name = "", .email = "ana", .role = "", .password = "1"});
  BOOST_REQUIRE(!refused);
  for (const auto* field : {"nome", "email", "papel", "senha"})
    BOOST_TEST(refused.error().errors.has(field), field);
}

BOOST_AUTO_TEST_CASE(an_email_belongs_to_one_user_of_a_provider_and_to_another_provider_as_well) {
  operations::add_user(context(), k_ana).value();
  BOOST_TEST(operations::add_user(context(), k_ana).error().errors.has("email"));
  BOOST_TEST(operations::add_user(context_of(other_provider_id), k_ana).ok());
}

BOOST_AUTO_TEST_CASE(weak_passwords_are_refused_with_a_reason) {
  for (const auto* weak : {"curta", "aaaaaaaaaaaa", "123456789012", "Qwerty123456"})
    BOOST_TEST(!operations::password_weakness(weak, {}).empty(), weak);
  BOOST_TEST(!operations::password_weakness("anasouza2026", {"anasouza"}).empty());
  BOOST_TEST(operations::password_weakness("chuva de setembro", {"anasouza"}).empty());
  BOOST_TEST(operations::password_weakness("chuva de setembro e sol de janeiro sobre as ruas de Santos", {})
                 .empty());
}

BOOST_AUTO_TEST_CASE(the_3000_most_used_passwords_that_fit_the_rule_are_refused) {
  const auto& known = operations::known_passwords();
  BOOST_TEST(known.size() >= 3000U);
  for (const auto* common : {"websolutions", "Q1w2e3r4t5y6", "Mailcreated5240", "cartoonnetwork",
                             "Senha1234567", "Corinthi\u00E1ns1"})
    BOOST_TEST(operations::password_weakness(common, {}).starts_with("Esta senha est"), common);
  for (const auto password : known) {  // none is refused already, so that none is there in vain
    const std::set<char> different(password.begin(), password.end());
    BOOST_TEST((password.size() >= 12 && different.size() >= 5 && password == base::fold(password)),
               password);
  }
}

BOOST_AUTO_TEST_CASE(a_php_era_hash_is_understood) {
  const std::string hash = "$2y$10$vI8aWBnW3fID.ZQ4/zo1G.q1lRps.9cGLcZEiGDMVr5yUP1KUOYTa";
  BOOST_TEST(!operations::password_fits(hash, "outra"));
  BOOST_TEST(!operations::password_fits("$2y$not-a-hash", "outra"));
  // A published test vector of crypt_blowfish.
  BOOST_TEST(
      operations::password_fits("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"));
}

BOOST_AUTO_TEST_CASE(the_last_administrator_can_neither_be_demoted_nor_let_out) {
  const auto id = operations::add_user(context(), k_ana).value();
  auto demoted = k_ana;
  demoted.role = "leitura";
  demoted.password = "";
  BOOST_TEST(operations::change_user(context(), id, demoted).error().code == "ultimo_administrador");
  BOOST_TEST(operations::set_user_active(context(), id, false).error().code == "ultimo_administrador");
  auto second = k_ana;
  second.email = "bia@exemplo.com.br";
  operations::add_user(context(), second).value();
  BOOST_TEST(operations::change_user(context(), id, demoted).ok());
}

BOOST_AUTO_TEST_CASE(letting_someone_out_or_a_new_password_ends_their_sessions) {
  auto input = k_ana;
  input.role = "operador";
  const auto id = operations::add_user(context(), input).value();
  const auto open = [&] {
    storage::insert_session(tenant(), {.token_hash = base::token_hash(base::random_token()),
                                       .user_id = id,
                                       .created_at = clock.now(),
                                       .last_seen_at = clock.now(),
                                       .expires_at = clock.now() + std::chrono::hours(1)});
  };
  const auto sessions = [&] { return count("SELECT COUNT(*) AS n FROM session"); };
  open();
  operations::set_user_active(context(), id, false).value();
  BOOST_TEST(sessions() == 0);
  open();
  input.password = "outra frase longa";
  operations::change_user(context(), id, input).value();
  BOOST_TEST(sessions() == 0);
}

BOOST_AUTO_TEST_CASE(the_own_password_asks_for_the_current_one_and_keeps_this_session_only) {
  const auto id = operations::add_user(context(), k_ana).value();
  const auto here = base::token_hash("here");
  for (const auto& hash : {here, base::token_hash("there")})
    storage::insert_session(tenant(), {.token_hash = hash,
                                       .user_id = id,
                                       .created_at = clock.now(),
                                       .last_seen_at = clock.now(),
                                       .expires_at = clock.now() + std::chrono::hours(1)});
  const auto refused = operations::change_own_password(context(), id, "errada", "curta", "outra", here);
  for (const auto* field : {"senha_atual", "senha_nova", "senha_repetida"})
    BOOST_TEST(refused.error().errors.has(field), field);
  operations::change_own_password(context(), id, "chuva de setembro", "sol de janeiro!", "sol de janeiro!",
                                  here)
      .value();
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM session") == 1);
  BOOST_TEST(
      storage::find_session(tenant(), here, clock.now(), clock.now() - std::chrono::hours(1)).has_value());
}

BOOST_AUTO_TEST_CASE(the_current_password_cannot_be_guessed_at_without_limit_inside_a_session) {
  const auto id = operations::add_user(context(), k_ana).value();
  const auto password = [&](std::string_view current) {
    return operations::change_own_password(context(), id, current, "sol de janeiro!", "sol de janeiro!",
                                           "here");
  };
  const auto email = [&](const std::string& current) {
    return operations::change_own_profile(
        context(), id, {.name = "Ana", .email = "nova@exemplo.com.br", .password = current});
  };
  const auto message = [](const auto& result) { return result.error().errors.items().front().message; };
  for (int i = 0; i < 3; ++i) BOOST_TEST(message(password("errada")) == "A senha atual n\u00E3o confere.");
  for (int i = 0; i < 2; ++i) BOOST_TEST(message(email("errada")) == "A senha atual n\u00E3o confere.");
  const std::string held = "Muitas senhas erradas nesta conta. Aguarde 1 segundo e tente de novo.";
  BOOST_TEST(message(password("chuva de setembro")) == held);
  BOOST_TEST(message(email("chuva de setembro")) == held);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE action = 'senha_atual_recusada'") == 2);
  clock.advance(std::chrono::seconds(1));
  BOOST_TEST(password("chuva de setembro").ok());
  BOOST_TEST(message(password("errada")) == "A senha atual n\u00E3o confere.");
}

BOOST_AUTO_TEST_CASE(people_are_found_by_part_of_an_email_without_case_and_accents) {
  auto input = k_ana;
  input.email = "j\u00F3se@exemplo.com.br";
  operations::add_user(context(), input).value();
  BOOST_TEST(storage::count_users(tenant(), {.text = "JOSE@"}) == 1);
  BOOST_TEST(!storage::find_user_by_email(tenant(), "jose@exemplo.com.br"));
}

BOOST_AUTO_TEST_CASE(an_email_stored_before_it_was_tidied_is_found_as_it_is_typed) {
  const auto id = operations::add_user(context(), k_ana).value();
  db.execute("UPDATE user SET email = ? WHERE id = ?", {"an\u200Ba@\u00ADexemplo.com.br", id});
  const auto found = [&] {
    return storage::find_user_by_email(tenant(), operations::email_of(" Ana@Exemplo.com.br")).has_value();
  };
  BOOST_TEST(!found());
  for (const auto& migration : storage::migrations())
    if (migration.number == 56)
      for (const auto& statement : storage::statements_of(migration.text)) db.run_script_statement(statement);
  BOOST_TEST(found());
}

BOOST_AUTO_TEST_CASE(a_new_own_email_asks_for_the_password) {
  const auto id = operations::add_user(context(), k_ana).value();
  operations::UserInput input{.name = "Ana S.", .email = "nova@exemplo.com.br"};
  BOOST_TEST(operations::change_own_profile(context(), id, input).error().errors.has("senha"));
  input.password = "chuva de setembro";
  operations::change_own_profile(context(), id, input).value();
  const auto user = storage::find_user(tenant(), id).value();
  BOOST_TEST(user.email == "nova@exemplo.com.br");
  BOOST_TEST((user.role == domain::Role::administrator));
}

BOOST_AUTO_TEST_CASE(a_person_being_let_out_or_demoted_does_not_put_himself_back) {
  auto second = k_ana;
  second.email = "bia@exemplo.com.br";
  operations::add_user(context(), second).value();
  const auto id = operations::add_user(context(), k_ana).value();
  auto demoted = k_ana;
  demoted.role = "leitura";
  demoted.password = "";
  const auto profile = [&](const operations::Context& own) {
    operations::change_own_profile(
        own, id, {.name = "Ana S.", .email = "nova@exemplo.com.br", .password = "chuva de setembro"});
  };
  meanwhile([&] { operations::change_user(context(), id, demoted).value(); }, profile);
  BOOST_TEST((storage::find_user(tenant(), id)->role == domain::Role::reader));
  meanwhile([&] { operations::set_user_active(context(), id, false).value(); },
            [&](const operations::Context& own) { operations::change_user(own, id, demoted); });
  BOOST_TEST(!storage::find_user(tenant(), id)->active);
  meanwhile([&] { operations::set_user_active(context(), id, true).value(); }, profile);
  BOOST_TEST(storage::find_user(tenant(), id)->active);
  meanwhile([&] { operations::set_user_active(context(), id, false).value(); }, profile);
  BOOST_TEST(!storage::find_user(tenant(), id)->active);
}

BOOST_AUTO_TEST_CASE(letting_out_writes_nothing_else) {
  const auto id = operations::add_user(context(), k_ana).value();
  auto second = k_ana;
  second.email = "bia@exemplo.com.br";
  operations::add_user(context(), second).value();
  auto renamed = k_ana;
  renamed.name = "Ana Lima";
  renamed.role = "operador";
  meanwhile([&] { operations::change_user(context(), id, renamed).value(); },
            [&](const operations::Context& own) { operations::set_user_active(own, id, false).value(); });
  const auto user = storage::find_user(tenant(), id).value();
  BOOST_TEST(user.name == "Ana Lima");
  BOOST_TEST((user.role == domain::Role::attendant));
  BOOST_TEST(!user.active);
}

BOOST_AUTO_TEST_CASE(a_password_replaced_meanwhile_is_not_replaced_by_who_knew_the_old_one) {
  const auto id = operations::add_user(context(), k_ana).value();
  auto reset = k_ana;
  reset.password = "outra frase longa";
  meanwhile([&] { operations::change_user(context(), id, reset).value(); },
            [&](const operations::Context& own) {
              const auto late =
                  operations::change_own_password(own, id, "chuva de setembro", "sol de janeiro!",
                                                  "sol de janeiro!", base::token_hash("here"));
              BOOST_TEST((!late && late.error().errors.has("senha_atual")));
            });
  BOOST_TEST(operations::password_fits(storage::find_user(tenant(), id)->password_hash, "outra frase longa"));
}

BOOST_AUTO_TEST_CASE(another_provider_does_not_see_or_change_the_user) {
  const auto id = operations::add_user(context(), k_ana).value();
  const auto there = context_of(other_provider_id);
  BOOST_TEST(!storage::find_user(other_tenant(), id));
  BOOST_TEST((operations::change_user(there, id, k_ana).error().kind == base::Problem::Kind::missing));
  BOOST_TEST((operations::set_user_active(there, id, false).error().kind == base::Problem::Kind::missing));
}

BOOST_AUTO_TEST_CASE(every_change_is_in_the_trail_and_no_password_is) {
  const auto id = operations::add_user(context(), k_ana).value();
  auto input = k_ana;
  input.name = "Ana Lima";
  input.password = "outra frase longa";
  operations::change_user(context(), id, input).value();
  const auto lines = storage::list_audit_of(tenant(), domain::Entity::user, id, 0, 10);
  BOOST_REQUIRE(lines.size() == 3);
  BOOST_TEST(lines[0].entry.action == "alterado");
  BOOST_TEST(lines[0].entry.changes.at(0).before == "Ana Souza");
  BOOST_TEST(lines[1].entry.action == "senha_alterada");
  BOOST_TEST(
      count("SELECT COUNT(*) AS n FROM audit WHERE changes LIKE '%frase%' OR changes LIKE '%argon%'") == 0);
}

BOOST_AUTO_TEST_CASE(users_are_listed_by_part_of_name_or_email_and_a_percent_sign_is_no_wildcard) {
  operations::add_user(context(), k_ana).value();
  const auto found = [&](const char* text) {
    return storage::list_users(tenant(), {.text = text, .active = true}, {}).lines.size();
  };
  BOOST_TEST(found("souza") == 1);
  BOOST_TEST(found("exemplo.com") == 1);
  BOOST_TEST(found("") == 1);
  BOOST_TEST(found("%") == 0);
  BOOST_TEST(storage::count_users(tenant(), {.active = false}) == 0);
  BOOST_TEST(storage::count_users(tenant(), {}) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
