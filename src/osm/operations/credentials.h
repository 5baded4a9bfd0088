#pragma once
#include <cstdint>
#include <string>

#include "base/patch.h"
#include "osm/operations/act.h"

namespace osm {

/// The fields of a credential; wire names email, chave_acesso, senha.
struct CredentialPut {
  base::Patch<std::string> email = {};
  base::Patch<std::string> access_key = {};
  base::Patch<std::string> password = {};
};

/// One more credential of a subscriber; its id.
Result<std::uint64_t> add_credential(const Context& context, std::uint64_t subscriber_id,
                                     const CredentialPut& put);
/// A new password ends what was logged in with the old one. The e-mail of the first credential is the
/// subscriber's, and changes as that does.
Result<base::Done> change_credential(const Context& context, std::uint64_t subscriber_id, std::uint64_t id,
                                     const CredentialPut& put);
/// Ends what was logged in with it. The first credential goes with its subscriber alone.
Result<base::Done> remove_credential(const Context& context, std::uint64_t subscriber_id, std::uint64_t id);

}  // namespace osm
