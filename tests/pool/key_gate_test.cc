#include "pool/key_gate.h"

#include <gtest/gtest.h>

#include <memory>

namespace omnillm::pool {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1000h};

std::unique_ptr<KeyGate> gate(std::int64_t tpm, std::int64_t rpm, std::int64_t places = 1000) {
  auto made = std::make_unique<KeyGate>();
  made->set_limits({.tokens = {.per_minute = tpm, .burst = tpm},
                    .requests = {.per_minute = rpm, .burst = rpm},
                    .largest_request = tpm,
                    .max_in_flight = places});
  made->fill(kStart);
  return made;
}

TEST(KeyGateTake, AdmitsExactlyTheBurstOfRequestsAtOneInstant) {
  for (const std::int64_t rpm : {1, 7, 60, 500, 30'000}) {
    const auto key = gate(1'000'000, rpm, KeyGate::kMaxInFlight);
    std::int64_t admitted = 0;
    while (key->try_take(kStart, 0) == GateVerdict::Taken) ++admitted;
    EXPECT_EQ(admitted, rpm);
    EXPECT_EQ(key->try_take(kStart, 0), GateVerdict::NoRequest);
  }
}

TEST(KeyGateTake, AdmitsExactlyTheBurstOfTokensAtOneInstant) {
  const auto key = gate(10'000, 100'000, KeyGate::kMaxInFlight);
  int admitted = 0;
  while (key->try_take(kStart, 1) == GateVerdict::Taken) ++admitted;
  EXPECT_EQ(admitted, 10'000);
}

TEST(KeyGateTake, HoldsTheRateOfVeryLargeLimits) {
  const auto key = gate(1'000'000'000, 100'000'000, KeyGate::kMaxInFlight);
  ASSERT_EQ(key->try_take(kStart, 1'000'000'000), GateVerdict::Taken);
  EXPECT_EQ(key->next_fit(kStart, 1'000'000'000), kStart + 60s);
}

TEST(KeyGateTake, RefusalChangesNothing) {
  const auto key = gate(100, 10, 2);
  ASSERT_EQ(key->try_take(kStart, 60), GateVerdict::Taken);
  EXPECT_EQ(key->try_take(kStart, 60), GateVerdict::NoTokens);
  EXPECT_EQ(key->missing_requests(kStart), 1);
  EXPECT_EQ(key->use(kStart).in_flight, 1u);
  EXPECT_EQ(key->try_take(kStart, 40), GateVerdict::Taken);
  EXPECT_EQ(key->try_take(kStart, 0), GateVerdict::NoPlace);
}

TEST(KeyGateTake, SaysWhatTheProviderWouldNeverAdmit) {
  EXPECT_EQ(gate(100, 10)->try_take(kStart, 101), GateVerdict::TooLarge);
}

TEST(KeyGateTake, LetsARequestAboveTheBurstThroughWhenTheBucketIsFullAndOwesTheRest) {
  KeyGate key;
  key.set_limits({.tokens = {.per_minute = 600, .burst = 10},
                  .requests = {.per_minute = 600, .burst = 600},
                  .largest_request = 600,
                  .max_in_flight = 100});
  key.fill(kStart);
  EXPECT_EQ(key.try_take(kStart, 300), GateVerdict::Taken);
  EXPECT_EQ(key.try_take(kStart, 1), GateVerdict::NoTokens);
  EXPECT_EQ(key.next_fit(kStart, 10), kStart + 30s);
}

TEST(KeyGateSettle, GivesBackWhatWasNotUsed) {
  const auto key = gate(1000, 10);
  ASSERT_EQ(key->try_take(kStart, 1000), GateVerdict::Taken);
  key->settle(kStart, kStart, 1000, 250);
  EXPECT_EQ(key->missing_tokens(kStart), 250);
  EXPECT_EQ(key->use(kStart).in_flight, 0u);
}

TEST(KeyGateSettle, OwesWhatWasUsedBeyond) {
  const auto key = gate(1000, 10);
  ASSERT_EQ(key->try_take(kStart, 100), GateVerdict::Taken);
  key->settle(kStart, kStart, 100, 1500);
  EXPECT_EQ(key->missing_tokens(kStart), 1500);
}

// Tokens that came back by time must not come back a second time by settlement: two bursts at once.
TEST(KeyGateSettle, ABucketThatHasBeenFullSinceGetsNothingBack) {
  const auto key = gate(1000, 100);
  ASSERT_EQ(key->try_take(kStart, 1000), GateVerdict::Taken);
  const Instant later = kStart + 2min;
  ASSERT_EQ(key->try_take(later, 1000), GateVerdict::Taken);
  key->settle(later, kStart, 1000, 0);
  EXPECT_EQ(key->try_take(later, 1), GateVerdict::NoTokens);
}

TEST(KeyGateUndo, GivesTokensRequestAndPlaceBack) {
  const auto key = gate(1000, 1, 1);
  ASSERT_EQ(key->try_take(kStart, 1000), GateVerdict::Taken);
  key->undo(kStart, kStart, 1000);
  EXPECT_EQ(key->try_take(kStart, 1000), GateVerdict::Taken);
}

TEST(KeyGateTime, NextFitIsTheFirstInstantThatAdmits) {
  const auto key = gate(70'001, 13);
  ASSERT_EQ(key->try_take(kStart, 70'001), GateVerdict::Taken);
  const Instant fit = key->next_fit(kStart, 999);
  EXPECT_EQ(key->try_take(fit - 16ns, 999), GateVerdict::NoTokens);
  EXPECT_EQ(key->try_take(fit, 999), GateVerdict::Taken);
}

TEST(KeyGateTime, WorksAcrossTheWrapOfItsTicks) {
  const auto key = gate(1000, 1'000'000);
  // 48 bits of 16 ns are 52 days: walk over several wraps in steps a sweep would see.
  for (Instant now = kStart; now < kStart + 24h * 200; now += 24h * 5) {
    ASSERT_EQ(key->try_take(now, 1000), GateVerdict::Taken);
    ASSERT_EQ(key->try_take(now, 1), GateVerdict::NoTokens);
    key->settle(now, now, 1000, 1000);
  }
}

TEST(KeyGateCorrect, EmptiesToWhatTheProviderSaysAndNeverFills) {
  const auto key = gate(1000, 10);
  key->correct(kStart, 300, 4);
  EXPECT_EQ(key->missing_tokens(kStart), 700);
  EXPECT_EQ(key->missing_requests(kStart), 6);
  key->correct(kStart, 900, 9);
  EXPECT_EQ(key->missing_tokens(kStart), 700);
  EXPECT_EQ(key->missing_requests(kStart), 6);
}

TEST(KeyGateCorrect, NonsenseFromAPeerIsHarmless) {
  const auto key = gate(1000, 10);
  key->correct(kStart, -5, -5);
  EXPECT_EQ(key->missing_tokens(kStart), 1000);
  key->correct(kStart, INT64_MAX, INT64_MAX);
  EXPECT_EQ(key->missing_tokens(kStart), 1000);
}

TEST(KeyGateSettle, AbsurdUseIsADebtOfDaysAndNotAnOverflow) {
  const auto key = gate(1000, 10);
  ASSERT_EQ(key->try_take(kStart, 10), GateVerdict::Taken);
  key->settle(kStart, kStart, 10, INT64_MAX);
  EXPECT_EQ(key->try_take(kStart + 24h, 1), GateVerdict::NoTokens);
  EXPECT_EQ(key->try_take(kStart + 24h * 8, 1), GateVerdict::Taken);
}

}  // namespace
}  // namespace omnillm::pool
