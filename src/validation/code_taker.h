#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/secrets.h"
#include "base/settings.h"

namespace validation {

/// Stores codes that platforms bring for a token (D59), on a thread and a connection of its own: the loop
/// never waits for it, but offers the call again.
class CodeTaker {
 public:
  /// Longer ones are none.
  static constexpr std::size_t k_longest_code = 2000;
  /// Most in hand at once.
  static constexpr std::size_t k_most = 64;

  enum class Answer : std::uint8_t {
    pending,  ///< ask again in a moment
    stored,
    refused,  ///< nobody asks for one now
    unknown,  ///< the integration's platform was never asked for one
    failed,   ///< no database, or too many at once
  };

  /// The keys and the clock live as long as the process.
  CodeTaker(base::DatabaseSettings database, const base::Keyring& keyring, const base::Clock& clock);
  ~CodeTaker();
  CodeTaker(const CodeTaker&) = delete;
  CodeTaker& operator=(const CodeTaker&) = delete;

  /// What became of a code, handing it over where it is new; an answer but `pending` is given once. Any
  /// thread.
  Answer take(std::uint32_t provider_id, std::uint32_t integration_id, const std::string& code);

 private:
  struct Shared;
  static void run(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

}  // namespace validation
