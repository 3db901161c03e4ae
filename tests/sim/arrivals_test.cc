#include "sim/arrivals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace omnillm::sim {
namespace {

using namespace std::chrono_literals;
using Kind = ArrivalPlan::Kind;

std::vector<Duration> all_until(ArrivalPlan plan, Duration until) {
  plan.until = until;
  Arrivals arrivals(plan, Rng(7));
  std::vector<Duration> found;
  while (const auto at = arrivals.next()) found.push_back(*at);
  return found;
}

TEST(ArrivalsPoisson, ComeAtTheRateAskedFor) {
  const auto found = all_until({.kind = Kind::Poisson, .gap = 10ms}, 100s);
  EXPECT_NEAR(static_cast<double>(found.size()), 10'000, 300);
}

TEST(ArrivalsSteady, ComeOneInEveryGap) {
  const auto found = all_until({.kind = Kind::Steady, .gap = 1s, .jitter = 1'000'000}, 60s);
  ASSERT_EQ(found.size(), 60u);
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i] / 1s, static_cast<long>(i));
}

TEST(ArrivalsBursts, ComeTogetherAndThenNotAtAll) {
  const auto found = all_until({.kind = Kind::Bursts, .gap = 5s, .size = 10, .spread = 100ms}, 10s);
  ASSERT_EQ(found.size(), 20u);
  EXPECT_LT(found[9], 100ms);
  EXPECT_GE(found[10], 5s);
}

TEST(ArrivalsOnOff, PauseAndGoOn) {
  for (const Duration at : all_until({.kind = Kind::OnOff, .gap = 50ms, .on = 2s, .off = 3s}, 60s))
    EXPECT_LT(at % 5s, 2s);
}

TEST(Arrivals, StayWithinTheTimeTheyAreGiven) {
  Arrivals arrivals({.kind = Kind::Poisson, .gap = 10ms, .from = 3s, .until = 4s}, Rng(1));
  int count = 0;
  for (; const auto at = arrivals.next(); ++count) {
    EXPECT_GE(*at, 3s);
    EXPECT_LT(*at, 4s);
  }
  EXPECT_GT(count, 50);
}

class ArrivalsOfEveryKind : public testing::TestWithParam<Kind> {};

TEST_P(ArrivalsOfEveryKind, NeverGoBackInTime) {
  const auto found = all_until({.kind = GetParam(),
                                .gap = 20ms,
                                .jitter = 1'000'000,
                                .size = 5,
                                .spread = 20ms,
                                .on = 100ms,
                                .off = 50ms},
                               20s);
  EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
}

INSTANTIATE_TEST_SUITE_P(Kinds, ArrivalsOfEveryKind,
                         testing::Values(Kind::Poisson, Kind::Steady, Kind::Bursts, Kind::OnOff));

}  // namespace
}  // namespace omnillm::sim
