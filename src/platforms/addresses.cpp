#include "platforms/addresses.h"

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/IPAddress.h>

#include <algorithm>
#include <array>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace platforms {

namespace {

/// The first `bits` of the address are those of `network`.
bool is_within(const Poco::Net::IPAddress& address, const char* network, unsigned bits) {
  const Poco::Net::IPAddress base(network);
  return base.family() == address.family() &&
         (address & Poco::Net::IPAddress(bits, address.family())) == base;
}

}  // namespace

bool is_public(const Poco::Net::IPAddress& address) {
  if (address.family() == Poco::Net::IPAddress::IPv6)
    // Only global unicast; of that neither 6to4 and Teredo, which hide an IPv4 address, nor documentation.
    return is_within(address, "2000::", 3) && !is_within(address, "2002::", 16) &&
           !is_within(address, "2001::", 32) && !is_within(address, "2001:db8::", 32);
  constexpr std::array<std::pair<const char*, unsigned>, 13> k_private{{{"0.0.0.0", 8},
                                                                        {"10.0.0.0", 8},
                                                                        {"100.64.0.0", 10},
                                                                        {"127.0.0.0", 8},
                                                                        {"169.254.0.0", 16},
                                                                        {"172.16.0.0", 12},
                                                                        {"192.0.0.0", 24},
                                                                        {"192.0.2.0", 24},
                                                                        {"192.168.0.0", 16},
                                                                        {"198.18.0.0", 15},
                                                                        {"198.51.100.0", 24},
                                                                        {"203.0.113.0", 24},
                                                                        {"224.0.0.0", 3}}};
  return std::none_of(k_private.begin(), k_private.end(),
                      [&](const auto& range) { return is_within(address, range.first, range.second); });
}

/// Shared with the threads that look up: they may outlive the resolver.
struct Resolver::State {
  explicit State(LookUp asked) : look_up(std::move(asked)) {}

  const LookUp look_up;
  std::mutex mutex = {};
  std::map<std::string, std::shared_future<Addresses>> pending = {};
};

Resolver::Resolver(LookUp look_up)
    : state_(std::make_shared<State>(look_up ? std::move(look_up) : LookUp([](const std::string& host) {
        return Poco::Net::DNS::hostByName(host).addresses();
      }))) {}

Resolver::Addresses Resolver::addresses_of(const std::string& host,
                                           std::chrono::steady_clock::time_point until) {
  // Poco would ask for the name behind it.
  Poco::Net::IPAddress numeric;
  if (Poco::Net::IPAddress::tryParse(host, numeric)) return {numeric};
  std::unique_lock lock(state_->mutex);
  auto found = state_->pending.find(host);
  if (found == state_->pending.end()) {
    if (state_->pending.size() >= k_most) throw Poco::TimeoutException("name service");
    std::promise<Addresses> promise;
    found = state_->pending.emplace(host, promise.get_future().share()).first;
    std::thread([state = state_, host, promise = std::move(promise)]() mutable {
      try {
        promise.set_value(state->look_up(host));
      } catch (...) {
        promise.set_exception(std::current_exception());
      }
      const std::lock_guard done(state->mutex);
      state->pending.erase(host);
    }).detach();
  }
  const auto answer = found->second;
  lock.unlock();
  if (answer.wait_until(until) != std::future_status::ready) throw Poco::TimeoutException(host);
  return answer.get();
}

}  // namespace platforms
