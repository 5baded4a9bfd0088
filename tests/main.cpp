// The one file that holds all of Boost.Test (10 s to compile); the others include <boost/test/unit_test.hpp>.
#define BOOST_TEST_MODULE catraca
#include <boost/test/included/unit_test.hpp>

#include "base/secrets.h"

namespace {

struct Process {
  Process() { base::start_crypto(); }
};

BOOST_TEST_GLOBAL_FIXTURE(Process);

}  // namespace
