// The small pieces that pages are made of.
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

#include "web/csv.h"
#include "web/form.h"
#include "web/form_reader.h"
#include "web/one_stop.h"
#include "web/pages/customer_page.h"
#include "web/parameters.h"
#include "web/templates.h"
#include "web/texts.h"

namespace {

/// A directory with one template in it.
class OneTemplate {
 public:
  explicit OneTemplate(std::string_view text) {
    std::filesystem::create_directories(directory_);
    std::ofstream(directory_ / "page.html") << text;
  }
  ~OneTemplate() { std::filesystem::remove_all(directory_); }
  std::string render() const {
    const web::Templates templates(directory_, "");
    web::Document document("page.html");
    document.view().set("NAME", "<b>\"Ana\"</b>").set("HREF", "javascript:alert(1)");
    return templates.render(document);
  }

 private:
  std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("catraca-template-" + std::to_string(::getpid()));
};

http::Params params(std::initializer_list<std::pair<const char*, const char*>> pairs) {
  http::Params made;
  for (const auto& [name, value] : pairs) made.set(name, value);
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(page_parts)

BOOST_AUTO_TEST_CASE(a_template_escapes_what_it_shows_by_where_it_stands) {
  const OneTemplate page(
      "{{%AUTOESCAPE context=\"HTML\"}}\n<a href=\"{{HREF}}\" title=\"{{NAME}}\">{{NAME}}</a>");
  const auto text = page.render();
  BOOST_TEST(text.find("<b>") == std::string::npos);
  BOOST_TEST(text.find("javascript:") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_template_that_does_not_switch_autoescape_on_or_that_switches_it_off_is_refused) {
  BOOST_CHECK_THROW(OneTemplate("<p>{{NAME}}</p>").render(), std::runtime_error);
  BOOST_CHECK_THROW(OneTemplate("{{%AUTOESCAPE context=\"HTML\"}}<p>{{NAME:none}}</p>").render(),
                    std::runtime_error);
  BOOST_CHECK_THROW(OneTemplate("{{%AUTOESCAPE context=\"HTML\"}}<a href={{HREF}}>x</a>").render(),
                    std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_csv_record_quotes_separators_and_disarms_formulas_but_not_numbers) {
  BOOST_TEST(web::csv_record({"a", "b;c", "d\"e"}) == "a;\"b;c\";\"d\"\"e\"\r\n");
  BOOST_TEST(web::csv_record({"=1+1", "+55", "-30,00", "@x", "\tx"}) == "'=1+1;'+55;-30,00;'@x;'\tx\r\n");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_from_a_form_is_remembered_with_its_field) {
  const auto form =
      params({{"valor", "abc"}, {"dias", "-1"}, {"data", "31/02/2026"}, {"nome", "  Ana "}, {"vazio", " "}});
  web::FormReader reader(form);
  BOOST_TEST(*reader.text("nome").value == "Ana");
  BOOST_TEST(reader.text("vazio").given);
  BOOST_TEST(!reader.text("vazio").value);
  BOOST_TEST(!reader.text("ausente").given);
  BOOST_TEST(!reader.money("valor").given);
  BOOST_TEST(!reader.number("dias", 10).given);
  BOOST_TEST(!reader.date("data").given);
  BOOST_TEST(reader.errors().items().size() == 3);
}

BOOST_AUTO_TEST_CASE(rows_of_a_form_are_those_with_something_in_them_in_the_order_of_their_numbers) {
  const auto form = params(
      {{"linha.10.a", "x"}, {"linha.2.a", "y"}, {"linha.3.a", " "}, {"linha.x.a", "z"}, {"outra.1.a", "w"}});
  BOOST_TEST(web::FormReader(form).rows("linha") == (std::vector<std::string>{"2", "10"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_fragment_becomes_a_sentence_at_the_field) {
  BOOST_TEST(web::sentence_of("é obrigatório") == "É obrigatório.");
  BOOST_TEST(web::sentence_of("deve ser um dia") == "Deve ser um dia.");
  BOOST_TEST(web::sentence_of("Já está dito.") == "Já está dito.");
}

BOOST_AUTO_TEST_CASE(a_name_with_a_stop_of_its_own_leaves_no_two_behind_it) {
  const std::pair<const char*, const char*> texts[] = {
      {"Sai de Silva Ltda..", "Sai de Silva Ltda."},
      {"De Silva Ltda.. Continua.", "De Silva Ltda. Continua."},
      {"Pagou!.", "Pagou!"},
      {"Aguarde... Pronto.", "Aguarde... Pronto."},
      {"Fim...", "Fim..."},
      {"v1..2 e a.b", "v1..2 e a.b"},
      {"..", "."},
      {"", ""}};
  for (const auto& [text, said] : texts) BOOST_TEST(web::one_stop(text) == said, text);
}

BOOST_AUTO_TEST_CASE(parameters_come_back_from_their_rows_and_errors_find_their_way_to_them) {
  http::Params values;
  web::set_parameter_rows(values, {{"token", "abc"}, {"usuario", ""}});
  BOOST_TEST(web::parameter_rows(values).size() == 2);
  base::FieldErrors errors;
  errors.add("parametros.usuario", "é obrigatório");
  const auto problem = web::at_parameter_rows(base::Problem::fields(errors), values, "parametros");
  BOOST_TEST(problem.errors.has("parametros.1.valor"));
}

BOOST_AUTO_TEST_CASE(numbers_and_phones_read_as_people_write_them) {
  BOOST_TEST(web::number_cell(1234567).text == "1.234.567");
  BOOST_TEST(web::number_cell(12).text == "12");
  BOOST_TEST(web::count_text(1, "serviço", "serviços") == "1 serviço");
  BOOST_TEST(web::count_text(10'001, "serviço", "serviços") == "mais de 10.000 serviços");
  BOOST_TEST(web::money_field(123456) == "1.234,56");
  BOOST_TEST(web::phone_text("37998761234") == "(37) 99876-1234");
  BOOST_TEST(web::phone_text("3732221234") == "(37) 3222-1234");
  BOOST_TEST(web::phone_text("123") == "123");
}

BOOST_AUTO_TEST_SUITE_END()
