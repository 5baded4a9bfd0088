#pragma once
#include <signal.h>

namespace door {

/// SIGTERM and SIGINT, blocked in this thread and in every one made after, so that only wait() gets them.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  void wait() const {
    int number = 0;
    sigwait(&set_, &number);
  }

 private:
  sigset_t set_ = {};
};

}  // namespace door
