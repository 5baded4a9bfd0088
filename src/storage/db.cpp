#include "storage/db.h"

#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/metadata.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "base/log.h"
#include "storage/db_errors.h"
#include "storage/many.h"

namespace storage {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int k_attempts = 8;
constexpr std::size_t k_statements_kept = 400;

sql::Driver& driver() {
  // The library's own static initialisation is not thread-safe.
  static std::once_flag once;
  static sql::Driver* instance = nullptr;
  std::call_once(once, [] { instance = get_driver_instance(); });
  return *instance;
}

bool is_local(const base::DatabaseSettings& settings) {
  return !settings.socket.empty() || settings.host == "localhost" || settings.host == "127.0.0.1" ||
         settings.host == "::1";
}

sql::ConnectOptionsMap options_of(const base::DatabaseSettings& settings) {
  sql::ConnectOptionsMap options;
  const auto host = settings.socket.empty() ? "tcp://" + settings.host + ":" + std::to_string(settings.port)
                                            : "unix://" + settings.socket;
  options["hostName"] = sql::SQLString(host);
  options["userName"] = sql::SQLString(settings.user);
  options["password"] = sql::SQLString(settings.password);
  options["schema"] = sql::SQLString(settings.name);
  options["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  options["OPT_CONNECT_TIMEOUT"] = static_cast<int>(settings.connect_timeout.count());
  options["OPT_READ_TIMEOUT"] = static_cast<int>(settings.read_timeout.count());
  options["OPT_WRITE_TIMEOUT"] = static_cast<int>(settings.write_timeout.count());
  if (!is_local(settings)) {
    if (settings.ssl_ca.empty())
      throw std::runtime_error("a remote database needs db_ssl_ca: its TLS is verified");
    options["sslCA"] = sql::SQLString(settings.ssl_ca);
    options["sslEnforce"] = true;
    options["sslVerify"] = true;
  }
  return options;
}

void bind(sql::PreparedStatement& statement, const Params& params) {
  unsigned place = 1;
  for (const auto& param : params) {
    std::visit(
        [&](const auto& value) {
          using Value = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<Value, std::nullptr_t>)
            statement.setNull(place, 0);
          else if constexpr (std::is_same_v<Value, std::int64_t>)
            statement.setInt64(place, value);
          else if constexpr (std::is_same_v<Value, std::uint64_t>)
            statement.setUInt64(place, value);
          else
            statement.setString(place, sql::SQLString(value.data(), value.size()));
        },
        param.value());
    ++place;
  }
}

void pause_before_retry(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto most = 1U << std::min(attempt + 2, 8);
  std::this_thread::sleep_for(
      std::chrono::milliseconds(std::uniform_int_distribution<unsigned>(1, most)(random)));
}

}  // namespace

struct Db::State {
  explicit State(base::DatabaseSettings from) : settings(std::move(from)) {}

  sql::Connection& connection() {
    if (!open) {
      if (stays_lost) throw Unavailable("the connection is lost");
      auto options = options_of(settings);
      open.reset(driver().connect(options));
      run("SET SESSION time_zone = '+00:00', sql_mode = "
          "'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_"
          "SUBSTITUTION'");
      wait_for_locks(settings.lock_wait);
      run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
      returns_ids =
          std::string(open->getMetaData()->getDatabaseProductVersion()).find("MariaDB") != std::string::npos;
    }
    return *open;
  }

  /// Rows are waited for under the one name, tables (LOCK TABLES, a backup, a migration) under the other.
  void wait_for_locks(std::chrono::seconds most) {
    const auto seconds = std::to_string(most.count());
    run("SET SESSION innodb_lock_wait_timeout = " + seconds + ", lock_wait_timeout = " + seconds);
  }

  sql::PreparedStatement& prepared(std::string_view text) {
    auto& on = connection();
    const auto known = statements.find(text);
    if (known != statements.end()) return *known->second;
    if (statements.size() >= k_statements_kept) statements.clear();
    std::unique_ptr<sql::PreparedStatement> made(
        on.prepareStatement(sql::SQLString(text.data(), text.size())));
    return *statements.emplace(std::string(text), std::move(made)).first->second;
  }

  void run(std::string_view text) {
    const std::unique_ptr<sql::Statement> statement(connection().createStatement());
    statement->execute(sql::SQLString(text.data(), text.size()));
  }

