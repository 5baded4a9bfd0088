#pragma once
#include <chrono>

#include "jobs/hands.h"

namespace jobs {

/// Counts a change told to a platform, by what came of it, and how long it took with all its calls.
void count_told(const Hands& hands, const platforms::Outcome& outcome,
                std::chrono::steady_clock::duration took);

}  // namespace jobs
