#include "validation/records.h"

#include <boost/test/unit_test.hpp>

#include "validation/fcgi_client.h"

using fcgi_client::begin;
using fcgi_client::bytes_of;
using fcgi_client::record;
using validation::Arrival;
using validation::examine;

namespace {

bool is(Arrival arrival, std::string_view bytes) { return examine(bytes) == arrival; }

}  // namespace

BOOST_AUTO_TEST_SUITE(validation_records)

BOOST_AUTO_TEST_CASE(every_beginning_of_a_request_is_a_part_and_only_the_end_makes_it_whole) {
  const auto bytes =
      bytes_of({.method = "POST", .content_type = "application/json", .body = R"({"id":"1"})"});
  BOOST_TEST(is(Arrival::nothing, ""));
  for (std::size_t size = 1; size < bytes.size(); ++size)
    BOOST_TEST(is(Arrival::part, std::string_view(bytes).substr(0, size)), "after " << size << " bytes");
  BOOST_TEST(is(Arrival::whole, bytes));
}

BOOST_AUTO_TEST_CASE(what_is_not_one_responder_request_is_refused) {
  BOOST_TEST(is(Arrival::refused, "GET / HTTP/1.1\r\n\r\n"));
  BOOST_TEST(is(Arrival::refused, record(9, "", 0)));                                  // GET_VALUES
  BOOST_TEST(is(Arrival::refused, record(1, std::string{"\0\2\1\0\0\0\0\0", 8})));     // authorizer
  BOOST_TEST(is(Arrival::refused, record(1, std::string{"\0\1\1\0\0\0\0\0", 8}, 0)));  // request 0
  BOOST_TEST(is(Arrival::refused, begin() + begin()));                                 // multiplexed
  BOOST_TEST(is(Arrival::refused, begin() + record(4, "", 2)));                        // another request
  BOOST_TEST(is(Arrival::refused, begin() + record(5, "")));                           // no parameters
  BOOST_TEST(is(Arrival::refused, begin() + record(4, "") + record(5, "", 1, 8)));     // padded end
  BOOST_TEST(is(Arrival::refused, bytes_of({}) + bytes_of({})));                       // pipelined
}

BOOST_AUTO_TEST_CASE(sixteen_kib_without_an_end_is_refused) {
  const auto params = record(4, "");
  const auto head = begin() + record(4, "");
  const std::string body(validation::k_max_request_bytes - head.size() - 16, 'x');
  const auto fitting = head + record(5, body) + record(5, "");
  BOOST_REQUIRE_EQUAL(fitting.size(), validation::k_max_request_bytes);
  BOOST_TEST(is(Arrival::whole, fitting));
  const auto larger = head + record(5, body + "y") + record(5, "");
  BOOST_TEST(is(Arrival::refused, std::string_view(larger).substr(0, validation::k_max_request_bytes)));
}

BOOST_AUTO_TEST_SUITE_END()
