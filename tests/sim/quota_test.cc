#include "sim/quota.h"

#include <gtest/gtest.h>

namespace omnillm::sim {
namespace {

using namespace std::chrono_literals;

const Instant kStart = Instant(1000h);

bool take(Quota& quota, Instant now, std::int64_t amount) {
  if (!quota.fits(now, amount)) return false;
  quota.use(now, amount);
  return true;
}

TEST(QuotaTokenBucket, HoldsAMinuteAndRefillsAllTheTime) {
  const auto quota = Quota::make(Enforcement::TokenBucket, 60, 0ns);
  EXPECT_TRUE(take(*quota, kStart, 60));
  EXPECT_FALSE(take(*quota, kStart + 999ms, 1));
  EXPECT_TRUE(take(*quota, kStart + 1s, 1));
}

TEST(QuotaTokenBucket, NeverHoldsMoreThanAMinute) {
  const auto quota = Quota::make(Enforcement::TokenBucket, 60, 0ns);
  EXPECT_FALSE(take(*quota, kStart + 1h, 61));
  EXPECT_EQ(quota->remaining(kStart + 1h), 60);
}

TEST(QuotaFixedMinute, LetsTwiceTheLimitThroughAroundAnEdge) {
  const auto quota = Quota::make(Enforcement::FixedMinute, 60, 0ns);
  EXPECT_TRUE(take(*quota, kStart + 59s, 60));
  EXPECT_FALSE(take(*quota, kStart + 59s, 1));
  EXPECT_TRUE(take(*quota, kStart + 60s, 60));
}

TEST(QuotaFixedMinute, TurnsByTheProvidersClock) {
  const auto quota = Quota::make(Enforcement::FixedMinute, 60, 10s);
  EXPECT_TRUE(take(*quota, kStart + 49s, 60));
  EXPECT_TRUE(take(*quota, kStart + 50s, 60));
}

TEST(QuotaSlidingMinute, RemembersEveryUseForSixtySeconds) {
  const auto quota = Quota::make(Enforcement::SlidingMinute, 60, 0ns);
  EXPECT_TRUE(take(*quota, kStart + 30s, 60));
  EXPECT_FALSE(take(*quota, kStart + 90s - 1ns, 1));
  EXPECT_TRUE(take(*quota, kStart + 90s, 60));
}

TEST(QuotaPerSecond, RefusesWhatAFullSliceDoesNotHold) {
  const auto quota = Quota::make(Enforcement::PerSecond, 600, 0ns);
  EXPECT_TRUE(take(*quota, kStart, 10));
  EXPECT_FALSE(take(*quota, kStart + 999ms, 1));
  EXPECT_TRUE(take(*quota, kStart + 1s, 10));
}

TEST(QuotaPerSecond, LetsALargeRequestThroughAnUnusedSliceAndTakesTheExcessFromTheNext) {
  const auto quota = Quota::make(Enforcement::PerSecond, 600, 0ns);
  EXPECT_TRUE(take(*quota, kStart, 25));
  EXPECT_FALSE(take(*quota, kStart + 1s, 1));
  EXPECT_FALSE(take(*quota, kStart + 2s, 6));
  EXPECT_TRUE(take(*quota, kStart + 2s, 5));
  EXPECT_FALSE(take(*quota, kStart + 2s, 1));
}

TEST(QuotaPerSecond, RefusesALargeRequestInASliceThatIsPartlyUsed) {
  const auto quota = Quota::make(Enforcement::PerSecond, 600, 0ns);
  EXPECT_TRUE(take(*quota, kStart, 1));
  EXPECT_FALSE(take(*quota, kStart, 25));
  EXPECT_TRUE(take(*quota, kStart + 1s, 25));
}

TEST(QuotaPerSecond, CountsFractionsOfARequestExactly) {
  const auto quota = Quota::make(Enforcement::PerSecond, 30, 0ns);  // one in two seconds
  EXPECT_TRUE(take(*quota, kStart, 1));
  EXPECT_FALSE(take(*quota, kStart + 1s, 1));
  EXPECT_TRUE(take(*quota, kStart + 2s, 1));
}

class QuotaOfEveryKind : public testing::TestWithParam<Enforcement> {};

TEST_P(QuotaOfEveryKind, SaysWhenTheNextFitsAndIsRight) {
  const auto quota = Quota::make(GetParam(), 600, 17s + 300ms);
  Instant now = kStart;
  for (int i = 0; i < 200; ++i) {
    const std::int64_t amount = 1 + i * 7 % 10;
    const Duration wait = quota->fits_after(now, amount);
    if (wait > 0ns) {
      EXPECT_FALSE(quota->fits(now, amount));
      EXPECT_FALSE(quota->fits(now + wait - 1ns, amount)) << i;
    }
    now += wait;
    EXPECT_TRUE(take(*quota, now, amount)) << i;
  }
}

TEST_P(QuotaOfEveryKind, NeverLetsMoreThanTheLimitAndABurstThroughAMinute) {
  const auto quota = Quota::make(GetParam(), 600, 0ns);
  std::int64_t passed = 0;
  for (Duration at{0}; at < 10min; at += 37ms)
    if (take(*quota, kStart + at, 7)) passed += 7;
  EXPECT_LE(passed, 600 * 11);
  EXPECT_GE(passed, 600 * 6);
}

TEST_P(QuotaOfEveryKind, ObeysALimitThatIsLowered) {
  const auto quota = Quota::make(GetParam(), 600, 0ns);
  quota->set_limit(kStart, 60);
  EXPECT_FALSE(quota->fits(kStart, 61));
  EXPECT_LE(quota->remaining(kStart), 60);
}

INSTANTIATE_TEST_SUITE_P(Enforcements, QuotaOfEveryKind,
                         testing::Values(Enforcement::TokenBucket, Enforcement::FixedMinute,
                                         Enforcement::SlidingMinute, Enforcement::PerSecond));

}  // namespace
}  // namespace omnillm::sim
