#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/settings.h"

namespace sql {
class ResultSet;
class PreparedStatement;
}  // namespace sql

namespace storage {

/// "Could not look": the database is away, or for now does not do it (read-only, full, a lock that somebody
/// holds). Never an answer to a question; the caller says 503.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The values themselves were refused (too long, out of range, no such parent): asked again they would be
/// refused again. what() is the server's text, for logs only.
class DataError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A unique key refused the row.
class DuplicateKey : public DataError {
 public:
  using DataError::DataError;
};

/// A value bound to a '?': NULL, a number, text or bytes, a moment (DATETIME(3)) or a day (DATE).
class Param {
 public:
  Param(std::nullptr_t) : value_(nullptr) {}
  Param(std::nullopt_t) : value_(nullptr) {}
  template <typename T>
  requires std::is_integral_v<T> Param(T number) : value_(wide(number)) {}
  Param(std::string text) : value_(std::move(text)) {}
  Param(std::string_view text) : value_(std::string(text)) {}
  Param(const char* text) : value_(std::string(text)) {}
  Param(base::Instant at) : value_(base::to_sql(at)) {}
  Param(base::Date day) : value_(base::to_iso(day)) {}
  template <typename T>
  Param(const std::optional<T>& maybe) : Param(maybe ? Param(*maybe) : Param(nullptr)) {}

  using Value = std::variant<std::nullptr_t, std::int64_t, std::uint64_t, std::string>;
  const Value& value() const { return value_; }

 private:
  template <typename T>
  static Value wide(T number) {
    if constexpr (std::is_unsigned_v<T>)
      return static_cast<std::uint64_t>(number);
    else
      return static_cast<std::int64_t>(number);
  }
  Value value_;
};
using Params = std::vector<Param>;
/// NULL for an empty text.
inline Param text_or_null(const std::string& text) { return text.empty() ? Param(nullptr) : Param(text); }

/// The row at hand, read by column name; valid inside the callback only. A NULL where a plain reader is used
/// is a programming error and throws std::logic_error.
class Row {
 public:
  explicit Row(sql::ResultSet& set) : set_(&set) {}
  bool is_null(const char* column) const;
  std::string text(const char* column) const;  ///< text or bytes
  std::int64_t i64(const char* column) const;
  std::uint64_t u64(const char* column) const;
  std::uint32_t u32(const char* column) const { return static_cast<std::uint32_t>(u64(column)); }
  bool flag(const char* column) const { return i64(column) != 0; }
  base::Instant instant(const char* column) const;
  base::Date date(const char* column) const;
  std::optional<std::string> maybe_text(const char* column) const;
  std::optional<std::int64_t> maybe_i64(const char* column) const;
  std::optional<std::uint64_t> maybe_u64(const char* column) const;
  std::optional<std::uint32_t> maybe_u32(const char* column) const;
  std::optional<base::Instant> maybe_instant(const char* column) const;
  std::optional<base::Date> maybe_date(const char* column) const;

  /// By position from 1: for the hot statements, where finding a name costs more than the value.
  bool is_null_at(unsigned position) const;
  std::string text_at(unsigned position) const;
  std::uint64_t u64_at(unsigned position) const;

 private:
  void refuse_null(const char* column) const;
  sql::ResultSet* set_;
};

/// One connection with its prepared statements, owned by one thread. A lost connection is thrown away with
/// its statements and reopened at the next use; a read outside a transaction is repeated once. All calls
/// throw Unavailable when the database is away, DataError (DuplicateKey on 1062) for values it refuses,
/// std::runtime_error for the rest.
class Db {
 public:
  explicit Db(base::DatabaseSettings settings);
  ~Db();
  Db(Db&&) noexcept;
  Db& operator=(Db&&) = delete;

  /// Runs a prepared SELECT; `each` is called per row.
  void select(std::string_view sql, const Params& params, const std::function<void(const Row&)>& each);

