// Made from the OpenAPI document: a PUT that is added, or a field of one, is tried here, or fails for want of
// samples.
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <string>

#include "base/text.h"
#include "web/api/api_client.h"
#include "web/api/openapi.h"

namespace {

using nlohmann::json;

const json& document() {
  static const auto k_document = json::parse(web::api::openapi_document());
  return k_document;
}

/// Fields of a PUT that are no value of the record: its key, what never changes, records of their own, what
/// an act is told, and the status, which is the word of whoever spoke last (D31).
const std::set<std::string> k_no_value{"codigo",
                                       "gateway",
                                       "servicos",
                                       "id_cliente_servico",
                                       "id_cliente_servico_pacote",
                                       "status_prefixo",
                                       "id_cliente_servico_antigo",
                                       "pacotes_recusados",
                                       "pacotes_degustacao",
                                       "vale_desde",
                                       "outra_conta",
                                       "data_cadastro@pacote",
                                       "codigo_cliente@cliente",
                                       "plataforma@produto"};

/// Three bodies that give a field three values. A field that means something only with others brings them
/// along.
struct Samples {
  json first;
  json second;
  json third;
};

Samples of(const std::string& field, const json& first, const json& second, const json& third) {
  return {{{field, first}}, {{field, second}}, {{field, third}}};
}

/// A noun that is PUT: where, how its rows are told, and what its fields may be.
struct Noun {
  std::string entity;  ///< as the audit names it
  std::string key;     ///< its member in an answer
  std::string path;    ///< below /api/v1/integracao
  std::string table;
  std::string secrets;  ///< a SELECT of what no answer shows
  std::map<std::string, Samples> samples;
};

json rows_of(const std::string& one, const std::string& other) {
  return json::array({{{"descricao", "A"}, {"tipo", "SVA"}, {"valor", one}},
                      {{"descricao", "B"}, {"tipo", "SCM"}, {"valor", other}}});
}

struct Remembering : test::Api {
  std::uint64_t sold = 0;
  std::map<std::string, Noun> nouns = {};  ///< by the path of the document

  Remembering() {
    furnish();
    put("/plataforma/CLICK",
        {{"gateway", "click_sistemas"}, {"descricao", "Click"}, {"parametros", {{"token", "primeiro"}}}});
    put("/plataforma/NEO2", {{"gateway", "neo"}, {"descricao", "NEO 2"}});
    put("/plataforma/NEO2/produto/MUMO", {{"nome", "Mumo"}});
    for (const auto* code : {"MEGA", "GIGA"}) put(std::string("/plano/") + code, {{"descricao", code}});
    for (const auto* code : {"2024", "2025"})
      put(std::string("/cliente/") + code, {{"nome_razaosocial", "Outro"}});
    sell(501);
    sold = add(501, "CHEIO");
    furnish_nouns();
  }

