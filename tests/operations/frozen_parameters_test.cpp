#include <boost/test/unit_test.hpp>

#include "operations/package_parameters.h"
#include "storage/transmissions.h"
#include "support/shop.h"

// What a platform was told for good (D54).

namespace {

using domain::PackageParameters;

struct Frozen : test::Shop {
  void transmitted(const std::string& key, const std::map<std::string, std::string>& attributes) {
    const auto account = db.find("SELECT id FROM account WHERE told = 1", {},
                                 [](const storage::Row& row) { return row.u64("id"); });
    storage::save_account_object(
        tenant(), account.value(),
        {.object = {.key = key, .attributes = attributes}, .platform_id = "77", .since = clock.now()});
  }
  void gone() { db.execute("DELETE FROM account_object"); }

  base::Result<operations::PackageWritten> edit(std::uint64_t id, const PackageParameters& parameters) {
    return operations::edit_package(context(), id, {.parameters = parameters});
  }
  base::Result<operations::PackageWritten> sale(const std::string& code,
                                                const PackageParameters& parameters) {
    return operations::add_package(context(),
                                   {.service_erp_id = 1, .package_code = code, .parameters = parameters});
  }
  PackageParameters stored(std::uint64_t id) { return storage::list_parameters(tenant(), id); }
  static std::string error(const base::Problem& problem, const std::string& name) {
    for (const auto& item : problem.errors.items())
      if (item.field == "cliente_servico_pacote_parametro." + name) return item.message;
    return {};
  }
};

struct Nxplay : Frozen {
  std::uint32_t nx = integration("nx", "nxplay");
  std::uint32_t one = package("one", nx, {product(nx, "SEAC")});
  std::uint32_t two = package("two", nx, {product(nx, "SPORTS")});
  std::uint64_t sold = 0;

  Nxplay() {
    plan("plain", {});
    sell(1, "plain");
    sold = sale("one", {{"email", "rita@exemplo.com.br"}, {"noggin", "false"}}).value().id;
  }
  void told() { transmitted("assinante", {{"email", "rita@exemplo.com.br"}}); }
};

struct Campsoft : Frozen {
  std::uint32_t camp = integration("camp", "campsoft");
  std::uint32_t tv = package("tv", camp, {product(camp, "7")});
  std::uint64_t sold = 0;

  Campsoft() {
    plan("plain", {});
    sell(1, "plain");
    sold = sale("tv", {}).value().id;
  }
  void told() {
    transmitted("contrato/1", {{"produto", "7"}, {"label", "tv-1"}, {"documento", "52998224725"}});
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(frozen_parameters)

BOOST_FIXTURE_TEST_CASE(an_email_is_free_until_it_is_transmitted_and_again_when_the_account_is_gone, Nxplay) {
  BOOST_REQUIRE(edit(sold, {{"email", "outra@exemplo.com.br"}}).ok());
  BOOST_REQUIRE(edit(sold, {{"email", "rita@exemplo.com.br"}}).ok());
  told();
  const auto refused = edit(sold, {{"email", "outra@exemplo.com.br"}});
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().kind == base::Problem::Kind::fields));
  BOOST_TEST(refused.error().code == "email_imutavel");
  const auto message = error(refused.error(), "email");
  for (const auto* part : {"rita@exemplo.com.br", "Recriar conta", "Integração nx"})
    BOOST_TEST(message.find(part) != std::string::npos, message);
  BOOST_TEST(stored(sold)["email"] == "rita@exemplo.com.br");
  gone();
  BOOST_TEST(edit(sold, {{"email", "outra@exemplo.com.br"}}).ok());
}

BOOST_FIXTURE_TEST_CASE(a_list_without_a_transmitted_email_keeps_it_and_the_same_one_is_no_change, Nxplay) {
  told();
  BOOST_REQUIRE(edit(sold, {{"noggin", "true"}}).ok());
  BOOST_TEST((stored(sold) == PackageParameters{{"email", "rita@exemplo.com.br"}, {"noggin", "true"}}));
  BOOST_TEST(!edit(sold, {{"email", "rita@exemplo.com.br"}, {"noggin", "true"}}).value().changed);
  BOOST_TEST(!edit(sold, {{"noggin", "true"}}).value().changed);
}

BOOST_FIXTURE_TEST_CASE(a_second_package_of_the_account_cannot_name_another_email, Nxplay) {
  told();
  const auto refused = sale("two", {{"email", "outra@exemplo.com.br"}});
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "email_imutavel");
  BOOST_TEST(sale("two", {}).ok());
}

BOOST_FIXTURE_TEST_CASE(another_wrong_field_beside_it_is_named_too, Nxplay) {
  told();
  const auto refused = edit(sold, {{"email", "outra@exemplo.com.br"}, {"noggin", "talvez"}});
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(!error(refused.error(), "email").empty());
  BOOST_TEST(!error(refused.error(), "noggin").empty());
}

BOOST_FIXTURE_TEST_CASE(a_contract_s_identifier_and_label_are_frozen_by_what_stands_for_the_product,
                        Campsoft) {
  BOOST_REQUIRE(edit(sold, {{"label", "antes"}}).ok());
  BOOST_REQUIRE(edit(sold, {}).ok());
  told();
  for (const auto* name : {"id_contrato", "label"}) {
    const auto refused = edit(sold, {{name, "outro"}});
    BOOST_REQUIRE(!refused.ok());
    BOOST_TEST(refused.error().code == std::string(name) + "_imutavel");
  }
  BOOST_TEST(edit(sold, {{"id_contrato", "1"}, {"label", "tv-1"}}).ok());
  BOOST_TEST(edit(sold, {{"senha", "codigo_cliente"}}).ok());
  BOOST_TEST((stored(sold) ==
              PackageParameters{{"id_contrato", "1"}, {"label", "tv-1"}, {"senha", "codigo_cliente"}}));
  gone();
  BOOST_TEST(edit(sold, {{"label", "outro"}}).ok());
}

BOOST_FIXTURE_TEST_CASE(a_product_without_a_contract_of_its_own_names_it_freely, Campsoft) {
  transmitted("contrato/1", {{"produto", "8"}, {"label", "tv-1"}, {"documento", "52998224725"}});
  BOOST_TEST(edit(sold, {{"label", "outro"}}).ok());
}

BOOST_AUTO_TEST_SUITE_END()
