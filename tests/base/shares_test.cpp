#include "base/shares.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(shares)

using base::Shares;

BOOST_AUTO_TEST_CASE(a_member_a_group_and_all_together_have_no_more_than_their_shares) {
  Shares shares({.in_all = 4, .of_group = 3, .of_member = 2});
  const auto ana = shares.take("a", "ana"), also_ana = shares.take("a", "ana");
  BOOST_TEST((ana && also_ana));
  BOOST_TEST(!shares.take("a", "ana"));
  const auto bia = shares.take("a", "bia");
  BOOST_TEST(!!bia);
  BOOST_TEST(!shares.take("a", "caio"));
  const auto ana_of_b = shares.take("b", "ana");  // another person
  BOOST_TEST(!!ana_of_b);
  BOOST_TEST(!shares.take("c", "davi"));
}

BOOST_AUTO_TEST_CASE(a_share_comes_back_when_its_last_copy_goes_and_a_refusal_takes_none) {
  Shares shares({.in_all = 1, .of_group = 1, .of_member = 1});
  auto share = shares.take("a", "ana");
  auto copy = share;
  share.reset();
  for (int times = 0; times < 3; ++times) BOOST_TEST(!shares.take("b", "bia"));
  copy.reset();
  BOOST_TEST(!!shares.take("b", "bia"));
  BOOST_TEST(!!shares.take("a", "ana"));
}

BOOST_AUTO_TEST_CASE(many_threads_never_have_more_than_there_are_and_leave_all_of_them) {
  Shares shares({.in_all = 3, .of_group = 3, .of_member = 3});
  std::atomic<int> held = 0, most = 0;
  std::vector<std::thread> threads;
  for (int number = 0; number < 8; ++number)
    threads.emplace_back([&] {
      for (int turn = 0; turn < 2000; ++turn) {
        const auto share = shares.take("a", "ana");
        if (!share) continue;
        int now = ++held;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        --held;
      }
    });
  for (auto& thread : threads) thread.join();
  BOOST_TEST(most <= 3);
  const auto first = shares.take("a", "ana"), second = shares.take("a", "ana"),
             third = shares.take("a", "ana");
  BOOST_TEST((first && second && third));
}

BOOST_AUTO_TEST_SUITE_END()
