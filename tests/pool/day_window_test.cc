#include "pool/day_window.h"

#include <gtest/gtest.h>

namespace omnillm::pool {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1000h};

TEST(DayWindowTake, LetsTheWholeLimitBeUsedAtOnceAndNoMoreForADay) {
  DayWindow day(10);
  EXPECT_TRUE(day.try_take(kStart, 10));
  EXPECT_FALSE(day.try_take(kStart + 23h, 1));
  EXPECT_TRUE(day.try_take(kStart + 25h, 10));
}

TEST(DayWindowTake, NoDayOfTheProvidersSeesMoreThanTheLimit) {
  DayWindow day(10);
  std::int64_t taken = 0;
  for (auto t = kStart; t < kStart + 24h; t += 10min) taken += day.try_take(t, 1) ? 1 : 0;
  EXPECT_EQ(taken, 10);
}

TEST(DayWindowFit, NamesTheFirstInstantThatWorks) {
  DayWindow day(10);
  ASSERT_TRUE(day.try_take(kStart, 4));
  ASSERT_TRUE(day.try_take(kStart + 3h, 6));
  const Instant now = kStart + 4h;
  EXPECT_EQ(day.next_fit(now, 4), kStart + 25h);
  EXPECT_EQ(day.next_fit(now, 5), kStart + 28h);
  EXPECT_EQ(day.next_fit(now, 11), Instant::max());
  EXPECT_EQ(day.next_fit(kStart + 24h * 30, 10), kStart + 24h * 30);
  EXPECT_FALSE(day.try_take(kStart + 25h - 1ns, 4));
  EXPECT_TRUE(day.try_take(kStart + 25h, 4));
}

TEST(DayWindowAdjust, GivesUnusedUnitsBackAndCountsOverusedOnes) {
  DayWindow day(10);
  ASSERT_TRUE(day.try_take(kStart, 10));
  day.adjust(kStart + 1h, kStart, -7);
  EXPECT_TRUE(day.try_take(kStart + 1h, 7));
  day.adjust(kStart + 1h, kStart, 100);
  EXPECT_FALSE(day.try_take(kStart + 2h, 1));
}

TEST(DayWindowAdjust, IgnoresWhatHasComeBackByTime) {
  DayWindow day(10);
  ASSERT_TRUE(day.try_take(kStart, 10));
  ASSERT_TRUE(day.try_take(kStart + 30h, 10));
  day.adjust(kStart + 30h, kStart, -10);
  EXPECT_FALSE(day.try_take(kStart + 30h, 1));
}

}  // namespace
}  // namespace omnillm::pool
