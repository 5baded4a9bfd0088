#include "base/text.h"

#include <boost/test/unit_test.hpp>
#include <string>

BOOST_AUTO_TEST_SUITE(base_text)

BOOST_AUTO_TEST_CASE(splitting_keeps_the_empty_pieces) {
  const auto pieces = base::split(",a,,b,", ',');
  const std::vector<std::string_view> expected{"", "a", "", "b", ""};
  BOOST_TEST(pieces == expected, boost::test_tools::per_element());
  BOOST_TEST(base::split("", ',').size() == 1U);
}

BOOST_AUTO_TEST_CASE(trimming_removes_white_space_at_both_ends_only) {
  BOOST_TEST(base::trim(" \t\r\n a b \v\f") == "a b");
  BOOST_TEST(base::trim(" \n ").empty());
  BOOST_TEST(base::trim("\u00a0x") == "\u00a0x");
}

BOOST_AUTO_TEST_CASE(tidying_composes_drops_format_characters_and_trims_white_space_of_any_alphabet) {
  BOOST_TEST(base::tidied("  ana  ") == "ana");
  BOOST_TEST(base::tidied("Joa\u0303o") == "João");
  BOOST_TEST(base::tidied("\u200e\u00a0Ana\u200b \u2060Souza\u3000\u2028") == "Ana Souza");
  BOOST_TEST(base::tidied("\u00a0\u200b").empty());
  BOOST_TEST(base::tidied("Ω 😀 ﬁ") == "Ω 😀 ﬁ");  // NFC, not NFKC
  BOOST_TEST(base::tidied(" a\xC3 ") == "a\xC3");
  for (const auto* text : {"e\u0301\u200b", "\u0301a", "a\u200b\u0301"})
    BOOST_TEST(base::tidied(base::tidied(text)) == base::tidied(text));
}

BOOST_AUTO_TEST_CASE(lower_case_knows_ascii_and_every_accented_letter_of_latin_1) {
  BOOST_TEST(base::to_lower("AZaz09") == "azaz09");
  BOOST_TEST(base::to_lower("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ") == "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ");
  BOOST_TEST(base::to_lower("×÷ßÿ") == "×÷ßÿ");
}

BOOST_AUTO_TEST_CASE(lower_case_leaves_other_alphabets_and_broken_bytes_alone) {
  BOOST_TEST(base::to_lower("Ωμέγα Ж 😀") == "Ωμέγα Ж 😀");
  BOOST_TEST(base::to_lower("A\xC3") == "a\xC3");
}

BOOST_AUTO_TEST_CASE(folding_takes_the_accent_off_every_letter_of_latin_1) {
  BOOST_TEST(base::fold("São João") == "sao joao");
  BOOST_TEST(base::fold("ÀÁÂÃÄÅ ÇÈÉÊË ÌÍÎÏ Ñ ÒÓÔÕÖØ ÙÚÛÜ Ý") == "aaaaaa ceeee iiii n oooooo uuuu y");
  BOOST_TEST(base::fold("àáâãäå çèéêë ìíîï ñ òóôõöø ùúûü ýÿ") == "aaaaaa ceeee iiii n oooooo uuuu yy");
}

BOOST_AUTO_TEST_CASE(folding_finds_a_name_typed_in_decomposed_form) {
  BOOST_TEST(base::fold("Sa\u0303o Joa\u0303o") == base::fold("São João"));
  BOOST_TEST(base::fold("C\u0327") == "c");
}

BOOST_AUTO_TEST_CASE(folding_gives_the_same_for_both_cases_of_a_letter) {
  for (const auto& [upper, lower] : {std::pair{"ÁÇÃÉ", "áçãé"}, {"Þ", "þ"}, {"Æ", "æ"}, {"XYZ", "xyz"}})
    BOOST_TEST(base::fold(upper) == base::fold(lower));
}

BOOST_AUTO_TEST_CASE(folding_types_letters_of_other_languages_with_those_of_our_keyboards) {
  BOOST_TEST(base::fold("Łukasz Œuvre Øre Đorđe Æther Þór Straße ıİ Ħ Ŧ Ŋ") ==
             "lukasz oeuvre ore dorde aether thor strasse ii h t n");
  BOOST_TEST(base::fold("ŽĆŠ őű ěř ğ") == "zcs ou er g");
  BOOST_TEST(base::fold(std::string("caf\xE9 ABC")) == "caf\xE9 abc");  // no UTF-8
}

BOOST_AUTO_TEST_CASE(folding_leaves_signs_and_other_alphabets_alone) {
  BOOST_TEST(base::fold("a×b÷c") == "a×b÷c");
  BOOST_TEST(base::fold("日本 😀") == "日本 😀");
}

