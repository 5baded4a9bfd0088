#include "base/typed.h"

#include <boost/test/unit_test.hpp>

namespace {

/// What becomes of the text: its stored form, "vazio", or "não: …".
std::string read(base::Typed (*how)(std::string_view), std::string_view text) {
  const auto typed = how(text);
  return typed ? typed->value_or("vazio") : "não: " + typed.error();
}
std::string phone(std::string_view text) { return read(base::phone_from, text); }
std::string document(std::string_view text) { return read(base::document_from, text); }

}  // namespace

BOOST_AUTO_TEST_SUITE(base_typed)

BOOST_AUTO_TEST_CASE(a_phone_is_its_digits_whatever_signs_stand_between_them_and_words_before) {
  for (const auto* text : {"37999991234", "(37) 99999-1234", "37 99999.1234", "Tel: 37/99999-1234",
                           "fone 37 9 9999 1234", "\u00a0(37)\u200b99999\u20131234"})
    BOOST_TEST(phone(text) == "37999991234", text);
  BOOST_TEST(phone("+55 37 99999-1234") == "5537999991234");
  BOOST_TEST(phone("33331234") == "33331234");
  BOOST_TEST(phone("123456789012345") == "123456789012345");
}

BOOST_AUTO_TEST_CASE(a_phone_of_which_a_part_is_not_understood_is_refused_whole) {
  for (const auto* text : {"abc", "-", "()", "_", "0", "1234567", "1234567890123456", "37 99999-1234 ramal 2",
                           "37 99999-1234 x2", "37 99999-1234, 37 3333-1234", "37999991234#2",
                           "37999991234+1", "37 99999-1234 é dela", "３７９９９９９１２３４", "٣٧99999123",
                           "37 99999-123４", "não tem", "\xff", "37999991234\xff"})
    BOOST_TEST(phone(text).starts_with("não: "), text << " " << phone(text));
  BOOST_TEST(phone("37 99999-1234 ramal 2").find("ramal 2") != std::string::npos);
  BOOST_TEST(phone("3").find("1 algarismo;") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_blank_or_the_fields_own_empty_mask_is_nothing) {
  for (const auto* text : {"", "  ", "\u00a0", "\u200b", "() -", "()-", "(__) _____-____", "( )  -  "})
    BOOST_TEST(phone(text) == "vazio", text);
  for (const auto* text : {"", " ", "..-", "../-", "___.___.___-__", "  .   .   /    -  "})
    BOOST_TEST(document(text) == "vazio", text);
  for (const auto* text : {"..-", "_", "../-"}) BOOST_TEST(phone(text).starts_with("não: "), text);
  for (const auto* text : {"() -", "-", "__", "..", "0"})
    BOOST_TEST(document(text).starts_with("não: "), text);
}

BOOST_AUTO_TEST_CASE(a_document_is_taken_with_its_signs_and_wrong_check_digits_and_named_by_its_length) {
  BOOST_TEST(document("529.982.247-25") == "52998224725");
  BOOST_TEST(document("529 982 247\u201325") == "52998224725");
  BOOST_TEST(document("123.456.789-00") == "12345678900");
  BOOST_TEST(document("12.abc.345/01de-35") == "12ABC34501DE35");
  BOOST_TEST(document("12.abc.345/01de-36") == "12ABC34501DE36");
  BOOST_TEST(document("5299822472").find("tem 10 algarismos; um CPF tem 11 e um CNPJ tem 14") !=
             std::string::npos);
  for (const auto* text : {"isento", "-", "529.982.247-25 é", "529.982.247-2５", "CPF 529.982.247-25",
                           "CPF52998224725", "529,982,247-25", "529.982.247-25;", "\xff"})
    BOOST_TEST(document(text).starts_with("não: "), text << " " << document(text));
}

BOOST_AUTO_TEST_SUITE_END()
