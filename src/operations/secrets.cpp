#include "operations/secrets.h"

#include "base/seal_mark.h"
#include "storage/sealed_values.h"

namespace operations {

namespace {

constexpr std::uint32_t k_batch = 200;

/// Goes over the values of all columns.
class Round {
 public:
  Round(storage::Db& db, const base::Keyring& keyring, bool writes)
      : db_(db), keyring_(keyring), writes_(writes), current_(base::seal_mark(keyring.seal("", ""))) {}

  std::vector<SecretsOf> all() {
    std::vector<SecretsOf> found;
    for (const auto& column : storage::sealed_columns()) found.push_back(one(column));
    return found;
  }

 private:
  SecretsOf one(const storage::SealedColumn& column) {
    SecretsOf found{.column = std::string(column.table) + "." + std::string(column.column)};
    storage::SealedValue after;
    for (;;) {
      const auto values = storage::list_sealed(db_, column, after, k_batch);
      if (values.empty()) return found;
      // A COMMIT for all of them; done again after a deadlock.
      found = db_.transaction([&] {
        auto counted = found;
        for (const auto& value : values) look_at(column, value, counted);
        return counted;
      });
      after = values.back();
    }
  }

  void look_at(const storage::SealedColumn& column, const storage::SealedValue& value, SecretsOf& found) {
    const auto context = column.context(value);
    const auto plain = keyring_.open(value.sealed, context);
    if (!plain)
      found.shut.push_back(context);
    else if (base::seal_mark(value.sealed) == current_)
      ++found.current;
    else if (writes_ && storage::replace_sealed(db_, column, value, keyring_.seal(*plain, context)))
      ++found.sealed_again;
    else
      ++found.older;  // or changed a moment ago, with the key of whoever did
  }

  storage::Db& db_;
  const base::Keyring& keyring_;
  bool writes_;
  std::string current_;
};

}  // namespace

std::vector<SecretsOf> try_secrets(storage::Db& db, const base::Keyring& keyring) {
  return Round(db, keyring, false).all();
}

std::vector<SecretsOf> reseal(storage::Db& db, const base::Keyring& keyring) {
  return Round(db, keyring, true).all();
}

}  // namespace operations
