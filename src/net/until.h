// A task that may take until a certain moment.

#ifndef OMNILLM_NET_UNTIL_H_
#define OMNILLM_NET_UNTIL_H_

#include <coroutine>
#include <optional>
#include <utility>

#include "net/event_loop.h"
#include "net/task.h"

namespace omnillm::net {

// co_await Until<T>(loop, when, task): what the task returned, or nothing when the moment came
// first; the task was destroyed then, where it stood.
template <class T>
class Until {
 public:
  Until(EventLoop& loop, Instant when, Task<T> task)
      : loop_(loop), when_(when), task_(std::move(task)) {}
  Until(const Until&) = delete;
  ~Until() { loop_.cancel(timer_); }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) {
    timer_ = loop_.call_at(when_, [this, waiting] {
      timer_ = EventLoop::TimerId::None;
      task_.reset();
      waiting.resume();
    });
    return (std::move(task_).operator co_await()).await_suspend(waiting);
  }
  std::optional<T> await_resume() {
    if (!task_) return std::nullopt;
    return task_.take();
  }

 private:
  EventLoop& loop_;
  Instant when_;
  Task<T> task_;
  EventLoop::TimerId timer_ = EventLoop::TimerId::None;
};

}  // namespace omnillm::net

#endif  // OMNILLM_NET_UNTIL_H_
