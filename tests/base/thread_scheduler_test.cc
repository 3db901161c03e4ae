// Nothing here sleeps or judges by the clock: a task that must have run is waited for, and one that
// must not run is due in a thousand hours.

#include "base/thread_scheduler.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <vector>

namespace omnillm {
namespace {

using namespace std::chrono_literals;

constexpr Duration kNever = 1000h;

Instant now() { return SystemClock().now(); }

// Waits until the scheduler has run everything that was due before.
void drain(ThreadScheduler& scheduler) {
  std::promise<void> done;
  scheduler.call_at(now(), [&] { done.set_value(); });
  done.get_future().wait();
}

TEST(ThreadSchedulerRun, RunsATaskThatIsDueOnItsOwnThread) {
  ThreadScheduler scheduler;
  std::promise<std::thread::id> ran;
  scheduler.call_at(Instant::min(), [&] { ran.set_value(std::this_thread::get_id()); });
  EXPECT_NE(ran.get_future().get(), std::this_thread::get_id());
}

TEST(ThreadSchedulerRun, ATaskFindsItsInstantReachedOnTheClock) {
  ThreadScheduler scheduler;
  for (const Duration after : {Duration(0), Duration(1), Duration(300us), Duration(7ms)}) {
    const Instant due = now() + after;
    std::promise<Instant> seen;
    scheduler.call_at(due, [&] { seen.set_value(now()); });
    EXPECT_GE(seen.get_future().get(), due);
  }
}

TEST(ThreadSchedulerRun, KeepsTheOrderOfInstantsAndAmongEqualsThatOfScheduling) {
  ThreadScheduler scheduler;
  std::vector<int> ran;
  std::promise<void> hold, held, done;
  scheduler.call_at(Instant::min(), [&] {
    held.set_value();
    hold.get_future().wait();
  });
  held.get_future().wait();
  const Instant base = now() - 1s;
  scheduler.call_at(base + 2ns, [&] { ran.push_back(3); });
  scheduler.call_at(base + 1ns, [&] { ran.push_back(1); });
  scheduler.call_at(base + 1ns, [&] { ran.push_back(2); });
  scheduler.call_at(base + 3ns, [&] { done.set_value(); });
  hold.set_value();
  done.get_future().wait();
  EXPECT_EQ(ran, (std::vector{1, 2, 3}));
}

TEST(ThreadSchedulerRun, AnEarlierTaskIsNotHeldUpByOneFarAway) {
  ThreadScheduler scheduler;
  scheduler.call_at(now() + kNever, [] { FAIL(); });
  scheduler.call_at(Instant::max(), [] { FAIL(); });
  drain(scheduler);
}

TEST(ThreadSchedulerRun, TasksMayScheduleAndCancelOthers) {
  ThreadScheduler scheduler;
  std::promise<bool> cancelled;
  std::promise<void> ran;
  const auto doomed = scheduler.call_at(now() + kNever, [] { FAIL(); });
  scheduler.call_at(now(), [&] {
    cancelled.set_value(scheduler.cancel(doomed));
    scheduler.call_at(now(), [&] { ran.set_value(); });
  });
  EXPECT_TRUE(cancelled.get_future().get());
  ran.get_future().wait();
}

TEST(ThreadSchedulerCancel, ForgetsATaskAndDestroysItAtOnce) {
  ThreadScheduler scheduler;
  auto owned = std::make_shared<int>(0);
  const auto id = scheduler.call_at(now() + kNever, [owned] { ++*owned; });
  EXPECT_TRUE(scheduler.cancel(id));
  EXPECT_EQ(owned.use_count(), 1);
  EXPECT_FALSE(scheduler.cancel(id));
}

TEST(ThreadSchedulerCancel, IsTooLateWhileATaskRunsAndAfterwards) {
  ThreadScheduler scheduler;
  std::promise<void> started, finish;
  const auto id = scheduler.call_at(Instant::min(), [&] {
    started.set_value();
    finish.get_future().wait();
  });
  started.get_future().wait();
  EXPECT_FALSE(scheduler.cancel(id));
  finish.set_value();
  drain(scheduler);
  EXPECT_FALSE(scheduler.cancel(id));
}

// A task may own something whose destructor talks to the scheduler again.
TEST(ThreadSchedulerCancel, ATaskIsDestroyedOutsideTheLock) {
  ThreadScheduler scheduler;
  auto asks_back = std::shared_ptr<int>(new int(0), [&](int* p) {
    scheduler.cancel(Scheduler::TimerId{12345});
    delete p;
  });
  const auto id = scheduler.call_at(now() + kNever, [owned = std::move(asks_back)] {});
  EXPECT_TRUE(scheduler.cancel(id));
}

TEST(ThreadSchedulerEnd, DropsWhatHasNotRun) {
  auto owned = std::make_shared<int>(0);
  {
    ThreadScheduler scheduler;
    scheduler.call_at(now() + kNever, [owned] { ++*owned; });
  }
  EXPECT_EQ(*owned, 0);
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(ThreadSchedulerEnd, FinishesTheTaskThatIsRunning) {
  std::promise<void> started;
  bool finished = false;
  {
    ThreadScheduler scheduler;
    scheduler.call_at(Instant::min(), [&] {
      started.set_value();
      std::this_thread::yield();
      finished = true;
    });
    started.get_future().wait();
  }
  EXPECT_TRUE(finished);
}

TEST(SystemClockNow, RunsForwardOnTheSteadyClock) {
  const Instant coarse = now();
  const Instant fine(std::chrono::steady_clock::now().time_since_epoch());
  EXPECT_LE(coarse, fine);
  EXPECT_GE(now(), coarse);
}

TEST(SystemClockWall, IsTheCalendar) {
  const auto after = std::chrono::system_clock::now();
  EXPECT_LE(SystemClock().wall() - 1h, WallTime(after.time_since_epoch()));
  EXPECT_GE(SystemClock().wall() + 1h, WallTime(after.time_since_epoch()));
}

}  // namespace
}  // namespace omnillm
