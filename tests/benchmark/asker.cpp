// Clients that compare every answer with their own question's, over connections of their own. Print one line
// of JSON.
//
//   asker bodies PORT PREFIX QUESTIONS CONNECTIONS SECONDS
//       also says how many answers the slowest connection got: starving clients are no errors to a load
//       generator
//   asker stale PORT PREFIX SUBJECTS READERS CHECKS HOST TOKEN
//       while a writer suspends and enables services through the API, no answer may be older than the change
//       that was confirmed before the question was sent. A line of SUBJECTS: id_cliente_servico, query, body
//       when enabled, body when suspended, with tabs between
//   asker changes PORT SUBJECTS CLIENTS SECONDS HOST TOKEN
//       as many clients as that change the status of services, each its own, one after the other; all are
//       enabled again at the end
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Answer {
  int status = 0;
  std::string body;
};

/// A kept HTTP/1.1 connection to 127.0.0.1, blocking; a reply may take 5 s.
class Http {
 public:
  explicit Http(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{5, 0};
    const int on = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect");
  }
  ~Http() { ::close(socket_); }
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  Answer get(const std::string& target) { return send("GET " + target + " HTTP/1.1\r\nHost: bench\r\n\r\n"); }

  Answer send(const std::string& request) {
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      throw std::runtime_error("connection lost");
    auto end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) read_more();
    const auto head = take(end + 4);
    Answer answer{std::atoi(head.c_str() + 9), {}};
    const auto length = head.find("Content-Length: ");
    if (length != std::string::npos) {
      answer.body = take(static_cast<std::size_t>(std::atol(head.c_str() + length + 16)));
    } else if (head.find("chunked") != std::string::npos) {
      answer.body = take_chunks();
    }
    return answer;
  }

 private:
  void read_more() {
    std::array<char, 8192> piece{};
    const auto got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got <= 0) throw std::runtime_error("no answer");
    buffer_.append(piece.data(), static_cast<std::size_t>(got));
  }
  std::string take(std::size_t size) {
    while (buffer_.size() < size) read_more();
    auto text = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return text;
  }
  std::string take_chunks() {
    std::string body;
    for (;;) {
      auto end = std::string::npos;
      while ((end = buffer_.find("\r\n")) == std::string::npos) read_more();
      const auto size = std::strtoul(take(end + 2).c_str(), nullptr, 16);
      body += take(size);
      take(2);
      if (size == 0) return body;
    }
  }

  int socket_;
  std::string buffer_;
};

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, '\t');) fields.push_back(field);
  return fields;
}

std::vector<std::vector<std::string>> read_lines(const std::string& path) {
  std::vector<std::vector<std::string>> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(fields_of(line));
  if (lines.empty()) throw std::runtime_error("nothing in " + path);
  return lines;
}

/// Runs `body(number)` in so many threads; an exception counts as a failure.
template <typename Body>
int in_threads(int count, Body body) {
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      try {
        body(i);
      } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        ++failures;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  return failures;
}

/// "@N@" becomes another number from 1 to N each time.
std::string numbered(const std::string& query, std::minstd_rand& random) {
  const auto from = query.find('@');
  const auto to = from == std::string::npos ? from : query.find('@', from + 1);
  if (to == std::string::npos) return query;
  const auto most = std::strtoul(query.c_str() + from + 1, nullptr, 10);
  return query.substr(0, from) + std::to_string(1 + random() % most) + query.substr(to + 1);
}

int bodies(char** arguments) {
  const int port = std::atoi(arguments[2]);
  const std::string prefix = arguments[3];
  const auto lines = read_lines(arguments[4]);
  const int connections = std::atoi(arguments[5]);
  const auto until = Clock::now() + std::chrono::seconds(std::atoi(arguments[6]));
  std::vector<long> answered(static_cast<std::size_t>(connections));
  std::atomic<long> wrong = 0;
  const int failures = in_threads(connections, [&](int number) {
    Http http(port);
    std::minstd_rand random(static_cast<unsigned>(number) + 1);
    while (Clock::now() < until) {
      const auto& line = lines[random() % lines.size()];
      const auto answer = http.get(prefix + "?" + numbered(line[0], random));
      if (answer.body != line[1] && wrong++ == 0)
        std::fprintf(stderr, "asked %s, expected %s, got %d %s\n", line[0].c_str(), line[1].c_str(),
                     answer.status, answer.body.c_str());
      ++answered[static_cast<std::size_t>(number)];
    }
  });
  long sum = 0;
  for (const auto count : answered) sum += count;
  std::sort(answered.begin(), answered.end());
  std::printf("{\"answered\":%ld,\"wrong\":%ld,\"failed_connections\":%d,\"least\":%ld,\"median\":%ld}\n",
              sum, wrong.load(), failures, answered.front(), answered[answered.size() / 2]);
  return wrong == 0 && failures == 0 ? 0 : 1;
}

