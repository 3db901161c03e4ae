// Coroutines that own themselves downwards: destroying a Task that is suspended destroys everything
// it was waiting for, innermost first. That is how a call is cancelled, times out and is dropped:
// there is no flag to look at, and nothing that can forget to look.

#ifndef OMNILLM_NET_TASK_H_
#define OMNILLM_NET_TASK_H_

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace omnillm::net {

template <class T>
class Task;

namespace internal {

// Resumes whoever awaits the task that has ended.
struct FinalAwaiter {
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
    return ended.promise().awaiting;
  }
  void await_resume() const noexcept {}
};

struct PromiseBase {
  std::coroutine_handle<> awaiting = std::noop_coroutine();
  std::exception_ptr thrown{};

  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
  [[nodiscard]] FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() { thrown = std::current_exception(); }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value{};
  Task<T> get_return_object();
  template <class U>
  void return_value(U&& returned) {
    value.emplace(std::forward<U>(returned));
  }
  T take() {
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*value);
  }
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() {}
  void take() {
    if (thrown) std::rethrow_exception(thrown);
  }
};

}  // namespace internal

// A coroutine that starts when it is awaited, or by start().
//
//   Task<Result<int>> answer(EventLoop& loop) { ...; co_return 42; }
//   auto result = co_await answer(loop);
//
// Parameters of coroutines are taken by value or outlive the task; a task is not destroyed by
// itself while it runs.
// Thread safety: one thread at a time.
template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = internal::Promise<T>;

  Task() = default;
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, {})) {}
  Task& operator=(Task&& other) noexcept {
    if (this == &other) return *this;
    reset();
    frame_ = std::exchange(other.frame_, {});
    return *this;
  }
  ~Task() { reset(); }

  [[nodiscard]] explicit operator bool() const { return static_cast<bool>(frame_); }
  [[nodiscard]] bool done() const { return frame_ && frame_.done(); }
  // Runs until it waits for something, or to its end.
  void start() { frame_.resume(); }
  // What it returned. Requires: done().
  T take() { return frame_.promise().take(); }
  // Destroys it, wherever it stands.
  void reset() {
    if (frame_) std::exchange(frame_, {}).destroy();
  }

  auto operator co_await() && noexcept {
    struct Awaiter {
      std::coroutine_handle<promise_type> frame;
      [[nodiscard]] bool await_ready() const noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) const noexcept {
        frame.promise().awaiting = awaiting;
        return frame;
      }
      T await_resume() const { return frame.promise().take(); }
    };
    return Awaiter{frame_};
  }

 private:
  friend promise_type;
  explicit Task(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  std::coroutine_handle<promise_type> frame_{};
};

namespace internal {

template <class T>
Task<T> Promise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

}  // namespace internal

}  // namespace omnillm::net

#endif  // OMNILLM_NET_TASK_H_
