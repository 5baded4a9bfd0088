#include <boost/test/unit_test.hpp>

#include <set>

#include "storage/audit.h"
#include "web/site.h"

namespace {

struct Trail : test::Site {
  Trail() { db.execute("DELETE FROM audit"); }

  void note(const std::string& entity, std::uint64_t id, const std::string& actor, const std::string& before,
            const std::string& after, base::Instant at) {
    storage::insert_audit(tenant(), at, actor,
                          {.entity = domain::entity_at(entity),
                           .entity_id = id,
                           .action = "alterado",
                           .changes = {{"valor", before, after}}});
  }
  std::string found(const std::string& query) { return get("/auditoria?" + query).body; }
  static bool holds(const std::string& body, std::string_view text) {
    return body.find(text) != std::string::npos;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit_page, Trail)

BOOST_AUTO_TEST_CASE(a_change_is_found_by_who_by_record_by_what_changed_and_by_day) {
  note("plano", 1, "usuario:Ana <ana@exemplo.com.br>", "R$ 10,00", "R$ 12,00", clock.now());
  note("pacote", 2, "token:ERP", "R$ 20,00", "R$ 24,00", clock.now() - std::chrono::days(3));
  BOOST_TEST(holds(found("quem=ana@"), "R$ 12,00"));
  BOOST_TEST(!holds(found("quem=ana@"), "R$ 24,00"));
  BOOST_TEST(holds(found("registro=pacote"), "R$ 24,00"));
  BOOST_TEST(!holds(found("registro=pacote"), "R$ 12,00"));
  BOOST_TEST(holds(found("busca=24,00"), "Token ERP"));
  BOOST_TEST(!holds(found("busca=24,00"), "R$ 12,00"));
  BOOST_TEST(!holds(found("de=2026-11-20"), "R$ 24,00"));
  BOOST_TEST(holds(found("de=2026-11-19&ate=2026-11-19"), "R$ 24,00"));
  BOOST_TEST(!holds(found("de=2026-11-19&ate=2026-11-19"), "R$ 12,00"));
}

BOOST_AUTO_TEST_CASE(a_day_is_understood_as_it_is_typed_and_what_is_none_is_an_error_at_its_field) {
  note("plano", 1, "usuario:Ana <ana@exemplo.com.br>", "R$ 10,00", "R$ 12,00", clock.now());
  note("pacote", 2, "token:ERP", "R$ 20,00", "R$ 24,00", clock.now() - std::chrono::days(3));
  for (const auto* day : {"19/11/26", "19112026", "19-11-2026", " 19/11/2026 "}) {
    const auto body = found("de=" + http::url_encode(day) + "&ate=" + http::url_encode(day));
    BOOST_TEST(holds(body, "R$ 24,00"), day);
    BOOST_TEST(!holds(body, "R$ 12,00"), day);
    BOOST_TEST(holds(body, R"(name="de" value="19/11/2026")"), day);
  }
  for (const auto* day : {"ontem", "31/02/2026", "19/11/22026"}) {
    const auto response = get("/auditoria?de=" + http::url_encode(day));
    BOOST_TEST(response.status == 422, day);
    BOOST_TEST(holds(response.body, "“" + std::string(day) + "” não é uma data"), day);
    BOOST_TEST(holds(response.body, "aria-invalid"), day);
    BOOST_TEST(!holds(response.body, "R$ 12,00"), day);
    BOOST_TEST(get("/auditoria?formato=csv&de=" + http::url_encode(day)).status == 422);
  }
}

BOOST_AUTO_TEST_CASE(the_last_30_days_are_shown_or_those_from_the_day_asked_for_and_the_page_says_which) {
  note("plano", 1, "token:ERP", "R$ 10,00", "R$ 12,00", clock.now() - std::chrono::days(40));
  for (const auto* filters : {"", "busca=12,00", "registro=plano", "quem=ERP", "formato=csv", "de="}) {
    const auto text = test::body_of(get("/auditoria?" + std::string(filters)));
    BOOST_TEST(!holds(text, "Token ERP"), filters);
    if (std::string_view(filters) != "formato=csv")
      BOOST_TEST(holds(text, R"(name="de" value="23/10/2026")"), filters);
  }
  for (const auto* filters : {"", "&busca=12,00", "&registro=plano", "&quem=ERP", "&formato=csv"})
    BOOST_TEST(holds(test::body_of(get("/auditoria?de=2026-01-01" + std::string(filters))), "Token ERP"),
               filters);
  BOOST_TEST(holds(found("ate=2026-10-31"), "Token ERP"));
}

BOOST_AUTO_TEST_CASE(a_page_begins_where_the_one_before_left_off_also_within_one_moment) {
  for (int number = 1; number <= 30; ++number)
    note("plano", 1, "sistema", "", "valor" + std::to_string(number) + ".", clock.now());
  std::string path = "/auditoria?itens=10";
  std::set<std::string> seen;
  for (int page = 0; page < 3; ++page) {
    const auto body = get(path).body;
    for (int number = 1; number <= 30; ++number)
      if (const auto text = "valor" + std::to_string(number) + "."; holds(body, text))
        BOOST_TEST(seen.insert(text).second, text);
    const auto next = body.find(">Próxima");
    if (next == std::string::npos) break;
    const auto start = body.rfind("href=\"", next) + 6;
    path = body.substr(start, body.find('"', start) - start);
    for (auto at = path.find("&amp;"); at != std::string::npos; at = path.find("&amp;"))
      path.erase(at + 1, 4);
  }
  BOOST_TEST(seen.size() == 30U);
}

BOOST_AUTO_TEST_CASE(records_are_called_what_people_call_them_and_lead_to_their_pages) {
  const auto records = make_records(provider_id, "Fibra", 1001);
  const auto body = found("");
  BOOST_TEST(holds(body, "Serviço 1001"));
  BOOST_TEST(holds(body, "Cliente codigo1001"));
  BOOST_TEST(holds(body, "Integração Fibra"));
  BOOST_TEST(holds(body, "href=\"/servicos/" + std::to_string(records.service) + "\""));
  BOOST_TEST(holds(body, "Serviço Habilitado"));
  BOOST_TEST(!holds(body, "status_prefixo"));
}

BOOST_AUTO_TEST_CASE(the_trail_and_its_csv_show_no_document_and_no_secret) {
  make_records(provider_id, "Fibra", 1001);
  for (const auto& text : {found(""), test::body_of(get("/auditoria?formato=csv"))}) {
    BOOST_TEST(holds(text, "***.982.247-**"));
    BOOST_TEST(!holds(text, "52998224725"));
    BOOST_TEST(!holds(text, "529.982.247-25"));
    BOOST_TEST(!holds(text, "$argon2"));
  }
}

BOOST_AUTO_TEST_CASE(another_providers_changes_are_not_in_it) {
  make_records(other_provider_id, "Alheio", 2002);
  BOOST_TEST(!holds(found(""), "Alheio"));
}

BOOST_AUTO_TEST_CASE(operators_and_readers_do_not_see_it) {
  BOOST_TEST(get("/auditoria", "operador").status == 403);
  BOOST_TEST(!holds(get("/", "operador").body, "/auditoria"));
}

BOOST_AUTO_TEST_SUITE_END()