  void furnish_nouns() {
    const json basic{{"codigo", "BASICO"}, {"obrigatorio", false}};
    const json full{{"codigo", "CHEIO"}, {"obrigatorio", true}, {"degustacao_dias", 7}};
    nouns["/plataforma/{codigo}"] = {
        "integracao",
        "plataforma",
        "/plataforma/NEO",
        "integration",
        "SELECT GROUP_CONCAT(name, '=', HEX(value) ORDER BY name) AS n FROM integration_parameter",
        {{"descricao", of("descricao", "Um", "Dois", "Três")},
         {"pacote_unico", of("pacote_unico", false, true, nullptr)},
         {"habilitar_suspender", of("habilitar_suspender", true, false, nullptr)},
         {"suspensao_parcial", of("suspensao_parcial", true, false, nullptr)},
         {"limite_por_segundo", of("limite_por_segundo", 10, 20, 30)},
         {"ativo", of("ativo", true, false, nullptr)},
         {"parametros",
          of("parametros", {{"usuario", "cpf_cnpj"}}, {{"usuario", "email"}}, {{"usuario", "telefone"}})}}};
    nouns["/plataforma/{codigo}/produto/{codigo_produto}"] = {
        "produto",
        "produto",
        "/plataforma/NEO/produto/MUMO",
        "product",
        "",
        {{"nome", of("nome", "Um", "Dois", "Três")},
         {"descricao", of("descricao", "Um", "Dois", nullptr)},
         {"ativo", of("ativo", true, false, nullptr)}}};
    nouns["/pacote_catalogo/{codigo}"] = {
        "pacote",
        "pacote_catalogo",
        "/pacote_catalogo/CHEIO",
        "package",
        "",
        {{"descricao", of("descricao", "Um", "Dois", "Três")},
         {"valor",
          {{{"valor", "10.00"}, {"composicao", json::array()}},
           {{"valor", "20.00"}, {"composicao", json::array()}},
           {{"valor", "30.00"}, {"composicao", json::array()}}}},
         {"ativo", of("ativo", true, false, nullptr)},
         {"classe_regulatoria", of("classe_regulatoria", "SVA", "SCM", nullptr)},
         {"plataforma",
          {{{"plataforma", "NEO"}, {"produtos", {"MUMO"}}},
           {{"plataforma", "NEO2"}, {"produtos", {"MUMO"}}},
           {{"plataforma", nullptr}, {"produtos", nullptr}}}},
         {"produtos",
          {{{"plataforma", "NEO"}, {"produtos", {"MUMO", "WATCH"}}},
           {{"plataforma", "NEO"}, {"produtos", {"WATCH"}}},
           {{"plataforma", "NEO"}, {"produtos", {"MUMO"}}}}},
         {"composicao",
          {{{"valor", "30.00"}, {"composicao", rows_of("10.00", "20.00")}},
           {{"valor", "30.00"}, {"composicao", rows_of("15.00", "15.00")}},
           {{"valor", "40.00"}, {"composicao", rows_of("20.00", "20.00")}}}}}};
    nouns["/plano/{codigo}"] = {"plano",
                                "plano",
                                "/plano/FIBRA",
                                "plan",
                                "",
                                {{"descricao", of("descricao", "Um", "Dois", "Três")},
                                 {"valor", of("valor", "10.00", "20.00", nullptr)},
                                 {"tecnologia", of("tecnologia", "FIBRA", "RADIO", nullptr)},
                                 {"download_kbps", of("download_kbps", 1, 2, 3)},
                                 {"upload_kbps", of("upload_kbps", 1, 2, nullptr)},
                                 {"controlar_banda", of("controlar_banda", false, true, nullptr)},
                                 {"travar_pacotes", of("travar_pacotes", false, true, nullptr)},
                                 {"ativo", of("ativo", true, false, nullptr)},
                                 {"pacotes", of("pacotes", {basic, full}, json::array({full}), nullptr)}}};
    nouns["/cliente/{codigo_cliente}"] = {
        "cliente",
        "cliente",
        "/cliente/2023",
        "customer",
        "",
        {{"nome_razaosocial", of("nome_razaosocial", "Um", "Dois", "Três")},
         {"tipo_pessoa", of("tipo_pessoa", "pf", "pj", nullptr)},
         {"cpf_cnpj", of("cpf_cnpj", "529.982.247-25", "11144477735", nullptr)},
         {"email_principal", of("email_principal", "um@exemplo.com.br", "dois@exemplo.com.br", nullptr)},
         {"telefone_primario", of("telefone_primario", "(34) 99123-4567", "34991234568", nullptr)},
         {"cidade", of("cidade", "Recife", "Olinda", nullptr)},
         {"uf", of("uf", "pe", "PB", nullptr)}}};
    Noun service{
        "servico",
        "cliente_servico",
        "/cliente_servico/501",
        "customer_service",
        "SELECT COALESCE(HEX(password_digest), '') AS n FROM customer_service WHERE external_id = 501",
        {{"codigo_cliente", of("codigo_cliente", "2023", "2024", "2025")},
         {"plano", of("plano", "FIBRA", "MEGA", "GIGA")},
         {"senha_autenticacao", of("senha_autenticacao", "da feira", "outra", nullptr)},
         {"valor", of("valor", "10.00", "20.00", nullptr)},
         {"vencimento", of("vencimento", 10, 15, nullptr)},
         {"data_habilitacao",
          of("data_habilitacao", "2026-11-01T10:00:00-03:00", "2026-11-02T10:00:00-03:00", nullptr)},
         {"data_cadastro", of("data_cadastro", "2026-11-01 10:00:00", "2026-11-02 10:00:00", nullptr)},
         {"data_venda", of("data_venda", "2026-11-01", "2026-11-02", nullptr)},
         {"data_fim_contrato", of("data_fim_contrato", "2027-11-01", "2027-11-02", nullptr)}}};
    for (const auto* text :
         {"login_autenticacao", "status_contrato", "forma_cobranca", "tipo_cobranca", "perfil_suspensao",
          "equipamento_roteamento", "interface_conexao", "porta_atendimento"})
      service.samples.emplace(text, of(text, "Um", "Dois", nullptr));
    for (const auto* part : {"logradouro", "numero", "bairro", "cidade", "cep"})
      service.samples.emplace(std::string("endereco.") + part,
                              of("endereco", {{part, "1"}}, {{part, "2"}}, nullptr));
    service.samples.emplace("endereco.uf", of("endereco", {{"uf", "MG"}}, {{"uf", "SP"}}, nullptr));
    nouns["/cliente_servico/{id_cliente_servico}"] = std::move(service);
    const auto row = [](const char* value) { return json::array({{{"chave", "noggin"}, {"valor", value}}}); };
    put("/plataforma/NX", {{"gateway", "nxplay"},
                           {"descricao", "NX"},
                           {"parametros", {{"api_url", "https://nx.exemplo"}, {"token", "t"}}}});
    put("/plataforma/NX/produto/SEAC", {{"nome", "SEAC"}});
    put("/pacote_catalogo/NXP",
        {{"descricao", "NX"}, {"valor", "5.00"}, {"plataforma", "NX"}, {"produtos", {"SEAC"}}});
    sold = add(501, "NXP");
    nouns["/pacote/{id_cliente_servico_pacote}"] = {
        "pacote_servico",
        "cliente_servico_pacote",
        "/pacote/" + std::to_string(sold),
        "service_package",
        "SELECT COALESCE(GROUP_CONCAT(name, '=', value ORDER BY name), '') AS n FROM "
        "service_package_parameter",
        {{"descricao", of("descricao", "Um", "Dois", nullptr)},
         {"valor", of("valor", "10.00", "20.00", nullptr)},
         {"data_limite", of("data_limite", "2026-12-01", "2026-12-02", nullptr)},
         {"cliente_servico_pacote_parametro",
          of("cliente_servico_pacote_parametro", row("true"), row("false"), json::array())}}};
  }

