#include "validation/listener.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "validation/loop_server.h"

using test::Folder;

BOOST_AUTO_TEST_SUITE(validation_listener)

BOOST_AUTO_TEST_CASE(an_own_socket_is_for_owner_and_group_and_replaces_a_dead_one) {
  const Folder folder;
  const auto path = folder.path + "/own.sock";
  {
    auto dead = validation::own_listener(path);
    dead.own_path.clear();
  }
  const auto listener = validation::own_listener(path);
  struct stat status {};
  BOOST_REQUIRE_EQUAL(::stat(path.c_str(), &status), 0);
  BOOST_TEST((status.st_mode & 0777) == 0660);
  BOOST_CHECK_THROW(validation::own_listener(path), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_socket_meant_for_another_process_is_not_inherited) {
  ::setenv("LISTEN_FDS", "1", 1);
  ::setenv("LISTEN_PID", "1", 1);
  BOOST_TEST(!validation::inherited_listener().socket);
  ::unsetenv("LISTEN_FDS");
  ::unsetenv("LISTEN_PID");
}

BOOST_AUTO_TEST_SUITE_END()