/// A service the writer changes. The sequence is odd while a change is on its way; settled, bit 1 says
/// suspended.
struct Subject {
  std::string erp_id;
  std::string query;
  std::array<std::string, 2> bodies;  // enabled, suspended
  std::atomic<std::uint64_t> sequence = 0;
};

struct Counts {
  std::atomic<long> checks = 0;
  std::atomic<long> settled = 0;  // no change was on its way: only one answer is right
  std::atomic<long> stale = 0;
  std::atomic<long> wrong = 0;
  std::atomic<long> changes = 0;
};

void check(Http& http, const std::string& prefix, const Subject& subject, Counts& counts) {
  const auto before = subject.sequence.load();
  const auto answer = http.get(prefix + "?" + subject.query);
  const auto after = subject.sequence.load();
  ++counts.checks;
  if (answer.body != subject.bodies[0] && answer.body != subject.bodies[1]) {
    if (counts.wrong++ == 0) std::fprintf(stderr, "got %d %s\n", answer.status, answer.body.c_str());
  } else if (before == after && before % 2 == 0) {
    ++counts.settled;
    if (answer.body != subject.bodies[before / 2 % 2]) ++counts.stale;
  }
}

void change(Http& http, Subject& subject, const std::string& host, const std::string& token) {
  const bool suspend = subject.sequence++ / 2 % 2 == 0;
  const std::string body =
      suspend ? R"({"status_prefixo":"suspenso_debito"})" : R"({"status_prefixo":"servico_habilitado"})";
  const auto answer =
      http.send("PATCH /api/v1/integracao/cliente_servico/" + subject.erp_id +
                "/status HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token +
                "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
  if (answer.status != 200)
    throw std::runtime_error("a change was answered " + std::to_string(answer.status) + " " + answer.body);
  ++subject.sequence;
}

int stale(char** arguments) {
  const int port = std::atoi(arguments[2]);
  const std::string prefix = arguments[3];
  std::vector<std::unique_ptr<Subject>> subjects;
  for (const auto& line : read_lines(arguments[4]))
    subjects.emplace_back(new Subject{line[0], line[1], {line[2], line[3]}});
  const int readers = std::atoi(arguments[5]);
  const long wanted = std::atol(arguments[6]);
  Counts counts;
  const int failures = in_threads(readers + 1, [&](int number) {
    Http http(port);
    std::minstd_rand random(static_cast<unsigned>(number) + 1);
    while (counts.checks < wanted && counts.stale + counts.wrong < 1000) {
      auto& subject = *subjects[random() % subjects.size()];
      if (number < readers) {
        check(http, prefix, subject, counts);
        continue;
      }
      change(http, subject, arguments[7], arguments[8]);
      ++counts.changes;
      check(http, prefix, subject, counts);  // the very next call
    }
    for (auto& subject : subjects) {
      if (number == readers && subject->sequence / 2 % 2 == 1)
        change(http, *subject, arguments[7], arguments[8]);
    }
  });
  std::printf(
      "{\"checks\":%ld,\"settled\":%ld,\"changes\":%ld,\"stale\":%ld,\"wrong\":%ld,\"failed_connections\":%d}"
      "\n",
      counts.checks.load(), counts.settled.load(), counts.changes.load(), counts.stale.load(),
      counts.wrong.load(), failures);
  return counts.stale + counts.wrong + failures == 0 ? 0 : 1;
}

int changes(char** arguments) {
  const int port = std::atoi(arguments[2]);
  std::vector<std::unique_ptr<Subject>> subjects;
  for (const auto& line : read_lines(arguments[3]))
    subjects.emplace_back(new Subject{line[0], line[1], {line[2], line[3]}});
  const int clients = std::atoi(arguments[4]);
  const auto until = Clock::now() + std::chrono::seconds(std::atoi(arguments[5]));
  std::atomic<long> done = 0;
  const int failures = in_threads(clients, [&](int number) {
    Http http(port);
    const auto first = static_cast<std::size_t>(number);
    for (auto at = first; Clock::now() < until; at += static_cast<std::size_t>(clients)) {
      if (at >= subjects.size()) at = first;
      change(http, *subjects[at], arguments[6], arguments[7]);
      ++done;
    }
    for (auto at = first; at < subjects.size(); at += static_cast<std::size_t>(clients))
      if (subjects[at]->sequence / 2 % 2 == 1) change(http, *subjects[at], arguments[6], arguments[7]);
  });
  std::printf("{\"changes\":%ld,\"failed_connections\":%d}\n", done.load(), failures);
  return failures == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string mode = count > 1 ? arguments[1] : "";
  if (mode == "bodies" && count == 7) return bodies(arguments);
  if (mode == "stale" && count == 9) return stale(arguments);
  if (mode == "changes" && count == 8) return changes(arguments);
  std::fprintf(stderr, "usage: see the head of the source\n");
  return 2;
}
