#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/db.h"

/// Where secrets lie sealed (Keyring::seal), of the whole installation: to look at all of them, whatever they
/// are.
namespace storage {

/// A secret as it lies.
struct SealedValue {
  std::uint64_t id = 0;  ///< of the record that it belongs to
  std::string key = {};  ///< what tells it from the record's others; empty where there is one
  std::string sealed = {};
};

/// A column of sealed values.
struct SealedColumn {
  std::string_view table = {};
  std::string_view column = {};
  std::string (*context)(const SealedValue& value) = nullptr;  ///< what a value is bound to
  std::string_view list = {};
  std::string_view replace = {};
};
/// All of them; a test holds them against the schema.
std::span<const SealedColumn> sealed_columns();

/// At most `limit` behind `after`, in their order.
std::vector<SealedValue> list_sealed(Db& db, const SealedColumn& of, const SealedValue& after,
                                     std::uint32_t limit);
/// Writes `sealed` where the value still is as it was read; false: somebody changed it meanwhile.
bool replace_sealed(Db& db, const SealedColumn& of, const SealedValue& read, const std::string& sealed);

}  // namespace storage
