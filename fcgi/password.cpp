#include "password.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "base/secrets.h"
#include "command.h"

namespace door {

namespace {

/// The terminal without echo, for as long as this lives.
class Silence {
 public:
  Silence() {
    ::tcgetattr(STDIN_FILENO, &before_);
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_ = {};
};

std::string ask(const char* question) {
  std::cerr << question << std::flush;
  std::string line;
  std::getline(std::cin, line);
  std::cerr << "\n";
  return line;
}

}  // namespace

std::string read_password() {
  if (::isatty(STDIN_FILENO) == 0) {
    std::string line;
    std::getline(std::cin, line);
    return line;
  }
  const Silence silence;
  auto password = ask("Password: ");
  if (ask("Once more: ") != password) throw UsageError("the two passwords differ");
  return password;
}

std::string generate_password() { return base::random_token().substr(0, 20); }

}  // namespace door
