// Money is told before the act: what a card, a confirmation, the API and the charges say of a service is one.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <functional>

#include "base/money.h"
#include "operations/customers.h"
#include "operations/packages.h"
#include "operations/plans.h"
#include "operations/products.h"
#include "operations/service_packages.h"
#include "operations/services.h"
#include "operations/tokens.h"
#include "storage/sold_packages.h"
#include "web/browser.h"

namespace {

bool says(const http::Response& page, std::string_view text) {
  return page.body.find(text) != std::string::npos;
}

/// What stands between the two marks; empty when it does not.
std::string between(const std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) return "";
  const auto begin = at + from.size();
  return text.substr(begin, text.find(to, begin) - begin);
}

base::Cents cents(std::string_view text) { return base::money_from(text).value_or(-1); }

/// What a service costs by one of its readers.
struct Cost {
  base::Cents month = 0;       ///< a whole one, with packages
  base::Cents this_month = 0;  ///< of the packages, by day
  friend bool operator==(const Cost&, const Cost&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Cost& cost) {
    return out << cost.month << " a month, " << cost.this_month << " in this one";
  }
};

/// The customer "C9" with the service 1003, sold on 2026-11-10, on the plan CASA (R$ 79,90): CINE (R$ 14,90)
/// and SERIES (on trial) from the plan, EXTRA (R$ 10,00) and DUPLO (R$ 20,00), both of the product "Fibra",
/// sold apart. The plan FECHADO (R$ 129,90) has CINE alone and locks. Today is 2026-11-22.
struct Money : test::Site {
  Money() : own(make_records(provider_id, "Fibra", 1001)) {
    clock.set(base::instant_from_sql("2026-11-10 12:00:00").value());
    make_catalogue();
    customer = operations::put_customer(feed(), "C9", {.name = std::string("Nove")})->id;
    const auto id = operations::put_service(feed(), 1003,
                                            {.customer_code = std::string("C9"),
                                             .plan = std::string("CASA"),
                                             .status_prefix = std::string("servico_habilitado")})
                        .value()
                        .id;
    service = "/servicos/" + std::to_string(id);
    for (const auto* code : {"EXTRA", "DUPLO"})
      operations::add_package(context(), {.service_erp_id = 1003, .package_code = code}).value();
    for (const auto& sold : storage::list_sold_packages_of_service(tenant(), id))
      paths[sold.package_code] = service + "/pacotes/" + std::to_string(sold.row.id);
    token = operations::issue_token(context(), {.description = "ERP", .scopes = {domain::Scope::reading}})
                .value()
                .text;
    clock.set(base::instant_from_sql("2026-11-22 12:00:00").value());
  }

  void make_package(const std::string& code, base::Cents value, const std::string& product) {
    ids[code] = operations::put_package(context(), code,
                                        {.description = "Pacote " + code,
                                         .value = value,
                                         .integration = std::string("codigo1001"),
                                         .products = std::vector<std::string>{product}})
                    .value()
                    .id;
  }
  void make_catalogue() {
    for (const auto* code : {"CINE", "SERIES", "NOVO"})
      operations::put_product(context(), "codigo1001", code, {.name = std::string(code)}).value();
    make_package("CINE", 1490, "CINE");
    make_package("SERIES", 1200, "SERIES");
    make_package("NOVO", 500, "NOVO");
    make_package("EXTRA", 1000, "P");
    make_package("DUPLO", 2000, "P");
    operations::put_plan(
        context(), "CASA",
        {.description = std::string("Casa"),
         .value = base::Cents{7990},
         .packages =
             std::vector<operations::PlanPackagePut>{{.code = "CINE"}, {.code = "SERIES", .trial_days = 22}}})
        .value();
    operations::put_plan(context(), "FECHADO",
                         {.description = std::string("Fechado"),
                          .value = base::Cents{12990},
                          .lock_packages = true,
                          .packages = std::vector<operations::PlanPackagePut>{{.code = "CINE"}}})
        .value();
  }

