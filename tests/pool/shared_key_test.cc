// A key somebody else uses too: the provider refuses what the key's limits admit.

#include "pool_fixture.h"

namespace omnillm {
namespace {

class SharedKey : public PoolTest {
 protected:
  // A call on the only key that is refused, and what the headers of the 429 say.
  void refuse_call(RateObservation headers = {}) {
    auto lease = take();
    ASSERT_TRUE(lease.has_value());
    lease->mark_sent();
    lease->observe(time.now(), headers);
    lease->report_failure(time.now(), {.kind = ErrorKind::ProviderLimit, .retry_after = 1s});
    std::move(*lease).release(time.now());
    time.advance(2s);
  }
  void serve_call(RateObservation headers = {}) {
    auto lease = take();
    ASSERT_TRUE(lease.has_value());
    lease->mark_sent();
    lease->observe(time.now(), headers);
    lease->report_success(time.now(), 100ms);
    std::move(*lease).settle(time.now(), 1);
  }
  int pace_of(const std::string& label) { return status_of(label).pace_permille; }
};

KeyConfig minute_key(const std::string& label) {
  return key(label).tpm_limit(60'000).rpm_limit(6000).enforced_as(Enforcement::FixedMinute);
}

TEST_F(SharedKey, IsUsedAtHalfAfterA429) {
  make({minute_key("a")});
  EXPECT_EQ(pace_of("a"), 1000);
  refuse_call();
  EXPECT_EQ(pace_of("a"), 500);
  time.advance(1min);
  EXPECT_TRUE(use(3000));
  EXPECT_FALSE(use(1));
}

TEST_F(SharedKey, StillServesItsLargestCall) {
  make({minute_key("a")});
  refuse_call();
  time.advance(1min);
  EXPECT_TRUE(use(60'000));
}

TEST_F(SharedKey, IsNotSlowedWhenTheHeadersOfThe429ShowRoom) {
  make({minute_key("a")});
  refuse_call({.remaining_tokens = 30'000, .remaining_requests = 3000});
  EXPECT_EQ(pace_of("a"), 1000);
}

TEST_F(SharedKey, IsSlowedAllTheSameWhenWhatTheHeadersShowIsLeftOfASecond) {
  make({minute_key("a").enforced_as(Enforcement::PerSecond)});
  refuse_call({.remaining_tokens = 500, .remaining_requests = 50});
  EXPECT_EQ(pace_of("a"), 500);
}

TEST_F(SharedKey, IsSlowedWhenOnlyAnotherCallWasToldOfRoom) {
  make({minute_key("a")});
  serve_call({.remaining_tokens = 30'000, .remaining_requests = 3000});
  refuse_call();
  EXPECT_EQ(pace_of("a"), 500);
}

TEST_F(SharedKey, IsSlowedWhenTheCallItselfDidNotFit) {
  make({minute_key("a")});
  refuse_call({.remaining_tokens = 30'000, .remaining_requests = 0});
  EXPECT_EQ(pace_of("a"), 500);
}

TEST_F(SharedKey, GrowsByHalfOfWhatTheHeadersShowLeft) {
  make({minute_key("a")});
  refuse_call();
  serve_call({.remaining_tokens = 27'000});
  time.advance(1min);
  serve_call({.remaining_tokens = 60'000});
  EXPECT_EQ(pace_of("a"), 700);
}

TEST_F(SharedKey, WithABucketGrowsByLessBecauseABucketIsUsedUpOnce) {
  make({minute_key("a").enforced_as(Enforcement::TokenBucket)});
  refuse_call();
  serve_call({.remaining_tokens = 60'000, .remaining_requests = 6000});
  time.advance(1min);
  serve_call({.remaining_tokens = 60'000, .remaining_requests = 6000});
  EXPECT_EQ(pace_of("a"), 600);
}

TEST_F(SharedKey, WithSlicesTakesNoAdviceFromWhatIsLeftOfASecond) {
  make({minute_key("a").enforced_as(Enforcement::PerSecond)});
  refuse_call({.remaining_tokens = 900, .remaining_requests = 90});
  EXPECT_EQ(pace_of("a"), 500);
  for (int i = 0; i < 3; ++i) {
    time.advance(1min);
    serve_call({.remaining_tokens = 900, .remaining_requests = 90});
  }
  EXPECT_EQ(pace_of("a"), 500);
  time.advance(1min);
  serve_call();
  EXPECT_EQ(pace_of("a"), 550);
}

TEST_F(SharedKey, IsFullAgainAfterALongSilence) {
  make({minute_key("a")});
  refuse_call();
  time.advance(1h);
  serve_call();
  EXPECT_EQ(pace_of("a"), 1000);
  time.advance(1min);
  EXPECT_TRUE(use(6000));
}

TEST_F(SharedKey, OfAGroupSlowsTheWholeGroup) {
  make({minute_key("a").in_quota_group("org"), minute_key("b").in_quota_group("org")});
  refuse_call();
  EXPECT_EQ(pace_of("a"), 500);
  EXPECT_EQ(pace_of("b"), 500);
  time.advance(1min);
  EXPECT_TRUE(use(3000));
  EXPECT_FALSE(use(1));
}

TEST_F(SharedKey, OfAGroupAdoptsALowerLimitForTheWholeGroup) {
  make({minute_key("a").in_quota_group("org"), minute_key("b").in_quota_group("org")});
  serve_call({.limit_tokens = 6000});
  time.advance(1min);
  EXPECT_TRUE(use(600));
  EXPECT_FALSE(use(1));
}

TEST_F(SharedKey, KeepsALowerLimitThatALaterAnswerDoesNotRepeat) {
  make({minute_key("a")});
  serve_call({.limit_tokens = 3000});
  serve_call({.limit_requests = 600});
  serve_call();
  EXPECT_EQ(status_of("a").tpm_limit, 3000);
  EXPECT_EQ(status_of("a").rpm_limit, 600);
  serve_call({.limit_tokens = 90'000});
  EXPECT_EQ(status_of("a").tpm_limit, 60'000);
}

TEST_F(SharedKey, ForgetsItsPaceWhenItIsGivenNewLimits) {
  make({minute_key("a").in_quota_group("org")});
  refuse_call();
  ASSERT_TRUE(pool->set_limits("a", minute_key("a").limits));
  EXPECT_EQ(pace_of("a"), 1000);
}

}  // namespace
}  // namespace omnillm
