#include "limit/token_bucket.h"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>

namespace omnillm::limit {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1000h};
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

Rate sixty_a_minute() { return Rate::per(60, 1min).value(); }

TEST(RateMake, HoldsAWholePeriodUnlessTold) {
  EXPECT_EQ(Rate::per(90'000, 1min)->burst(), 90'000);
  EXPECT_EQ(Rate::per(90'000, 1min, 1'500)->burst(), 1'500);
  EXPECT_EQ(Rate::per(90'000, 1min)->per_unit(), Rate::per(90'000, 1min, 1'500)->per_unit());
}

TEST(RateMake, IsNeverFasterThanPromised) {
  EXPECT_EQ(Rate::per(60, 1min)->per_unit(), 1s);
  EXPECT_EQ(Rate::per(90'000, 1min)->per_unit(), 666'667ns);
  EXPECT_GE(Rate::per(70'001, 1min)->time_to_fill(), 1min);
}

TEST(RateMake, RefusesWhatIsNotPositive) {
  for (const std::int64_t bad : {std::int64_t{0}, std::int64_t{-1}, -kMost}) {
    EXPECT_FALSE(Rate::per(bad, 1min).has_value()) << bad;
    EXPECT_FALSE(Rate::per(1, Duration(bad)).has_value()) << bad;
    EXPECT_FALSE(Rate::per(1, 1min, bad).has_value()) << bad;
  }
}

TEST(RateMake, RefusesMoreThanAUnitANanosecondAndMoreThanACentury) {
  EXPECT_TRUE(Rate::per(1'000, 1'000ns).has_value());
  EXPECT_FALSE(Rate::per(1'001, 1'000ns).has_value());
  EXPECT_FALSE(Rate::per(kMost, 24h).has_value());
  EXPECT_FALSE(Rate::per(1, 24h, kMost).has_value());
  EXPECT_FALSE(Rate::per(1, Duration::max()).has_value());
  EXPECT_EQ(Rate::per(1, 24h, 40'000).error().kind(), ErrorKind::Configuration);
}

TEST(TokenBucketTake, AdmitsExactlyTheBurstAtOneInstant) {
  TokenBucket bucket(sixty_a_minute());
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(bucket.try_take(kStart, 1)) << i;
  EXPECT_FALSE(bucket.try_take(kStart, 1));
}

TEST(TokenBucketTake, AdmitsTheWholeBurstWhenTheRateDoesNotDivideThePeriod) {
  TokenBucket bucket(Rate::per(70'001, 1min).value());
  EXPECT_TRUE(bucket.try_take(kStart, 70'001));
  EXPECT_FALSE(bucket.try_take(kStart, 1));
}

TEST(TokenBucketTake, AdmitsNoMoreThanASmallBurstHoweverLongItRested) {
  TokenBucket bucket(Rate::per(60, 1min, 5).value());
  EXPECT_FALSE(bucket.try_take(kStart, 6));
  EXPECT_TRUE(bucket.try_take(kStart, 5));
  EXPECT_FALSE(bucket.try_take(kStart + 999h, 6));
  EXPECT_TRUE(bucket.try_take(kStart + 999h, 5));
  EXPECT_FALSE(bucket.try_take(kStart + 999h, 1));
}

TEST(TokenBucketTake, RefusalLeavesTheBucketAsItWas) {
  TokenBucket bucket(sixty_a_minute());
  ASSERT_TRUE(bucket.try_take(kStart, 50));
  EXPECT_FALSE(bucket.try_take(kStart, 11));
  EXPECT_TRUE(bucket.try_take(kStart, 10));
}

TEST(TokenBucketTake, RefusesWhatCanNeverFitAndWhatIsNegative) {
  TokenBucket bucket(sixty_a_minute());
  EXPECT_FALSE(bucket.try_take(kStart, 61));
  EXPECT_FALSE(bucket.try_take(kStart, kMost));
  EXPECT_FALSE(bucket.try_take(kStart, -1));
  EXPECT_TRUE(bucket.try_take(kStart, 60));
}

// The reference let a request of 2^32 - 1 tokens wrap its counter and pass for nothing.
TEST(TokenBucketTake, AHugeRequestNeitherWrapsNorPasses) {
  TokenBucket bucket(Rate::per(1'000'000, 1min).value());
  ASSERT_TRUE(bucket.try_take(kStart, 1'000));
  EXPECT_FALSE(bucket.try_take(kStart, std::numeric_limits<std::uint32_t>::max()));
  EXPECT_EQ(bucket.available(kStart), 999'000);
}

// Tokens per minute are tokens per minute: a call that ended does not make room for the next one.
TEST(TokenBucketTake, ShortCallsDoNotGetMoreThanTheRate) {
  TokenBucket bucket(sixty_a_minute());
  int admitted = 0;
  for (Instant now = kStart; now < kStart + 10min; now += 100ms)
    if (bucket.try_take(now, 1)) ++admitted;
  EXPECT_EQ(admitted, 60 + 599);
}

TEST(TokenBucketTake, NothingIsAlwaysThere) {
  TokenBucket bucket(sixty_a_minute());
  ASSERT_TRUE(bucket.try_take(kStart, 60));
  EXPECT_TRUE(bucket.try_take(kStart, 0));
  EXPECT_EQ(bucket.time_until(kStart, 0), 0s);
}

TEST(TokenBucketTime, SaysWhenTheNextUnitFitsAndIsRight) {
  TokenBucket bucket(sixty_a_minute());
  ASSERT_TRUE(bucket.try_take(kStart, 60));
  EXPECT_EQ(bucket.time_until(kStart, 1), 1s);
  EXPECT_FALSE(bucket.try_take(kStart + 1s - 1ns, 1));
  EXPECT_TRUE(bucket.try_take(kStart + 1s, 1));
}

TEST(TokenBucketTime, IsZeroNowAndEmptyForWhatNeverFits) {
  TokenBucket bucket(sixty_a_minute());
  EXPECT_EQ(bucket.time_until(kStart, 60), 0s);
  EXPECT_EQ(bucket.time_until(kStart, 61), std::nullopt);
  EXPECT_EQ(bucket.time_until(kStart, -1), std::nullopt);
}

TEST(TokenBucketTime, InstantsALittleOutOfOrderGrantNothing) {
  TokenBucket bucket(sixty_a_minute());
  ASSERT_TRUE(bucket.try_take(kStart, 60));
  EXPECT_FALSE(bucket.try_take(kStart - 5s, 1));
  EXPECT_EQ(bucket.time_until(kStart - 5s, 1), 6s);
}

TEST(TokenBucketTime, TheEndsOfTimeDoNotOverflow) {
  TokenBucket bucket(Rate::per(1, 24h, 36'000).value());
  EXPECT_TRUE(bucket.try_take(Instant::max(), 36'000));
  EXPECT_FALSE(bucket.try_take(Instant::max(), 1));
  bucket.charge(Instant::max(), kMost);
  EXPECT_EQ(bucket.time_until(Instant::max(), 1), Duration::max());
  EXPECT_EQ(bucket.time_until(Instant::min(), 1), Duration::max());
  EXPECT_EQ(bucket.available(Instant::min()), 0);
}

TEST(TokenBucketTime, AFreshBucketIsFullAtAnyInstant) {
  for (const Instant now : {Instant::min(), Instant{}, kStart, Instant::max()})
    EXPECT_EQ(TokenBucket(sixty_a_minute()).available(now), 60);
}

TEST(TokenBucketAvailable, CountsWholeUnits) {
  TokenBucket bucket(sixty_a_minute());
  ASSERT_TRUE(bucket.try_take(kStart, 60));
  EXPECT_EQ(bucket.available(kStart + 2s - 1ns), 1);
  EXPECT_EQ(bucket.available(kStart + 2s), 2);
  EXPECT_EQ(bucket.available(kStart + 10min), 60);
}

TEST(TokenBucketGiveBack, MakesRoomForExactlyWhatCameBack) {
  TokenBucket bucket(sixty_a_minute());
  const auto taken = bucket.try_take(kStart, 60);
  ASSERT_TRUE(taken);
  bucket.give_back(kStart, *taken, 7);
  EXPECT_TRUE(bucket.try_take(kStart, 7));
  EXPECT_FALSE(bucket.try_take(kStart, 1));
}

TEST(TokenBucketGiveBack, ReturnsEverythingWhileTheBucketCannotHaveBeenFull) {
  TokenBucket bucket(sixty_a_minute());
  ASSERT_TRUE(bucket.try_take(kStart, 50));
  const auto taken = bucket.try_take(kStart, 10);
  ASSERT_TRUE(taken);
  bucket.give_back(kStart + 40s, *taken, 10);
  EXPECT_EQ(bucket.available(kStart + 40s), 50);
}

TEST(TokenBucketGiveBack, NeverMakesItFullerThanFull) {
  TokenBucket bucket(sixty_a_minute());
  const auto taken = bucket.try_take(kStart, 1);
  ASSERT_TRUE(taken);
  bucket.give_back(kStart, *taken, 1'000);
  ASSERT_TRUE(bucket.try_take(kStart, 60));
  EXPECT_FALSE(bucket.try_take(kStart, 1));
}

// A bucket that keeps only the instant at which it will be full lets this burst through twice: the
// first take has long been refilled when it is returned.
TEST(TokenBucketGiveBack, AfterTheBucketWasFullAgainALaterBurstIsNoLarger) {
  TokenBucket bucket(sixty_a_minute());
  const auto first = bucket.try_take(kStart, 60);
  ASSERT_TRUE(first);
  ASSERT_TRUE(bucket.try_take(kStart + 60s, 60));
  bucket.give_back(kStart + 60s, *first, 60);
  EXPECT_EQ(bucket.available(kStart + 60s), 0);
}

TEST(TokenBucketGiveBack, AfterTheBucketWasNearlyFullOnlyTheRestComesBack) {
  TokenBucket bucket(sixty_a_minute());
  const auto first = bucket.try_take(kStart, 60);
  ASSERT_TRUE(first);
  ASSERT_TRUE(bucket.try_take(kStart + 59s, 59));
  bucket.give_back(kStart + 59s, *first, 60);
  EXPECT_EQ(bucket.available(kStart + 59s), 1);
}

TEST(TokenBucketGiveBack, AnEmptyReceiptReturnsNothing) {
  TokenBucket bucket(sixty_a_minute());
  ASSERT_TRUE(bucket.try_take(kStart, 60));
  bucket.give_back(kStart, TokenBucket::Taken(), 60);
  bucket.give_back(Instant::max(), TokenBucket::Taken(), kMost);
  EXPECT_EQ(bucket.available(kStart), 0);
}

TEST(TokenBucketGiveBack, ANegativeAmountChangesNothing) {
  TokenBucket bucket(sixty_a_minute());
  const auto taken = bucket.try_take(kStart, 30);
  ASSERT_TRUE(taken);
  bucket.give_back(kStart, *taken, -10);
  EXPECT_EQ(bucket.available(kStart), 30);
}

TEST(TokenBucketCharge, DebtIsPaidBeforeAnythingElseIsAdmitted) {
  TokenBucket bucket(sixty_a_minute());
  bucket.charge(kStart, 90);
  EXPECT_EQ(bucket.available(kStart), 0);
  EXPECT_EQ(bucket.time_until(kStart, 1), 31s);
}

TEST(TokenBucketCharge, ANegativeAmountChangesNothing) {
  TokenBucket bucket(sixty_a_minute());
  bucket.charge(kStart, -90);
  EXPECT_EQ(bucket.available(kStart), 60);
}

TEST(TokenBucketCorrect, GoesDownToWhatTheProviderSays) {
  TokenBucket bucket(sixty_a_minute());
  bucket.correct_to(kStart, 12);
  EXPECT_EQ(bucket.available(kStart), 12);
  bucket.correct_to(kStart, 0);
  EXPECT_EQ(bucket.available(kStart), 0);
  EXPECT_EQ(bucket.time_until(kStart, 1), 1s);
}

TEST(TokenBucketCorrect, NeverGoesUp) {
  TokenBucket bucket(sixty_a_minute());
  ASSERT_TRUE(bucket.try_take(kStart, 50));
  bucket.correct_to(kStart, 11);
  bucket.correct_to(kStart, kMost);
  EXPECT_EQ(bucket.available(kStart), 10);
}

TEST(TokenBucketCorrect, NonsenseCountsAsNothingLeftAndMakesNoDebt) {
  TokenBucket bucket(sixty_a_minute());
  bucket.correct_to(kStart, -kMost);
  EXPECT_EQ(bucket.available(kStart), 0);
  EXPECT_EQ(bucket.time_until(kStart, 60), 60s);
}

TEST(TokenBucketSetRate, KeepsTheUnitsThatAreMissing) {
  TokenBucket bucket(sixty_a_minute());
  ASSERT_TRUE(bucket.try_take(kStart, 40));
  bucket.set_rate(kStart, Rate::per(600, 1min).value());
  EXPECT_EQ(bucket.available(kStart), 560);
  bucket.set_rate(kStart, Rate::per(30, 1min).value());
  EXPECT_EQ(bucket.available(kStart), 0);
  EXPECT_EQ(bucket.time_until(kStart, 1), 22s);  // ten in debt, one to take, two seconds each
}

TEST(TokenBucketSetRate, WhatWasTakenBeforeDoesNotComeBack) {
  TokenBucket bucket(sixty_a_minute());
  const auto taken = bucket.try_take(kStart, 40);
  ASSERT_TRUE(taken);
  bucket.set_rate(kStart, Rate::per(600, 1min).value());
  bucket.give_back(kStart, *taken, 40);
  EXPECT_EQ(bucket.available(kStart), 560);
}

TEST(TokenBucketSetRate, AnEndlessDebtStaysEndless) {
  TokenBucket bucket(sixty_a_minute());
  for (int i = 0; i < 5; ++i) bucket.charge(kStart, kMost);
  bucket.set_rate(kStart, Rate::per(30, 1min).value());
  EXPECT_EQ(bucket.time_until(kStart, 1), Duration::max());
}

}  // namespace
}  // namespace omnillm::limit