  http::Response card() { return get("/clientes/" + std::to_string(customer) + "?busca=1003"); }
  Cost on_card() {
    const auto body = card().body;
    return {cents(between(body, "<dt>Valor Com Pacotes</dt><dd>", "<")),
            cents(between(body, "<dt>Neste mês, por dia</dt><dd>", "<"))};
  }
  nlohmann::json api(const std::string& path) {
    auto made = request(http::Method::get, "/api/v1/integracao/" + path, "nobody");
    made.headers["Authorization"] = "Bearer " + token;
    return nlohmann::json::parse(test::body_of(send(made)));
  }
  Cost by_api() {
    const auto found = api("cliente?busca=codigo_cliente&termo_busca=C9");
    const auto charged = api("cobranca?competencia=2026-11&codigo_cliente=C9");
    Cost cost{.month = cents(found["clientes"][0]["servicos"][0]["valor_com_pacotes"].get<std::string>())};
    for (const auto& line : charged["linhas"]) cost.this_month += cents(line["valor"].get<std::string>());
    return cost;
  }
  /// Sends the page's form as a browser would.
  http::Response submit(const test::PageForm& form) {
    auto fields = form.fields();
    std::erase_if(fields, [](const auto& field) { return field.first == "_csrf"; });
    return post(form.action, fields);
  }
  /// Before and after by a confirmation; -1 for what it does not name.
  static std::pair<Cost, Cost> announced(const http::Response& page) {
    const auto change = [&](std::string_view label) {
      const auto text = between(page.body, "<dt>" + std::string(label) + ":</dt><dd>", "<");
      const auto arrow = text.find(" → ");
      const auto first = text.substr(0, std::min(arrow, text.find(" (")));
      return std::pair(cents(first), cents(arrow == std::string::npos ? first : text.substr(arrow + 5)));
    };
    const auto month = change("Por mês");
    const auto part = change("Neste mês, pacotes por dia");
    return {{month.first, part.first}, {month.second, part.second}};
  }

