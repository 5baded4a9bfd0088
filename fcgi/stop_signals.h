#pragma once
#include <signal.h>

namespace door {

/// SIGTERM, SIGINT and SIGHUP, blocked in this thread and in every one made after, so that only wait() gets
/// them. A reader of ours that goes away is no reason to stop: SIGPIPE is ignored.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    signal(SIGPIPE, SIG_IGN);
  }
  void wait() const {
    int number = 0;
    sigwait(&set_, &number);
  }

 private:
  sigset_t set_ = {};
};

}  // namespace door
