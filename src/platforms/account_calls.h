#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platforms/platform.h"

namespace platforms {

/// What a contract has for one account besides what should stand there. Each in its platform's file; what is
/// none there is not offered to anybody.
struct AccountCalls {
  /// What the platform was told of a frozen parameter for a package of these products; nothing: it is free
  /// (D54).
  std::optional<std::string> (*transmitted)(std::string_view parameter,
                                            const std::vector<domain::KnownObject>& known,
                                            const std::vector<std::string>& products) = nullptr;
  /// Lets the platform send its activation message again, for an object that stands there.
  Outcome (*activate)(Wire& wire, const AccountView& view, const domain::KnownObject& known) = nullptr;
  /// Looks for what is in the way of an object that was refused as somebody else's (D16); `said`: the message
  /// of that refusal. Its outcome notes under k_rival_key whose it is by our own keys, where it says so.
  Sight (*rival)(Wire& wire, const AccountView& view, const domain::RemoteObject& refused,
                 const std::string& said) = nullptr;
  /// Makes the rival ours there; none: taking it into the snapshot is enough.
  Outcome (*take)(Wire& wire, const AccountView& view, const domain::KnownObject& rival) = nullptr;
  /// An object as it goes over to the account of who holds its service now: it is to leave before what is
  /// wanted for them comes. None: each customer has objects of their own.
  domain::RemoteObject (*handed_over)(domain::RemoteObject object, const domain::Customer& former,
                                      const domain::Customer& holder) = nullptr;
  /// The account is removed there and created anew, whatever was transmitted for good (D53).
  bool remakes = false;
  /// The key of what stays there when all else goes: the customer. Empty: nothing does.
  std::string_view kept_key = {};
};

inline constexpr std::string_view k_rival_key = "chave";

/// Of a platform; all none where its file declares nothing.
const AccountCalls& account_calls(const Platform& platform);

}  // namespace platforms
