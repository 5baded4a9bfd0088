// The catalogue against hostile text and against several hands at once.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "operations/catalogue.h"
#include "support/catalogue.h"

namespace {

using test::must;
using test::refused;

const std::vector<std::string> k_hostile{"<script>alert(1)</script>",
                                         "\" onmouseover=\"x",
                                         "'; DROP TABLE package; --",
                                         "100% _ \\ \\' `",
                                         "🐈‍⬛ emoji 👩🏽‍💻",
                                         "\u202Eابجد RTL",
                                         "{{TEMPLATE}}",
                                         "=1+1"};

struct Hostile : test::Catalogue {
  Hostile() { integration("neo"); }
};

/// Runs `body` in `count` threads at once, each with a connection of its own.
template <typename Body>
void at_once(test::Database& fixture, int count, Body body) {
  std::atomic<int> ready{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&] {
      storage::Db own(test::database_settings());
      auto context = fixture.context();
      const operations::Context theirs{
          {own, context.tenant.provider_id}, context.zone, context.clock, context.keyring, "corrida"};
      own.alive();
      ++ready;
      while (ready < count) std::this_thread::yield();
      body(theirs);
    });
  for (auto& thread : threads) thread.join();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(catalogue_hostile, Hostile)

BOOST_AUTO_TEST_CASE(hostile_text_is_stored_as_it_is_and_found_again) {
  for (std::size_t i = 0; i < k_hostile.size(); ++i) {
    const auto& text = k_hostile[i];
    const auto code = "h" + std::to_string(i);
    must(operations::put_integration(context(), code, {.gateway = std::string("neo"), .description = text}));
    must(operations::put_product(context(), "neo", code, {.name = text, .description = text}));
    must(operations::put_package(context(), code,
                                 {.description = text,
                                  .value = base::Cents{100},
                                  .composition = std::vector<domain::CompositionPart>{{text, "", 100}}}));
    must(operations::put_plan(context(), code, {.description = text, .technology = text}));
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(operations::find_integration(context(), code)->integration.description == text);
      BOOST_TEST(operations::find_package(context(), code)->composition.at(0).description == text);
      BOOST_TEST(operations::find_plan(context(), code)->plan.technology == text);
      BOOST_TEST(storage::count_integrations(tenant(), {.text = text}) == 1U);
      BOOST_TEST(storage::count_packages(tenant(), {.text = text}) == 1U);
      BOOST_TEST(storage::list_plans(tenant(), {.text = text}, {.sort = "tecnologia"}).lines.size() == 1U);
    }
  }
  BOOST_TEST(storage::count_packages(tenant(), {}) == k_hostile.size());
}

BOOST_AUTO_TEST_CASE(text_beyond_its_limit_or_with_control_characters_is_refused_by_name) {
  for (const auto& text :
       {std::string(10'000, 'x'), std::string("a\nb"), std::string("a\x7f"), std::string("\t\x01x")}) {
    BOOST_TEST(refused(operations::put_integration(context(), "x",
                                                   {.gateway = std::string("neo"), .description = text}))
                   .errors.has("descricao"));
    BOOST_TEST(refused(operations::put_product(context(), "neo", "x", {.name = text})).errors.has("nome"));
    BOOST_TEST(
        refused(operations::put_package(context(), "x", {.description = text, .value = base::Cents{0}}))
            .errors.has("descricao"));
    BOOST_TEST(refused(operations::put_plan(context(), "x", {.description = text})).errors.has("descricao"));
  }
}

BOOST_AUTO_TEST_CASE(a_text_of_exactly_its_limit_fits_its_column) {
  std::string widest;
  for (int i = 0; i < 160; ++i) widest += "👩";
  must(operations::put_integration(context(), "x", {.gateway = std::string("neo"), .description = widest}));
  must(operations::put_product(context(), "x", std::string(64, 'p'), {.name = widest}));
  must(operations::put_package(context(), std::string(64, 'x'),
                               {.description = widest, .value = operations::k_most_cents}));
  must(operations::put_plan(context(), std::string(64, 'x'),
                            {.description = widest, .value = operations::k_most_cents}));
  std::string secret;
  for (int i = 0; i < 1000; ++i) secret += "👩";
  must(operations::put_integration(context(), "c",
                                   {.gateway = std::string("click_sistemas"),
                                    .description = std::string("x"),
                                    .parameters = std::vector<operations::ParameterPut>{{"token", secret}}}));
  BOOST_TEST(refused(operations::put_integration(
                         context(), "c",
                         {.parameters = std::vector<operations::ParameterPut>{{"token", secret + "x"}}}))
                 .errors.has("parametros.token"));
}

BOOST_AUTO_TEST_CASE(a_code_of_any_bytes_is_refused_cleanly) {
  for (const auto& code : {std::string("a b"), std::string("ção"), std::string("\xff\xfe"),
                           std::string("a\0b", 3), std::string(65, 'x'), std::string()}) {
    BOOST_TEST(refused(operations::put_integration(
                           context(), code, {.gateway = std::string("neo"), .description = std::string("x")}))
                   .errors.has("codigo"));
    BOOST_TEST(refused(operations::put_product(context(), "neo", code, {.name = std::string("x")}))
                   .errors.has("codigo"));
    BOOST_TEST(refused(operations::put_package(context(), code,
                                               {.description = std::string("x"), .value = base::Cents{0}}))
                   .errors.has("codigo"));
    BOOST_TEST(refused(operations::put_plan(context(), code, {.description = std::string("x")}))
                   .errors.has("codigo"));
  }
}

BOOST_AUTO_TEST_CASE(several_hands_that_create_one_record_at_once_create_it_once) {
  std::atomic<int> created{0};
  std::atomic<int> failed{0};
  const auto note = [&](const base::Result<operations::Written>& written) {
    if (!written) ++failed;
    if (written && written->created) ++created;
  };
  at_once(*this, 6, [&](const operations::Context& theirs) {
    note(operations::put_integration(theirs, "i",
                                     {.gateway = std::string("neo"), .description = std::string("I")}));
    note(operations::put_product(theirs, "i", "p", {.name = std::string("P")}));
    note(operations::put_package(theirs, "k",
                                 {.description = std::string("K"),
                                  .value = base::Cents{0},
                                  .integration = std::string("i"),
                                  .products = std::vector<std::string>{"p"}}));
    note(operations::put_plan(
        theirs, "l",
        {.description = std::string("L"), .packages = std::vector<operations::PlanPackagePut>{{"k"}}}));
  });
  BOOST_TEST(failed == 0);
  BOOST_TEST(created == 4);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE actor = 'corrida'") == 4);
}

BOOST_AUTO_TEST_CASE(several_hands_that_take_one_generated_code_get_one_each) {
  std::atomic<int> failed{0};
  at_once(*this, 4, [&](const operations::Context& theirs) {
    if (!operations::put_plan(theirs, "", {.description = std::string("Fibra")}, operations::Expect::absent))
      ++failed;
  });
  BOOST_TEST(failed == 0);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM plan WHERE code LIKE 'fibra%'") == 4);
}

BOOST_AUTO_TEST_CASE(settings_changed_by_several_hands_raise_the_version_for_each) {
  const auto before = count("SELECT version AS n FROM config_version");
  std::atomic<std::uint32_t> number{1};
  at_once(*this, 4, [&](const operations::Context& theirs) {
    for (int i = 0; i < 10; ++i)
      must(operations::put_integration(theirs, "neo", {.requests_per_second = ++number}));
  });
  BOOST_TEST(count("SELECT version AS n FROM config_version") == before + 40);
}

BOOST_AUTO_TEST_SUITE_END()
