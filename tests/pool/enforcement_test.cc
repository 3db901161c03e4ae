#include "pool/enforcement.h"

#include <gtest/gtest.h>

namespace omnillm::pool {
namespace {

// What a full bucket and its refill let through in a window of `seconds`.
double most_in(const BucketShape& shape, double seconds) {
  return static_cast<double>(shape.burst) + static_cast<double>(shape.per_minute) * seconds / 60;
}

TEST(BucketShape, OfATokenBucketIsTheLimitItself) {
  EXPECT_EQ(bucket_shape(90'000, Enforcement::TokenBucket, {}, 0),
            (BucketShape{.per_minute = 90'000, .burst = 90'000}));
}

TEST(BucketShape, OfAWindowNeverLetsMoreThanTheLimitIntoAnyMinute) {
  for (const auto how : {Enforcement::FixedMinute, Enforcement::SlidingMinute})
    for (const std::int64_t limit : {2, 10, 60, 90'000})
      EXPECT_LE(most_in(bucket_shape(limit, how, {}, 0), 60), static_cast<double>(limit));
}

TEST(BucketShape, OfSlicesNeverLetsMoreThanASliceIntoAnySecond) {
  for (const std::int64_t limit : {600, 6000, 90'000})
    EXPECT_LE(most_in(bucket_shape(limit, Enforcement::PerSecond, {}, 0), 1),
              static_cast<double>(limit) / 60);
}

TEST(BucketShape, HeadroomLeavesItsShareToOthers) {
  EXPECT_EQ(bucket_shape(1000, Enforcement::TokenBucket, {}, 50).per_minute, 950);
  EXPECT_EQ(bucket_shape(999, Enforcement::TokenBucket, {}, 500).per_minute, 499);
}

TEST(BucketShape, KeepsOneUnitHoweverSmallTheLimit) {
  for (const auto how : {Enforcement::TokenBucket, Enforcement::FixedMinute,
                         Enforcement::SlidingMinute, Enforcement::PerSecond}) {
    const BucketShape shape = bucket_shape(1, how, {}, 0);
    EXPECT_GE(shape.per_minute, 1);
    EXPECT_GE(shape.burst, 1);
  }
}

TEST(GateLimits, RefuseWhatCannotBeMeant) {
  EXPECT_TRUE(gate_limits({}).has_value());
  EXPECT_FALSE(gate_limits({.tpm = 0}).has_value());
  EXPECT_FALSE(gate_limits({.rpm = -1}).has_value());
  EXPECT_FALSE(gate_limits({.tpm = 2'000'000'000'000}).has_value());
  EXPECT_FALSE(gate_limits({.tpd = 0}).has_value());
  EXPECT_FALSE(gate_limits({.rpd = -3}).has_value());
  EXPECT_FALSE(gate_limits({.max_concurrency = 0}).has_value());
  EXPECT_FALSE(gate_limits({.tpm = 100, .tpm_burst = 101}).has_value());
  EXPECT_FALSE(gate_limits({.headroom_permille = -1}).has_value());
}

TEST(GateLimits, TakeTheBurstTheyAreTold) {
  const KeyConfig key = KeyConfig("sk-1", "a").rpm_limit(600).rpm_burst(10);
  EXPECT_EQ(bucket_shape(key.limits.rpm, key.limits.enforcement, key.limits.rpm_burst, 0),
            (BucketShape{.per_minute = 600, .burst = 10}));
  EXPECT_FALSE(gate_limits(KeyConfig("sk-1", "a").rpm_limit(9).rpm_burst(10).limits).has_value());
}

}  // namespace
}  // namespace omnillm::pool
