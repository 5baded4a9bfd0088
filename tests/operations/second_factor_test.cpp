#include "operations/second_factor.h"

#include <boost/test/unit_test.hpp>

#include "base/totp.h"
#include "operations/login.h"
#include "operations/people.h"
#include "operations/provider_settings.h"
#include "storage/sessions.h"
#include "support/database.h"

namespace {

using Why = operations::CodeRefusal::Why;
using std::chrono::seconds;

constexpr auto k_password = "chuva de setembro";

/// Ana, whose second factor is on.
struct Ana : test::Database {
  std::uint32_t id =
      operations::add_user(
          context(),
          {.name = "Ana", .email = "ana@exemplo.com.br", .role = "operador", .password = k_password})
          .value();
  std::string secret = base::new_totp_secret();
  operations::RecoveryCodes recovery = enable().value();

  Ana() { clock.advance(seconds(60)); }

  std::string code(int off = 0) {
    return base::totp_code(secret, base::totp_step(clock.now() + seconds(off)));
  }
  std::string wrong() {
    return code() == "000000" || code(30) == "000000" || code(-30) == "000000" ? "111111" : "000000";
  }
  base::Result<operations::RecoveryCodes> enable() {
    return operations::enable_second_factor(
        context(), id,
        {.password = k_password, .code = code(), .secret = secret, .session_hash = base::token_hash("here")});
  }
  auto user() { return storage::find_user(tenant(), id).value(); }
  auto take(const std::string& typed) { return operations::take_code(context(), user(), typed, {}); }
  operations::LoggedIn half() {
    return operations::log_in(context(),
                              {.email = "ana@exemplo.com.br", .password = k_password, .address = "10.0.0.1"})
        .value();
  }
  auto finish(const operations::LoggedIn& half, const std::string& typed, const std::string& device = "") {
    return operations::log_in_by_code(context(), half.half.value(),
                                      {.code = typed, .address = "10.0.0.1", .device = device});
  }
  std::int64_t told(const char* action) {
    return count("SELECT COUNT(*) AS n FROM audit WHERE action = ?", {action});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(second_factor, Ana)

BOOST_AUTO_TEST_CASE(the_right_password_opens_no_session_and_the_code_behind_it_does) {
  const auto in = half();
  BOOST_TEST(in.session_token.empty());
  BOOST_TEST(in.device.empty());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM session") == 0);
  BOOST_TEST(told("entrou") == 0);
  const auto done = finish(in, code()).value();
  BOOST_TEST(operations::find_live_session(tenant(), done.in.session_token, clock.now()).has_value());
  BOOST_TEST(!done.in.device.empty());
  BOOST_TEST(told("entrou") == 1);
}

BOOST_AUTO_TEST_CASE(a_code_is_taken_once_and_the_one_that_switched_it_on_is_not_taken_either) {
  BOOST_TEST(finish(half(), code()).ok());
  BOOST_TEST((finish(half(), code()).error().why == Why::used));
  BOOST_TEST((finish(half(), code(-30)).error().why == Why::used));
  clock.advance(seconds(30));
  BOOST_TEST(finish(half(), code()).ok());
  operations::reset_second_factor(context(), id).value();
  BOOST_TEST(enable().ok());
  BOOST_TEST((finish(half(), code()).error().why == Why::used));
}

BOOST_AUTO_TEST_CASE(of_two_tabs_with_one_code_one_gets_in) {
  const auto first = half();
  const auto second = half();
  meanwhile([&] { BOOST_TEST(finish(first, code()).ok()); },
            [&](const operations::Context& own) {
              const auto late = operations::log_in_by_code(own, second.half.value(), {.code = code()});
              BOOST_TEST((!late && late.error().why == Why::used));
            });
}

BOOST_AUTO_TEST_CASE(a_recovery_code_lets_in_once_and_is_kept_as_a_digest) {
  const auto done = finish(half(), " " + recovery.front()).value();
  BOOST_TEST(done.taken.recovery);
  BOOST_TEST(done.taken.left == 9U);
  BOOST_TEST((finish(half(), recovery.front()).error().why == Why::wrong));
  BOOST_TEST(finish(half(), recovery.back()).value().taken.left == 8U);
  const auto settled = domain::settled_code(recovery.at(1));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM recovery_code WHERE code_hash = ? OR code_hash = ?",
                   {settled, base::token_hash(settled)}) == 0);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE changes LIKE '%codigos_restantes%'") == 2);
}

BOOST_AUTO_TEST_CASE(the_secret_is_stored_sealed_and_for_its_person_alone) {
  BOOST_TEST(user().totp_secret.find(secret) == std::string::npos);
  BOOST_TEST(keyring.opened(user().totp_secret, storage::second_factor_context(id)) == secret);
  BOOST_TEST(!keyring.open(user().totp_secret, storage::second_factor_context(id + 1)));
}

BOOST_AUTO_TEST_CASE(too_many_wrong_codes_hold_even_the_right_one_back_and_leave_a_trace) {
  const auto in = half();
  for (int i = 0; i < 5; ++i) BOOST_TEST((finish(in, wrong()).error().why == Why::wrong));
  const auto held = finish(in, code()).error();
  BOOST_TEST((held.why == Why::held_back));
  BOOST_TEST(held.wait.count() == 1);
  BOOST_TEST(told("codigo_recusado") == 2);  // the first, and the one from which on there is a wait
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE action = 'codigo_recusado' AND actor = "
                   "'desconhecido' AND changes LIKE '%10.0.0.1%'") == 2);
  clock.advance(seconds(1));
  BOOST_TEST(finish(in, code()).ok());
}

