#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace domain {

/// Something that stands on a platform for an account, or should: *objeto remoto*. The key is ours, within
/// the account; what the attributes mean is the platform's matter.
struct RemoteObject {
  std::string key = {};
  bool suspended = false;
  std::map<std::string, std::string> attributes = {};
  std::string stands_on = {};  ///< key of the object without which this one is not created; not kept
  friend bool operator==(const RemoteObject&, const RemoteObject&) = default;
};

/// An object as it was last transmitted: a row of the account's snapshot.
struct KnownObject {
  RemoteObject object = {};
  std::string platform_id = {};  ///< id_externo; empty where the platform goes by our key
  base::Instant since = {};
};

/// What a call does to an object. The last two come of no difference: people ask for them.
enum class CallKind : std::uint8_t { create, update, swap, suspend, enable, remove, activate, adopt };
struct CallWords {
  std::string_view name;   ///< in the database and in metrics
  std::string_view label;  ///< pt-BR
};
/// One without words does not compile.
CallWords words_of(CallKind kind);
CallKind call_kind_at(std::string_view name);

/// A change to one object, to be told to the platform.
struct Change {
  CallKind kind = CallKind::create;
  std::string key = {};          ///< of the object before the change
  RemoteObject before = {};      ///< as last transmitted; empty at a creation
  RemoteObject after = {};       ///< as it is to be; empty at a removal
  std::string platform_id = {};  ///< of the object before
};

/// What a platform has for an account, and what it should have.
struct Difference {
  std::vector<KnownObject> known = {};
  std::vector<RemoteObject> wanted = {};
  std::vector<std::string> waiting = {};  ///< keys that lack something of the registry: left as they stand
};

/// How changes of an account may be made.
struct ChangeRules {
  bool swaps = false;    ///< one object may take another's place (D50)
  bool suspends = true;  ///< the platform knows suspension
};

/// The fewest changes that lead from what is known to what is wanted, in the order in which they are told:
/// removals first, swaps, then creations and changes (D50). What was never sent and is suspended now is not
/// created.
std::vector<Change> changes_of(const Difference& difference, const ChangeRules& rules);

}  // namespace domain
