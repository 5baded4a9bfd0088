#include "support/work.h"

namespace {
thread_local std::uint64_t steps = 0;
}  // namespace

/// Called by the compiler's coverage at every branch of the counted objects.
extern "C" void __sanitizer_cov_trace_pc();  // NOLINT(bugprone-reserved-identifier)
extern "C" void __sanitizer_cov_trace_pc() { ++steps; }

namespace test {
std::uint64_t work_done() { return steps; }
}  // namespace test
