#include "base/secrets.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <stdexcept>
#include <string>

#include "base/seal_mark.h"
#include "base/text.h"
#include "support/sealed_before.h"

namespace {

const std::string k_one = "1:" + std::string(64, 'a') + "\n";
const std::string k_two = k_one + "2:" + std::string(64, 'b') + "\n";

struct Crypto {
  Crypto() { base::start_crypto(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(base_secrets, Crypto)

BOOST_AUTO_TEST_CASE(random_values_have_their_length_and_do_not_repeat) {
  BOOST_TEST(base::random_bytes(16).size() == 16U);
  BOOST_TEST(base::random_id().size() == 32U);
  BOOST_TEST(base::bytes_of_hex(base::random_id()).size() == 16U);
  BOOST_TEST(base::random_token().size() == 43U);
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(base::random_id());
  BOOST_TEST(seen.size() == 1000U);
}

BOOST_AUTO_TEST_CASE(base64url_has_no_padding_and_no_sign_that_needs_escaping) {
  BOOST_TEST(base::base64url("").empty());
  BOOST_TEST(base::base64url("f") == "Zg");
  BOOST_TEST(base::base64url("fo") == "Zm8");
  BOOST_TEST(base::base64url("foo") == "Zm9v");
  BOOST_TEST(base::base64url("\xfb\xff\xfe") == "-__-");
}

BOOST_AUTO_TEST_CASE(base64_is_padded_and_only_what_it_is_comes_back) {
  BOOST_TEST(base::base64("f") == "Zg==");
  BOOST_TEST(base::base64("\xfb\xff\xfe") == "+//+");
  BOOST_TEST(base::bytes_of_base64("Zm9v").value() == "foo");
  BOOST_TEST(base::bytes_of_base64("").value().empty());
  for (const auto* broken : {"Zg", "Zm9v!", "-__-", "Zm9v\n"})
    BOOST_TEST(!base::bytes_of_base64(broken).has_value(), broken);
}

BOOST_AUTO_TEST_CASE(an_hmac_is_the_one_of_rfc_4231) {
  BOOST_TEST(base::hex_of(base::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  BOOST_TEST(base::hex_of(base::hmac_sha256(std::string(131, '\xaa'),
                                            "Test Using Larger Than Block-Size Key - Hash Key First")) ==
             "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

BOOST_AUTO_TEST_CASE(a_token_hash_is_stable_and_differs_by_token) {
  BOOST_TEST(base::token_hash("a") == base::token_hash("a"));
  BOOST_TEST(base::token_hash("a") != base::token_hash("b"));
  BOOST_TEST(base::token_hash("a").size() == 32U);
}

BOOST_AUTO_TEST_CASE(comparing_in_constant_time_still_compares) {
  BOOST_TEST(base::same_bytes("abc", "abc"));
  BOOST_TEST(base::same_bytes("", ""));
  BOOST_TEST(!base::same_bytes("abc", "abd"));
  BOOST_TEST(!base::same_bytes("abc", "ab"));
}

BOOST_AUTO_TEST_CASE(a_password_fits_its_own_hash_only) {
  const auto hash = base::hash_password("senha çã");
  BOOST_TEST(hash.starts_with("$argon2id$"));
  BOOST_TEST(hash != base::hash_password("senha çã"));
  BOOST_TEST(base::verify_password(hash, "senha çã"));
  BOOST_TEST(!base::verify_password(hash, "senha ça"));
  for (const auto* broken : {"", "x", "$argon2id$v=19$m=1", "$2y$10$abc"})
    BOOST_TEST(!base::verify_password(broken, "senha çã"));
}

BOOST_AUTO_TEST_CASE(a_key_file_needs_whole_keys_with_ids_of_their_own) {
  BOOST_CHECK_NO_THROW(base::Keyring{base::Keyring::generate()});
  BOOST_CHECK_NO_THROW(base::Keyring{"# comment\n\n  " + k_one});
  const auto key = std::string(64, 'a');
  for (const auto& text :
       {std::string{}, std::string("# nothing\n"), key, "0:" + key, "256:" + key, "x:" + key, ":" + key,
        "1:" + key.substr(2), "1:" + std::string(64, 'g'), "-1:" + key, "1x:" + key, k_one + k_one})
    BOOST_CHECK_THROW(base::Keyring{text}, std::runtime_error);
}

BOOST_AUTO_TEST_CASE(what_is_sealed_opens_again_and_looks_different_each_time) {
  const base::Keyring keys(k_one);
  for (const auto& plain :
       {std::string{}, std::string("segredo"), std::string(5000, 'x'), std::string("\0\xff", 2)}) {
    const auto sealed = keys.seal(plain, "integration:7");
    BOOST_TEST(sealed != keys.seal(plain, "integration:7"));
    BOOST_TEST((plain.empty() || sealed.find(plain) == std::string::npos));
    BOOST_TEST(keys.open(sealed, "integration:7").value_or("?") == plain);
  }
}

BOOST_AUTO_TEST_CASE(a_secret_moved_to_another_row_does_not_open) {
  const base::Keyring keys(k_one);
  const auto sealed = keys.seal("segredo", "integration:7");
  BOOST_TEST(!keys.open(sealed, "integration:8").has_value());
  BOOST_TEST(!keys.open(sealed, "").has_value());
}

BOOST_AUTO_TEST_CASE(every_changed_byte_keeps_a_secret_shut) {
  const base::Keyring keys(k_one);
  const auto sealed = keys.seal("segredo", "c");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    BOOST_TEST(!keys.open(changed, "c").has_value());
    BOOST_TEST(!keys.open(sealed.substr(0, i), "c").has_value());
  }
}

BOOST_AUTO_TEST_CASE(after_a_rotation_old_secrets_open_and_new_ones_use_the_new_key) {
  const base::Keyring before(k_one);
  const base::Keyring after(k_two);
  const auto old_secret = before.seal("velho", "c");
  const auto new_secret = after.seal("novo", "c");
  BOOST_TEST(after.open(old_secret, "c").value_or("?") == "velho");
  BOOST_TEST(after.open(new_secret, "c").value_or("?") == "novo");
  BOOST_TEST(!before.open(new_secret, "c").has_value());
}

BOOST_AUTO_TEST_CASE(
    what_was_sealed_with_the_key_of_the_file_itself_still_opens_and_is_told_from_what_is_sealed_now) {
  const base::Keyring keys(k_two);
  for (const auto id : {std::uint8_t{1}, std::uint8_t{2}}) {
    const auto sealed = test::sealed_before(id, std::string(64, id == 1 ? 'a' : 'b'), "velho", "c");
    BOOST_TEST(keys.open(sealed, "c").value_or("?") == "velho");
    BOOST_TEST(!keys.open(sealed, "d").has_value());
    BOOST_TEST((base::seal_mark(sealed) != base::seal_mark(keys.seal("velho", "c"))));
    // Under the derived key it is nothing: the two never stand for each other.
    BOOST_TEST(!keys.open('\0' + sealed, "c").has_value());
    BOOST_TEST(!keys.open(keys.seal("novo", "c").substr(1), "c").has_value());
  }
  BOOST_TEST((base::seal_mark(keys.seal("a", "c")) == base::seal_mark(keys.seal("b", "d"))));
  BOOST_TEST((base::seal_mark(base::Keyring(k_one).seal("a", "c")) != base::seal_mark(keys.seal("a", "c"))));
}

BOOST_AUTO_TEST_CASE(digests_survive_a_rotation_and_depend_on_the_key) {
  const base::Keyring one(k_one);
  const base::Keyring two(k_two);
  const base::Keyring other("1:" + std::string(64, 'c'));
  BOOST_TEST(one.password_digest(7, "senha") == two.password_digest(7, "senha"));
  BOOST_TEST(one.login_key("joao") == two.login_key("joao"));
  BOOST_TEST(one.mac("csrf", "x") == two.mac("csrf", "x"));
  BOOST_TEST(one.password_digest(7, "senha") != other.password_digest(7, "senha"));
  BOOST_TEST(one.login_key("joao") != other.login_key("joao"));
  BOOST_TEST(one.mac("csrf", "x") != other.mac("csrf", "x"));
}

BOOST_AUTO_TEST_CASE(checks_tell_keys_apart_and_say_when_another_comes_first) {
  const auto a = std::string("1:") + std::string(64, 'a') + "\n";
  const auto b = std::string("2:") + std::string(64, 'b') + "\n";
  const auto both = base::Keyring(a + b).checks();
  BOOST_TEST(both.size() == 3U);
  BOOST_TEST(both.at(0) == base::Keyring(a).checks().at(0));
  BOOST_TEST(both.at(1) == base::Keyring(a).checks().at(1));
  const auto reordered = base::Keyring(b + a).checks();
  BOOST_TEST(reordered.at(0) != both.at(0));
  BOOST_TEST(reordered.at(1) == both.at(1));
  BOOST_TEST(both.at(1) != both.at(2));
  BOOST_TEST(base::Keyring("1:" + std::string(64, 'c')).checks().at(1) != both.at(1));
}

BOOST_AUTO_TEST_CASE(digests_keep_services_and_purposes_apart) {
  const base::Keyring keys(k_one);
  BOOST_TEST(keys.password_digest(7, "senha").size() == 32U);
  BOOST_TEST(keys.login_key("joao").size() == 16U);
  BOOST_TEST(keys.password_digest(7, "senha") != keys.password_digest(8, "senha"));
  BOOST_TEST(keys.password_digest(1, "2x") != keys.password_digest(12, "x"));
  BOOST_TEST(keys.mac("csrf", "x") != keys.mac("callback", "x"));
  BOOST_TEST(keys.mac("a", "bc") != keys.mac("ab", "c"));
}

BOOST_AUTO_TEST_SUITE_END()
