// Sentences of pages around what people and feeds call things.
#include <boost/test/unit_test.hpp>

#include <regex>

#include "web/site.h"

namespace {

/// Records whose every text ends with a full stop of its own.
struct Stopped : test::Site {
  Stopped() : own(make_records(provider_id, "Silva Ltda.", 1001)) {}

  /// The first place of the page where a sentence ends twice; empty when none does.
  static std::string doubled(const std::string& page) {
    static const std::regex k_tag("<[^>]*>");
    static const std::regex k_doubled("[^.]{0,40}[^.]\\.\\.(?![./])");
    const auto text = std::regex_replace(page, k_tag, " ");
    std::smatch found;
    return std::regex_search(text, found, k_doubled) ? found.str() : "";
  }

  test::Records own;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sentences, Stopped)

BOOST_AUTO_TEST_CASE(no_page_ends_a_sentence_twice_though_a_name_ends_with_a_stop) {
  std::size_t looked_at = 0;
  for (const auto& route : web::routes()) {
    if (route.method != http::Method::get || route.pattern.find("{id:int}") == std::string_view::npos)
      continue;
    const auto path = filled(route.pattern, own);
    const auto page = get(path);
    if (page.status != 200) continue;
    ++looked_at;
    BOOST_TEST(doubled(page.body) == "", path);
  }
  BOOST_TEST(looked_at > 30U);
}

BOOST_AUTO_TEST_CASE(no_question_and_no_message_ends_a_sentence_twice) {
  const auto of = [](std::string_view noun, std::uint64_t id) {
    return "/" + std::string(noun) + "/" + std::to_string(id);
  };
  const auto service = of("servicos", own.service);
  const auto sold = service + of("pacotes", own.service_package);
  const std::pair<std::string, test::Fields> questions[] = {
      {service + "/status", {{"status_prefixo", "cancelado"}}},
      {service + "/status", {{"status_prefixo", "suspenso_debito"}}},
      {sold + "/remover", {}},
      {of("planos", own.plan) + "/renovar", {{"meses", "12"}}},
      {of("planos", own.plan) + "/reajustar", {{"valor", "1,00"}}},
      {of("planos", own.plan) + "/inativar", {}},
      {of("pacotes", own.package) + "/inativar", {}},
      {of("plataformas", own.integration) + "/inativar", {}},
      {service + "/liberar", {{"ate", "25/11/2026"}, {"motivo", "Pagou. Falta baixar."}}},
      {service + "/liberar",
       {{"ate", "25/11/2026"}, {"motivo", "Pagou. Falta baixar."}, {"confirmado", "1"}}}};
  for (const auto& [path, fields] : questions) {
    const auto page = post(path, fields);
    BOOST_TEST(doubled(page.body) == "", path);
    if (page.status == 303)
      for (const auto& [name, value] : page.headers)
        if (name == "Location") BOOST_TEST(doubled(get(value).body) == "", value);
  }
}

BOOST_AUTO_TEST_CASE(of_several_services_without_an_end_all_go_on_so) {
  db.execute("UPDATE customer_service SET contract_end_on = NULL");
  const auto renewal = "/planos/" + std::to_string(own.plan) + "/renovar";
  const auto says = [&](std::string_view text, const test::Fields& fields) {
    return post(renewal, fields).body.find(text) != std::string::npos;
  };
  BOOST_TEST(says("1 serviço não tem data de fim e continua assim.", {{"meses", "12"}}));
  db.execute(
      "INSERT INTO customer_service (provider_id, customer_id, plan_id, external_id, state, status_prefix, "
      "status_at, "
      "value_cents, created_at, updated_at) SELECT provider_id, customer_id, plan_id, 777777, state, "
      "status_prefix, "
      "status_at, value_cents, created_at, updated_at FROM customer_service WHERE id = ?",
      {own.service});
  BOOST_TEST(says("2 serviços não têm data de fim e continuam assim.", {{"meses", "12"}}));
  BOOST_TEST(says("2 serviços não têm data de fim e passam a ter.", {{"ate", "31/12/2027"}}));
}

BOOST_AUTO_TEST_SUITE_END()
