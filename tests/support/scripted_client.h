#pragma once
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "platforms/http_client.h"

namespace test {

/// A client that calls nobody: it notes the calls and answers what is next in its script.
class ScriptedClient final : public platforms::HttpClient {
 public:
  using Answer = base::Expected<platforms::HttpReply, platforms::HttpFailure>;
  explicit ScriptedClient(std::deque<Answer> script) : script_(std::move(script)) {}

  Answer send(const platforms::HttpCall& call, std::chrono::milliseconds) const override {
    const std::lock_guard lock(mutex_);
    calls_.push_back(call);
    if (during) during(calls_.size());
    if (script_.empty()) return base::Unexpected{platforms::HttpFailure{.message = "the script is over"}};
    auto answer = std::move(script_.front());
    script_.pop_front();
    return answer;
  }
  /// What happens during a call, by how many have begun.
  std::function<void(std::size_t)> during = {};
  /// The calls so far, in order.
  std::vector<platforms::HttpCall> calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  mutable std::mutex mutex_ = {};
  mutable std::deque<Answer> script_;
  mutable std::vector<platforms::HttpCall> calls_ = {};
};

}  // namespace test
