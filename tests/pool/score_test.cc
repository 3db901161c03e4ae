#include "pool/score.h"

#include <gtest/gtest.h>

#include <limits>

namespace omnillm::pool {
namespace {

TEST(KeyScore, FewerCallsInFlightAreBetter) {
  EXPECT_TRUE(is_better({.in_flight = 1}, {.in_flight = 2}));
  EXPECT_FALSE(is_better({.in_flight = 2}, {.in_flight = 1}));
}

TEST(KeyScore, AFasterKeyMayCarryMoreCalls) {
  EXPECT_TRUE(is_better({.in_flight = 3, .latency_ms = 100}, {.in_flight = 1, .latency_ms = 1000}));
}

TEST(KeyScore, AHeavierKeyMayCarryMoreCalls) {
  EXPECT_TRUE(is_better({.in_flight = 4, .weight = 3}, {.in_flight = 1, .weight = 1}));
}

TEST(KeyScore, AKeyThatRunsLowIsSpared) {
  EXPECT_TRUE(is_better({.in_flight = 2, .token_debt = 0, .token_burst = 100},
                        {.in_flight = 0, .token_debt = 60, .token_burst = 100}));
}

TEST(KeyScore, NothingOverflowsAtTheEdges) {
  const KeyView worst{.in_flight = 65'000,
                      .latency_ms = 65'000,
                      .weight = 1000,
                      .token_debt = std::numeric_limits<std::int64_t>::max(),
                      .token_burst = 1};
  EXPECT_TRUE(is_better({.weight = 1}, {.in_flight = 65'000, .latency_ms = 65'000, .weight = 1}));
  EXPECT_FALSE(is_better(worst, worst));
}

}  // namespace
}  // namespace omnillm::pool
