#include <boost/test/unit_test.hpp>

#include "web/api/api_client.h"

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// 2023 has service 1 with BASICO (30.00) since 2026-11-22: of November's 30 days it is there on 9.
struct Money : test::Api {
  Money() { furnish(); }

  void go_to(std::string_view day) { clock.set(zone.start_of(*base::date_from_iso(day)) + 12h); }
  /// The id_cliente_servico_pacote of the service's only package.
  std::uint64_t sold(std::uint64_t service = 1) {
    const auto row = db.find(
        "SELECT MIN(sp.id) AS id FROM service_package sp JOIN customer_service cs ON cs.id = sp.service_id"
        " WHERE cs.provider_id = ? AND cs.external_id = ?",
        {provider_id, service}, [](const storage::Row& found) { return found.u64("id"); });
    return row.value();
  }
  test::ApiAnswer edit(const json& body) { return put("/pacote/" + std::to_string(sold()), body); }
  /// "2023/1: 9 dias 9.00", "2023/1: 5 dias degustacao", "; " between lines.
  std::string charged(const std::string& month, const std::string& more = "") {
    std::string text;
    const auto answer = get("/cobranca?competencia=" + month + more);
    for (const auto& line : answer["linhas"]) {
      text += text.empty() ? "" : "; ";
      text += line["codigo_cliente"].get<std::string>() + "/" + line["id_cliente_servico"].dump() + ": " +
              line["dias"].dump() + " dias ";
      text += line["motivo_zero"].is_null() ? line["valor"].get<std::string>()
                                            : line["motivo_zero"].get<std::string>();
    }
    return text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_api_money, Money)

BOOST_AUTO_TEST_CASE(an_edited_value_holds_from_today_and_changes_no_day_before) {
  sell(1);
  go_to("2026-11-25");
  edit({{"valor", "60.00"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias 15.00");
  BOOST_TEST(get("/cobranca?competencia=2026-11")["linhas"][0]["integral"] == "60.00");
  go_to("2027-01-10");
  edit({{"valor", "10.00"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias 15.00");
  BOOST_TEST(charged("2026-12") == "2023/1: 31 dias 60.00");
  BOOST_TEST(charged("2027-01") == "2023/1: 31 dias 24.52");
}

BOOST_AUTO_TEST_CASE(of_several_edits_on_one_day_the_last_holds) {
  sell(1);
  edit({{"valor", "90.00"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias 27.00");
  go_to("2026-11-25");
  edit({{"valor", "60.00"}});
  edit({{"valor", "3.00"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias 9.60");
  edit({{"valor", "90.00"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias 27.00");
}

BOOST_AUTO_TEST_CASE(what_was_free_as_a_trial_stays_free_once_it_is_sold) {
  put("/plano/FIBRA", {{"pacotes", {{{"codigo", "BASICO"}, {"degustacao_dias", 20}}}}});
  sell(1);
  go_to("2026-12-02");
  edit({{"data_limite", nullptr}});
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias degustacao");
  BOOST_TEST(charged("2026-12") == "2023/1: 30 dias 29.03");
}

BOOST_AUTO_TEST_CASE(a_limit_moved_later_charges_no_day_on_which_the_package_was_gone) {
  sell(1);
  edit({{"data_limite", "2026-11-25"}});
  go_to("2026-11-28");
  patch("/pacote/ativar/" + std::to_string(sold()), {{"data_limite", nullptr}});
  BOOST_TEST(charged("2026-11") == "2023/1: 6 dias 6.00");
  go_to("2026-12-03");
  edit({{"data_limite", "2026-12-02"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 6 dias 6.00");
  BOOST_TEST(charged("2026-12") == "2023/1: 2 dias 1.94");
}

BOOST_AUTO_TEST_CASE(a_package_taken_off_and_put_back_is_not_charged_in_between) {
  sell(1);
  go_to("2026-11-24");
  del("/pacote/" + std::to_string(sold()));
  go_to("2026-12-05");
  patch("/pacote/ativar/" + std::to_string(sold()));
  BOOST_TEST(charged("2026-11") == "2023/1: 2 dias 2.00");
  BOOST_TEST(charged("2026-12") == "2023/1: 27 dias 26.13");
}

BOOST_AUTO_TEST_CASE(a_service_handed_over_is_charged_to_each_holder_for_his_days) {
  put("/cliente/2024", {{"nome_razaosocial", "Bia"}});
  sell(1);
  go_to("2026-11-25");
  put("/cliente_servico/1", {{"codigo_cliente", "2024"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 3 dias 3.00; 2024/1: 6 dias 6.00");
  BOOST_TEST(charged("2026-11", "&codigo_cliente=2023") == "2023/1: 3 dias 3.00");
  BOOST_TEST(charged("2026-11", "&codigo_cliente=2024") == "2024/1: 6 dias 6.00");
  BOOST_TEST(charged("2026-12") == "2024/1: 31 dias 30.00");
  BOOST_TEST(charged("2026-12", "&codigo_cliente=2023").empty());
  go_to("2026-12-10");
  put("/cliente_servico/1", {{"codigo_cliente", "2023"}});
  BOOST_TEST(charged("2026-11", "&codigo_cliente=2023") == "2023/1: 3 dias 3.00");
  BOOST_TEST(charged("2026-11", "&codigo_cliente=2024") == "2024/1: 6 dias 6.00");
  const auto page = get("/cobranca?competencia=2027-01&codigo_cliente=2024");
  BOOST_TEST(page["paginacao"]["total_registros"] == 0);
}

BOOST_AUTO_TEST_CASE(a_removed_package_of_a_service_handed_over_is_charged_to_who_had_it) {
  put("/cliente/2024", {{"nome_razaosocial", "Bia"}});
  sell(1);
  go_to("2026-11-25");
  del("/pacote/" + std::to_string(sold()));
  go_to("2026-12-02");
  put("/cliente_servico/1", {{"codigo_cliente", "2024"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 3 dias 3.00");
  BOOST_TEST(charged("2026-11", "&codigo_cliente=2024").empty());
}

BOOST_AUTO_TEST_CASE(a_package_that_migrates_is_charged_by_the_service_it_stood_on) {
  sell(1, "FIBRA", "aguardando_instalacao");
  put("/plano/TURBO", {{"descricao", "Turbo"}, {"valor", "150"}, {"pacotes", {{{"codigo", "BASICO"}}}}});
  go_to("2026-11-25");
  put("/cliente_servico/2", {{"codigo_cliente", "2023"},
                             {"plano", "TURBO"},
                             {"status_prefixo", "servico_habilitado"},
                             {"id_cliente_servico_antigo", 1}});
  BOOST_TEST(charged("2026-11") == "2023/2: 6 dias 6.00");
}

BOOST_AUTO_TEST_CASE(
    a_service_that_replaces_one_suspended_at_its_own_request_stands_still_for_the_same_reason) {
  sell(1);
  put("/plano/TURBO", {{"descricao", "Turbo"}, {"valor", "150"}, {"pacotes", {{{"codigo", "BASICO"}}}}});
  go_to("2026-12-05");
  patch("/cliente_servico/1/status", {{"status_prefixo", "suspenso_pedido_cliente"}});
  go_to("2026-12-10");
  put("/cliente_servico/2", {{"codigo_cliente", "2023"},
                             {"plano", "TURBO"},
                             {"status_prefixo", "aguardando_instalacao"},
                             {"id_cliente_servico_antigo", 1}});
  BOOST_TEST(charged("2026-12") == "2023/2: 4 dias 3.87");
  BOOST_TEST(charged("2027-01") == "2023/2: 31 dias suspenso");
}

BOOST_AUTO_TEST_CASE(vale_desde_lets_an_edit_hold_from_an_earlier_day_of_this_month) {
  sell(1);
  go_to("2026-11-25");
  edit({{"valor", "60.00"}, {"vale_desde", "2026-11-23"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias 17.00");
  edit({{"valor", "60.00"}, {"vale_desde", "2026-11-01"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias 18.00");
  BOOST_TEST(edit({{"valor", "60.00"}, {"vale_desde", "2026-11-01"}})["msg"] ==
             "Nada mudou: o cadastro já estava assim.");
  edit({{"data_limite", "2026-11-29"}, {"vale_desde", "2026-11-24"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 7 dias 14.00");
  edit({{"valor", "30.00"}, {"vale_desde", "2026-11-25"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 7 dias 10.00");
}

BOOST_AUTO_TEST_CASE(a_nightly_repeat_of_an_edit_with_vale_desde_is_fine_when_its_month_is_closed) {
  sell(1);
  go_to("2026-11-25");
  const json sent{{"valor", "60.00"}, {"vale_desde", "2026-11-23"}};
  edit(sent);
  go_to("2026-12-02");
  const auto repeated = edit(sent);
  BOOST_TEST(repeated.status == 200);
  BOOST_TEST(repeated["msg"] == "Nada mudou: o cadastro já estava assim.");
  BOOST_TEST(edit({{"valor", "70.00"}, {"vale_desde", "2026-11-23"}}).status == 422);
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias 17.00");
}

BOOST_AUTO_TEST_CASE(vale_desde_leaves_the_days_of_another_holder_with_him) {
  put("/cliente/2024", {{"nome_razaosocial", "Bia"}});
  sell(1);
  go_to("2026-11-25");
  put("/cliente_servico/1", {{"codigo_cliente", "2024"}});
  go_to("2026-11-28");
  edit({{"valor", "60.00"}, {"vale_desde", "2026-11-24"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 3 dias 4.00; 2024/1: 6 dias 12.00");
}

BOOST_AUTO_TEST_CASE(vale_desde_names_no_closed_month_no_day_ahead_and_nothing_without_what_it_is_about) {
  sell(1);
  clock.set(base::instant_from_sql("2026-12-01 02:30:00").value());  // 30 November in São Paulo
  const auto ahead = edit({{"valor", "60.00"}, {"vale_desde", "2026-12-01"}});
  BOOST_TEST(ahead.status == 422);
  BOOST_TEST(ahead.error("vale_desde").find("30/11/2026") != std::string::npos);
  BOOST_TEST(edit({{"valor", "40.00"}, {"vale_desde", "2026-11-01"}}).status == 200);
  go_to("2026-12-02");
  const auto closed = edit({{"valor", "60.00"}, {"vale_desde", "2026-11-30"}});
  BOOST_TEST(closed.status == 422);
  BOOST_TEST(closed.error("vale_desde").find("11/2026 está fechado") != std::string::npos);
  BOOST_TEST(closed.error("vale_desde").find("01/12/2026") != std::string::npos);
  BOOST_TEST(!edit({{"descricao", "TV"}, {"vale_desde", "2026-12-01"}}).error("vale_desde").empty());
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias 12.00");
  BOOST_TEST(edit({{"valor", "60.00"}, {"vale_desde", nullptr}}).status == 200);
  BOOST_TEST(charged("2026-12") == "2023/1: 31 dias 59.35");
}

BOOST_AUTO_TEST_CASE(days_of_a_trial_stay_free_whatever_vale_desde_says) {
  put("/plano/FIBRA", {{"pacotes", {{{"codigo", "BASICO"}, {"degustacao_dias", 20}}}}});
  sell(1);
  go_to("2026-11-25");
  const auto refused = edit({{"data_limite", nullptr}, {"vale_desde", "2026-11-23"}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(refused.error("vale_desde").find("degustação") != std::string::npos);
  edit({{"data_limite", nullptr}});
  edit({{"valor", "60.00"}, {"data_limite", "2026-12-24"}, {"vale_desde", "2026-11-23"}});
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias degustacao");
}

BOOST_AUTO_TEST_CASE(a_package_put_back_from_an_earlier_day_of_this_month_is_charged_from_there) {
  sell(1);
  go_to("2026-11-24");
  del("/pacote/" + std::to_string(sold()));
  go_to("2026-11-29");
  const auto path = "/pacote/ativar/" + std::to_string(sold());
  BOOST_TEST(!patch(path, {{"vale_desde", "2026-10-31"}}).error("vale_desde").empty());
  BOOST_TEST(!patch(path, {{"vale_desde", "2026-11-30"}}).error("vale_desde").empty());
  BOOST_TEST(patch(path, {{"vale_desde", "2026-11-27"}}).status == 200);
  BOOST_TEST(charged("2026-11") == "2023/1: 6 dias 6.00");
  BOOST_TEST(patch(path, {{"vale_desde", "2026-11-24"}})["msg"] == "Nada mudou: o cadastro já estava assim.");
  BOOST_TEST(charged("2026-11") == "2023/1: 6 dias 6.00");
}

BOOST_AUTO_TEST_CASE(a_trial_put_back_from_an_earlier_day_keeps_its_days_free) {
  put("/plano/FIBRA", {{"pacotes", {{{"codigo", "BASICO"}, {"degustacao_dias", 3}}}}});
  sell(1);  // until the 25th
  go_to("2026-11-29");
  const auto path = "/pacote/ativar/" + std::to_string(sold());
  const auto refused = patch(path, {{"data_limite", nullptr}, {"vale_desde", "2026-11-24"}});
  BOOST_TEST(refused.error("vale_desde").find("25/11/2026") != std::string::npos);
  BOOST_TEST(patch(path, {{"data_limite", nullptr}, {"vale_desde", "2026-11-25"}}).status == 200);
  BOOST_TEST(charged("2026-11") == "2023/1: 6 dias 6.00");
}

BOOST_AUTO_TEST_CASE(data_cadastro_is_taken_by_the_sale_alone_and_never_ahead) {
  sell(1);
  const auto sale = [&](const json& day) {
    return post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CAMERA"}, {"data_cadastro", day}});
  };
  const auto sold_then = sale("2026-11-16");
  BOOST_TEST(sold_then.status == 201);
  BOOST_TEST(sold_then["cliente_servico_pacote"]["data_cadastro"] == "2026-11-16T00:00:00-03:00");
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias 9.00; 2023/1: 15 dias 10.00");
  const auto ahead = sale("2026-11-23");
  BOOST_TEST(ahead.status == 422);
  BOOST_TEST(ahead.error("data_cadastro").find("futur") != std::string::npos);
  const auto later = edit({{"data_cadastro", "2026-11-20"}});
  BOOST_TEST(later.status == 422);
  BOOST_TEST(later.error("data_cadastro").find("venda") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_migration_leaves_the_lines_of_closed_months_as_they_were) {
  put("/plano/TURBO", {{"descricao", "Turbo"}, {"valor", "150"}, {"pacotes", {{{"codigo", "BASICO"}}}}});
  sell(1);
  go_to("2026-12-10");
  put("/cliente_servico/2",
      {{"codigo_cliente", "2023"}, {"plano", "TURBO"}, {"id_cliente_servico_antigo", 1}});
  BOOST_TEST(charged("2026-11") == "2023/1: 9 dias 9.00");
  BOOST_TEST(charged("2026-12") == "2023/2: 31 dias 30.00");
}

BOOST_AUTO_TEST_SUITE_END()
