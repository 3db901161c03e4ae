// The windows of one account: the current one, and ended ones that reservations still hold.
//
// A reservation pins the window it was made in, so that it settles there however late. Windows are
// never freed while the ledger lives, only used again once nobody pins them: a thread that was
// stalled between reading `current` and pinning it finds the window retired, or current again, but
// never freed memory.

#ifndef OMNILLM_BUDGET_WINDOW_SET_H_
#define OMNILLM_BUDGET_WINDOW_SET_H_

#include <absl/time/time.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "budget/account.h"
#include "budget/window.h"

namespace omnillm::budget {

struct alignas(64) Window : Balance {
  static constexpr std::uint64_t kRetired = std::uint64_t{1} << 63;

  std::atomic<std::uint64_t> pins{0};  // open reservations, and kRetired
  std::atomic<WallTime::rep> begins{0};
  std::atomic<WallTime::rep> ends{0};
  Account* account = nullptr;
  std::uint8_t alerts_fired = 0;  // guarded by the alert bell

  [[nodiscard]] WallTime begins_at() const {
    return WallTime(Duration(begins.load(std::memory_order_relaxed)));
  }
  [[nodiscard]] WallTime ends_at() const {
    return WallTime(Duration(ends.load(std::memory_order_relaxed)));
  }
};

// Thread safety: every member may be called by any threads at once.
class WindowSet {
 public:
  // Whoever begins a window says at which settled amount its first alert is due.
  using FirstAlert = Nanos (*)(const Account&);

  WindowSet(Account* account, Period period, absl::TimeZone zone, FirstAlert first_alert);

  // The window of `now`, pinned: lock-free, except that the first thread to come after its end
  // begins the next. Only moves forward: a `now` before the current window is taken to be in it.
  Window* pin(WallTime now);
  static void unpin(Window* window);

  // Calls f(Window&) for the current window, which cannot end meanwhile, if there is one.
  template <class F>
  void with_current(F f) {
    MutexLock lock(&mu_);
    if (Window* const window = current_.load(std::memory_order_relaxed)) f(*window);
  }

  // What reservations of ended windows still hold.
  [[nodiscard]] Nanos reserved_before() const;

 private:
  Window* current(WallTime now);
  Window* roll_forward(WallTime now);
  Window* unused() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void begin(Window* window, WallTime now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  Account* const account_;
  const Period period_;
  const absl::TimeZone zone_;
  const FirstAlert first_alert_;
  std::atomic<Window*> current_{nullptr};
  mutable Mutex mu_;
  std::vector<std::unique_ptr<Window>> windows_ ABSL_GUARDED_BY(mu_);
};

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_WINDOW_SET_H_
