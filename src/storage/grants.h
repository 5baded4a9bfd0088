#pragma once
#include <string>

#include "storage/db.h"

namespace storage {

/// Database accounts besides the migrating one, as "name@host"; empty = none.
struct Grantees {
  std::string application = {};
  std::string report = {};
  std::string osm = {};
};

/// Hands out rights, table by table: the application may all but change the audit trail or the schema;
/// reports read, column by column, what holds no secret, no digest and no subscriber's id: they name the
/// columns they ask for; the subscriber portal writes its own tables (osm_*) and reads which provider a host
/// is of, and nothing of the ERP's side (D63). After every migration; repeatable. Throws
/// std::invalid_argument for an account that is not "name@host".
void grant(Db& db, const Grantees& to);

}  // namespace storage
