#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "operations/account_standing.h"
#include "storage/transmissions.h"

namespace jobs {

/// Objects of which a change is held (D70).
struct HeldObjects {
  std::set<std::string> keys = {};
  std::string message = {};  ///< pt-BR
};

/// How the packages of an account stand at its platform once it is left so, for their status (D55); by id,
/// those alone that stand otherwise than before. `behind`: keys of objects that are not as they should be;
/// `held`: those of them that the guard keeps so, with its word.
std::map<std::uint64_t, domain::ToldPackage> packages_after(const operations::AccountStanding& standing,
                                                            const storage::Settlement& left,
                                                            const std::set<std::string>& behind,
                                                            const HeldObjects& held, base::Instant now);

}  // namespace jobs
