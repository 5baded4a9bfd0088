#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/attempt.h"
#include "domain/customer.h"
#include "domain/remote_object.h"
#include "domain/service.h"

/// What a platform is told, and what it says: the values that pass between the synchroniser and a platform's
/// file.
namespace platforms {

/// A parameter row of a sold package.
struct HeldParameter {
  std::string value = {};
  base::Instant edited_at = {};
};

/// A package of the integration that the customer has or had.
struct HeldPackage {
  std::uint64_t id = 0;  ///< id_cliente_servico_pacote
  std::uint32_t package_id = 0;
  std::string package_code = {};
  std::string description = {};
  std::uint64_t service_id = 0;
  std::vector<std::string> products = {};  ///< codes, ascending
  std::map<std::string, HeldParameter, std::less<>> parameters = {};
  bool wanted = false;     ///< on its service, which was enabled once
  bool suspended = false;  ///< as its service is, where the integration suspends
};

/// A customer's account as the causes have it now; the packages oldest first.
struct AccountView {
  std::string subscriber_id = {};  ///< 32 hex digits
  domain::Customer customer = {};
  std::vector<domain::Service> services = {};  ///< all of the customer's
  std::vector<HeldPackage> packages = {};
  std::map<std::string, std::string> settings = {};  ///< the integration's, in the open, defaults filled in
  std::uint32_t resets = 0;                          ///< how often *Redefinir senha* was pressed
};

/// What a platform should have for an account.
struct Wanted {
  std::vector<domain::RemoteObject> objects = {};
  std::vector<std::string> waiting = {};                 ///< keys that lack something of the registry
  std::string missing = {};                              ///< pt-BR: what they lack, comma separated
  std::map<std::uint64_t, std::string> objects_of = {};  ///< a package's object, by its id
};

/// How long a platform lets us wait.
struct Wait {
  // Not explicit: an answer's Retry-After is one.
  Wait(std::chrono::seconds waited, bool begins_pauses = false) : time(waited), begins(begins_pauses) {}

  std::chrono::seconds time;
  bool begins;  ///< the first pause, from which on they grow, in place of the general one; else the least

  friend base::Instant operator+(base::Instant at, const Wait& wait) { return at + wait.time; }
  friend bool operator==(const Wait&, const Wait&) = default;
};

/// What came of a change.
struct Outcome {
  domain::Delivery delivery = domain::Delivery::delivered;
  domain::Reason reason = domain::Reason::none;
  std::string message = {};                        ///< pt-BR: what the platform said, and what to do
  std::string platform_id = {};                    ///< of what now stands there
  std::optional<Wait> wait = {};                   ///< as Retry-After says, or the platform's file
  std::optional<domain::RemoteObject> found = {};  ///< stands there in truth, in place of what was asked
  bool gone = false;                               ///< nothing stands there any more: to be created anew
  bool account_gone = false;                       ///< nor does any other object of the account
  std::map<std::string, std::string> noted = {};   ///< attributes that stand there, whatever was asked
};

/// What a look at a platform found under a key.
struct Sight {
  enum class Kind : std::uint8_t { found, absent, unseen } kind = Kind::unseen;
  domain::KnownObject object = {};  ///< found
  Outcome outcome = {};             ///< unseen: why
};

/// A product as a platform lists it.
struct ListedProduct {
  std::string code = {};
  std::string name = {};
  bool active = true;
};
struct ProductList {
  std::vector<ListedProduct> products = {};
  std::optional<Outcome> failure = {};  ///< why there is no list
};

}  // namespace platforms