  test::Records own;
  std::uint64_t customer = 0;
  std::string service;
  std::string token;
  std::map<std::string, std::string> paths = {};
  std::map<std::string, std::uint64_t> ids = {};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(service_money, Money)

BOOST_AUTO_TEST_CASE(card_confirmation_api_and_charges_agree_before_and_after_every_act_on_a_service) {
  const auto sent = [&](const std::string& path, const test::Fields& fields) {
    return [this, path, fields] { return post(path, fields); };
  };
  const auto sure = [&](const std::string& path, test::Fields fields) {
    fields.emplace_back("confirmado", "1");
    return sent(path, fields);
  };
  const auto asked_at = [&](const std::string& path) { return [this, path] { return get(path); }; };
  struct Act {
    std::string name;
    std::function<http::Response()> ask;
    std::function<http::Response()> act;
  };
  const auto twice = [&](const std::string& name, const std::string& path, const test::Fields& fields) {
    return Act{name, sent(path, fields), sure(path, fields)};
  };
  const std::string status = service + "/status";
  const std::vector<Act> acts{
      twice("suspended at own request", status, {{"status_prefixo", "suspenso_pedido_cliente"}}),
      twice("enabled again", status, {{"status_prefixo", "servico_habilitado"}}),
      twice("sold", service + "/pacotes/novo",
            {{"pacote", std::to_string(ids["NOVO"])},
             {"valor", "5,00"},
             {"descricao", ""},
             {"data_limite", ""}}),
      twice("another value", paths["CINE"] + "/editar", {{"valor", "17,45"}, {"data_limite", ""}}),
      twice("a date", paths["DUPLO"] + "/editar", {{"valor", "20,00"}, {"data_limite", "27/11/2026"}}),
      twice("the trial without an end", paths["SERIES"] + "/editar",
            {{"valor", "12,00"}, {"data_limite", ""}}),
      {"removed", asked_at(paths["EXTRA"] + "/remover"), sent(paths["EXTRA"] + "/remover", {})},
      {"restored", asked_at(paths["EXTRA"] + "/restaurar"), sent(paths["EXTRA"] + "/restaurar", {})},
      twice("migrated", service + "/migrar", {{"plano", "FECHADO"}, {"valor", "119,90"}})};
  BOOST_TEST(on_card() == (Cost{12480, 3143}));  // 14.90 + 10 + 20 for 21 of 30 days; the trial nothing
  for (const auto& each : acts) {
    const auto before = on_card();
    BOOST_TEST(before == by_api(), each.name);
    const auto [said_before, said_after] = announced(each.ask());
    BOOST_TEST(said_before == before, each.name);
    BOOST_TEST(on_card() == before, each.name);
    BOOST_TEST(each.act().status == 303, each.name);
    BOOST_TEST(on_card() == said_after, each.name);
    BOOST_TEST(by_api() == said_after, each.name);
  }
  BOOST_TEST(on_card().month == 11990 + 1745);  // the new plan locks out all but CINE
}

BOOST_AUTO_TEST_CASE(the_end_of_a_service_costs_nothing_a_month_and_its_days_until_yesterday) {
  const auto [before, after] = announced(post(service + "/status", {{"status_prefixo", "cancelado"}}));
  BOOST_TEST(before == on_card());
  BOOST_TEST(after.month == 0);
  post(service + "/status", {{"status_prefixo", "cancelado"}, {"confirmado", "1"}});
  BOOST_TEST(by_api().this_month == after.this_month);
}

BOOST_AUTO_TEST_CASE(a_migration_asks_for_the_price_with_the_new_plans_filled_in_and_names_both) {
  const auto form = get(service + "/migrar?plano=FECHADO");
  BOOST_TEST(says(form, "R$ 79,90"));
  BOOST_TEST(says(form, "R$ 129,90"));
  BOOST_TEST(says(form, "name=\"valor\""));
  BOOST_TEST(says(form, "value=\"129,90\""));
  const auto value = [&] {
    return count("SELECT value_cents AS n FROM customer_service WHERE external_id = 1003");
  };
  for (const auto* wrong : {"", "muito", "-1"})
    BOOST_TEST(post(service + "/migrar", {{"plano", "FECHADO"}, {"valor", wrong}}).status == 422, wrong);
  BOOST_TEST(post(service + "/migrar", {{"plano", "FECHADO"}, {"confirmado", "1"}}).status == 422);
  BOOST_TEST(value() == 7990);
  const auto asked = post(service + "/migrar", {{"plano", "FECHADO"}, {"valor", "129,90"}});
  BOOST_TEST(says(asked, "serviço R$ 79,90 → R$ 129,90"));
  BOOST_TEST(value() == 7990);
  post(service + "/migrar", {{"plano", "FECHADO"}, {"valor", "129,90"}, {"confirmado", "1"}});
  BOOST_TEST(value() == 12990);
}

BOOST_AUTO_TEST_CASE(a_trial_reads_degustacao_until_its_day_and_names_no_price) {
  for (const auto& page : {card(), get(service + "/pacotes")}) {
    BOOST_TEST(says(page, "Degustação até 02/12"));
    BOOST_TEST(!says(page, "R$ 12,00"));
  }
  const auto asked = get(paths["CINE"] + "/remover");
  BOOST_TEST(says(asked, "Pacote SERIES: degustação até 02/12/2026"));
  post(paths["SERIES"] + "/editar", {{"valor", "12,00"}, {"data_limite", ""}, {"confirmado", "1"}});
  BOOST_TEST(!says(card(), "Degustação até"));
  BOOST_TEST(says(card(), "R$ 12,00"));
}

BOOST_AUTO_TEST_CASE(a_trial_that_comes_is_announced_as_one_and_one_that_waits_has_no_day) {
  const auto asked =
      post("/servicos/" + std::to_string(own.service) + "/migrar", {{"plano", "CASA"}, {"valor", "79,90"}});
  BOOST_TEST(says(asked, "Pacote SERIES (degustação até 14/12/2026, sem cobrança)"));
  operations::put_service(feed(), 1004,
                          {.customer_code = std::string("codigo1001"),
                           .plan = std::string("CASA"),
                           .status_prefix = std::string("aguardando_instalacao")})
      .value();
  const auto waiting = get("/clientes/" + std::to_string(own.customer) + "?busca=1004");
  BOOST_TEST(says(waiting, "degustação de 22 dias a partir da habilitação"));
  BOOST_TEST(!says(waiting, "Degustação até"));
}

BOOST_AUTO_TEST_CASE(what_is_charged_twice_is_named_with_both_packages_and_their_prices) {
  const std::string both = "Fibra (Fibra): Pacote EXTRA, R$ 10,00, e Pacote DUPLO, R$ 20,00";
  BOOST_TEST(says(card(), "Cobrado duas vezes"));
  BOOST_TEST(says(card(), both));
  BOOST_TEST(says(get(paths["CINE"] + "/remover"), both));
  const auto ends = get(paths["EXTRA"] + "/remover");
  BOOST_TEST(!says(ends, both));
  BOOST_TEST(says(ends, "Deixa de ser cobrado duas vezes"));
  post(paths["EXTRA"] + "/remover");
  BOOST_TEST(!says(card(), "Cobrado duas vezes"));
  const auto begins = post(service + "/pacotes/novo",
                           {{"pacote", std::to_string(ids["EXTRA"])}, {"valor", "9,00"}, {"descricao", ""}});
  BOOST_TEST(says(begins, "Cobrado duas vezes"));
  BOOST_TEST(says(begins, "Pacote EXTRA, R$ 9,00"));
}

BOOST_AUTO_TEST_CASE(what_was_typed_goes_through_the_confirmation_and_back_to_the_form) {
  const test::Fields typed{{"pacote", std::to_string(ids["NOVO"])},
                           {"valor", "4,50"},
                           {"descricao", "Cortesia da \"casa\" & filhos"},
                           {"data_limite", "24/12/2026"},
                           {"_envio", "m1"}};
  const auto asked = post(service + "/pacotes/novo", typed);
  BOOST_TEST(asked.status == 200);
  for (const auto* carried : {"name=\"valor\" value=\"4,50\"", "Cortesia da &quot;casa&quot; &amp; filhos",
                              "name=\"data_limite\" value=\"24/12/2026\"", "name=\"confirmado\" value=\"1\""})
    BOOST_TEST(says(asked, carried), carried);
  auto back = typed;
  back.emplace_back("confirmado", "1");
  back.emplace_back("voltar", "1");
  const auto form = post(service + "/pacotes/novo", back);
  BOOST_TEST(form.status == 200);
  BOOST_TEST(says(form, "value=\"4,50\""));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package WHERE description LIKE 'Cortesia%'") == 0);
}

BOOST_AUTO_TEST_CASE(a_question_answered_with_yes_writes_what_it_named_and_nothing_that_changed_since) {
  const auto value = [&] {
    return count("SELECT value_cents AS n FROM service_package WHERE description = 'Pacote CINE'");
  };
  const auto ask = [&](const std::string& typed) {
    auto form = test::form_of(get(paths["CINE"] + "/editar").body);
    form.find("valor")->value = typed;
    return test::form_of(submit(form).body);
  };
  BOOST_TEST(submit(ask("17,45")).status == 303);
  BOOST_TEST(value() == 1745);
  const auto yes = ask("19,00");
  post(paths["CINE"] + "/editar", {{"valor", "12,00"}, {"data_limite", ""}, {"confirmado", "1"}});
  const auto asked = submit(yes);
  BOOST_TEST(asked.status == 409);
  BOOST_TEST(says(asked, "“12,00”"));
  BOOST_TEST(value() == 1200);
  BOOST_TEST(submit(test::form_of(submit(test::form_of(asked.body)).body)).status == 303);
  BOOST_TEST(value() == 1900);
}

BOOST_AUTO_TEST_CASE(a_package_is_put_back_from_an_earlier_day_of_this_month_where_the_page_is_told_one) {
  const auto restore = paths["CINE"] + "/restaurar";
  clock.set(clock.now() - std::chrono::hours(24 * 4));
  post(paths["CINE"] + "/remover");
  clock.set(clock.now() + std::chrono::hours(24 * 4));
  const auto asked_at_once = get(restore);
  BOOST_TEST(says(asked_at_once, "Os dias em que esteve fora não são cobrados."));
  BOOST_TEST(says(asked_at_once, ">Informar datas<"));
  const auto from_today = announced(asked_at_once).second.this_month;
  auto form = test::form_of(post(restore, {{"voltar", "1"}}).body);
  BOOST_REQUIRE(form.find("vale_desde") != nullptr);
  form.find("vale_desde")->value = "2026-10-31";
  const auto refused = submit(form);
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(says(refused, "10/2026 está fechado"));
  form.find("vale_desde")->value = "2026-11-20";
  const auto asked = submit(form);
  BOOST_TEST(says(asked, "O pacote conta como se estivesse no serviço desde 20/11/2026."));
  const auto said = announced(asked).second;
  BOOST_TEST(said.this_month == from_today + 100);  // two of thirty days at R$ 14,90, whole cents
  BOOST_TEST(submit(test::form_of(asked.body)).status == 303);
  BOOST_TEST(on_card() == said);
  BOOST_TEST(by_api() == said);
  BOOST_TEST(says(get(paths["CINE"] + "/historico"), "Vale desde"));
}

BOOST_AUTO_TEST_CASE(an_edit_that_changes_neither_value_nor_date_asks_nothing) {
  BOOST_TEST(
      post(paths["CINE"] + "/editar", {{"valor", "14,90"}, {"descricao", "Cinema"}, {"data_limite", ""}})
          .status == 303);
  BOOST_TEST(says(card(), "Cinema"));
}

BOOST_AUTO_TEST_CASE(an_edit_says_from_which_day_it_holds_and_takes_an_earlier_one_of_this_month) {
  auto form = test::form_of(get(paths["CINE"] + "/editar").body);
  form.find("valor")->value = "29,90";
  auto asked = submit(form);
  BOOST_TEST(says(asked, "O valor passa de R$ 14,90 para R$ 29,90 a partir de hoje, 22/11/2026."));
  const auto from_today = announced(asked).second.this_month;
  form.find("vale_desde")->value = "2026-11-20";
  asked = submit(form);
  BOOST_TEST(says(asked, "O valor passa de R$ 14,90 para R$ 29,90 desde 20/11/2026."));
  BOOST_TEST(announced(asked).second.this_month == from_today + 100);
  const auto said = announced(asked).second;
  BOOST_TEST(submit(test::form_of(asked.body)).status == 303);
  BOOST_TEST(on_card() == said);
  BOOST_TEST(by_api() == said);
  BOOST_TEST(says(get(paths["CINE"] + "/historico"), "Vale desde"));
  form = test::form_of(get(paths["CINE"] + "/editar").body);
  form.find("vale_desde")->value = "2026-11-19";
  asked = submit(form);
  BOOST_TEST(says(asked, "O valor R$ 29,90 vale desde 19/11/2026."));
  BOOST_TEST(announced(asked).second.this_month == said.this_month + 50);
  form.find("vale_desde")->value = "2026-11-01";
  BOOST_TEST(says(submit(form), "O valor R$ 29,90 vale desde 10/11/2026."));  // the day of its sale
  form.find("vale_desde")->value = "2026-11-19";
  form.find("data_limite")->value = "2026-12-24";
  asked = submit(form);
  BOOST_TEST(says(asked, "A data limite passa de sem fim para 24/12/2026 desde 19/11/2026."));
  BOOST_TEST(!says(asked, "O valor"));
  form.find("vale_desde")->value = "2026-10-31";
  asked = submit(form);
  BOOST_TEST(asked.status == 422);
  BOOST_TEST(says(asked, "10/2026 está fechado"));
}

BOOST_AUTO_TEST_CASE(a_date_in_the_past_asks_before_it_ends_the_access) {
  const auto asked = post(paths["CINE"] + "/editar", {{"valor", "14,90"}, {"data_limite", "22/11/2026"}});
  BOOST_TEST(asked.status == 200);
  BOOST_TEST(says(asked, "1 produto deixa de ser liberado agora: CINE (Fibra)."));
  BOOST_TEST(says(asked, "btn-danger"));
}

BOOST_AUTO_TEST_SUITE_END()
