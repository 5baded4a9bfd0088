// The largest body of every kind that a caller may send, held to a bound of work: linear in its bytes,
// whatever they say.
#include "support/work.h"

#include <boost/test/unit_test.hpp>

#include <functional>

#include "operations/tokens.h"
#include "support/rows_read.h"
#include "validation/question.h"
#include "web/site.h"

namespace {

using http::Method;

constexpr std::size_t k_form = 256 * 1024;
constexpr std::size_t k_short_form = 64 * 1024;
constexpr std::size_t k_json = 1024 * 1024;
constexpr std::size_t k_query = 8 * 1024;
constexpr std::size_t k_line = 256 * 1024;
constexpr std::size_t k_callback = 16 * 1024;
/// Steps a byte, and a request, that reading it, refusing it and naming what is wrong may take; nothing takes
/// half of them.
constexpr std::uint64_t k_steps_a_byte = 200;
constexpr std::uint64_t k_steps_a_request = 10'000'000;

/// Text of the size, made of numbered pieces: `piece(7)` for the seventh.
std::string filled_with(std::size_t size, const std::function<std::string(std::size_t number)>& piece,
                        std::string text = "", const std::string& end = "") {
  for (std::size_t number = 0;; ++number) {
    const auto next = piece(number);
    if (text.size() + next.size() + end.size() > size) return text + end;
    text += next;
  }
}

std::string fields(std::size_t size) {
  return filled_with(size, [](std::size_t n) { return "a" + std::to_string(n) + "=&"; });
}

std::string list_of(std::size_t size, const std::string& name, const std::string& item) {
  auto text = filled_with(
      size - 2, [&](std::size_t) { return item + ","; }, "{\"" + name + "\":[");
  text.back() = ']';
  return text + "}";
}

std::string members(std::size_t size, const std::string& value) {
  auto text = filled_with(
      size - 1, [&](std::size_t n) { return "\"a" + std::to_string(n) + "\":" + value + ","; }, "{");
  text.back() = '}';
  return text;
}

struct Callers : test::Site {
  test::Records own = make_records(provider_id, "Fibra", 1001);
  std::string token =
      operations::issue_token(context(), {.description = "ERP",
                                          .scopes = {domain::Scope::reading, domain::Scope::customers,
                                                     domain::Scope::configuration}})
          .value()
          .text;

  /// Twice the bytes are not more than two and a half times the work, and the largest body is within the
  /// bound. The short ones first: what fails there would take the large one for ever.
  void hold(const std::string& kind, std::size_t largest, const std::function<void(std::size_t size)>& send) {
    send(largest / 16);  // what is read once and kept is not the caller's work
    const auto one = test::work_of([&] { send(largest / 16); });
    const auto two = test::work_of([&] { send(largest / 8); });
    BOOST_TEST_MESSAGE(kind << ": " << one << ", " << two);
    BOOST_REQUIRE_MESSAGE(two <= one * 5 / 2,
                          kind << ": " << one << " steps, and " << two << " for twice as much");
    const auto whole = test::work_of([&] { send(largest); });
    BOOST_TEST_MESSAGE(kind << ", largest: " << whole);
    BOOST_TEST(whole <= k_steps_a_request + k_steps_a_byte * largest, kind << ": " << whole << " steps");
    BOOST_TEST(whole > 0U, kind);
  }

  http::Response call(Method method, const std::string& path, std::string body) {
    auto made = request(method, path, "nobody");
    made.headers["Authorization"] = "Bearer " + token;
    made.headers["Content-Type"] = "application/json";
    made.body = std::move(body);
    return send(made);
  }

  http::Response form(const std::string& path, std::string body, std::string_view role) {
    auto made = request(Method::post, path, role);
    made.headers["Content-Type"] = "application/x-www-form-urlencoded";
    made.body = std::move(body);
    return send(made);
  }