BOOST_AUTO_TEST_CASE(a_new_password_entry_does_not_give_new_guesses_at_the_code) {
  for (int i = 0; i < 5; ++i) finish(half(), wrong());
  BOOST_TEST((finish(half(), code()).error().why == Why::held_back));
}

BOOST_AUTO_TEST_CASE(whoever_guesses_at_codes_does_not_hold_back_the_browser_its_owner_uses) {
  const auto device = finish(half(), code()).value().in.device;
  clock.advance(seconds(30));
  for (int i = 0; i < 6; ++i) finish(half(), wrong());
  BOOST_TEST((finish(half(), code()).error().why == Why::held_back));
  BOOST_TEST(finish(half(), code(), device).ok());
}

BOOST_AUTO_TEST_CASE(what_is_no_code_at_all_is_no_guess) {
  for (int i = 0; i < 20; ++i) BOOST_TEST((take("abc").error().why == Why::malformed));
  BOOST_TEST(take(code()).ok());
}

BOOST_AUTO_TEST_CASE(a_half_log_in_is_over_once_password_factor_or_person_are_no_longer_as_they_were) {
  const auto in = half();
  operations::change_user(
      context(), id,
      {.name = "Ana", .email = "ana@exemplo.com.br", .role = "operador", .password = "outra frase longa"})
      .value();
  BOOST_TEST((finish(in, code()).error().why == Why::over));
  operations::change_user(
      context(), id,
      {.name = "Ana", .email = "ana@exemplo.com.br", .role = "operador", .password = k_password})
      .value();
  const auto before_reset = half();
  operations::reset_second_factor(context(), id).value();
  BOOST_TEST((finish(before_reset, code()).error().why == Why::over));
  clock.advance(seconds(60));
  enable().value();
  clock.advance(seconds(60));
  BOOST_TEST((finish(before_reset, code()).error().why == Why::over));
  const auto before_leaving = half();
  operations::set_user_active(context(), id, false).value();
  BOOST_TEST((finish(before_leaving, code()).error().why == Why::over));
}

BOOST_AUTO_TEST_CASE(another_provider_neither_finishes_the_log_in_nor_takes_the_factor_away) {
  const auto in = half();
  const auto there = context_of(other_provider_id);
  BOOST_TEST((operations::log_in_by_code(there, in.half.value(), {.code = code()}).error().why == Why::over));
  BOOST_TEST((operations::reset_second_factor(there, id).error().kind == base::Problem::Kind::missing));
  BOOST_TEST(
      (operations::renew_recovery_codes(there, id, code()).error().kind == base::Problem::Kind::missing));
  BOOST_TEST((operations::disable_second_factor(there, id, k_password, code()).error().kind ==
              base::Problem::Kind::missing));
  BOOST_TEST(finish(in, code()).ok());
}

