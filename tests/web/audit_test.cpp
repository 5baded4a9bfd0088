#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "storage/audit.h"
#include "web/browser.h"
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

BOOST_AUTO_TEST_CASE(a_number_or_code_that_is_a_records_finds_all_that_happened_to_it_however_long_ago) {
  const auto records = make_records(provider_id, "Fibra", 1001);
  const auto alien = make_records(other_provider_id, "Alheio", 2002);
  db.execute("DELETE FROM audit");
  const auto long_ago = clock.now() - std::chrono::days(400);
  const std::pair<std::string, std::uint64_t> all[] = {
      {"servico", records.service},   {"pacote_servico", records.service_package},
      {"cliente", records.customer},  {"pacote", records.package},
      {"plano", records.plan},        {"integracao", records.integration},
      {"servico", alien.service + 1}, {"plano", alien.plan + 1}};
  std::map<std::string, std::string> mark;
  for (const auto& [entity, id] : all) {
    auto& value = mark[entity];
    const bool own = value.empty();
    if (own) value = "valor (" + entity + ")";
    note(entity, id, "token:ERP", "", own ? value : "alheio", long_ago);
  }
  const std::pair<std::string, std::set<std::string>> searches[] = {
      {"1001", {"servico", "pacote_servico"}},
      {" 1001 ", {"servico", "pacote_servico"}},
      {std::to_string(records.service_package), {"pacote_servico"}},
      {"codigo1001", {"cliente", "pacote", "plano", "integracao"}},
      {"529.982.247-25", {"cliente"}},
      {"2002", {}},
      {"codigo2002", {}}};
  for (const auto& [typed, wanted] : searches)
    for (const auto& [entity, value] : mark)
      BOOST_TEST(holds(found("busca=" + http::url_encode(typed)), value) == wanted.contains(entity),
                 typed << ": " << entity);
  for (const auto* typed : {"1001", "codigo1001", "2002"})
    BOOST_TEST(!holds(found("busca=" + std::string(typed)), "alheio"), typed);
  BOOST_TEST(holds(found("busca=codigo1001&registro=plano"), mark["plano"]));
  BOOST_TEST(!holds(found("busca=codigo1001&registro=plano"), mark["cliente"]));
  BOOST_TEST(!holds(found("busca=codigo1001&quem=Ana"), mark["plano"]));
  BOOST_TEST(!holds(found("busca=1001&de=01/11/2026"), mark["servico"]));
}

BOOST_AUTO_TEST_CASE(what_no_key_finds_is_sought_in_parts_that_say_where_they_end) {
  note("plano", 1, "usuario:Ana <ana@exemplo.com.br>", "", "achado", clock.now() - std::chrono::days(2));
  db.execute(R"sql(
    INSERT INTO audit (provider_id, at, actor, entity, entity_id, action, changes)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 109)
    SELECT ?, ? - INTERVAL a.i * 110 + b.i SECOND, 'sistema', 'servico', 1, 'alterado', '[]' FROM n a CROSS JOIN n b)sql",
             {provider_id, clock.now()});
  for (const std::string query : {"busca=achado", "quem=ana@", "registro=plano"}) {
    const auto first = found(query);
    BOOST_TEST(!holds(first, "achado<"), query);
    BOOST_TEST(holds(first, "Nada encontrado até aqui"), query);
    const auto link = first.find("Continuar a busca");
    const auto start = first.rfind("href=\"", link) + 6;
    const auto next = test::plain_text(first.substr(start, first.find('"', start) - start));
    BOOST_TEST(holds(get(next).body, "achado"), query);
    const auto csv = test::body_of(get("/auditoria?formato=csv&" + query));
    BOOST_TEST(std::count(csv.begin(), csv.end(), '\n') == 2, query);
    const auto oldest = get("/auditoria?ordem=quando&" + query).body;
    BOOST_TEST(holds(oldest, "achado"), query);
  }
}

BOOST_AUTO_TEST_CASE(a_stored_word_is_told_by_what_it_means_in_its_field) {
  const auto tell = [&](domain::Entity entity, const std::string& field, const std::string& value) {
    db.execute("DELETE FROM audit");
    storage::insert_audit(
        tenant(), clock.now(), "sistema",
        {.entity = entity, .entity_id = 1, .action = "alterado", .changes = {{field, "", value}}});
    return found("");
  };
  using enum domain::Entity;
  BOOST_TEST(holds(tell(service_package, "motivo", "troca"), "Troca por outro pacote"));
  BOOST_TEST(holds(tell(service_package, "motivo", "servico"), "Fim do serviço"));
  BOOST_TEST(holds(tell(customer, "tipo_pessoa", "pj"), "Pessoa jurídica"));
  BOOST_TEST(holds(tell(user, "papel", "administrador"), "Papel: Administrador"));
  BOOST_TEST(holds(tell(service, "motivo", "troca"), "Motivo: troca"));  // typed with a courtesy
  for (const auto* word : {"pj", "servico", "degustacao", "2026-11-24", "administrador"})
    BOOST_TEST(holds(tell(plan, "descricao", word), "Descrição: " + std::string(word)), word);
  BOOST_TEST(holds(tell(service_package, "data_limite", "2026-11-24"), "Data limite: 24/11/2026"));
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
