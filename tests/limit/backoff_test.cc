#include "limit/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <limits>

namespace omnillm::limit {
namespace {

using namespace std::chrono_literals;

constexpr BackoffConfig kPlain{.base = 500ms, .cap = 8s, .jitter = Jitter::None};

TEST(ExponentialDelay, DoublesUpToTheCap) {
  EXPECT_EQ(exponential_delay(500ms, 0, 8s), 500ms);
  EXPECT_EQ(exponential_delay(500ms, 1, 8s), 1s);
  EXPECT_EQ(exponential_delay(500ms, 4, 8s), 8s);
  EXPECT_EQ(exponential_delay(500ms, 5, 8s), 8s);
  EXPECT_EQ(exponential_delay(500ms, 3, 3s), 3s);
}

TEST(ExponentialDelay, NeverOverflows) {
  constexpr int kMany = std::numeric_limits<int>::max();
  EXPECT_EQ(exponential_delay(1ns, kMany, Duration::max()), Duration::max());
  EXPECT_EQ(exponential_delay(Duration::max(), kMany, Duration::max()), Duration::max());
  EXPECT_EQ(exponential_delay(0s, kMany, Duration::max()), 0s);
}

TEST(ExponentialDelay, NegativeArgumentsCountAsZero) {
  EXPECT_EQ(exponential_delay(-1s, 3, 8s), 0s);
  EXPECT_EQ(exponential_delay(1s, -3, 8s), 1s);
  EXPECT_EQ(exponential_delay(1s, 3, -8s), 0s);
}

TEST(JitteredDelay, StaysInItsRangeAndReachesBothEnds) {
  Rng rng(1);
  Duration least_full = 9h, most_full = -9h, least_equal = 9h, most_equal = -9h;
  for (int i = 0; i < 1'000; ++i) {
    const Duration full = jittered(10ns, Jitter::Full, rng);
    const Duration equal = jittered(10ns, Jitter::Equal, rng);
    least_full = std::min(least_full, full), most_full = std::max(most_full, full);
    least_equal = std::min(least_equal, equal), most_equal = std::max(most_equal, equal);
  }
  EXPECT_EQ(least_full, 0ns);
  EXPECT_EQ(most_full, 10ns);
  EXPECT_EQ(least_equal, 5ns);
  EXPECT_EQ(most_equal, 10ns);
}

TEST(JitteredDelay, HandlesTheExtremes) {
  Rng rng(1);
  for (const Jitter jitter : {Jitter::None, Jitter::Full, Jitter::Equal}) {
    EXPECT_EQ(jittered(0s, jitter, rng), 0s);
    EXPECT_EQ(jittered(-1s, jitter, rng), 0s);
    EXPECT_GE(jittered(Duration::max(), jitter, rng), 0s);
  }
}

TEST(LaterInstant, SaturatesAtTheEndOfTime) {
  constexpr Instant kStart{1000h};
  EXPECT_EQ(later(kStart, 1s), kStart + 1s);
  EXPECT_EQ(later(kStart, -1s), kStart);
  EXPECT_EQ(later(kStart, Duration::max()), Instant::max());
  EXPECT_EQ(later(Instant::min(), Duration::max()), Instant(-1ns));
}

TEST(RetryDelay, GrowsWithTheAttempts) {
  Rng rng(1);
  EXPECT_EQ(retry_delay(kPlain, 1, {}, rng), 500ms);
  EXPECT_EQ(retry_delay(kPlain, 2, {}, rng), 1s);
  EXPECT_EQ(retry_delay(kPlain, 3, {}, rng), 2s);
  EXPECT_EQ(retry_delay(kPlain, 99, {}, rng), 8s);
  EXPECT_EQ(retry_delay(kPlain, 0, {}, rng), 500ms);
  EXPECT_EQ(retry_delay(kPlain, std::numeric_limits<int>::min(), {}, rng), 500ms);
}

TEST(RetryDelay, IsJitteredByHalfUnlessToldOtherwise) {
  Rng rng(1);
  for (int i = 0; i < 100; ++i) {
    const auto wait = retry_delay({}, 1, {}, rng);
    ASSERT_TRUE(wait);
    EXPECT_GE(*wait, 250ms);
    EXPECT_LE(*wait, 500ms);
  }
}

TEST(RetryDelay, IsNeverShorterThanTheServerAsks) {
  Rng rng(1);
  EXPECT_EQ(retry_delay(kPlain, 1, 3s, rng), 3s);
  EXPECT_EQ(retry_delay(kPlain, 1, 120s, rng), 120s);
  EXPECT_EQ(retry_delay(kPlain, 1, 1ms, rng), 500ms);
  EXPECT_EQ(retry_delay(kPlain, 1, -3s, rng), 500ms);
}

TEST(RetryDelay, GivesUpWhenTheServerAsksForTooLong) {
  Rng rng(1);
  EXPECT_EQ(retry_delay(kPlain, 1, 120s + 1ns, rng), std::nullopt);
  EXPECT_EQ(retry_delay(kPlain, 1, Duration::max(), rng), std::nullopt);
}

}  // namespace
}  // namespace omnillm::limit
