#include "operations/invitations.h"

#include <boost/test/unit_test.hpp>

#include "operations/login.h"
#include "operations/second_factor.h"
#include "storage/audit.h"
#include "storage/sessions.h"
#include "support/database.h"

namespace {

constexpr auto k_password = "chuva de setembro";
const operations::UserInput k_ana{
    .name = "Ana Souza", .email = "Ana@Exemplo.com.br", .role = "administrador"};

struct Invitations : test::Database {
  operations::Invited invited = operations::invite_new_user(context(), k_ana).value();

  bool leads_in(const std::string& password) {
    return operations::log_in(context(), {.email = "ana@exemplo.com.br", .password = password}).ok();
  }
  auto accept(const std::string& token, const std::string& password = k_password) {
    return operations::accept_invitation(context(), token, password, password);
  }
  bool is_gone(const std::string& token) {
    const auto refused = accept(token);
    return !refused && refused.error().kind == base::Problem::Kind::missing &&
           !operations::find_invited(context(), token);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(invitations, Invitations)

BOOST_AUTO_TEST_CASE(nobody_signs_in_as_an_invited_person_before_the_password_is_set) {
  for (const auto* guess : {"", "none", "chuva de setembro"}) BOOST_TEST(!leads_in(guess), guess);
  BOOST_TEST(operations::find_invited(context(), invited.token)->email == "ana@exemplo.com.br");
  BOOST_TEST(accept(invited.token).ok());
  BOOST_TEST(leads_in(k_password));
}

BOOST_AUTO_TEST_CASE(a_link_is_used_once_and_kept_as_a_digest) {
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM invitation WHERE token_hash = ?",
                   {base::token_hash(invited.token)}) == 1);
  accept(invited.token).value();
  BOOST_TEST(is_gone(invited.token));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM invitation") == 0);
}

BOOST_AUTO_TEST_CASE(of_two_who_follow_one_link_at_a_time_one_sets_the_password) {
  meanwhile(
      [&] { BOOST_TEST(accept(invited.token).ok()); },
      [&](const operations::Context& own) {
        BOOST_TEST(!operations::accept_invitation(own, invited.token, "sol de janeiro!", "sol de janeiro!"));
      });
  BOOST_TEST(leads_in(k_password));
}

BOOST_AUTO_TEST_CASE(a_link_is_over_after_72_hours) {
  clock.advance(operations::k_invitation_life - std::chrono::seconds(1));
  BOOST_TEST(operations::find_invited(context(), invited.token).has_value());
  clock.advance(std::chrono::seconds(1));
  BOOST_TEST(is_gone(invited.token));
}

BOOST_AUTO_TEST_CASE(a_new_link_ends_the_older_one) {
  const auto newer = operations::invite_user(context(), invited.user_id).value();
  BOOST_TEST(is_gone(invited.token));
  BOOST_TEST(accept(newer.token).ok());
}

BOOST_AUTO_TEST_CASE(the_password_follows_the_rules_and_a_refused_one_leaves_the_link_as_it_is) {
  const auto refused = operations::accept_invitation(context(), invited.token, "curta", "outra");
  for (const auto* field : {"senha_nova", "senha_repetida"})
    BOOST_TEST(refused.error().errors.has(field), field);
  BOOST_TEST(accept(invited.token, "ana souza ana").error().errors.has("senha_nova"));
  BOOST_TEST(accept(invited.token).ok());
}

BOOST_AUTO_TEST_CASE(a_password_goes_on_until_the_link_is_used_and_then_its_sessions_end) {
  accept(invited.token).value();
  BOOST_TEST(leads_in(k_password));
  const auto again = operations::invite_user(context(), invited.user_id).value();
  BOOST_TEST(leads_in(k_password));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM session") == 2);
  accept(again.token, "sol de janeiro!").value();
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM session") == 0);
  BOOST_TEST(!leads_in(k_password));
}

BOOST_AUTO_TEST_CASE(any_other_new_password_and_letting_out_end_the_link) {
  auto with_password = k_ana;
  with_password.password = k_password;
  operations::change_user(context(), invited.user_id, with_password).value();
  BOOST_TEST(is_gone(invited.token));
  auto bia = k_ana;
  bia.email = "bia@exemplo.com.br";
  const auto other = operations::invite_new_user(context(), bia).value();
  operations::set_user_active(context(), other.user_id, false).value();
  BOOST_TEST(is_gone(other.token));
  operations::set_user_active(context(), other.user_id, true).value();
  BOOST_TEST(is_gone(other.token));
  operations::set_user_active(context(), other.user_id, false).value();
  BOOST_TEST(operations::invite_user(context(), other.user_id).error().code == "usuario_inativo");
}

BOOST_AUTO_TEST_CASE(a_link_by_which_a_password_is_reset_is_no_way_around_the_second_factor) {
  accept(invited.token).value();
  db.execute("UPDATE user SET totp_secret = 'x' WHERE id = ?", {invited.user_id});
  accept(operations::invite_user(context(), invited.user_id)->token, "sol de janeiro!").value();
  const auto in =
      operations::log_in(context(), {.email = "ana@exemplo.com.br", .password = "sol de janeiro!"});
  BOOST_TEST(in.value().half.has_value());
  BOOST_TEST(in.value().session_token.empty());
}

BOOST_AUTO_TEST_CASE(an_invited_administrator_without_a_password_does_not_stand_in_for_the_last_one) {
  auto with_password = k_ana;
  with_password.email = "bia@exemplo.com.br";
  with_password.password = k_password;
  const auto bia = operations::add_user(context(), with_password).value();
  BOOST_TEST(operations::set_user_active(context(), bia, false).error().code == "ultimo_administrador");
  accept(invited.token).value();
  BOOST_TEST(operations::set_user_active(context(), bia, false).ok());
}

BOOST_AUTO_TEST_CASE(
    a_link_leads_nowhere_at_another_provider_and_another_provider_invites_nobody_of_this_one) {
  const auto there = context_of(other_provider_id);
  BOOST_TEST(!operations::find_invited(there, invited.token));
  BOOST_TEST(!operations::accept_invitation(there, invited.token, k_password, k_password));
  BOOST_TEST((operations::invite_user(there, invited.user_id).error().kind == base::Problem::Kind::missing));
  BOOST_TEST(accept(invited.token).ok());
}

BOOST_AUTO_TEST_CASE(an_invitation_of_an_email_in_use_or_with_wrong_fields_creates_nothing) {
  BOOST_TEST(operations::invite_new_user(context(), k_ana).error().errors.has("email"));
  const auto refused = operations::invite_new_user(context(), {.email = "ana"});
  for (const auto* field : {"nome", "email", "papel"}) BOOST_TEST(refused.error().errors.has(field), field);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM user") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM invitation") == 1);
}

BOOST_AUTO_TEST_CASE(invitation_and_acceptance_are_in_the_trail_the_latter_by_the_person) {
  accept(invited.token).value();
  const auto lines = storage::list_audit_of(tenant(), domain::Entity::user, invited.user_id, 0, 10);
  BOOST_REQUIRE(lines.size() == 4U);
  BOOST_TEST(lines[0].entry.action == "convite_aceito");
  BOOST_TEST(lines[0].actor == "usuario:Ana Souza <ana@exemplo.com.br>");
  BOOST_TEST(lines[1].entry.action == "senha_alterada");
  BOOST_TEST(lines[1].actor == "usuario:Ana Souza <ana@exemplo.com.br>");
  BOOST_TEST(lines[2].entry.action == "convidado");
  BOOST_TEST(lines[3].entry.action == "criado");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE changes LIKE ?", {"%" + invited.token + "%"}) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
