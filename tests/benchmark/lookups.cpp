// The database's own point lookups: threads with a connection each, prepared, one key a statement.
//   lookups SOCKET DATABASE PASSWORD QUESTIONS FIRST_PRODUCT THREADS SECONDS     prints one line of JSON
#include <mysql.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Key {
  std::array<char, 16> subscriber{};
  unsigned product = 0;
};

/// The allowed questions of a questions file.
std::vector<Key> read_keys(const char* path, unsigned first_product) {
  std::vector<Key> keys;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto id = line.find("subscriber_id=") + 14;
    Key key;
    for (std::size_t i = 0; i < 16; ++i)
      key.subscriber[i] = static_cast<char>(std::stoi(line.substr(id + 2 * i, 2), nullptr, 16));
    key.product = first_product + static_cast<unsigned>(std::atoi(line.c_str() + line.find("=P") + 2)) - 1;
    keys.push_back(key);
  }
  return keys;
}

void ask(char** arguments, const std::vector<Key>& keys, Clock::time_point until, unsigned seed,
         std::vector<unsigned>& times) {
  MYSQL* db = mysql_init(nullptr);
  if (mysql_real_connect(db, nullptr, "catraca_app", arguments[3], arguments[2], 0, arguments[1], 0) ==
      nullptr) {
    std::fprintf(stderr, "%s\n", mysql_error(db));
    std::exit(1);
  }
  MYSQL_STMT* statement = mysql_stmt_init(db);
  const std::string text =
      "SELECT active_until, held_until, ended_by FROM entitlement WHERE subscriber_id = ? AND product_id = ?";
  mysql_stmt_prepare(statement, text.data(), text.size());
  std::minstd_rand random(seed);
  while (Clock::now() < until) {
    Key key = keys[random() % keys.size()];
    unsigned long size = key.subscriber.size();
    std::array<MYSQL_BIND, 2> bind{};
    bind[0].buffer_type = MYSQL_TYPE_STRING;
    bind[0].buffer = key.subscriber.data();
    bind[0].buffer_length = size;
    bind[0].length = &size;
    bind[1].buffer_type = MYSQL_TYPE_LONG;
    bind[1].buffer = &key.product;
    bind[1].is_unsigned = true;
    const auto from = Clock::now();
    mysql_stmt_bind_param(statement, bind.data());
    if (mysql_stmt_execute(statement) != 0) std::exit(1);
    mysql_stmt_store_result(statement);
    mysql_stmt_free_result(statement);
    times.push_back(static_cast<unsigned>(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - from).count()));
  }
  mysql_close(db);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 8) return 2;
  mysql_library_init(0, nullptr, nullptr);
  const auto keys = read_keys(arguments[4], static_cast<unsigned>(std::atoi(arguments[5])));
  const int threads = std::atoi(arguments[6]);
  const auto from = Clock::now();
  const auto until = from + std::chrono::seconds(std::atoi(arguments[7]));
  std::vector<std::vector<unsigned>> times(static_cast<std::size_t>(threads));
  std::vector<std::thread> running;
  for (unsigned i = 0; i < times.size(); ++i)
    running.emplace_back([&, i] { ask(arguments, keys, until, i + 1, times[i]); });
  for (auto& thread : running) thread.join();
  std::vector<unsigned> all;
  for (const auto& part : times) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  std::printf("{\"requests\":%zu,\"us\":%lld,\"p50_us\":%u,\"p99_us\":%u,\"wrong\":0,\"lost\":0}\n",
              all.size(),
              static_cast<long long>(
                  std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - from).count()),
              all[all.size() / 2], all[all.size() * 99 / 100]);
}
