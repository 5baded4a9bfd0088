#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/problem.h"
#include "domain/roles.h"
#include "operations/context.h"

/// Tokens of the machine interface: shown once, kept as a hash, revocable.
namespace operations {

struct TokenInput {
  std::string description = {};
  std::vector<domain::Scope> scopes = {};
};

/// A new token; `text` is nowhere else.
struct IssuedToken {
  std::uint32_t id = 0;
  std::string text = {};
};

/// Error fields: descricao, escopos.
base::Result<IssuedToken> issue_token(const Context& context, const TokenInput& input);
/// The next call with the token is refused. Repeatable.
base::Result<base::Done> revoke_token(const Context& context, std::uint32_t id);

}  // namespace operations
