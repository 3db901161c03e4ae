// Time that moves only when told: the Clock and Scheduler of simulations and tests.

#ifndef OMNILLM_BASE_VIRTUAL_TIME_H_
#define OMNILLM_BASE_VIRTUAL_TIME_H_

#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>

#include "omnillm/clock.h"

namespace omnillm {

// A clock and a scheduler on one virtual time line.
//
//   VirtualTime time;
//   time.call_at(time.now() + 5s, [&] { fired = true; });
//   time.advance(5s);                       // runs it, with now() standing at its instant
//
// Thread safety: one thread at a time. Tasks run on the thread that advances time.
class VirtualTime final : public Clock, public Scheduler {
 public:
  // Starts at an instant well after zero, so that subtracting an hour does not surprise anybody.
  static constexpr Instant kStart = Instant(std::chrono::hours(1000));

  explicit VirtualTime(WallTime wall_at_start = WallTime(std::chrono::seconds(1'800'000'000)))
      : wall_at_start_(wall_at_start) {}

  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] WallTime wall() const override {
    return wall_at_start_ + (now_ - kStart) + wall_step_;
  }

  TimerId call_at(Instant when, Task task) override;
  bool cancel(TimerId id) override;

  // Runs what is due up to `until`, in order, and leaves the clock there.
  void advance_to(Instant until);
  // The same for a length of time; at most to the end of time.
  void advance(Duration by);

  // Jumps to the next task and runs it. False when there is none.
  bool run_next();

  // Moves the calendar alone, as an administrator or a time server would.
  void step_wall(Duration by) { wall_step_ += by; }

  [[nodiscard]] std::size_t pending() const { return queue_.size(); }

 private:
  using Queue = std::multimap<Instant, std::pair<std::uint64_t, Task>>;

  WallTime wall_at_start_;
  Duration wall_step_{0};
  Instant now_ = kStart;
  std::uint64_t next_id_ = 1;
  Queue queue_;
  std::unordered_map<std::uint64_t, Queue::iterator> by_id_;
};

}  // namespace omnillm

#endif  // OMNILLM_BASE_VIRTUAL_TIME_H_
