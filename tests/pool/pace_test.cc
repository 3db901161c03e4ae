#include "pool/pace.h"

#include <gtest/gtest.h>

#include "pool/key_gate.h"

namespace omnillm::pool {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1h};

// A pace of half, refused at the start.
Pace halved() {
  Pace pace;
  pace.refused(kStart, kStart);
  return pace;
}

// Headers of a call that had nothing left, every few seconds up to `until`.
void see(Pace& pace, Instant from, Instant until, int left) {
  for (Instant at = from; at <= until; at += 5s) pace.saw(at, left);
}

TEST(PaceFormula, NeverLeavesItsBounds) {
  EXPECT_EQ(slower(1000), 500);
  EXPECT_EQ(slower(60), kLeastPace);
  EXPECT_EQ(slower(kLeastPace), kLeastPace);
  EXPECT_EQ(faster(900, 1000), kFullPace);
  EXPECT_EQ(faster_unseen(980, 1), kFullPace);
  EXPECT_EQ(faster_unseen(50, INT64_MAX), kFullPace);
}

TEST(PaceFormula, TakesHalfOfWhatIsLeftBeyondTheReserve) {
  EXPECT_EQ(faster(500, 250), 600);
  EXPECT_EQ(faster(500, 50), 500);
  EXPECT_EQ(faster(500, 0), 500);
}

// Whatever others use, and however often it grows: never more than they leave.
TEST(PaceFormula, SettlesBelowWhatOthersLeave) {
  for (int others = 0; others <= 1000; others += 50) {
    int pace = kLeastPace;
    for (int minute = 0; minute < 50; ++minute)
      pace = faster(pace, std::max(0, 1000 - others - pace));
    EXPECT_LE(pace + others, 1000 + kLeastPace) << others;
    EXPECT_GE(pace, std::min(1000, 940 - others)) << others;
  }
}

TEST(Pace, IsFullUntilSomethingIsRefused) {
  Pace pace;
  see(pace, kStart, kStart + 10min, 0);
  EXPECT_TRUE(pace.is_full());
  pace.refused(kStart + 10min, kStart + 10min);
  EXPECT_EQ(pace.permille(), 500);
}

TEST(Pace, IsSlowedOnceByCallsThatWereUnderWayTogether) {
  Pace pace = halved();
  pace.refused(kStart + 1s, kStart - 1ms);
  EXPECT_EQ(pace.permille(), 500);
  pace.refused(kStart + 2s, kStart + 1s);
  EXPECT_EQ(pace.permille(), 250);
}

TEST(Pace, GrowsByTheLeastThatWasLeftInAMinute) {
  Pace pace = halved();
  pace.saw(kStart, 900);
  pace.saw(kStart + 59s, 250);
  EXPECT_EQ(pace.permille(), 500);
  pace.saw(kStart + 60s, 1000);
  EXPECT_EQ(pace.permille(), 600);
}

// A key that cooled down looks at the rest of the provider's minute only then.
TEST(Pace, LooksForAWholeMinuteBeforeItGrows) {
  Pace pace = halved();
  pace.saw(kStart + 40s, 900);
  pace.saw(kStart + 99s, 800);
  EXPECT_EQ(pace.permille(), 500);
  pace.saw(kStart + 100s, 50);
  EXPECT_EQ(pace.permille(), 875);
}

TEST(Pace, StaysWhileTheHeadersShowNothingLeft) {
  Pace pace = halved();
  see(pace, kStart, kStart + 1h, 20);
  pace.answered(kStart + 1h);
  EXPECT_EQ(pace.permille(), 500);
}

TEST(Pace, GrowsByATwentiethAMinuteWhenNoHeadersTellAnything) {
  Pace pace = halved();
  pace.answered(kStart + 3min + 59s);
  EXPECT_EQ(pace.permille(), 500);
  pace.answered(kStart + 4min);
  EXPECT_EQ(pace.permille(), 550);
  pace.answered(kStart + 4min + 59s);
  EXPECT_EQ(pace.permille(), 550);
  pace.answered(kStart + 5min);
  EXPECT_EQ(pace.permille(), 600);
}

TEST(Pace, IsFullAgainAfterALongSilence) {
  Pace pace = halved();
  pace.answered(kStart + 24h);
  EXPECT_TRUE(pace.is_full());
}

TEST(Pace, TakesBackAGrowthThatIsRefusedAndRestsTwiceAsLong) {
  Pace pace = halved();
  pace.answered(kStart + 4min);
  const Instant refused = kStart + 4min + 30s;
  pace.refused(refused, refused);
  EXPECT_EQ(pace.permille(), 500);
  pace.answered(refused + 7min + 59s);
  EXPECT_EQ(pace.permille(), 500);
  pace.answered(refused + 8min);
  EXPECT_EQ(pace.permille(), 550);
}

TEST(Pace, HalvesWhenItIsRefusedLongAfterItGrew) {
  Pace pace = halved();
  pace.answered(kStart + 4min);
  const Instant refused = kStart + 10min;
  pace.refused(refused, refused);
  EXPECT_EQ(pace.permille(), 275);
  pace.answered(refused + 4min);
  EXPECT_EQ(pace.permille(), 325);
}

TEST(AtPace, ScalesRefillAndSizeAndLeavesTheRest) {
  const GateLimits full{.tokens = {.per_minute = 6000, .burst = 600},
                        .requests = {.per_minute = 60, .burst = 3},
                        .largest_request = 5000,
                        .max_in_flight = 7};
  const GateLimits half = at_pace(full, 500);
  EXPECT_EQ(half.tokens, (BucketShape{.per_minute = 3000, .burst = 300}));
  EXPECT_EQ(half.requests, (BucketShape{.per_minute = 30, .burst = 1}));
  EXPECT_EQ(half.largest_request, 5000);
  EXPECT_EQ(half.max_in_flight, 7);
  EXPECT_EQ(at_pace(full, kFullPace).tokens, full.tokens);
}

TEST(AtPace, LeavesAnEmptyBucketEmpty) {
  const GateLimits full{.tokens = {.per_minute = 6000, .burst = 600},
                        .requests = {.per_minute = 60, .burst = 60},
                        .largest_request = 6000,
                        .max_in_flight = 100};
  KeyGate gate;
  gate.set_limits(full);
  gate.fill(kStart);
  ASSERT_EQ(gate.try_take(kStart, 600), GateVerdict::Taken);
  gate.set_limits(at_pace(full, 500));
  EXPECT_EQ(gate.try_take(kStart, 1), GateVerdict::NoTokens);
  EXPECT_EQ(gate.try_take(kStart + 1s, 50), GateVerdict::Taken);
  EXPECT_EQ(gate.try_take(kStart + 1s, 1), GateVerdict::NoTokens);
}

}  // namespace
}  // namespace omnillm::pool