  void load(std::string text) {
    auto made = request(Method::post, "/api/v1/integracao/lote", "nobody");
    made.headers["Authorization"] = "Bearer " + token;
    made.headers["Content-Type"] = "application/x-ndjson";
    std::size_t at = 0;
    made.stream_body = [&](char* into, std::size_t size) {
      const auto count = text.copy(into, size, at);
      at += count;
      return count;
    };
    BOOST_TEST(send(made).status == 200);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(work, Callers)

BOOST_AUTO_TEST_CASE(a_form_from_anybody_is_read_no_further_than_to_its_mark) {
  hold("form of a stranger", k_form, [&](std::size_t size) {
    const auto body = filled_with(
        size, [](std::size_t n) { return "a" + std::to_string(n) + "=" + std::string(300, 'x') + "&"; });
    BOOST_TEST(form("/entrar", body, "nobody").status == 403);
  });
}

BOOST_AUTO_TEST_CASE(a_form_of_a_hundred_fields_is_the_largest_and_of_a_thousand_where_there_are_rows) {
  const auto marked = [&](std::size_t count) {
    auto body = test::encoded({{"_csrf", csrf("administrador")}});
    for (std::size_t i = 1; i < count; ++i) body += "&a" + std::to_string(i) + "=1";
    return body;
  };
  for (const auto& [path, most] :
       {std::pair(std::string("/clientes/novo"), 100U), std::pair(filled("/planos/{id:int}", own), 1000U)}) {
    BOOST_TEST(form(path, marked(most), "administrador").status != 400);
    const auto refused = form(path, marked(most + 1), "administrador");
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(refused.body.find("mais de " + std::to_string(most) + " campos") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_form_too_large_is_refused_before_anything_is_asked_or_decoded) {
  auto body = test::encoded({{"_csrf", csrf("administrador")}});
  for (int i = 0; i < 990; ++i) body += "&campo_" + std::to_string(i) + "=" + std::string(110, 'x');
  body.resize(k_short_form);
  form("/clientes/novo", "", "administrador");  // what is read once and kept
  const auto refuse = [&] { BOOST_TEST(form("/clientes/novo", body, "administrador").status == 400); };
  BOOST_TEST(test::statements_of(db, refuse) == 0);
  const auto steps = test::work_of(refuse);
  BOOST_TEST(steps < 5'000U);
  body += "x";
  BOOST_TEST(form("/clientes/novo", body, "administrador").status == 413);
}

BOOST_AUTO_TEST_CASE(the_largest_form_that_is_read_costs_a_few_steps_a_field_and_none_a_byte) {
  const auto filled_form = [&](std::size_t fields_sent, std::size_t size) {
    auto body = test::encoded({{"_csrf", csrf("administrador")}});
    for (std::size_t i = 1; i < fields_sent; ++i)
      body += "&descricao_" + std::to_string(i) + "=" + std::string(size, 'x');
    return body;
  };
  const auto path = filled("/planos/{id:int}", own);
  const auto of = [&](const std::string& body) {
    return test::work_of([&] { BOOST_TEST(form(path, body, "administrador").status != 400); });
  };
  const auto few = filled_form(2, 1);
  const auto many = filled_form(1000, 1);
  const auto long_ones = filled_form(1000, 200);
  of(few);
  const auto a_field = (of(many) - of(few)) / 998;
  const auto a_byte = (of(long_ones) - of(many)) / (999 * 199);
  BOOST_TEST_MESSAGE("steps a field: " << a_field << ", a byte: " << a_byte);
  BOOST_TEST(a_field < 400U);
  BOOST_TEST(a_byte < 2U);
}

BOOST_AUTO_TEST_CASE(a_form_of_250_rows_is_the_longest) {
  const auto rows = [&](std::size_t count) {
    auto body = test::encoded({{"_csrf", csrf("administrador")}});
    for (std::size_t i = 0; i < count; ++i) body += "&pacotes." + std::to_string(i) + ".codigo=x";
    return form(filled("/planos/{id:int}", own), body, "administrador");
  };
  BOOST_TEST(rows(250).status == 422);
  BOOST_TEST(rows(251).status == 400);
}

BOOST_AUTO_TEST_CASE(a_form_is_linear_work_whatever_its_fields_are) {
  const auto path = filled("/planos/{id:int}", own);
  const auto mark = test::encoded({{"_csrf", csrf("administrador")}}) + "&";
  hold("fields", k_form, [&](std::size_t size) { form(path, mark + fields(size), "administrador"); });
  hold("long values", k_form, [&](std::size_t size) {
    form(path, mark + "descricao=" + std::string(size - mark.size() - 10, '+'), "administrador");
  });
  hold("escapes that are none", k_form, [&](std::size_t size) {
    form(path,
         mark + filled_with(size - mark.size(), [](std::size_t n) { return "%" + std::to_string(n) + "&"; }),
         "administrador");
  });
  hold("rows", k_form / 16, [&](std::size_t size) {
    form(path,
         mark + filled_with(size - mark.size(),
                            [](std::size_t n) { return "pacotes." + std::to_string(n) + ".codigo=x&"; }),
         "administrador");
  });
}

BOOST_AUTO_TEST_CASE(a_query_is_linear_work_on_pages_and_the_api) {
  hold("query of a list", k_query,
       [&](std::size_t size) { BOOST_TEST(get("/planos?" + fields(size)).status < 500); });
  hold("query of the api", k_query, [&](std::size_t size) {
    BOOST_TEST(call(Method::get, "/api/v1/integracao/cobrancas?" + fields(size), "").status < 500);
  });
  auto made = request(Method::get, "/planos", "administrador");
  hold("cookies", k_query, [&](std::size_t size) {
    made.headers["Cookie"] = filled_with(size, [](std::size_t n) { return "a" + std::to_string(n) + "=;"; });
    BOOST_TEST(send(made).status == 303);
  });
}

BOOST_AUTO_TEST_CASE(a_json_body_is_linear_work_whatever_it_holds) {
  const std::string path = "/api/v1/integracao/pacote_catalogo/codigo1001";
  const auto put = [&](const std::string& kind, const std::function<std::string(std::size_t)>& body) {
    hold(kind, k_json,
         [&](std::size_t size) { BOOST_TEST(call(Method::put, path, body(size)).status < 500, kind); });
  };
  put("unknown fields", [](std::size_t size) { return members(size, "1"); });
  put("objects in an object", [](std::size_t size) { return members(size, "{}"); });
  put("objects in a list", [](std::size_t size) { return list_of(size, "composicao", "{}"); });
  put("lists in a list", [](std::size_t size) { return list_of(size, "composicao", "[]"); });
  put("products", [](std::size_t size) { return list_of(size, "produtos", "\"P\""); });
  put("wrong products", [](std::size_t size) { return list_of(size, "produtos", "{}"); });
  hold("parameters", k_json, [&](std::size_t size) {
    const auto body = "{\"parametros\":" + members(size - 15, "[]") + "}";
    BOOST_TEST(call(Method::put, "/api/v1/integracao/plataforma/codigo1001", body).status < 500);
  });
}

BOOST_AUTO_TEST_CASE(the_longest_line_of_a_load_is_linear_work) {
  hold("line of unknown fields", k_line, [&](std::size_t size) { load(members(size, "1") + "\n"); });
  hold("line of objects", k_line, [&](std::size_t size) { load(list_of(size, "servicos", "{}") + "\n"); });
  hold("blank lines", k_line, [&](std::size_t size) { load(std::string(size, '\n')); });
}

BOOST_AUTO_TEST_CASE(the_largest_callback_is_linear_work) {
  const auto ask = [](std::string query, std::string body) {
    return validation::parse_question({.query = std::move(query), .body = std::move(body)});
  };
  hold("callback of many fields", k_callback,
       [&](std::size_t size) { BOOST_TEST(!ask("", fields(size)).ok()); });
  hold("callback of escapes that are none", k_callback, [&](std::size_t size) {
    BOOST_TEST(!ask("", filled_with(size, [](std::size_t n) { return "%" + std::to_string(n) + "&"; })).ok());
  });
  hold("callback of many products", k_callback,
       [&](std::size_t size) { BOOST_TEST(!ask("id=1", list_of(size, "products", "\"P\"")).ok()); });
  hold("callback of objects", k_callback,
       [&](std::size_t size) { BOOST_TEST(!ask("id=1", list_of(size, "products", "{}")).ok()); });
}

BOOST_AUTO_TEST_SUITE_END()
