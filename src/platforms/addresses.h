#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace Poco::Net {
class IPAddress;
}

namespace platforms {

/// False for an address that only this network knows: private, link-local, of documentation and the like.
bool is_public(const Poco::Net::IPAddress& address);

/// Looks names up within a time. The system's look-up cannot be cut off: one that hangs is left behind with
/// its thread, which whoever asks for the same name meanwhile waits for too, so that there is one a name and
/// k_most in all. Any thread.
class Resolver {
 public:
  using Addresses = std::vector<Poco::Net::IPAddress>;
  using LookUp = std::function<Addresses(const std::string& host)>;
  static constexpr std::size_t k_most = 32;

  /// Nothing: the system's.
  explicit Resolver(LookUp look_up = {});

  /// A numeric address stands for itself. Throws Poco::TimeoutException when the time is over or k_most
  /// look-ups hang, and what the look-up throws (Poco::Net::DNSException).
  Addresses addresses_of(const std::string& host, std::chrono::steady_clock::time_point until);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace platforms
