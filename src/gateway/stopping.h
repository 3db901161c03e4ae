// How calls end that do not end by themselves: the caller's wish, and the deadline.

#ifndef OMNILLM_GATEWAY_STOPPING_H_
#define OMNILLM_GATEWAY_STOPPING_H_

#include <atomic>
#include <stop_token>
#include <utility>

#include "limit/backoff.h"
#include "net/event_loop.h"
#include "omnillm/clock.h"
#include "omnillm/error.h"

namespace omnillm::gateway {

// Wakes the thread that runs a loop when the caller gives the call up.
//
// Thread safety: rung() belongs to the loop's thread; the token may be stopped by any.
class StopBell {
 public:
  StopBell(std::stop_token token, EventLoop& loop)
      : callback_(std::move(token), Ring{this, &loop}) {}

  [[nodiscard]] bool rung() const { return rung_.load(std::memory_order_acquire); }

 private:
  struct Ring {
    StopBell* bell;
    EventLoop* loop;
    void operator()() const {
      bell->rung_.store(true, std::memory_order_release);
      loop->post([] {});
    }
  };

  std::atomic<bool> rung_{false};
  std::stop_callback<Ring> callback_;
};

[[nodiscard]] inline Error cancelled_error() {
  return Error(ErrorKind::Cancelled, "the caller cancelled the call");
}
[[nodiscard]] inline Error deadline_error() {
  return Error(ErrorKind::Timeout, "the call took longer than it may");
}

// Whoever waits on the way knows better what was waited for: it is given a moment to say so.
[[nodiscard]] inline Instant last_moment(Instant deadline) {
  return limit::later(deadline, std::chrono::milliseconds(50));
}

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_STOPPING_H_
