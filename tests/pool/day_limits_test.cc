// Limits per day stand beside the gate: what one of them refuses is not taken from the others.

#include "pool_fixture.h"

namespace omnillm {
namespace {

using DayLimits = PoolTest;

TEST_F(DayLimits, ARequestTheDayRefusesTakesNoTokens) {
  make({key("a").tpm_limit(1000).tpd_limit(100).rpd_limit(1)});
  auto first = take(10);
  ASSERT_TRUE(first.has_value());
  first->mark_sent();
  std::move(*first).settle(time.now(), 10);
  EXPECT_FALSE(take(10).has_value());
  EXPECT_EQ(status_of("a").tpm_inflight, 10);
}

TEST_F(DayLimits, ARequestTheDayRefusesLeavesTheGroupItsTokens) {
  make({key("a").tpm_limit(1000).rpd_limit(1).in_quota_group("org"),
        key("b").tpm_limit(1000).rpd_limit(1).in_quota_group("org")});
  EXPECT_TRUE(use(10));
  EXPECT_TRUE(use(10));
  EXPECT_FALSE(use(10));
  time.advance(24h + 1h);
  EXPECT_TRUE(use(1000));
}

TEST_F(DayLimits, WhatIsNotSentComesBack) {
  make({key("a").tpd_limit(100).rpd_limit(1)});
  { auto unsent = take(100); }
  EXPECT_TRUE(use(100));
  EXPECT_FALSE(use(1));
}

TEST_F(DayLimits, AGateThatIsEmptyLeavesTheDayItsTokens) {
  make({key("a").tpm_limit(60).tpd_limit(100)});
  EXPECT_TRUE(use(60));
  EXPECT_FALSE(use(40));
  time.advance(1min);
  EXPECT_TRUE(use(40));
}

TEST_F(DayLimits, ARefusalNamesTheInstantAtWhichTheDayIsOver) {
  make({key("a").tpd_limit(100)});
  EXPECT_TRUE(use(100));
  const auto refused = take(1);
  ASSERT_FALSE(refused.has_value());
  ASSERT_TRUE(refused.error().retry_at.has_value());
  time.advance(*refused.error().retry_at - time.now());
  EXPECT_TRUE(use(1));
}

TEST_F(DayLimits, CanBeRaisedLive) {
  const KeyConfig config = key("a").tpd_limit(100).rpd_limit(2);
  make({config});
  EXPECT_TRUE(use(100));
  KeyLimits limits = config.limits;
  limits.tpd = 150;
  ASSERT_TRUE(pool->set_limits("a", limits));
  EXPECT_TRUE(use(50));
  EXPECT_FALSE(use(1));
}

TEST_F(DayLimits, CannotBeAddedOrDroppedLive) {
  make({key("a").tpd_limit(100), key("b")});
  EXPECT_FALSE(pool->set_limits("a", KeyLimits{}));
  EXPECT_FALSE(pool->set_limits("b", {.rpd = 10}));
}

}  // namespace
}  // namespace omnillm
