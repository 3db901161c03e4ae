// What a coroutine waits for besides other tasks: a function that calls back, and time.

#ifndef OMNILLM_NET_AWAIT_H_
#define OMNILLM_NET_AWAIT_H_

#include <coroutine>
#include <optional>
#include <utility>

#include "net/event_loop.h"

namespace omnillm::net {

// Awaits a function that takes a callback and calls it once, on the thread of the loop, now or
// later, and never after what it belongs to is destroyed.
//
//   Result<HttpHead> head = co_await called_back<Result<HttpHead>>(
//       [&](auto done) { exchange->head(std::move(done)); });
template <class T, class Start>
class CalledBack {
 public:
  explicit CalledBack(Start start) : start_(std::move(start)) {}
  CalledBack(const CalledBack&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> waiting) {
    start_([this](T value) {
      value_.emplace(std::move(value));
      if (waiting_) waiting_.resume();
    });
    if (value_) return false;
    waiting_ = waiting;
    return true;
  }
  T await_resume() { return std::move(*value_); }

 private:
  Start start_;
  std::optional<T> value_{};
  std::coroutine_handle<> waiting_{};
};

template <class T, class Start>
[[nodiscard]] CalledBack<T, Start> called_back(Start start) {
  return CalledBack<T, Start>(std::move(start));
}

// co_await sleep_until(loop, when): a task destroyed while it sleeps leaves no timer behind.
class SleepUntil {
 public:
  SleepUntil(EventLoop& loop, Instant when) : loop_(loop), when_(when) {}
  SleepUntil(const SleepUntil&) = delete;
  ~SleepUntil() { loop_.cancel(timer_); }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    timer_ = loop_.call_at(when_, [this, waiting] {
      timer_ = EventLoop::TimerId::None;
      waiting.resume();
    });
  }
  void await_resume() const noexcept {}

 private:
  EventLoop& loop_;
  Instant when_;
  EventLoop::TimerId timer_ = EventLoop::TimerId::None;
};

[[nodiscard]] inline SleepUntil sleep_until(EventLoop& loop, Instant when) { return {loop, when}; }

}  // namespace omnillm::net

#endif  // OMNILLM_NET_AWAIT_H_