BOOST_AUTO_TEST_CASE(switching_it_on_asks_for_the_password_and_a_code_of_the_secret_shown_and_happens_once) {
  operations::reset_second_factor(context(), id).value();
  const auto enable_by = [&](const char* password, const std::string& of, const std::string& typed) {
    return operations::enable_second_factor(context(), id,
                                            {.password = password, .code = typed, .secret = of});
  };
  const auto refused = enable_by("errada", base::new_totp_secret(), code());
  BOOST_TEST(refused.error().errors.has("senha"));
  BOOST_TEST(refused.error().errors.has("codigo"));
  BOOST_TEST(user().totp_secret.empty());
  BOOST_TEST(enable().ok());
  // A second window with another secret.
  const auto other = base::new_totp_secret();
  const auto late = enable_by(k_password, other, base::totp_code(other, base::totp_step(clock.now())));
  BOOST_TEST(late.error().code == "duas_etapas_ligada");
  BOOST_TEST(keyring.opened(user().totp_secret, storage::second_factor_context(id)) == secret);
  BOOST_TEST(told("duas_etapas_ligada") == 2);
}

BOOST_AUTO_TEST_CASE(switching_it_on_ends_every_other_session_and_a_reset_ends_all) {
  operations::reset_second_factor(context(), id).value();
  const auto open = [&](const char* token) {
    storage::insert_session(tenant(), {.token_hash = base::token_hash(token),
                                       .user_id = id,
                                       .created_at = clock.now(),
                                       .last_seen_at = clock.now(),
                                       .expires_at = clock.now() + std::chrono::hours(1)});
  };
  for (const auto* token : {"here", "there"}) open(token);
  enable().value();
  BOOST_TEST(operations::list_live_sessions(context(), id).size() == 1U);
  BOOST_TEST(operations::find_live_session(tenant(), "here", clock.now()).has_value());
  operations::reset_second_factor(context(), id).value();
  BOOST_TEST(operations::list_live_sessions(context(), id).empty());
  BOOST_TEST(told("duas_etapas_redefinida") == 2);
}

BOOST_AUTO_TEST_CASE(switching_it_off_asks_for_password_and_code_and_takes_the_recovery_codes_along) {
  const auto off = [&](const char* password, const std::string& typed) {
    return operations::disable_second_factor(context(), id, password, typed);
  };
  BOOST_TEST(off("errada", code()).error().errors.has("senha"));
  BOOST_TEST(off(k_password, wrong()).error().errors.has("codigo"));
  BOOST_TEST(!user().totp_secret.empty());
  BOOST_TEST(off(k_password, recovery.front()).ok());
  BOOST_TEST(user().totp_secret.empty());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM recovery_code") == 0);
  BOOST_TEST(off(k_password, code()).error().code == "duas_etapas_desligada");
  BOOST_TEST(told("duas_etapas_desligada") == 1);
  BOOST_TEST(!half().half.has_value());
}

BOOST_AUTO_TEST_CASE(new_recovery_codes_ask_for_a_code_and_end_the_old_ones) {
  BOOST_TEST(operations::renew_recovery_codes(context(), id, wrong()).error().errors.has("codigo"));
  const auto renewed = operations::renew_recovery_codes(context(), id, code()).value();
  BOOST_TEST(renewed.size() == 10U);
  BOOST_TEST((take(recovery.at(2)).error().why == Why::wrong));
  BOOST_TEST(take(renewed.at(2)).value().left == 9U);
  BOOST_TEST(told("codigos_renovados") == 1);
}

BOOST_AUTO_TEST_CASE(who_lacks_what_the_provider_demands_is_known_by_every_session) {
  const auto token = finish(half(), code()).value().in.session_token;
  const auto lacks = [&] {
    return operations::find_live_session(tenant(), token, clock.now()).value().lacks_second_factor;
  };
  const auto demand = [&](const char* word) {
    operations::change_provider(context(), {{"exigir_duas_etapas", word}},
                                operations::ProviderSetting::By::administrator)
        .value();
  };
  demand("sim");
  BOOST_TEST(!lacks());
  clock.advance(seconds(30));
  operations::disable_second_factor(context(), id, k_password, code()).value();
  BOOST_TEST(lacks());
  demand("nao");
  BOOST_TEST(!lacks());
}

BOOST_AUTO_TEST_SUITE_END()
