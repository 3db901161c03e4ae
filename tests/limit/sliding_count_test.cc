#include "limit/sliding_count.h"

#include <gtest/gtest.h>

#include <chrono>

namespace omnillm::limit {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1000h};

TEST(SlidingCountTotal, CountsWhatHappenedInTheWindow) {
  SlidingCount count(10s);
  for (int i = 0; i < 5; ++i) count.add(kStart + i * 1s);
  EXPECT_EQ(count.total(kStart + 4s), 5u);
  EXPECT_EQ(count.total(kStart + 9s), 5u);
  EXPECT_EQ(count.total(kStart + 10s), 4u);
  EXPECT_EQ(count.total(kStart + 13s), 1u);
  EXPECT_EQ(count.total(kStart + 14s), 0u);
}

TEST(SlidingCountTotal, IsZeroForANewCountAtAnyInstant) {
  for (const Instant now : {Instant::min(), Instant{}, Instant{1s}, kStart, Instant::max()})
    EXPECT_EQ(SlidingCount(10s).total(now), 0u);
}

TEST(SlidingCountTotal, ForgetsOldSlicesWhenItsPlacesComeRoundAgain) {
  SlidingCount count(10s);
  for (int i = 0; i < 100; ++i) {
    count.add(kStart + i * 5s);
    EXPECT_EQ(count.total(kStart + i * 5s), i == 0 ? 1u : 2u) << i;
  }
}

TEST(SlidingCountTotal, AfterALongPauseOnlyTheNewCounts) {
  SlidingCount count(10s);
  for (int i = 0; i < 30; ++i) count.add(kStart + i * 500ms);
  count.add(kStart + 1000h);
  EXPECT_EQ(count.total(kStart + 1000h), 1u);
}

TEST(SlidingCountTotal, AnInstantBeforeTheLatestCountsAsTheLatest) {
  SlidingCount count(10s);
  count.add(kStart + 20s);
  count.add(kStart);
  EXPECT_EQ(count.total(kStart), 2u);
  EXPECT_EQ(count.total(kStart + 29s), 2u);
}

TEST(SlidingCountTotal, WorksAtTheEndsOfTime) {
  SlidingCount count(10s);
  count.add(Instant::min());
  EXPECT_EQ(count.total(Instant::min()), 1u);
  count.add(Instant::max());
  EXPECT_EQ(count.total(Instant::max()), 1u);
}

TEST(SlidingCountTotal, AWindowTooShortToDivideStillWorks) {
  for (const Duration window : {Duration(-1h), Duration(0), Duration(1)}) {
    SlidingCount count(window);
    count.add(kStart);
    EXPECT_EQ(count.total(kStart), 1u);
    EXPECT_EQ(count.total(kStart + 10ns), 0u);
  }
}

TEST(SlidingCountClear, ForgetsEverything) {
  SlidingCount count(10s);
  count.add(kStart);
  count.clear();
  EXPECT_EQ(count.total(kStart), 0u);
}

}  // namespace
}  // namespace omnillm::limit
