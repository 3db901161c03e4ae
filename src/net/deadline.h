// A task that is given up when its time is over.

#ifndef OMNILLM_NET_DEADLINE_H_
#define OMNILLM_NET_DEADLINE_H_

#include <coroutine>
#include <string>
#include <string_view>
#include <utility>

#include "net/event_loop.h"
#include "net/task.h"
#include "omnillm/result.h"

namespace omnillm::net {

//   auto socket = co_await within(loop, when, "connecting", Socket::connect(loop, address));
//
// When the time is over, the task is destroyed where it stands, and what comes back is Timeout:
// "connecting took too long". What it had finished before counts.
template <class T>
class [[nodiscard]] Within {
 public:
  Within(EventLoop& loop, Instant when, std::string_view what, Task<Result<T>> task)
      : loop_(loop), when_(when), what_(what), task_(std::move(task)) {}
  Within(const Within&) = delete;
  ~Within() { loop_.cancel(timer_); }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) {
    if (when_ != Instant::max())
      timer_ = loop_.call_at(when_, [this, waiting] {
        timer_ = EventLoop::TimerId::None;
        task_.reset();
        waiting.resume();
      });
    return std::move(task_).operator co_await().await_suspend(waiting);
  }
  Result<T> await_resume() {
    if (task_) return task_.take();
    return fail(ErrorKind::Timeout, std::string(what_) + " took too long");
  }

 private:
  EventLoop& loop_;
  Instant when_;
  std::string_view what_;
  Task<Result<T>> task_;
  EventLoop::TimerId timer_ = EventLoop::TimerId::None;
};

// `what` lives as long as the call: a literal.
template <class T>
[[nodiscard]] Within<T> within(EventLoop& loop, Instant when, std::string_view what,
                               Task<Result<T>> task) {
  return Within<T>(loop, when, what, std::move(task));
}

}  // namespace omnillm::net

#endif  // OMNILLM_NET_DEADLINE_H_
