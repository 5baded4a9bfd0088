#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "domain/attempt.h"
#include "operations/context.h"
#include "platforms/http_client.h"
#include "platforms/platform.h"

/// What people may ask of an account, as its gateway's contract has it: a table made from the registry.
namespace operations {

enum class AccountAction : std::uint8_t {
  transmit,    ///< tell again what differs
  password,    ///< compute the password and send it
  activation,  ///< let the platform send its activation message again
  email,       ///< mend the registry's e-mail, which the platform is told
  remake,      ///< remove it there and create it anew (D53)
  adopt,       ///< take what is in the way for ours (D16)
  part,        ///< create ours beside what is in the way
};
/// All of them, in the order of screens.
inline constexpr std::array k_account_actions{
    AccountAction::transmit, AccountAction::password, AccountAction::activation, AccountAction::email,
    AccountAction::remake,   AccountAction::adopt,    AccountAction::part};

struct AccountActionWords {
  std::string_view name;   ///< in addresses
  std::string_view label;  ///< pt-BR
  std::string_view icon;
};
/// One without words does not compile.
AccountActionWords words_of(AccountAction action);

/// True where the contract has what it takes.
bool has_action(const platforms::Platform& platform, AccountAction action);
/// The same, and the account stands so that it makes sense; else the reason, with the way out.
base::Result<base::Done> check_action(const Context& context, std::uint64_t account_id, AccountAction action);
/// Those that make sense for the account now.
std::vector<AccountAction> offered_actions(const Context& context, std::uint64_t account_id);

/// What was asked of a platform at once, and what it said.
struct PlatformAnswer {
  std::vector<domain::Exchange> exchanges = {};
  std::string failure = {};  ///< pt-BR; empty: it went well
};
/// Calls the platform for each object of the account that stands and is not suspended; kept among its
/// attempts. Never inside a transaction.
base::Result<PlatformAnswer> resend_activation(const Context& context, std::uint64_t account_id,
                                               const platforms::HttpClient& client);

/// Mends the registry's e-mail, which every platform that takes it is told; the account is told at once. A
/// refusal of the registry names `email_principal`.
base::Result<base::Done> correct_email(const Context& context, std::uint64_t account_id,
                                       const std::string& email);
/// Removes the account on its platform and creates it anew; `email`: what it is to be created with where the
/// platform freezes one, empty for the registry's.
base::Result<base::Done> remake_account(const Context& context, std::uint64_t account_id,
                                        const std::string& email);
/// Lets it be created under an e-mail of its own.
base::Result<base::Done> part_account(const Context& context, std::uint64_t account_id,
                                      const std::string& email);

/// What is in the way of an account.
struct Rival {
  domain::KnownObject object = {};
  std::vector<domain::Exchange> exchanges = {};
};
/// Looks for it. Never inside a transaction.
base::Result<Rival> find_rival(const Context& context, std::uint64_t account_id,
                               const platforms::HttpClient& client);
/// Takes it for ours, if it still is the one of that id, and no other account of ours holds it (D16).
base::Result<base::Done> adopt_rival(const Context& context, std::uint64_t account_id,
                                     const std::string& platform_id, const platforms::HttpClient& client);

}  // namespace operations
