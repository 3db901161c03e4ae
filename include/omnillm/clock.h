// Floor: 0 base
//
// Time as OmniLLM sees it. Algorithms take `now`; owners hold a Clock&; a test never sleeps.

#ifndef OMNILLM_CLOCK_H_
#define OMNILLM_CLOCK_H_

#include <absl/functional/any_invocable.h>

#include <chrono>
#include <cstdint>
#include <memory>

namespace omnillm {

using Duration = std::chrono::nanoseconds;

// A clock that only moves forward; what everything that waits or cools down is measured on.
struct Monotonic {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<Monotonic>;
  static constexpr bool is_steady = true;
};
using Instant = Monotonic::time_point;

// The calendar: for records, budget windows and HTTP dates. It may jump.
using WallTime = std::chrono::sys_time<Duration>;

// Tells the time.
//
// Thread safety: every member may be called by any threads at once.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  [[nodiscard]] virtual WallTime wall() const = 0;
};

// The machine's clocks at the grain of its timer tick (some 4 ms): a read costs a few nanoseconds,
// and no limit of ours is finer.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] WallTime wall() const override;
};

// The machine's clocks, as finely as they go: some 20 nanoseconds a read, and differences that mean
// something. Who measures how long an answer took reads this one.
class PreciseClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] WallTime wall() const override;
};

// Runs tasks later.
//
// Thread safety: every member may be called by any threads at once, also from inside a task.
// Lifetime: tasks that have not run when the scheduler dies are destroyed without running.
class Scheduler {
 public:
  using Task = absl::AnyInvocable<void()>;
  enum class TimerId : std::uint64_t {};

  virtual ~Scheduler() = default;

  // Runs `task` once at `when`, or as soon as possible if that has passed. Tasks due at the same
  // instant run in the order they were scheduled.
  virtual TimerId call_at(Instant when, Task task) = 0;

  // Forgets a task. True if it will not run; false if it has run, is running or never was.
  virtual bool cancel(TimerId id) = 0;
};

// The machine's Scheduler: it runs tasks, one at a time, on a thread of its own. Its destructor
// finishes the task that is running. Requires: not destroyed from inside one of its tasks.
[[nodiscard]] std::unique_ptr<Scheduler> make_thread_scheduler();

}  // namespace omnillm

#endif  // OMNILLM_CLOCK_H_
