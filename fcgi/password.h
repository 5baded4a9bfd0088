#pragma once
#include <string>

namespace door {

/// A password from standard input: typed twice without echo at a terminal, else the first line. Never from
/// the command line, which every process of the machine can read.
std::string read_password();
/// A password nobody thought of, easy to copy.
std::string generate_password();

}  // namespace door
