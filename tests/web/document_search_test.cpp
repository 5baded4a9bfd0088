#include <boost/test/unit_test.hpp>

#include "operations/customers.h"
#include "operations/document_search.h"
#include "web/site.h"

namespace {

constexpr const char* k_document = "529.982.247-25";

struct Desk : test::Site {
  Desk() {
    operations::CustomerPut put{.name = std::string("Rita"), .document = std::string(k_document)};
    operations::put_customer(feed(), "77", put).value();
    operations::put_customer(feed(), "78", {.name = std::string("Rui"), .phone = std::string("11987654321")})
        .value();
  }
  std::int64_t noted() {
    return count("SELECT COUNT(*) AS n FROM audit WHERE action = 'documento_procurado' AND customer_id > 0");
  }
  /// The valid CPFs that a masked one leaves open: three digits before, and check digits that follow.
  static std::string guess(int number) {
    auto plain = std::to_string(100 + number) + "982247";
    for (const int highest : {10, 11}) {
      int sum = 0;
      for (std::size_t i = 0; i < plain.size(); ++i)
        sum += (plain[i] - '0') * (highest - static_cast<int>(i));
      plain += static_cast<char>('0' + (sum % 11 < 2 ? 0 : 11 - sum % 11));
    }
    return plain;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(document_search, Desk)

BOOST_AUTO_TEST_CASE(
    a_search_that_finds_by_a_whole_document_is_noted_with_the_customer_wherever_it_is_typed) {
  std::int64_t before = 0;
  for (const std::string page :
       {"/busca?q=", "/clientes?busca=", "/validacoes?cliente=", "/por-que-foi-negado?quem=",
        "/transmissoes?busca=", "/auditoria?texto=", "/clientes?formato=csv&busca="}) {
    for (const auto* document : {k_document, "52998224725", " 529982247-25"}) {
      test::body_of(get(page + http::url_encode(document)));
      BOOST_TEST(noted() == before + 1, page << document);  // once, however it is written
    }
    before = noted();
    clock.advance(std::chrono::minutes(16));
  }
  for (const auto* other : {"Rita", "77", "52998224", "11987654321", "2026-11-22"})
    get("/busca?q=" + http::url_encode(other));
  BOOST_TEST(noted() == before);
}

BOOST_AUTO_TEST_CASE(who_may_only_read_cannot_find_a_document_by_trying_all_that_the_mask_leaves_open) {
  for (int i = 0; i < 30; ++i) BOOST_TEST(get("/busca?q=" + guess(i), "leitura").status == 200);
  for (const std::string page : {"/busca?q=", "/clientes?busca=", "/validacoes?cliente="}) {
    const auto held = get(page + guess(30), "leitura");
    BOOST_TEST(held.status == 429);
    BOOST_TEST(test::header_of(held, "Retry-After") == "1");
    BOOST_TEST(held.body.find("Foram muitas buscas por CPF/CNPJ. Aguarde 1 segundo") != std::string::npos);
  }
  BOOST_TEST(get("/busca?q=Rita", "leitura").status == 303);         // a name, of one customer
  BOOST_TEST(get("/busca?q=11987654321", "leitura").status == 303);  // a telephone, of one customer
  clock.advance(std::chrono::seconds(1));
  BOOST_TEST(get("/busca?q=" + guess(30), "leitura").status == 200);
  BOOST_TEST(get("/busca?q=" + guess(30), "leitura").status == 429);
  clock.advance(std::chrono::minutes(16));
  BOOST_TEST(get("/busca?q=" + guess(31), "leitura").status == 200);
}

BOOST_AUTO_TEST_CASE(who_may_have_a_document_shown_does_not_wait) {
  for (int i = 0; i < 40; ++i) BOOST_TEST(get("/busca?q=" + guess(i), "operador").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
