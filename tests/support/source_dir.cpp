#include "support/source_dir.h"

namespace test {

std::string source_dir() { return CATRACA_SOURCE_DIR; }

}  // namespace test
