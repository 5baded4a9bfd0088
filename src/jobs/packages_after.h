#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "operations/account_standing.h"
#include "storage/transmissions.h"

namespace jobs {

/// How the packages of an account stand at its platform once it is left so, for their status (D55); by id,
/// those alone that stand otherwise than before. `behind`: keys of objects that are not as they should be.
std::map<std::uint64_t, domain::ToldPackage> packages_after(const operations::AccountStanding& standing,
                                                            const storage::Settlement& left,
                                                            const std::set<std::string>& behind,
                                                            base::Instant now);

}  // namespace jobs
