#include "base/virtual_time.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace omnillm {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart = VirtualTime::kStart;

TEST(VirtualTimeClock, MovesOnlyWhenTold) {
  VirtualTime time;
  const WallTime wall = time.wall();
  EXPECT_EQ(time.now(), kStart);
  time.advance(90s);
  EXPECT_EQ(time.now(), kStart + 90s);
  EXPECT_EQ(time.wall(), wall + 90s);
}

TEST(VirtualTimeClock, NeverRunsBackwards) {
  VirtualTime time;
  time.advance_to(kStart - 1h);
  time.advance(-1h);
  EXPECT_EQ(time.now(), kStart);
}

TEST(VirtualTimeClock, StopsAtTheEndOfTime) {
  VirtualTime time;
  time.advance(Duration::max());
  EXPECT_EQ(time.now(), Instant::max());
  time.advance(1ns);
  EXPECT_EQ(time.now(), Instant::max());
}

TEST(VirtualTimeClock, TheCalendarCanStepAlone) {
  VirtualTime time(WallTime(1h));
  time.step_wall(-30min);
  EXPECT_EQ(time.wall(), WallTime(30min));
  EXPECT_EQ(time.now(), kStart);
}

class VirtualTimeTasks : public ::testing::Test {
 protected:
  Scheduler::TimerId at(Duration after, int name) {
    return time.call_at(kStart + after, [this, name] {
      ran.push_back(name);
      when.push_back(time.now() - kStart);
    });
  }

  VirtualTime time;
  std::vector<int> ran;
  std::vector<Duration> when;
};

TEST_F(VirtualTimeTasks, RunInOrderWithTheClockAtTheirInstant) {
  at(3s, 3);
  at(1s, 1);
  at(2s, 2);
  time.advance(2s);
  EXPECT_EQ(ran, (std::vector{1, 2}));
  EXPECT_EQ(when, (std::vector<Duration>{1s, 2s}));
  EXPECT_EQ(time.pending(), 1u);
}

TEST_F(VirtualTimeTasks, DueAtTheSameInstantRunAsTheyWereScheduled) {
  for (int i = 0; i < 5; ++i) at(1s, i);
  time.advance(1s);
  EXPECT_EQ(ran, (std::vector{0, 1, 2, 3, 4}));
}

TEST_F(VirtualTimeTasks, AlreadyDueRunAtTheNextAdvanceAndNotBefore) {
  at(-1h, 1);
  EXPECT_TRUE(ran.empty());
  time.advance(0s);
  EXPECT_EQ(ran, std::vector{1});
  EXPECT_EQ(when.front(), 0s);
}

TEST_F(VirtualTimeTasks, CancelledDoNotRunAndAreDestroyedAtOnce) {
  auto owned = std::make_shared<int>(0);
  const auto id = time.call_at(kStart + 1s, [owned] { ++*owned; });
  EXPECT_TRUE(time.cancel(id));
  EXPECT_EQ(owned.use_count(), 1);
  time.advance(2s);
  EXPECT_EQ(*owned, 0);
  EXPECT_FALSE(time.cancel(id));
}

TEST_F(VirtualTimeTasks, CannotBeCancelledOnceTheyRanOrWhileTheyRun) {
  Scheduler::TimerId id{};
  bool cancelled = true;
  id = time.call_at(kStart + 1s, [&] { cancelled = time.cancel(id); });
  time.advance(1s);
  EXPECT_FALSE(cancelled);
  EXPECT_FALSE(time.cancel(id));
  EXPECT_FALSE(time.cancel(Scheduler::TimerId{999}));
}

TEST_F(VirtualTimeTasks, MayScheduleAndCancelOthers) {
  const auto doomed = at(2s, 99);
  time.call_at(kStart + 1s, [&] {
    EXPECT_TRUE(time.cancel(doomed));
    at(1s, 1);  // due now
    at(3s, 3);
  });
  time.advance(5s);
  EXPECT_EQ(ran, (std::vector{1, 3}));
}

TEST_F(VirtualTimeTasks, RunOneAtATimeOnRequest) {
  at(1h, 1);
  at(2h, 2);
  EXPECT_TRUE(time.run_next());
  EXPECT_EQ(time.now(), kStart + 1h);
  EXPECT_TRUE(time.run_next());
  EXPECT_FALSE(time.run_next());
  EXPECT_EQ(ran, (std::vector{1, 2}));
}

TEST_F(VirtualTimeTasks, LeftOverAreDestroyedWithoutRunning) {
  auto owned = std::make_shared<int>(0);
  {
    VirtualTime short_lived;
    short_lived.call_at(kStart + 1s, [owned] { ++*owned; });
  }
  EXPECT_EQ(owned.use_count(), 1);
  EXPECT_EQ(*owned, 0);
}

}  // namespace
}  // namespace omnillm
