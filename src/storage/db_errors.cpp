#include "storage/db_errors.h"

#include <cppconn/exception.h>

#include <algorithm>
#include <array>
#include <string>

#include "storage/db.h"

namespace storage {

namespace {

template <std::size_t Size>
bool one_of(int code, const std::array<int, Size>& codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// It passes, whatever the statement: a full disk, no memory or thread left, killed or out of time.
bool is_temporary(int code) {
  return one_of(code, std::array{1021, 1026, 1037, 1038, 1041, 1114, 1135, 1317, 1637, 1969, 3024});
}
/// The values are what is wrong.
bool is_data(int code) {
  return one_of(code, std::array{1048, 1216, 1217, 1264, 1265, 1292, 1366, 1367, 1406, 1411, 1451, 1452, 1690,
                                 3819, 4025});
}
/// The account lacks the right, as after a restore of the data alone.
bool is_forbidden(int code) { return one_of(code, std::array{1044, 1142, 1143, 1227, 1370}); }

}  // namespace

bool is_lost(int code) {
  return one_of(code, std::array{1040, 1047, 1053, 1129, 1152, 1159, 1161, 1184, 1203, 1226, 1243, 1290,
                                 1836, 1927, 2002, 2003, 2005, 2006, 2013, 2026, 2030, 2055, 3169, 4031});
}

bool is_retryable(int code) { return one_of(code, std::array{1213, 1205, 1020}); }

void rethrow(const sql::SQLException& error) {
  const int code = error.getErrorCode();
  if (is_lost(code) || is_temporary(code)) throw Unavailable(error.what());
  if (is_retryable(code)) throw TryAgain(error.what());
  if (code == 1062) throw DuplicateKey(error.what());
  if (is_data(code)) throw DataError(error.what());
  if (is_forbidden(code))
    throw std::runtime_error(
        std::string("the database account lacks a right (`catraca migrate` hands out the ") +
        "application's): " + error.what());
  throw std::runtime_error("database error " + std::to_string(code) + ": " + error.what());
}

}  // namespace storage