  /// What the record is: its answer, and what no answer shows.
  std::string state(const Noun& noun) {
    auto shown = put(noun.path, json::object())[noun.key.c_str()];
    shown.erase("data_atualizacao");
    std::string hidden;
    if (!noun.secrets.empty())
      db.select(noun.secrets, {},
                [&](const storage::Row& row) { hidden = row.maybe_text("n").value_or(""); });
    return shown.dump() + hidden;
  }

  /// All that is remembered of what the ERP sent, in the noun's table.
  std::map<std::uint64_t, std::optional<std::string>> memory(const Noun& noun) {
    std::map<std::uint64_t, std::optional<std::string>> rows;
    db.select("SELECT id, erp_sent FROM " + noun.table, {},
              [&](const storage::Row& row) { rows[row.u64("id")] = row.maybe_text("erp_sent"); });
    return rows;
  }

  /// Staff's hand: the value of a PUT, of which the feed's memory knows nothing.
  void by_staff(const Noun& noun, const json& body) {
    const auto before = memory(noun);
    const auto done = put(noun.path, body);
    BOOST_REQUIRE_MESSAGE(done.status < 300, done.text);
    for (const auto& [id, sent] : before)
      db.execute("UPDATE " + noun.table + " SET erp_sent = ? WHERE id = ?", {sent, id});
  }

