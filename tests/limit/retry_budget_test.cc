#include "limit/retry_budget.h"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>

namespace omnillm::limit {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1000h};

int retries_granted(RetryBudget& budget, Instant now, int tries) {
  int granted = 0;
  for (int i = 0; i < tries; ++i)
    if (budget.try_retry(now)) ++granted;
  return granted;
}

TEST(RetryBudgetTake, GrantsAFewEvenWithoutTraffic) {
  RetryBudget budget;
  EXPECT_EQ(retries_granted(budget, kStart, 100), 3);
}

TEST(RetryBudgetTake, GrantsAFifthOfTheRequestsOnTop) {
  RetryBudget budget;
  for (int i = 0; i < 104; ++i) budget.count_request(kStart);
  EXPECT_EQ(budget.available(kStart), 23u);
  EXPECT_EQ(retries_granted(budget, kStart, 1'000), 23);
  EXPECT_EQ(budget.available(kStart), 0u);
}

TEST(RetryBudgetTake, GrantsAgainOnceEarlierRetriesLeftTheWindow) {
  RetryBudget budget;
  EXPECT_EQ(retries_granted(budget, kStart, 9), 3);
  EXPECT_EQ(retries_granted(budget, kStart + 8s, 9), 0);
  EXPECT_EQ(retries_granted(budget, kStart + 10s, 9), 3);
}

TEST(RetryBudgetTake, ForgetsRequestsThatLeftTheWindow) {
  RetryBudget budget;
  for (int i = 0; i < 100; ++i) budget.count_request(kStart);
  EXPECT_EQ(budget.available(kStart + 10s), 3u);
}

// Ten thousand requests over a minute of outage, each tried three times if it may be.
TEST(RetryBudgetTake, AnOutageMultipliesTrafficByAFifthAtMost) {
  RetryBudget budget;
  int sent = 0;
  for (int i = 0; i < 10'000; ++i) {
    const Instant now = kStart + i * 6ms;
    budget.count_request(now);
    sent += 1 + retries_granted(budget, now, 2);
  }
  EXPECT_LE(sent, 12'000 + 6 * 3 + 400);  // a window ahead at most, and the few of each window
  EXPECT_GE(sent, 11'500);
}

TEST(RetryBudgetConfigured, NonsenseIsMovedIntoRange) {
  RetryBudget none({.percent = -5, .minimum = -5});
  none.count_request(kStart);
  EXPECT_FALSE(none.try_retry(kStart));
  RetryBudget all({.percent = 1'000, .minimum = 0, .window = 0s});
  for (int i = 0; i < 7; ++i) all.count_request(kStart);
  EXPECT_EQ(retries_granted(all, kStart, 100), 7);
}

TEST(RetryBudgetConfigured, WorksAtTheEndsOfTime) {
  RetryBudget budget;
  EXPECT_EQ(retries_granted(budget, Instant::min(), 9), 3);
  EXPECT_EQ(retries_granted(budget, Instant::max(), 9), 3);
}

}  // namespace
}  // namespace omnillm::limit
