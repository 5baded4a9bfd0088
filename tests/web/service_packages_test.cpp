#include <boost/test/unit_test.hpp>

#include "storage/customers.h"
#include "web/site.h"

namespace {

using test::location_of;
using test::notice_of;
using test::says;

/// C1 with the service 21497, a passive integration and NX Play.
struct Counter : test::Site {
  std::uint32_t neo = integration("neo");
  std::uint32_t nx = integration("nx", "nxplay");
  std::uint32_t basic = product(neo, "BASICO");
  std::uint32_t full = product(nx, "FULL");
  std::uint32_t basic_package = package("basico", neo, {basic});
  std::uint32_t again_package = package("basico2", neo, {basic});
  std::uint32_t full_package = package("full", nx, {full});
  std::uint32_t camera = package("camera", std::nullopt, {});
  std::uint32_t fibra = plan("fibra", {});
  std::string path = "/clientes/servicos/21497/pacotes";

  Counter() { sell(21497, "fibra"); }
  std::string choose(std::uint32_t package_id) {
    return path + "/adicionar?pacote=" + std::to_string(package_id);
  }
  http::Response sell_package(std::uint32_t package_id,
                              std::vector<std::pair<std::string, std::string>> fields = {}) {
    fields.emplace_back("pacote", std::to_string(package_id));
    return post(path + "/adicionar", fields);
  }
  std::string at(std::uint64_t id) { return path + "/" + std::to_string(id); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_service_packages, Counter)

BOOST_AUTO_TEST_CASE(the_choice_names_price_and_says_why_something_is_not_on_offer) {
  plan("travado", {{basic_package}}, true);
  sell(3, "travado");
  const auto open = get(path + "/adicionar");
  BOOST_TEST(says(open, "Pacote camera - (R$ 19,90)"));
  BOOST_TEST(says(open, "pacote=" + std::to_string(camera)));
  const auto locked = get("/clientes/servicos/3/pacotes/adicionar");
  BOOST_TEST(says(locked, "trava pacotes"));
  BOOST_TEST(!says(locked, "pacote=" + std::to_string(camera) + "\""));
  BOOST_TEST(!says(get(path + "/adicionar?filtro=camera"), "Pacote full"));
  BOOST_TEST(location_of(get("/clientes/servicos/3/pacotes/adicionar?pacote=" + std::to_string(camera))) ==
             "/clientes/servicos/3/pacotes/adicionar");
}

BOOST_AUTO_TEST_CASE(the_form_begins_with_the_price_and_the_gateways_parameters) {
  operations::CustomerPut customer;
  customer.email = std::string("c1@exemplo.com.br");
  operations::put_customer(context(), "C1", customer, operations::Writer::erp);
  const auto form = get(choose(full_package));
  for (const auto* text : {"19,90", "noggin", "paramount", "c1@exemplo.com.br", "login_autenticacao"})
    BOOST_TEST(says(form, text), text);
  BOOST_TEST(!says(get(choose(camera)), "parametros."));
}

BOOST_AUTO_TEST_CASE(a_package_is_sold_with_what_was_typed) {
  const auto done = sell_package(full_package, {{"valor", "25,50"},
                                                {"descricao", "TV da sala"},
                                                {"data_limite", "2027-01-31"},
                                                {"parametros.0.nome", "noggin"},
                                                {"parametros.0.valor", "false"},
                                                {"parametros.1.nome", "email"},
                                                {"parametros.1.valor", ""}});
  BOOST_TEST(location_of(done) == path);
  BOOST_TEST(notice_of(done).find("Cadastro incompleto: falta e-mail") != std::string::npos);
  const auto service = storage::find_service_by_external(db, provider_id, 21497).value();
  const auto sold = storage::list_service_packages_of(db, provider_id, service.id).at(0);
  BOOST_TEST(sold.value_cents == 2550);
  BOOST_TEST(sold.description == "TV da sala");
  BOOST_TEST(base::to_iso(sold.limit_on.value()) == "2027-01-31");
  const auto parameters = storage::list_parameters(db, sold.id);
  BOOST_TEST(parameters.size() == 1u);
  BOOST_TEST(parameters.at("noggin") == "false");
  const auto list = get(path);
  BOOST_TEST(says(list, "TV da sala"));
  BOOST_TEST(says(list, "Pendência de Cadastro"));
  BOOST_TEST(says(list, "31/01/2027"));
  BOOST_TEST(says(get(at(sold.id)), "noggin"));
}

BOOST_AUTO_TEST_CASE(all_that_is_wrong_is_named_at_once_and_what_was_typed_is_kept) {
  const auto refused = sell_package(full_package, {{"valor", "muito"},
                                                   {"data_limite", "2020-01-01"},
                                                   {"descricao", "<script>alert(1)</script>"},
                                                   {"parametros.0.nome", "noggin"},
                                                   {"parametros.0.valor", "talvez"},
                                                   {"parametros.1.nome", "inventado"},
                                                   {"parametros.1.valor", "x"}});
  BOOST_TEST(refused.status == 422);
  for (const auto* text : {"valor como 30,00", "dia depois de hoje", "um destes: true, false",
                           "não é um parâmetro", "&lt;script&gt;"})
    BOOST_TEST(says(refused, text), text);
  BOOST_TEST(!says(refused, "<script>alert"));
  BOOST_TEST(packages_on(21497).empty());
}

BOOST_AUTO_TEST_CASE(a_product_held_already_is_sold_with_a_warning) {
  sell_package(basic_package, {{"valor", "10"}});
  BOOST_TEST(says(get(choose(again_package)), "cobrada duas vezes"));
  BOOST_TEST(notice_of(sell_package(again_package, {{"valor", "10"}})).find("cobrada duas vezes") !=
             std::string::npos);
  BOOST_TEST(packages_on(21497).size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_edit_changes_what_was_typed_and_clears_what_was_emptied) {
  const auto id = add(21497, "full");
  post(at(id), {{"valor", "1"},
                {"descricao", "X"},
                {"data_limite", "2027-01-31"},
                {"parametros.0.nome", "paramount"},
                {"parametros.0.valor", "false"}});
  BOOST_TEST(storage::list_parameters(db, id).at("paramount") == "false");
  const auto done = post(at(id), {{"valor", "2"}, {"descricao", "Y"}, {"data_limite", ""}});
  BOOST_TEST(done.status == 303);
  const auto sold = storage::find_service_package(db, provider_id, id).value();
  BOOST_TEST(sold.value_cents == 200);
  BOOST_TEST(!sold.limit_on.has_value());
  BOOST_TEST(storage::list_parameters(db, id).empty());
  BOOST_TEST(says(get(at(id) + "/historico"), "descricao"));
}

BOOST_AUTO_TEST_CASE(a_removal_says_what_is_lost_and_changes_nothing_until_confirmed) {
  const auto first = add(21497, "basico");
  const auto second = add(21497, "basico2");
  BOOST_TEST(says(get(at(second) + "/remover"), "Nenhum acesso muda agora."));
  post(at(second) + "/remover");
  const auto asked = get(at(first) + "/remover");
  BOOST_TEST(says(asked, "Remover “Pacote basico” do serviço 21497?"));
  BOOST_TEST(says(asked, "1 produto deixa de ser liberado agora: BASICO (Integração neo)."));
  BOOST_TEST(verdict(basic) == "liberado");
  BOOST_TEST(post(at(first) + "/remover").status == 303);
  BOOST_TEST(verdict(basic) == "sem_produto");
  BOOST_TEST(!says(get(path), "Pacote basico"));
  BOOST_TEST(says(get(path + "?status=removidos"), "Pacote basico"));
  BOOST_TEST(says(get(at(first) + "/reativar"), "1 produto passa a ser liberado agora"));
  BOOST_TEST(post(at(first) + "/reativar").status == 303);
  BOOST_TEST(verdict(basic) == "liberado");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_package_that_may_not_come_back_says_why) {
  const auto id = add(21497, "basico");
  operations::remove_package(context(), id);
  db.execute("UPDATE package SET active = 0 WHERE id = ?", {basic_package});
  const auto asked = get(at(id) + "/reativar");
  BOOST_TEST(asked.status == 303);
  BOOST_TEST(notice_of(asked).find("está inativo") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_package_is_found_on_its_own_service_only) {
  const auto id = add(21497, "basico");
  sell(5, "fibra");
  BOOST_TEST(get("/clientes/servicos/5/pacotes/" + std::to_string(id)).status == 404);
  BOOST_TEST(post("/clientes/servicos/5/pacotes/" + std::to_string(id) + "/remover").status == 404);
  BOOST_TEST(verdict(basic) == "liberado");
}

BOOST_AUTO_TEST_CASE(who_may_only_read_sees_the_list_and_is_refused_every_act) {
  const auto id = add(21497, "basico");
  role = "leitura";
  const auto page = get(path);
  BOOST_TEST(says(page, "Pacote basico"));
  BOOST_TEST(!says(page, "/remover"));
  BOOST_TEST(!says(page, "/adicionar"));
  BOOST_TEST(get(path + "/adicionar").status == 403);
  BOOST_TEST(sell_package(camera, {{"valor", "1"}}).status == 403);
  BOOST_TEST(post(at(id) + "/remover").status == 403);
  BOOST_TEST(post(at(id), {{"valor", "0"}}).status == 403);
  BOOST_TEST(packages_on(21497).size() == 1u);
}

BOOST_AUTO_TEST_CASE(another_providers_packages_do_not_exist) {
  const auto id = add(21497, "basico");
  host = "outro.localhost";
  for (const auto& below : {std::string(), std::string("/adicionar"), "/" + std::to_string(id),
                            "/" + std::to_string(id) + "/remover", "/" + std::to_string(id) + "/reativar",
                            "/" + std::to_string(id) + "/historico"})
    BOOST_TEST(get(path + below).status == 404, below);
  BOOST_TEST(sell_package(camera, {{"valor", "1"}}).status == 404);
  BOOST_TEST(post(at(id) + "/remover").status == 404);
  BOOST_TEST(post(at(id), {{"valor", "0"}}).status == 404);
  BOOST_TEST(packages_on(21497).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
