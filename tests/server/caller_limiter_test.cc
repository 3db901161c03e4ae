#include "server/caller_limiter.h"

#include <gtest/gtest.h>

#include <vector>

namespace omnillm::server {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{std::chrono::hours(1)};

std::shared_ptr<CallerLimiter> limited(const CallerLimits& limits) {
  return CallerLimiter::create("key alice", limits).value();
}

TEST(CallerLimiter, LetsThroughAsManyAsAMinuteHolds) {
  const auto limiter = limited({.requests_per_minute = 2});
  EXPECT_TRUE(CallerLimiter::enter(limiter, kStart, 1));
  EXPECT_TRUE(CallerLimiter::enter(limiter, kStart, 1));
  const auto refused = CallerLimiter::enter(limiter, kStart, 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::OwnLimit);
  EXPECT_EQ(refused.error().retry_after(), 30s);
  EXPECT_TRUE(CallerLimiter::enter(limiter, kStart + 30s, 1));
}

TEST(CallerLimiter, GivesBackTokensThatWereNotUsed) {
  const auto limiter = limited({.tokens_per_minute = 100});
  auto leave = CallerLimiter::enter(limiter, kStart, 100);
  ASSERT_TRUE(leave);
  EXPECT_FALSE(CallerLimiter::enter(limiter, kStart, 1));
  leave->used(kStart, 40);
  EXPECT_EQ(limiter->left(kStart).tokens, 60);
}

TEST(CallerLimiter, ChargesTokensThatWereUsedBeyondTheEstimate) {
  const auto limiter = limited({.tokens_per_minute = 100});
  auto leave = CallerLimiter::enter(limiter, kStart, 10);
  ASSERT_TRUE(leave);
  leave->used(kStart, 100);
  EXPECT_EQ(limiter->left(kStart).tokens, 0);
}

TEST(CallerLimiter, LetsALargeRequestThroughAnUntouchedMinute) {
  const auto limiter = limited({.tokens_per_minute = 100});
  EXPECT_TRUE(CallerLimiter::enter(limiter, kStart, 1'000'000));
}

TEST(CallerLimiter, TakesNoTokensForARequestThatItRefuses) {
  const auto limiter = limited({.requests_per_minute = 1, .tokens_per_minute = 100});
  EXPECT_TRUE(CallerLimiter::enter(limiter, kStart, 10));
  EXPECT_FALSE(CallerLimiter::enter(limiter, kStart, 50));
  EXPECT_EQ(limiter->left(kStart).tokens, 90);
}

TEST(CallerLimiter, CountsWhoIsInside) {
  const auto limiter = limited({.at_once = 1});
  {
    auto leave = CallerLimiter::enter(limiter, kStart, 1);
    ASSERT_TRUE(leave);
    EXPECT_FALSE(CallerLimiter::enter(limiter, kStart, 1));
  }
  EXPECT_TRUE(CallerLimiter::enter(limiter, kStart, 1));
}

TEST(CallerLimiter, RefusesLimitsThatAreNone) {
  for (const CallerLimits& limits : std::vector<CallerLimits>{
           {.requests_per_minute = 0}, {.tokens_per_minute = -1}, {.at_once = 0}})
    EXPECT_FALSE(CallerLimiter::create("key alice", limits));
}

}  // namespace
}  // namespace omnillm::server
