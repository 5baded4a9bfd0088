#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/problem.h"
#include "operations/people.h"

/// The link by which a person sets the password, so that nobody else ever knows one.
namespace operations {

inline constexpr std::chrono::hours k_invitation_life{72};

/// What stands in the link: shown once, kept as a digest.
struct Invited {
  std::uint32_t user_id = 0;
  std::string token = {};
  base::Instant until = {};
};

/// A new person, who is to set the password.
base::Result<Invited> invite_new_user(const Context& context, const UserInput& input);
/// A new link for a person there is; an older one leads nowhere any more. A password goes on until the link
/// is used.
base::Result<Invited> invite_user(const Context& context, std::uint32_t id);

/// What to say where a link leads nowhere (any more).
inline constexpr std::string_view k_no_invitation =
    "Este convite não vale mais: já foi usado, passou de 72 horas ou foi trocado por um mais novo. Peça "
    "outro a um administrador do seu provedor.";

/// Whom a link is for; nothing when it is used, over, replaced, or another provider's.
std::optional<storage::User> find_invited(const Context& context, std::string_view token);
/// Sets the password (fields senha_nova, senha_repetida), once; the person's sessions end. The trail names
/// the person. Missing: as above.
base::Result<storage::User> accept_invitation(const Context& context, std::string_view token,
                                              std::string_view wanted, std::string_view repeated);

}  // namespace operations
