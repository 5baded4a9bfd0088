#pragma once
#include <cstdint>

namespace test {

/// Steps that this thread has made so far in what reads a caller's bytes ("counted" in CMakeLists.txt):
/// branches of the program, the same number for the same bytes on every machine.
std::uint64_t work_done();

/// The steps that `act` makes.
template <typename Act>
std::uint64_t work_of(const Act& act) {
  const auto before = work_done();
  act();
  return work_done() - before;
}

}  // namespace test
