#include <cppconn/resultset.h>

#include "storage/db.h"

namespace storage {

bool Row::is_null(const char* column) const { return set_->isNull(column); }

void Row::refuse_null(const char* column) const {
  if (is_null(column)) throw std::logic_error(std::string("NULL in column ") + column);
}

std::string Row::text(const char* column) const {
  const sql::SQLString value = set_->getString(column);
  if (value.length() == 0) refuse_null(column);
  return std::string(value.c_str(), value.length());
}

std::int64_t Row::i64(const char* column) const {
  const auto value = set_->getInt64(column);
  if (value == 0) refuse_null(column);
  return value;
}

std::uint64_t Row::u64(const char* column) const {
  const auto value = set_->getUInt64(column);
  if (value == 0) refuse_null(column);
  return value;
}

base::Instant Row::instant(const char* column) const {
  const auto at = base::instant_from_sql(text(column));
  if (!at) throw std::logic_error(std::string("not a moment in column ") + column);
  return *at;
}

base::Date Row::date(const char* column) const {
  const auto day = base::date_from_iso(text(column));
  if (!day) throw std::logic_error(std::string("not a day in column ") + column);
  return *day;
}

std::optional<std::string> Row::maybe_text(const char* column) const {
  return is_null(column) ? std::nullopt : std::optional(text(column));
}
std::optional<std::int64_t> Row::maybe_i64(const char* column) const {
  return is_null(column) ? std::nullopt : std::optional(i64(column));
}
std::optional<std::uint64_t> Row::maybe_u64(const char* column) const {
  return is_null(column) ? std::nullopt : std::optional(u64(column));
}
std::optional<std::uint32_t> Row::maybe_u32(const char* column) const {
  return is_null(column) ? std::nullopt : std::optional(u32(column));
}
std::optional<base::Instant> Row::maybe_instant(const char* column) const {
  return is_null(column) ? std::nullopt : std::optional(instant(column));
}
std::optional<base::Date> Row::maybe_date(const char* column) const {
  return is_null(column) ? std::nullopt : std::optional(date(column));
}

bool Row::is_null_at(unsigned position) const { return set_->isNull(position); }

std::string Row::text_at(unsigned position) const {
  const sql::SQLString value = set_->getString(position);
  return std::string(value.c_str(), value.length());
}

std::uint64_t Row::u64_at(unsigned position) const { return set_->getUInt64(position); }

}  // namespace storage
