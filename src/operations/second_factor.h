#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "domain/second_factor.h"
#include "operations/context.h"
#include "storage/users.h"

/// A person's second factor: the codes of an app, and recovery codes for when it is gone.
namespace operations {

/// Recovery codes as they are written down: shown once, kept as digests.
using RecoveryCodes = std::vector<std::string>;

/// What is typed to switch it on, and what was shown before.
struct SecondFactorInput {
  std::string password = {};      ///< field senha
  std::string code = {};          ///< field codigo, of the secret
  std::string secret = {};        ///< as it was shown
  std::string session_hash = {};  ///< which goes on; every other session of the person ends
};
/// Switches the own one on. Refused when it is on already.
base::Result<RecoveryCodes> enable_second_factor(const Context& context, std::uint32_t user_id,
                                                 const SecondFactorInput& input);
/// Switches the own one off, by password and code (fields senha, codigo).
base::Result<base::Done> disable_second_factor(const Context& context, std::uint32_t user_id,
                                               const std::string& password, std::string_view code);
/// New recovery codes in the place of the old, by a code.
base::Result<RecoveryCodes> renew_recovery_codes(const Context& context, std::uint32_t user_id,
                                                 std::string_view code);
/// Takes away that of somebody who has lost app and recovery codes; his sessions end.
base::Result<base::Done> reset_second_factor(const Context& context, std::uint32_t user_id);

/// A code that was taken.
struct CodeTaken {
  bool recovery = false;
  std::uint32_t left = 0;  ///< recovery codes
};
/// Why one was not.
struct CodeRefusal {
  enum class Why : std::uint8_t {
    malformed,  ///< neither six digits nor a recovery code; no guess
    wrong,
    used,       ///< of a step from which one was taken
    held_back,  ///< after too many wrong ones
    over        ///< there is nobody (any more) whose code is asked for
  };
  Why why = Why::wrong;
  std::chrono::seconds wait{};
};
/// Where a code is typed: what the guesses are counted by, and what the trail says besides.
struct CodePlace {
  std::string device = {};  ///< of a browser that its owner has used before; empty: counted by person
  std::string address = {};
};
/// Takes a code of the person, of the app or a recovery code; each is taken once. Counted before it is looked
/// at.
base::Expected<CodeTaken, CodeRefusal> take_code(const Context& context, const storage::User& user,
                                                 std::string_view typed, const CodePlace& place);
/// What is wrong with a code and what to do, in pt-BR.
std::string refusal_text(const CodeRefusal& refusal);

}  // namespace operations
