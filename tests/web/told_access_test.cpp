// What the customer's page and *Por que foi negado?* say of a product at a platform that is told by us: what
// the rules say, and what the platform has (SPEC R18, D16, D55).
#include <boost/test/unit_test.hpp>

#include "operations/customers.h"
#include "operations/services.h"
#include "storage/transmissions.h"
#include "web/site.h"

namespace {

bool says(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// A customer named Fibra has P by the service 1001 at an NX Play.
struct Told : test::Site {
  Told() : own(make_records(provider_id, "Fibra", 1001)) {
    operations::put_customer(feed(), "codigo1001",
                             {.document = std::string("52998224725"),
                              .email = std::string("fibra@exemplo.com.br"),
                              .phone = std::string("34991234567")})
        .value();
    operations::put_service(feed(), 1001, {.login = std::string("fibra"), .password = std::string("Certa1")})
        .value();
    db.execute("UPDATE integration SET gateway = 'nxplay' WHERE id = ?", {own.integration});
    account = count("SELECT id AS n FROM account WHERE integration_id = " + std::to_string(own.integration));
  }

  std::string access(std::string_view role = "administrador") {
    const auto page = get("/clientes/" + std::to_string(own.customer), role).body;
    const auto from = page.find("Acesso agora");
    BOOST_REQUIRE(from != std::string::npos);
    return page.substr(from, page.find("Serviços do Cliente", from) - from);
  }
  std::string matrix() { return get("/por-que-foi-negado?cliente=" + std::to_string(own.customer)).body; }
  std::string why() {
    return get("/por-que-foi-negado?cliente=" + std::to_string(own.customer) +
               "&integracao=" + std::to_string(own.integration) + "&produto=P")
        .body;
  }
  void status(const std::string& prefix) { operations::set_service_status(feed(), 1001, prefix).value(); }
  void stands(domain::ToldPackage package) {
    package.since = clock.now();
    storage::save_told_packages(tenant(), {{own.service_package, package}});
  }
  std::string cure() const { return "href=\"/contas/" + std::to_string(account) + "\""; }

  test::Records own;
  std::uint64_t account = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_told_access, Told)

BOOST_AUTO_TEST_CASE(whose_account_is_in_conflict_is_not_said_to_be_in) {
  stands({.reason = domain::Reason::conflict, .message = "O e-mail já é de outro assinante da plataforma"});
  for (const auto& page : {access(), matrix()}) {
    BOOST_TEST(!says(page, "Dentro</span>"));
    BOOST_TEST(says(page, "Ainda fora"));
    BOOST_TEST(says(page,
                    "Por regra dentro: pacote Fibra, serviço 1001. Na plataforma: conflito. "
                    "O e-mail já é de outro assinante da plataforma."));
    BOOST_TEST(says(page, cure()));
  }
  BOOST_TEST(says(access("leitura"), cure()));
  BOOST_TEST(!says(why(), "<span>Liberado</span>"));
  BOOST_TEST(says(why(), "Ainda fora. Na plataforma: conflito. O e-mail já é de outro assinante"));
  BOOST_TEST(says(why(), "Ver conta"));
}

BOOST_AUTO_TEST_CASE(what_the_platform_refused_or_has_yet_to_hear_of_is_not_in_and_what_it_has_is) {
  BOOST_TEST(says(access(), "Ainda fora"));
  BOOST_TEST(says(access(), "Na plataforma: aguardando cadastro."));
  BOOST_TEST(says(access(), "state-waiting"));
  stands({.reason = domain::Reason::permanent, .message = "O produto não existe lá."});
  BOOST_TEST(says(access(), "Na plataforma: erro. O produto não existe lá."));
  BOOST_TEST(says(access(), "state-bad"));
  stands({.there = true, .suspended = true});
  BOOST_TEST(says(access(), "Na plataforma: aguardando habilitação."));
  stands({.there = true});
  BOOST_TEST(says(access(), "Dentro</span>"));
  BOOST_TEST(!says(access(), "Na plataforma:"));
  BOOST_TEST(!says(access(), cure()));
  BOOST_TEST(says(why(), "<span>Liberado</span>"));
}

BOOST_AUTO_TEST_CASE(what_the_registry_lacks_is_said_beside_what_the_rules_give) {
  operations::put_customer(feed(), "codigo1001", {.email = base::Patch<std::string>::cleared()}).value();
  BOOST_TEST(says(access(), "Na plataforma: pendência de cadastro. Falta no cadastro do cliente: e-mail."));
}

BOOST_AUTO_TEST_CASE(who_is_in_there_although_the_last_change_was_refused_is_in_and_it_is_said) {
  stands({.there = true, .reason = domain::Reason::commercial, .message = "Limite de contas"});
  BOOST_TEST(says(access(), "Dentro</span>"));
  BOOST_TEST(says(access(), "Pacote Fibra, serviço 1001. Na plataforma: erro. Limite de contas."));
  BOOST_TEST(says(access(), cure()));
  BOOST_TEST(says(why(), "Liberado. Na plataforma: erro. Limite de contas."));
}

BOOST_AUTO_TEST_CASE(who_is_out_by_rule_and_still_in_at_the_platform_is_said_to_be_so) {
  stands({.there = true});
  status("suspenso_debito");
  BOOST_TEST(says(access(), "Ainda dentro"));
  BOOST_TEST(says(access(), "Negado: suspenso por débito. Na plataforma: aguardando suspensão."));
  BOOST_TEST(says(access(), cure()));
  BOOST_TEST(says(access(), "/liberar\""));
  BOOST_TEST(says(why(), "Negado: suspenso por débito. Na plataforma: aguardando suspensão."));
  stands({.there = true, .reason = domain::Reason::held, .message = "Retida"});
  BOOST_TEST(says(access(), "Na plataforma: retida. Retida."));
  stands({.there = true, .suspended = true});
  BOOST_TEST(says(access(), ">Fora"));
  BOOST_TEST(!says(access(), "Na plataforma:"));
}

BOOST_AUTO_TEST_CASE(an_inactive_integration_tells_nothing_and_what_is_there_stays) {
  stands({.there = true});
  db.execute("UPDATE integration SET active = 0 WHERE id = ?", {own.integration});
  BOOST_TEST(says(access(), "Ainda dentro"));
  BOOST_TEST(says(access(), "Na plataforma: ativo. Nada é transmitido com a integração inativa."));
}

BOOST_AUTO_TEST_CASE(what_a_platform_said_does_no_harm) {
  stands({.reason = domain::Reason::conflict, .message = "<b onclick=x>"});
  for (const auto& page : {access(), matrix(), why()}) BOOST_TEST(!says(page, "<b onclick"));
}

BOOST_AUTO_TEST_SUITE_END()
