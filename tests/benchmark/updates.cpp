// The database's own bare change: threads with a connection each, a prepared UPDATE of one customer and a
// COMMIT.
//   updates SOCKET DATABASE PASSWORD CUSTOMERS THREADS SECONDS     prints one line of JSON
#include <mysql.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

void must(bool good, MYSQL* db) {
  if (good) return;
  std::fprintf(stderr, "%s\n", mysql_error(db));
  std::exit(1);
}

/// Each thread has customers of its own, as each client of the other side has.
void change(char** arguments, unsigned number, unsigned threads, Clock::time_point until,
            std::atomic<long>& changes) {
  MYSQL* db = mysql_init(nullptr);
  must(mysql_real_connect(db, nullptr, "catraca_app", arguments[3], arguments[2], 0, arguments[1], 0) !=
           nullptr,
       db);
  must(mysql_autocommit(db, false) == 0, db);
  MYSQL_STMT* statement = mysql_stmt_init(db);
  const std::string text = "UPDATE customer SET entitlement_version = entitlement_version + 1 WHERE id = ?";
  must(mysql_stmt_prepare(statement, text.data(), text.size()) == 0, db);
  const auto customers = static_cast<unsigned>(std::atoi(arguments[4]));
  unsigned id = number + 1;
  std::array<MYSQL_BIND, 1> bind{};
  bind[0].buffer_type = MYSQL_TYPE_LONG;
  bind[0].buffer = &id;
  bind[0].is_unsigned = true;
  must(mysql_stmt_bind_param(statement, bind.data()) == 0, db);
  for (; Clock::now() < until; id = id + threads > customers ? number + 1 : id + threads) {
    must(mysql_stmt_execute(statement) == 0, db);
    must(mysql_commit(db) == 0, db);
    ++changes;
  }
  mysql_stmt_close(statement);
  mysql_close(db);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 7) return 2;
  mysql_library_init(0, nullptr, nullptr);
  const auto threads = static_cast<unsigned>(std::atoi(arguments[5]));
  const auto until = Clock::now() + std::chrono::seconds(std::atoi(arguments[6]));
  std::atomic<long> changes = 0;
  std::vector<std::thread> running;
  for (unsigned i = 0; i < threads; ++i)
    running.emplace_back([&, i] { change(arguments, i, threads, until, changes); });
  for (auto& thread : running) thread.join();
  std::printf("{\"changes\":%ld}\n", changes.load());
}
