#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "operations/context.h"
#include "storage/users.h"

namespace operations {

/// The current password of somebody who is signed in: his session is no leave to guess at it, which is held
/// back as at the door.
enum class Proof : std::uint8_t { fits, wrong, held_back };
struct Proved {
  Proof proof = Proof::wrong;
  std::chrono::seconds wait{};
};
/// Slow, so before anything is locked: it holds for the hash it was compared with, and for no other.
Proved prove(const Context& context, const storage::User& user, const std::string& password);
/// What to say of a password that does not fit.
std::string proof_text(const Proved& proved);

}  // namespace operations
