// What code that waits runs on: one thread that does one thing after the other.

#ifndef OMNILLM_NET_EVENT_LOOP_H_
#define OMNILLM_NET_EVENT_LOOP_H_

#include <absl/functional/any_invocable.h>

#include <cstdint>

#include "omnillm/clock.h"

namespace omnillm {

// Runs callbacks, one at a time. The real one is net/reactor.h; a test runs the same code in
// virtual time on net/virtual_loop.h.
//
// Thread safety: post() may be called by any thread; everything else belongs to the thread that
// runs the loop.
class EventLoop {
 public:
  using Callback = absl::AnyInvocable<void()>;
  enum class TimerId : std::uint64_t { None = 0 };

  virtual ~EventLoop() = default;

  // The time on the clock the gateway was given.
  [[nodiscard]] virtual Instant now() const = 0;

  // Runs `callback` soon, never inside this call. Those of one thread run in their order. What has
  // not run when the loop dies is destroyed without running.
  virtual void post(Callback callback) = 0;

  // Runs `callback` at `when`, or soon if that has passed.
  virtual TimerId call_at(Instant when, Callback callback) = 0;
  // Forgets a timer; one that has run, or None, is no error.
  virtual void cancel(TimerId timer) = 0;

  // Whether the calling thread is the one that runs the loop now.
  [[nodiscard]] virtual bool is_here() const = 0;
};

}  // namespace omnillm

#endif  // OMNILLM_NET_EVENT_LOOP_H_