BOOST_AUTO_TEST_CASE(digits_of_a_masked_phone_are_its_digits) {
  BOOST_TEST(base::digits_of("+55 (37) 99999-1234") == "5537999991234");
  BOOST_TEST(base::digits_of("abc").empty());
}

BOOST_AUTO_TEST_CASE(clean_text_is_valid_utf_8_without_nul) {
  for (const auto* text : {"", "abc", "ção", "日本", "😀", "\u07FF\u0800\uFFFF\U0010FFFF", "tab\tand\nline"})
    BOOST_TEST(base::is_clean_text(text), text);
}

BOOST_AUTO_TEST_CASE(broken_utf_8_is_not_clean_text) {
  const std::vector<std::string> broken{
      std::string("a\0b", 3),  // NUL
      "\x80",                  // a tail alone
      "\xC3",                  // cut off
      "\xE2\x82",              // cut off
      "\xF0\x9F\x98",          // cut off
      "\xC0\xAF",              // overlong '/'
      "\xE0\x80\xAF",          // overlong
      "\xF0\x80\x80\xAF",      // overlong
      "\xED\xA0\x80",          // surrogate
      "\xF4\x90\x80\x80",      // above U+10FFFF
      "\xFF\xFE",              // never in UTF-8
      "\xC3(",                 // head without tail
  };
  for (const auto& text : broken) BOOST_TEST(!base::is_clean_text(text));
}

BOOST_AUTO_TEST_CASE(one_byte_that_is_no_text_is_found_wherever_it_stands) {
  for (std::size_t at = 0; at <= 24; ++at) {
    std::string text(24, 'a');
    BOOST_TEST(base::is_clean_text(text.insert(at, "ç")));
    for (const char wrong : {'\0', '\x80', '\xFF'}) {
      text = std::string(24, 'a');
      BOOST_TEST(!base::is_clean_text(text.insert(at, 1, wrong)), at);
    }
  }
}

BOOST_AUTO_TEST_CASE(printable_replaces_control_bytes_and_broken_bytes) {
  BOOST_TEST(base::printable("a\r\nb\x1b[31m\x7f") == "a??b?[31m?");
  BOOST_TEST(base::printable("ção \xFF!") == "ção ?!");
  BOOST_TEST(base::printable("a\u0085b") == "a?b");
}

BOOST_AUTO_TEST_CASE(printable_never_exceeds_120_bytes_nor_cuts_a_character) {
  std::string long_text(118, 'x');
  long_text += "😀😀😀";
  const auto shown = base::printable(long_text);
  BOOST_TEST(shown.size() <= 120U);
  BOOST_TEST(base::is_clean_text(shown));
}

BOOST_AUTO_TEST_CASE(length_counts_characters_not_bytes) {
  BOOST_TEST(base::length_of("ação😀") == 5U);
  BOOST_TEST(base::length_of("") == 0U);
}

BOOST_AUTO_TEST_CASE(a_code_is_one_to_64_visible_ascii_characters) {
  BOOST_TEST(base::is_code("urn:tve:P1"));
  BOOST_TEST(base::is_code("!"));
  BOOST_TEST(base::is_code("~"));
  BOOST_TEST(base::is_code("..."));
  BOOST_TEST(base::is_code(std::string(64, 'x')));
  for (const auto& text : {std::string{}, std::string(65, 'x'), std::string("P 1"), std::string("P1 "),
                           std::string("ção"), std::string("a\x7f"), std::string("a\tb"),
                           std::string("a\0b", 3), std::string("."), std::string("..")})
    BOOST_TEST(!base::is_code(text));
}

BOOST_AUTO_TEST_CASE(a_slug_is_the_folded_name_with_dashes) {
  BOOST_TEST(base::slug_of("TV Extra (HD)") == "tv-extra-hd");
  BOOST_TEST(base::slug_of("  Ação & Emoção!!  ") == "acao-emocao");
  BOOST_TEST(base::slug_of("日本").empty());
  BOOST_TEST(base::is_code(base::slug_of(std::string(200, 'a'))));
  BOOST_TEST(base::slug_of(std::string(63, 'a') + " b") == std::string(63, 'a'));
}

BOOST_AUTO_TEST_CASE(hex_goes_there_and_back) {
  const std::string bytes("\x00\x7f\x80\xff", 4);
  BOOST_TEST(base::hex_of(bytes) == "007f80ff");
  BOOST_TEST(base::bytes_of_hex("007F80fF") == bytes);
  for (const auto* text : {"0", "0g", "zz", "0 "}) BOOST_TEST(base::bytes_of_hex(text).empty());
}

BOOST_AUTO_TEST_SUITE_END()