  void keeps(const Noun& noun, const std::string& field, const Samples& samples) {
    BOOST_TEST_CONTEXT(noun.path << " " << field) {
      const auto sent = put(noun.path, samples.first);
      BOOST_REQUIRE_MESSAGE(sent.status < 300, sent.text);
      const auto feeds = state(noun);
      by_staff(noun, samples.second);
      const auto staffs = state(noun);
      BOOST_TEST(feeds != staffs);
      const auto again = put(noun.path, samples.first);
      BOOST_REQUIRE_MESSAGE(again.status == 200, again.text);
      BOOST_TEST(state(noun) == staffs);
      const auto notices = again["avisos"].dump();
      BOOST_TEST(notices.find(field) != std::string::npos, notices);
      BOOST_TEST(again["msg"].get<std::string>().find("já estava assim") == std::string::npos);
      BOOST_TEST(count("SELECT COUNT(*) AS n FROM feed_difference WHERE entity = ? AND field LIKE ?",
                       {noun.entity, field + "%"}) == 1);
      BOOST_REQUIRE(put(noun.path, samples.third).status < 300);
      BOOST_TEST(state(noun) != staffs);
      BOOST_TEST(count("SELECT COUNT(*) AS n FROM feed_difference WHERE entity = ?", {noun.entity}) == 0);
    }
  }
};

/// The fields of a PUT, those of the address apart.
std::set<std::string> fields_of(const json& schema) {
  std::set<std::string> fields;
  if (schema.contains("$ref"))
    return fields_of(document().at(json::json_pointer(schema.at("$ref").get<std::string>().substr(1))));
  for (const auto& part : schema.value("allOf", json::array())) fields.merge(fields_of(part));
  const auto properties = schema.value("properties", json::object());  // named: items() only refers to it
  for (const auto& [name, property] : properties.items()) {
    if (name == "endereco")
      for (const auto& [part, text] : property.at("properties").items()) fields.insert(name + "." + part);
    else
      fields.insert(name);
  }
  return fields;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_api_memory, Remembering)

BOOST_AUTO_TEST_CASE(
    what_staff_changed_stands_against_a_feed_that_repeats_itself_in_every_field_of_every_put) {
  constexpr std::string_view k_prefix = "/api/v1/integracao";
  std::size_t tried = 0;
  for (const auto& [path, methods] : document().at("paths").items()) {
    if (!methods.contains("put")) continue;
    const auto at = nouns.find(path.substr(k_prefix.size()));
    BOOST_REQUIRE_MESSAGE(at != nouns.end(), path);
    const auto& noun = at->second;
    for (const auto& field :
         fields_of(methods.at("put").at("requestBody").at("content").at("application/json").at("schema"))) {
      if (k_no_value.contains(field) || k_no_value.contains(field + "@" + noun.key)) continue;
      const auto samples = noun.samples.find(field);
      BOOST_REQUIRE_MESSAGE(samples != noun.samples.end(), path + " " + field);
      keeps(noun, field, samples->second);
      ++tried;
    }
  }
  BOOST_TEST(tried > 50U);
}

BOOST_AUTO_TEST_CASE(a_list_in_another_order_is_the_same_and_a_composition_is_not) {
  const auto& package = nouns.at("/pacote_catalogo/{codigo}");
  put(package.path, {{"produtos", {"MUMO", "WATCH"}}});
  by_staff(package, {{"produtos", {"MUMO"}}});
  put(package.path, {{"produtos", {"WATCH", "MUMO"}}});
  BOOST_TEST(put(package.path, json::object())["pacote_catalogo"]["produtos"] == json({"MUMO"}));
  const json sent{{"valor", "30.00"}, {"composicao", rows_of("10.00", "20.00")}};
  put(package.path, sent);
  by_staff(package, {{"composicao", rows_of("15.00", "15.00")}});
  auto turned = sent;
  std::swap(turned["composicao"][0], turned["composicao"][1]);
  BOOST_TEST(put(package.path, turned)["pacote_catalogo"]["composicao"][0]["valor"] == "20.00");
}

BOOST_AUTO_TEST_CASE(a_secret_that_staff_replaced_stands_and_no_notice_shows_either) {
  const json feed{{"parametros", {{"token", "primeiro"}}}};
  Noun click{
      "integracao",
      "plataforma",
      "/plataforma/CLICK",
      "integration",
      "SELECT HEX(p.value) AS n FROM integration_parameter p JOIN integration i ON i.id = p.integration_id"
      " WHERE i.code = 'CLICK'",
      {}};
  by_staff(click, {{"parametros", {{"token", "emergencia"}}}});
  const auto staffs = state(click);
  const auto again = put(click.path, feed);
  BOOST_TEST(state(click) == staffs);
  BOOST_TEST(again["avisos"].dump().find("parametros.token") != std::string::npos);
  for (const auto* secret : {"primeiro", "emergencia"}) {
    BOOST_TEST(again.text.find(secret) == std::string::npos);
    BOOST_TEST(count("SELECT COUNT(*) AS n FROM integration WHERE erp_sent LIKE ?",
                     {"%" + std::string(secret) + "%"}) == 0);
  }
  put(click.path, {{"parametros", {{"token", "segundo"}}}});
  BOOST_TEST(state(click) != staffs);
}

BOOST_AUTO_TEST_CASE(a_parameter_that_staff_added_is_not_taken_off_by_a_list_that_never_had_it) {
  const auto& neo = nouns.at("/plataforma/{codigo}");
  const json feed{{"parametros", {{"usuario", "cpf_cnpj"}}}};
  put(neo.path, feed);
  by_staff(neo, {{"parametros", {{"usuario", "cpf_cnpj"}, {"http_status_negativa", "200"}}}});
  const auto again = put(neo.path, feed);
  BOOST_TEST(again["plataforma"]["parametros"].value("http_status_negativa", "") == "200");
  BOOST_TEST(again["avisos"].dump().find("http_status_negativa") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_sale_sent_counts_as_sent) {
  const auto answer = post("/pacote", {{"id_cliente_servico", 501},
                                       {"codigo", "CAMERA"},
                                       {"valor", "12.00"},
                                       {"descricao", "Câmera da rua"}});
  const Noun camera{"pacote_servico",
                    "cliente_servico_pacote",
                    "/pacote/" + answer["cliente_servico_pacote"]["id_cliente_servico_pacote"].dump(),
                    "service_package",
                    "",
                    {}};
  by_staff(camera, {{"valor", "9.00"}});
  const auto again = put(camera.path, {{"valor", "12.00"}});
  BOOST_TEST(again["cliente_servico_pacote"]["valor"] == "9.00");
  BOOST_TEST(again["avisos"].dump().find("9.00") != std::string::npos);
  put(camera.path, {{"valor", "13.00"}});
  BOOST_TEST(put(camera.path, {{"valor", "13.00"}})["avisos"].empty());
}

BOOST_AUTO_TEST_CASE(what_a_cleared_field_falls_back_to_is_not_taken_for_staffs) {
  put("/plano/MEGA", {{"valor", nullptr}});
  BOOST_TEST(put("/plano/MEGA", {{"valor", nullptr}})["avisos"].empty());
  put("/pacote/" + std::to_string(sold), {{"descricao", nullptr}});
  BOOST_TEST(put("/pacote/" + std::to_string(sold), {{"descricao", nullptr}})["avisos"].empty());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM feed_difference") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
