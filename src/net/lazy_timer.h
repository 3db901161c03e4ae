// A timer that is put off again and again, as that of a connection is with every byte.

#ifndef OMNILLM_NET_LAZY_TIMER_H_
#define OMNILLM_NET_LAZY_TIMER_H_

#include <absl/functional/any_invocable.h>

#include <utility>

#include "net/event_loop.h"

namespace omnillm::net {

// Putting it off costs nothing: the loop's timer stays where it is, and when it goes off too early
// it is set anew. Only an earlier time touches the loop.
//
// Thread safety: the thread of the loop. Lifetime: the loop must outlive it.
class LazyTimer {
 public:
  using Callback = absl::AnyInvocable<void()>;

  explicit LazyTimer(EventLoop& loop) : loop_(loop) {}
  LazyTimer(const LazyTimer&) = delete;
  LazyTimer& operator=(const LazyTimer&) = delete;
  ~LazyTimer() { loop_.cancel(armed_); }

  // What happens when the time is over. It may destroy the timer.
  void set_callback(Callback callback) { callback_ = std::move(callback); }
  // Instead of the time set before; never, for Instant::max().
  void set(Instant due) {
    due_ = due;
    if (due < armed_for_) arm();
  }

 private:
  void arm() {
    loop_.cancel(armed_);
    armed_for_ = due_;
    armed_ = EventLoop::TimerId::None;
    if (due_ != Instant::max()) armed_ = loop_.call_at(due_, [this] { go_off(); });
  }
  void go_off() {
    armed_ = EventLoop::TimerId::None;
    armed_for_ = Instant::max();
    if (loop_.now() < due_) return arm();
    due_ = Instant::max();
    Callback callback = std::exchange(callback_, {});  // may destroy this, or set the next
    if (callback) callback();
  }

  EventLoop& loop_;
  Callback callback_{};
  Instant due_ = Instant::max();
  Instant armed_for_ = Instant::max();
  EventLoop::TimerId armed_ = EventLoop::TimerId::None;
};

}  // namespace omnillm::net

#endif  // OMNILLM_NET_LAZY_TIMER_H_
