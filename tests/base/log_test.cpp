#include "base/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

/// Runs `write` with stderr in a file and gives back what stands in it.
template <typename Write>
std::string stderr_of(Write write) {
  std::string name = "/tmp/catraca-log-XXXXXX";
  const int file = ::mkstemp(name.data());
  const int saved = ::dup(STDERR_FILENO);
  ::dup2(file, STDERR_FILENO);
  write();
  ::dup2(saved, STDERR_FILENO);
  ::close(saved);
  ::close(file);
  std::stringstream text;
  text << std::ifstream(name).rdbuf();
  ::unlink(name.c_str());
  return text.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base_log)

BOOST_AUTO_TEST_CASE(a_line_is_one_json_object_with_its_fields) {
  const auto text = stderr_of([] {
    base::log::warn("olá\n\"mundo\"", {{"request_id", "ab12"}, {"bytes", "\xff"}});
  });
  BOOST_TEST(text.find('\n') == text.size() - 1);
  const auto line = nlohmann::json::parse(text);
  BOOST_TEST(line.at("level") == "warn");
  BOOST_TEST(line.at("msg") == "olá\n\"mundo\"");
  BOOST_TEST(line.at("request_id") == "ab12");
  BOOST_TEST(line.contains("ts"));
}

BOOST_AUTO_TEST_CASE(a_line_never_holds_a_whole_cpf) {
  const auto text = stderr_of([] { base::log::error("cliente 123.456.789-09", {{"cpf", "12345678909"}}); });
  BOOST_TEST(text.find("123.456.789-09") == std::string::npos);
  BOOST_TEST(text.find("12345678909") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_line_never_holds_what_is_as_long_as_a_token) {
  const std::string token = "6gsOlHYPGf5uZgsJ5L9uzqRGkpOII27zfiPq-M1KkOU";
  const std::string id = "86202002c8841dc4a8da8080304c0af9";
  const auto text = stderr_of([&] {
    base::log::info("x", {{"path", "/callbak/" + token + "/x"}, {"request_id", id}});
  });
  const auto line = nlohmann::json::parse(text);
  BOOST_TEST(line.at("path") == "/callbak/***/x");
  BOOST_TEST(line.at("request_id") == id);
}

BOOST_AUTO_TEST_CASE(what_looks_like_a_document_is_masked_wherever_it_stands) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"12345678909", "***456789**"},
      {"cpf 123.456.789-09.", "cpf ***.456.789-**."},
      {"(123456789-09)", "(***456789-**)"},
      {"a=12345678909&b=52998224725", "a=***456789**&b=***982247**"},
      {"12345678909,52998224725", "***456789**,***982247**"},
      {"12345678909/52998224725", "***456789**/***982247**"},
      {"12.345.678/0001-95", "**.*45.678/0001-**"},
      {"11222333000181", "***223330001**"},
      {"12.ABC.345/01DE-35", "**.*BC.345/01DE-**"},
      {"12ABC34501DE35", "***BC34501DE**"}};
  for (const auto& [text, masked] : table) BOOST_TEST(base::log::mask_documents(text) == masked);
}

BOOST_AUTO_TEST_CASE(what_is_no_document_stays_readable) {
  for (const auto* text :
       {"", "1234567890", "123456789012", "2026-11-22 03:04:05.678", "192.168.100.10", "10.0.0.1:8080",
        "0123456789abcdef0123456789abcdef", "a12345678909", "12345678909b", "R$ 1.234,56",
        "/cliente/25138/pacote/9", "conta 12345678-9", "configuracoes1", "CONFIGURACAO12"})
    BOOST_TEST(base::log::mask_documents(text) == text);
}

BOOST_AUTO_TEST_SUITE_END()
