#pragma once
#include <string>

#include "storage/db.h"

namespace storage {

/// Database accounts besides the migrating one, as "name@host"; empty = none.
struct Grantees {
  std::string application = {};
  std::string report = {};
};

/// Hands out rights, table by table: the application may all but change the audit trail or the schema;
/// reports read, column by column, what holds no secret, no digest and no subscriber's id: they name the
/// columns they ask for. After every migration; repeatable. Throws std::invalid_argument for an
/// account that is not "name@host".
void grant(Db& db, const Grantees& to);

}  // namespace storage