  /// Sets the savepoint that open levels wait for: nothing was changed since the first of them began, so one
  /// does for all.
  void set_savepoints() {
    const auto waiting = std::find(levels.begin(), levels.end(), std::string{});
    if (waiting == levels.end()) return;
    const auto name = "step" + std::to_string(waiting - levels.begin() + 1);
    run("SAVEPOINT " + name);
    std::fill(waiting, levels.end(), name);
  }

  /// Drops the connection and all that was prepared on it.
  void drop() noexcept {
    try {
      statements.clear();
    } catch (...) {  // closing a statement of a dead connection may throw; there is nothing left to close
    }
    try {
      open.reset();
    } catch (...) {
    }
  }

  /// Runs `call`, turning the connector's errors into ours and dropping a lost connection.
  template <typename Call>
  auto guarded(Call call) {
    try {
      return call();
    } catch (const sql::SQLException& error) {
      if (is_lost(error.getErrorCode())) drop();
      if (is_retryable(error.getErrorCode()) && !in_transaction) throw Unavailable(error.what());
      rethrow(error);
    }
  }

  base::DatabaseSettings settings;
  std::unique_ptr<sql::Connection> open;
  std::map<std::string, std::unique_ptr<sql::PreparedStatement>, std::less<>> statements;
  bool stays_lost = false;
  std::optional<SteadyClock::time_point> retry_until = {};
  bool returns_ids = false;  // MariaDB knows INSERT … RETURNING, which saves a round trip; MySQL does not
  bool in_transaction = false;
  std::vector<std::string> levels = {};  // savepoints in it, outermost first; empty: not set yet
  struct Appended {
    std::string head;
    Params row;
    std::uint64_t written = 0;  // in which round; 0: it waits
  };
  std::uint64_t changes = 0;
  std::vector<Appended> appended = {};  // in this transaction, in order
  std::uint64_t rounds = 0;             // how often some of them were written
};

Db::Db(base::DatabaseSettings settings) : state_(std::make_unique<State>(std::move(settings))) {}
Db::Db(Db&&) noexcept = default;

Db::~Db() {
  if (state_) state_->drop();
}

void Db::query(std::string_view sql, const Params& params, const std::function<void(const Row&)>& each) {
  const auto rows = state_->guarded([&] {
    auto& statement = state_->prepared(sql);
    bind(statement, params);
    return std::unique_ptr<sql::ResultSet>(statement.executeQuery());
  });
  while (state_->guarded([&] { return rows->next(); })) each(Row(*rows));
}

void Db::select(std::string_view sql, const Params& params, const std::function<void(const Row&)>& each) {
  bool started = false;
  const auto note = [&](const Row& row) {
    started = true;
    each(row);
  };
  try {
    query(sql, params, note);
  } catch (const Unavailable&) {
    const bool dropped = !state_->open;
    if (!dropped || in_transaction() || started || state_->stays_lost) throw;
    query(sql, params, note);
  }
}

std::uint64_t Db::execute(std::string_view sql, const Params& params) {
  return state_->guarded([&] {
    state_->set_savepoints();
    ++state_->changes;
    auto& statement = state_->prepared(sql);
    bind(statement, params);
    return static_cast<std::uint64_t>(statement.executeUpdate());
  });
}

bool Db::execute_unless_held(std::string_view sql, const Params& params) {
  if (in_transaction()) return execute(sql, params) > 0;
  const auto wait_for = [&](std::chrono::seconds most) {
    state_->guarded([&] { state_->wait_for_locks(most); });
  };
  bool done = false;
  try {
    state_->guarded([&] { state_->connection(); });
    wait_for(std::chrono::seconds{state_->returns_ids ? 0 : 1});  // MySQL knows no less than one
    done = execute(sql, params) > 0;
  } catch (const Unavailable& error) {
    base::log::info("a note is left out", {{"error", error.what()}});
  }
  if (state_->open) wait_for(state_->settings.lock_wait);
  return done;
}

void Db::retry_for(std::chrono::milliseconds limit) { state_->retry_until = SteadyClock::now() + limit; }

void Db::append(std::string_view head, Params row) {
  ++state_->changes;
  if (in_transaction())
    state_->appended.push_back({std::string(head), std::move(row)});
  else
    insert_rows(*this, head, {&row, 1});
}

void Db::write_appended(std::string_view head) {
  const auto round = ++state_->rounds;
  std::map<std::string_view, std::vector<Params>> by_head;
  for (auto& each : state_->appended) {
    if (each.written != 0 || (!head.empty() && each.head != head)) continue;
    each.written = round;
    by_head[each.head].push_back(each.row);
  }
  for (const auto& [of_head, rows] : by_head) insert_rows(*this, of_head, rows);
}