  /// The rows of a SELECT, mapped.
  template <typename Map>
  auto list(std::string_view sql, const Params& params, Map map) {
    std::vector<std::invoke_result_t<Map, const Row&>> out;
    select(sql, params, [&](const Row& row) { out.push_back(map(row)); });
    return out;
  }

  /// The first row of a SELECT, mapped; nothing when there is none.
  template <typename Map>
  auto find(std::string_view sql, const Params& params, Map map) {
    std::optional<std::invoke_result_t<Map, const Row&>> out;
    select(sql, params, [&](const Row& row) {
      if (!out) out.emplace(map(row));
    });
    return out;
  }

  /// Runs a prepared INSERT, UPDATE or DELETE; the number of rows matched or written.
  std::uint64_t execute(std::string_view sql, const Params& params = {});
  /// Runs an UPDATE that may be left out (when somebody was last seen): outside a transaction it waits for
  /// nobody's lock (MySQL: a second) nor for a database that is away. True when it wrote.
  bool execute_unless_held(std::string_view sql, const Params& params);
  /// Adds a row to what the transaction writes at its end, all of one `head` (INSERT … before VALUES)
  /// together; nothing in the transaction can read it. A savepoint rolled back takes its rows with it.
  /// Outside a transaction the row is written at once.
  void append(std::string_view head, Params row);
  /// Writes now what was appended under this head, or all of it: for a statement that is about to read such
  /// rows.
  void write_appended(std::string_view head = {});
  /// How many changes were sent or appended on this connection so far: to tell whether there were any
  /// between.
  std::uint64_t changes() const;
  /// Runs a prepared INSERT of one row into a table with the AUTO_INCREMENT column `id`; the new id.
  std::uint64_t insert(std::string_view sql, const Params& params) { return insert_all(sql, params).at(0); }
  /// The same for as many rows as `rows_with_ids` at most; their ids in the order of the rows.
  std::vector<std::uint64_t> insert_all(std::string_view sql, const Params& params);
  /// How many rows an INSERT may have whose ids are asked for.
  std::size_t rows_with_ids() const;

  /// Runs a statement as text, unprepared: migrations and session set-up only, never with input in it.
  void run_script_statement(std::string_view sql);

  /// Runs `body` in a transaction: COMMIT when it returns, ROLLBACK when it throws or returns a failed
  /// base::Expected. A deadlock, lock time-out or certification failure (1213, 1205, 1020; at COMMIT too)
  /// repeats the whole body with jitter, so it must have no effect outside the database; after the lock wait
  /// of the settings, or what retry_for() gave, it throws Unavailable instead. Inside another transaction it
  /// is a savepoint instead, set when the first change comes.
  template <typename Body>
  auto transaction(Body body) -> std::invoke_result_t<Body> {
    using Result = std::invoke_result_t<Body>;
    if constexpr (std::is_void_v<Result>) {
      in_transaction([&] {
        body();
        return true;
      });
    } else {
      std::optional<Result> result;
      in_transaction([&] {
        result.emplace(body());
        if constexpr (requires { result->ok(); })
          return result->ok();
        else
          return true;
      });
      return std::move(*result);
    }
  }

  /// How long from now transactions repeat themselves before they throw Unavailable: a bound for all that a
  /// request does.
  void retry_for(std::chrono::milliseconds limit);
  bool in_transaction() const;
  /// True when a round trip to the database succeeds now.
  bool alive();
  /// Closes the connection; the next call opens a new one.
  void close();
  /// Connects now and never again: once the connection is lost every call throws Unavailable at once. For a
  /// thread that must not wait.
  void open_once();

 private:
  void in_transaction(const std::function<bool()>& body);
  void query(std::string_view sql, const Params& params, const std::function<void(const Row&)>& each);
  void in_savepoint(const std::function<bool()>& body);
  void undo(const std::string& statement);
  struct State;
  std::unique_ptr<State> state_;
};

/// "(?,?,?),(?,?,?)": `rows` groups of `columns` placeholders, for a statement of a fixed set of sizes.
std::string placeholders(std::size_t rows, std::size_t columns = 1);

}  // namespace storage
