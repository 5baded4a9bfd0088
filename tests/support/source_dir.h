#pragma once
#include <string>

namespace test {

/// The top of the checkout, for what the product reads from files.
std::string source_dir();

}  // namespace test