std::uint64_t Db::changes() const { return state_->changes; }

std::vector<std::uint64_t> Db::insert_all(std::string_view sql, const Params& params) {
  std::vector<std::uint64_t> ids;
  const auto take = [&](const Row& row) { ids.push_back(row.u64("id")); };
  state_->guarded([&] { state_->set_savepoints(); });
  ++state_->changes;
  if (state_->returns_ids) {
    query(std::string(sql) + " RETURNING id", params, take);
  } else {
    execute(sql, params);
    query("SELECT LAST_INSERT_ID() AS id", {}, take);
  }
  return ids;
}

std::size_t Db::rows_with_ids() const { return state_->returns_ids ? 8 : 1; }

void Db::run_script_statement(std::string_view sql) {
  state_->guarded([&] { state_->run(sql); });
}

bool Db::in_transaction() const { return state_->in_transaction; }

bool Db::alive() {
  try {
    return find("SELECT 1 AS one", {}, [](const Row& row) { return row.flag("one"); }).value_or(false);
  } catch (const std::runtime_error&) {
    return false;
  }
}

void Db::close() { state_->drop(); }

void Db::open_once() {
  state_->guarded([&] { state_->connection(); });
  state_->stays_lost = true;
}

void Db::undo(const std::string& statement) {
  try {
    if (state_->open) run_script_statement(statement);
  } catch (const std::runtime_error& error) {
    base::log::warn("rollback failed; the connection is dropped", {{"error", error.what()}});
    state_->drop();
  }
}

void Db::in_savepoint(const std::function<bool()>& body) {
  auto& levels = state_->levels;
  const auto appended = state_->appended.size();
  const auto rounds = state_->rounds;
  levels.emplace_back();
  const auto leave = [&](bool keep) {
    const auto name = std::move(levels.back());
    levels.pop_back();
    if (keep) return;
    state_->appended.resize(appended);
    for (auto& each : state_->appended)
      if (each.written > rounds) each.written = 0;
    if (!name.empty()) undo("ROLLBACK TO SAVEPOINT " + name);
  };
  bool keep = false;
  try {
    keep = body();
  } catch (const TryAgain&) {
    levels.pop_back();
    throw;  // the server has rolled the whole transaction back: the outermost repeats it
  } catch (const Unavailable&) {
    levels.pop_back();
    throw;
  } catch (...) {
    leave(false);
    throw;
  }
  leave(keep);
}

void Db::in_transaction(const std::function<bool()>& body) {
  if (in_transaction()) {
    in_savepoint(body);
    return;
  }
  struct Open {
    explicit Open(State& of) : state(of) { state.in_transaction = true; }
    ~Open() {
      state.in_transaction = false;
      state.appended.clear();
    }
    State& state;
  };

  // A connection lost between two requests is noticed here: nothing was done yet, so once more on a new one.
  const auto begin = [&] {
    try {
      run_script_statement("START TRANSACTION");
    } catch (const Unavailable&) {
      run_script_statement("START TRANSACTION");
    }
  };

  const auto give_up = state_->retry_until.value_or(SteadyClock::now() + state_->settings.lock_wait);
  for (int attempt = 0;; ++attempt) {
    const Open open(*state_);
    try {
      begin();
      if (body()) {
        write_appended();
        run_script_statement("COMMIT");
      } else {
        undo("ROLLBACK");
      }
      return;
    } catch (const TryAgain& error) {
      undo("ROLLBACK");
      if (attempt + 1 == k_attempts || SteadyClock::now() >= give_up)
        throw Unavailable(std::string("still in conflict after retries: ") + error.what());
      pause_before_retry(attempt);
    } catch (
        ...) {  // Unavailable too: the connection may be there, and what follows on it must not commit this
      undo("ROLLBACK");
      throw;
    }
  }
}

std::string placeholders(std::size_t rows, std::size_t columns) {
  std::string group = columns == 1 ? "?" : "(";
  for (std::size_t i = 0; columns > 1 && i < columns; ++i) group += i == 0 ? "?" : ",?";
  if (columns > 1) group += ")";
  std::string out;
  for (std::size_t i = 0; i < rows; ++i) out += (i == 0 ? "" : ",") + group;
  return out;
}

}  // namespace storage
