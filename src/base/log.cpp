#include "base/log.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <climits>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/documents.h"

namespace base::log {

namespace {

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// How much of `text` the pattern takes: '#' a digit, 'X' a digit or letter, the rest signs that may be left
/// out. 0 when it does not fit or the word goes on behind it.
std::size_t length_by(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  for (const char place : pattern) {
    const char c = at < text.size() ? text[at] : ' ';
    const bool sign = place != '#' && place != 'X';
    if (sign && c != place) continue;
    if (place == '#' && (c < '0' || c > '9')) return 0;
    if (place == 'X' && !is_alnum(c)) return 0;
    ++at;
  }
  return at < text.size() && is_alnum(text[at]) ? 0 : at;
}

/// Length of the CPF or CNPJ that `text` begins with, or 0. Letters need check digits that fit: words have
/// none.
std::size_t document_length(std::string_view text) {
  for (const auto* pattern : {"###.###.###-##", "##.###.###/####-##"})
    if (const auto length = length_by(pattern, text)) return length;
  const auto length = length_by("XX.XXX.XXX/XXXX-##", text);
  return is_cnpj(document_plain(text.substr(0, length))) ? length : 0;
}

/// Hides the first three and the last two characters of a document, not its signs.
void mask(std::string& text, std::size_t from, std::size_t length) {
  int seen = 0;
  for (auto at = from; seen < 3; ++at)
    if (is_alnum(text[at])) {
      text[at] = '*';
      ++seen;
    }
  text.replace(from + length - 2, 2, "**");
}

/// True when stderr takes the text now; whoever reads it may have stopped reading.
bool write_now(std::string_view text) {
  pollfd stderr_now{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&stderr_now, 1, 0) != 1 || (stderr_now.revents & POLLOUT) == 0) return false;
  const auto sent = ::send(STDERR_FILENO, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0 || errno != ENOTSOCK) return sent >= 0;
  return ::write(STDERR_FILENO, text.data(), text.size()) >= 0;
}

/// One write a line, so that lines of several threads and processes never mix; a pipe that has room takes so
/// much without waiting. What finds no room is dropped: a full log must not stop the program.
void write_whole(std::string_view text) {
  static std::mutex mutex;
  static std::size_t dropped = 0;
  const std::lock_guard lock(mutex);
  if (dropped > 0) {
    const auto told =
        R"({"level":"warn","msg":"log lines were dropped","lines":")" + std::to_string(dropped) + "\"}\n";
    if (write_now(told)) dropped = 0;
  }
  for (bool open = dropped == 0; !text.empty();
       text.remove_prefix(std::min<std::size_t>(text.size(), PIPE_BUF))) {
    open = open && write_now(text.substr(0, PIPE_BUF));
    if (!open) {
      ++dropped;
      return;
    }
  }
}

/// Hides what is as long as our tokens and of their letters: the path of a callback mistyped tells its own.
std::string mask_tokens(std::string_view text) {
  constexpr std::size_t k_shortest = 40;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    auto end = at;
    while (end < text.size() && (is_alnum(text[end]) || text[end] == '_' || text[end] == '-')) ++end;
    const auto run = text.substr(at, end - at);
    out += run.size() >= k_shortest ? std::string_view("***") : run;
    if (end < text.size()) out += text[end++];
    at = end;
  }
  return out;
}

std::string masked(std::string_view text) { return mask_tokens(mask_documents(text)); }

void write_line(std::string_view level, std::string_view message, std::initializer_list<Field> fields) {
  nlohmann::ordered_json line{
      {"ts", to_sql(SystemClock{}.now())}, {"level", level}, {"msg", masked(message)}};
  for (const auto& [name, value] : fields) line[std::string(name)] = masked(value);
  const auto text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  write_whole(text);
}

}  // namespace

void info(std::string_view message, std::initializer_list<Field> fields) {
  write_line("info", message, fields);
}
void warn(std::string_view message, std::initializer_list<Field> fields) {
  write_line("warn", message, fields);
}
void error(std::string_view message, std::initializer_list<Field> fields) {
  write_line("error", message, fields);
}

std::string mask_documents(std::string_view text) {
  std::string out(text);
  bool in_word = false;
  for (std::size_t at = 0; at < out.size();) {
    const auto length = in_word ? 0 : document_length(std::string_view(out).substr(at));
    if (length > 0) mask(out, at, length);
    in_word = length > 0 || is_alnum(out[at]);
    at += length > 0 ? length : 1;
  }
  return out;
}

}  // namespace base::log
