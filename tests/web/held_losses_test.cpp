#include <boost/test/unit_test.hpp>

#include "operations/losses.h"
#include "web/site.h"

// *Contas retidas*: what the guard against mass loss holds, as people see and decide it (D70).

namespace {

struct Held : test::Site {
  test::Records own = make_records(provider_id, "Fibra", 1001);
  std::string path = "/plataformas/" + std::to_string(own.told_integration) + "/retidas";

  std::string shown(const std::string& where, std::string_view role = "leitura") {
    return test::body_of(get(where, role));
  }
  static bool holds(const std::string& body, std::string_view text) {
    return body.find(text) != std::string::npos;
  }
  std::uint32_t integration() const { return static_cast<std::uint32_t>(own.told_integration); }
  void hold(domain::LossCause cause, std::int32_t more) {
    storage::change_hold(tenant(), integration(), cause, {.held = more});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_held_losses, Held)

BOOST_AUTO_TEST_CASE(home_transmissions_and_the_integration_say_how_many_are_held_and_lead_to_them) {
  hold(domain::LossCause::suspended_by_feed, 2999);
  for (const auto* where : {"/", "/transmissoes"}) {
    const auto page = shown(where);
    for (const auto* text : {"3.000 contas retidas", "nada delas foi enviado", "NEO", path.c_str()})
      BOOST_TEST(holds(page, text), where << " " << text);
  }
  BOOST_TEST(holds(shown("/plataformas"), "3.000 retidas"));
  db.execute("UPDATE integration SET active = 0 WHERE gateway = 'neo'");
  BOOST_TEST(!holds(shown("/"), "NEO"));
  db.execute("UPDATE loss_guard SET shut_at = NULL");
  BOOST_TEST(!holds(shown("/"), "retidas desde"));
}

BOOST_AUTO_TEST_CASE(the_page_tells_each_cause_and_only_an_administrator_is_offered_to_decide) {
  hold(domain::LossCause::removed_by_feed, 7);
  const auto page = shown(path, "administrador");
  for (const auto* text :
       {"8 contas", "Suspensas pelo ERP", "Removidas ou encerradas pelo ERP", "a suspensão",
        "a remoção da conta ou do produto", "50 contas ou 10 %", "/removida_pelo_erp/liberar"})
    BOOST_TEST(holds(page, text), text);
  BOOST_TEST(!holds(page, "Degustação ou data limite"));
  BOOST_TEST(!holds(shown(path, "operador"), "/liberar"));
  BOOST_TEST(get("/plataformas/" + std::to_string(own.integration) + "/retidas").status == 404);
}

BOOST_AUTO_TEST_CASE(letting_a_cause_go_says_first_how_many_and_what_is_sent_and_stands_in_the_trail) {
  hold(domain::LossCause::suspended_by_feed, 89);
  const auto ask = path + "/suspensa_pelo_erp/liberar";
  const auto question = shown(ask, "administrador");
  for (const auto* text : {"90 contas", "recebe a suspensão de cada uma, uma vez só"})
    BOOST_TEST(holds(question, text), text);
  const auto done = post(ask);
  BOOST_TEST(done.status == 303);
  BOOST_TEST(test::header_of(done, "Location").starts_with("/tarefas/"));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM job WHERE kind = 'liberar_retidas' AND subject_id = ?",
                   {own.told_integration}) == 1);
  const auto history = shown("/plataformas/" + std::to_string(own.told_integration) + "/historico");
  BOOST_TEST(holds(history, "Contas retidas liberadas"));
  BOOST_TEST(holds(history, "Suspensas pelo ERP"));
}

BOOST_AUTO_TEST_CASE(a_cause_of_which_nothing_is_held_any_more_is_not_let_go) {
  const auto none = path + "/prazo/liberar";
  BOOST_TEST(test::header_of(get(none), "Location") == path);
  BOOST_TEST(test::header_of(post(none), "Location") == path);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM job WHERE kind = 'liberar_retidas'") == 0);
  BOOST_TEST(get(path + "/qualquer/liberar").status == 404);
}

BOOST_AUTO_TEST_CASE(dropping_the_corrected_ones_says_that_nothing_is_sent_and_stands_in_the_trail) {
  BOOST_TEST(holds(shown(path + "/descartar", "administrador"), "Nenhuma suspensão ou remoção é enviada"));
  BOOST_TEST(post(path + "/descartar").status == 303);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM job WHERE kind = 'retransmitir'") == 1);
  BOOST_TEST(holds(shown("/plataformas/" + std::to_string(own.told_integration) + "/historico"),
                   "Contas retidas conferidas outra vez"));
}

BOOST_AUTO_TEST_CASE(the_page_of_an_open_guard_says_how_the_last_time_ended) {
  db.execute("UPDATE loss_guard SET shut_at = NULL, last_shut_at = ?, last_open_at = ?, last_accounts = 3000",
             {clock.now() - std::chrono::hours(1), clock.now()});
  db.execute("DELETE FROM loss_hold");
  const auto page = shown(path);
  for (const auto* text :
       {"Nenhuma conta está retida", "3.000 contas", "nada delas foi enviado", "nenhuma foi liberada"})
    BOOST_TEST(holds(page, text), text);
}

BOOST_AUTO_TEST_SUITE_END()
