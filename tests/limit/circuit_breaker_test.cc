#include "limit/circuit_breaker.h"

#include <gtest/gtest.h>

#include <chrono>
#include <sstream>

namespace omnillm::limit {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1000h};
constexpr std::optional<Duration> kNoHint;

class CircuitBreakerTest : public ::testing::Test {
 protected:
  // A failure of a request that started and ended now.
  void fail(std::optional<Duration> hint = {}) { breaker.on_failure(now, now, hint, rng); }
  void succeed() { breaker.on_success(now, now); }
  void fail_times(int times) {
    for (int i = 0; i < times; ++i) fail();
  }
  void open() { fail_times(5); }
  void pass_cooldown() { now = breaker.open_until(); }
  void probe(bool ok) {
    const auto permit = breaker.try_probe(now, 60s);
    ASSERT_TRUE(permit);
    ok ? breaker.on_probe_success(now, *permit)
       : breaker.on_probe_failure(now, *permit, kNoHint, rng);
  }
  void recover() {
    pass_cooldown();
    probe(true);
    probe(true);
    ASSERT_EQ(state(), BreakerState::Closed);
  }
  // Length of the cool-down that the next trip brings.
  Duration cooldown_of_next_trip() {
    open();
    return breaker.open_until() - now;
  }
  BreakerState state() const { return breaker.state(now); }

  Instant now = kStart;
  Rng rng{42};
  CircuitBreaker breaker;
};

using CircuitBreakerClosed = CircuitBreakerTest;
using CircuitBreakerOpen = CircuitBreakerTest;
using CircuitBreakerHalfOpen = CircuitBreakerTest;
using CircuitBreakerCooldown = CircuitBreakerTest;
using CircuitBreakerLate = CircuitBreakerTest;
using CircuitBreakerOrders = CircuitBreakerTest;

TEST_F(CircuitBreakerClosed, AdmitsAndNeedsNoReportsWhenFresh) {
  EXPECT_TRUE(breaker.admits(now));
  EXPECT_TRUE(breaker.admits(Instant::min()));
  EXPECT_TRUE(breaker.admits(Instant::max()));
  EXPECT_FALSE(breaker.needs_success_reports());
  EXPECT_EQ(breaker.next_chance(now), now);
}

TEST_F(CircuitBreakerClosed, OpensOnTheFifthFailureInARow) {
  fail_times(4);
  EXPECT_TRUE(breaker.admits(now));
  fail();
  EXPECT_EQ(state(), BreakerState::Open);
}

TEST_F(CircuitBreakerClosed, ASuccessBetweenStartsTheCountAgain) {
  fail_times(4);
  succeed();
  EXPECT_EQ(breaker.consecutive_failures(), 0);
  fail_times(4);
  EXPECT_TRUE(breaker.admits(now));
}

TEST_F(CircuitBreakerClosed, FailuresInARowCountHoweverFarApart) {
  for (int i = 0; i < 5; ++i) {
    fail();
    now += 1h;
  }
  EXPECT_FALSE(breaker.admits(now - 1h));
}

TEST_F(CircuitBreakerClosed, OpensWhenHalfOfTwentyLateOutcomesFailed) {
  for (int i = 0; i < 9; ++i) {
    fail();
    succeed();
  }
  succeed();
  EXPECT_TRUE(breaker.admits(now)) << "nineteen are too few to judge";
  fail();
  EXPECT_EQ(state(), BreakerState::Open);
}

TEST_F(CircuitBreakerClosed, StaysClosedWhenFewerThanHalfFailed) {
  for (int i = 0; i < 100; ++i) {
    fail();
    succeed();
    succeed();
  }
  EXPECT_TRUE(breaker.admits(now));
}

TEST_F(CircuitBreakerClosed, ForgetsOutcomesOlderThanTheWindow) {
  for (int i = 0; i < 40; ++i) {
    fail();
    succeed();
    now += 2s;
  }
  EXPECT_TRUE(breaker.admits(now));
}

TEST_F(CircuitBreakerClosed, WantsSuccessesOnlyWhileAFailureIsRemembered) {
  fail();
  EXPECT_TRUE(breaker.needs_success_reports());
  succeed();
  EXPECT_TRUE(breaker.needs_success_reports()) << "the window still holds the failure";
  now += 10s;
  succeed();
  EXPECT_FALSE(breaker.needs_success_reports());
}

TEST_F(CircuitBreakerClosed, WithoutTheShareRuleOneSuccessForgetsAll) {
  breaker = CircuitBreaker({.minimum_outcomes = 0});
  for (int i = 0; i < 100; ++i) {
    fail();
    succeed();
    EXPECT_FALSE(breaker.needs_success_reports());
  }
  EXPECT_TRUE(breaker.admits(now));
}

TEST_F(CircuitBreakerClosed, SettingsOutOfRangeAreMovedIntoIt) {
  breaker = CircuitBreaker({.threshold = -3,
                            .minimum_outcomes = -1,
                            .failing_percent = 900,
                            .window = -1s,
                            .cooldown = -1s,
                            .longest_cooldown = -2s,
                            .healthy_step = 0s,
                            .successes_to_close = 0});
  fail();
  EXPECT_EQ(state(), BreakerState::Open);
  pass_cooldown();
  probe(true);
  EXPECT_EQ(state(), BreakerState::Closed);
}

TEST_F(CircuitBreakerOpen, AdmitsNobodyAndGivesNoProbeBeforeTheDeadline) {
  open();
  now = breaker.open_until() - 1ns;
  EXPECT_FALSE(breaker.admits(now));
  EXPECT_FALSE(breaker.try_probe(now, 60s));
  EXPECT_EQ(breaker.next_chance(now), now + 1ns);
}

TEST_F(CircuitBreakerOpen, TheDeadlineOnlyMovesLater) {
  breaker.trip(now, now + 60s);
  breaker.trip(now, now + 10s);
  EXPECT_EQ(breaker.open_until(), now + 60s);
  breaker.trip(now, now + 90s);
  EXPECT_EQ(breaker.open_until(), now + 90s);
  breaker.trip(now + 5s, Instant::min());
  EXPECT_EQ(breaker.open_until(), now + 90s);
}

TEST_F(CircuitBreakerOpen, AHintOfALateFailureMovesTheDeadlineLaterButNotEarlier) {
  const Instant started = now;
  now += 1s;
  open();
  const Instant deadline = breaker.open_until();
  breaker.on_failure(now, started, 1s, rng);
  EXPECT_EQ(breaker.open_until(), deadline);
  breaker.on_failure(now, started, 10min, rng);
  EXPECT_EQ(breaker.open_until(), now + 10min);
}

TEST_F(CircuitBreakerOpen, LateFailuresOfTheSameIncidentDoNotLengthenIt) {
  const Instant started = now;
  now += 1s;
  open();
  const Instant deadline = breaker.open_until();
  for (int i = 0; i < 50; ++i) breaker.on_failure(now + 1s, started, kNoHint, rng);
  EXPECT_EQ(breaker.open_until(), deadline);
  EXPECT_EQ(breaker.doublings(now), 1);
}

TEST_F(CircuitBreakerOpen, ADeadlineAtTheEndOfTimeDoesNotWrap) {
  breaker.trip(now, Instant::max());
  EXPECT_EQ(breaker.state(Instant::max() - 1ns), BreakerState::Open);
  fail_times(5);
  EXPECT_EQ(breaker.open_until(), Instant::max());
}

// The reference added whatever a header said to the clock, and a huge value wrapped into no
// cool-down at all.
TEST_F(CircuitBreakerOpen, AHugeHintDoesNotWrap) {
  fail_times(4);
  fail(Duration::max());
  EXPECT_EQ(breaker.open_until(), Instant::max());
  EXPECT_EQ(state(), BreakerState::Open);
}

TEST_F(CircuitBreakerOpen, ANegativeHintCountsAsNone) {
  fail_times(4);
  fail(-1h);
  EXPECT_GE(breaker.open_until(), now + 15s);
}

TEST_F(CircuitBreakerHalfOpen, AdmitsOneProbeAtATimeAndNobodyElse) {
  open();
  pass_cooldown();
  EXPECT_EQ(state(), BreakerState::HalfOpen);
  EXPECT_FALSE(breaker.admits(now));
  EXPECT_EQ(breaker.next_chance(now), now);
  EXPECT_TRUE(breaker.try_probe(now, 60s));
  EXPECT_FALSE(breaker.try_probe(now, 60s));
  EXPECT_EQ(breaker.next_chance(now), now + 60s);
}

TEST_F(CircuitBreakerHalfOpen, ClosesAfterTwoSuccessfulProbes) {
  open();
  pass_cooldown();
  probe(true);
  EXPECT_EQ(state(), BreakerState::HalfOpen);
  probe(true);
  EXPECT_EQ(state(), BreakerState::Closed);
  EXPECT_FALSE(breaker.needs_success_reports());
}

TEST_F(CircuitBreakerHalfOpen, OneFailedProbeOpensItAgain) {
  open();
  pass_cooldown();
  probe(true);
  probe(false);
  EXPECT_EQ(state(), BreakerState::Open);
  pass_cooldown();
  probe(true);
  EXPECT_EQ(state(), BreakerState::HalfOpen) << "successes from before do not count";
}

TEST_F(CircuitBreakerHalfOpen, AfterClosingItTakesFiveFailuresAgain) {
  open();
  recover();
  fail_times(4);
  EXPECT_TRUE(breaker.admits(now));
  fail();
  EXPECT_FALSE(breaker.admits(now));
}

TEST_F(CircuitBreakerHalfOpen, ALostProbeDelaysTheNextOneNoLongerThanItsLease) {
  open();
  pass_cooldown();
  const auto lost = breaker.try_probe(now, 60s);
  ASSERT_TRUE(lost);
  EXPECT_FALSE(breaker.try_probe(now + 60s - 1ns, 60s));
  now += 60s;
  EXPECT_EQ(breaker.next_chance(now), now);
  EXPECT_TRUE(breaker.try_probe(now, 60s));
}

TEST_F(CircuitBreakerHalfOpen, ALostProbeThatComesBackCountsButDoesNotFreeTheOtherPermit) {
  open();
  pass_cooldown();
  const auto lost = breaker.try_probe(now, 60s);
  now += 60s;
  const auto second = breaker.try_probe(now, 60s);
  ASSERT_TRUE(lost && second);
  breaker.on_probe_success(now, *lost);
  EXPECT_FALSE(breaker.try_probe(now, 60s));
  breaker.on_probe_success(now, *second);
  EXPECT_EQ(state(), BreakerState::Closed);
}

TEST_F(CircuitBreakerHalfOpen, AProbeHandedBackFreesThePermitAndTellsNothing) {
  open();
  pass_cooldown();
  const auto permit = breaker.try_probe(now, 60s);
  ASSERT_TRUE(permit);
  breaker.release_probe(*permit);
  EXPECT_EQ(state(), BreakerState::HalfOpen);
  EXPECT_TRUE(breaker.try_probe(now, 60s));
}

TEST_F(CircuitBreakerHalfOpen, ALeaseOfNothingStillLastsANanosecond) {
  open();
  pass_cooldown();
  EXPECT_TRUE(breaker.try_probe(now, -1h));
  EXPECT_FALSE(breaker.try_probe(now, -1h));
  EXPECT_TRUE(breaker.try_probe(now + 1ns, -1h));
}

TEST_F(CircuitBreakerHalfOpen, ALeaseBeyondTheEndOfTimeDoesNotWrap) {
  open();
  pass_cooldown();
  ASSERT_TRUE(breaker.try_probe(now, Duration::max()));
  EXPECT_FALSE(breaker.try_probe(now + 9999h, 60s));
}

TEST_F(CircuitBreakerHalfOpen, AProbeFromBeforeTheLastTripTellsNothing) {
  open();
  pass_cooldown();
  const auto old = breaker.try_probe(now, 60s);
  ASSERT_TRUE(old);
  breaker.trip(now, now + 10s);
  pass_cooldown();
  breaker.on_probe_success(now, *old);
  breaker.on_probe_success(now, *old);
  EXPECT_EQ(state(), BreakerState::HalfOpen);
  const Instant deadline = breaker.open_until();
  breaker.on_probe_failure(now, *old, kNoHint, rng);
  EXPECT_EQ(breaker.open_until(), deadline);
  EXPECT_TRUE(breaker.try_probe(now, 60s));
}

// When every key looks bad, a pool may admit in spite of the breaker.
TEST_F(CircuitBreakerHalfOpen, RequestsAdmittedWithoutAPermitTellAsMuch) {
  open();
  pass_cooldown();
  succeed();
  fail();
  EXPECT_EQ(state(), BreakerState::Open);
  pass_cooldown();
  succeed();
  succeed();
  EXPECT_EQ(state(), BreakerState::Closed);
}

TEST_F(CircuitBreakerCooldown, IsAtLeastHalfAndAtMostTheWholeOfWhatWasAsked) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    rng = Rng(seed);
    breaker = CircuitBreaker();
    const Duration length = cooldown_of_next_trip();
    EXPECT_GE(length, 15s);
    EXPECT_LE(length, 30s);
  }
}

TEST_F(CircuitBreakerCooldown, DiffersFromKeyToKeySoThatTheyDoNotReturnTogether) {
  const Duration first = cooldown_of_next_trip();
  breaker = CircuitBreaker();
  EXPECT_NE(first, cooldown_of_next_trip());
}

TEST_F(CircuitBreakerCooldown, LastsAsLongAsTheServerAsksIfThatIsLonger) {
  fail_times(4);
  fail(77s);
  EXPECT_EQ(breaker.open_until(), now + 77s);
}

TEST_F(CircuitBreakerCooldown, AShorterHintDoesNotShortenIt) {
  fail_times(4);
  fail(1s);
  EXPECT_GE(breaker.open_until(), now + 15s);
}

TEST_F(CircuitBreakerCooldown, DoublesWithEveryFailedProbeUpToTheLongest) {
  open();
  Duration whole = 30s;
  for (int i = 0; i < 100; ++i) {
    pass_cooldown();
    probe(false);
    whole = std::min<Duration>(2 * whole, 300s);
    EXPECT_GE(breaker.open_until() - now, whole / 2) << i;
    EXPECT_LE(breaker.open_until() - now, whole) << i;
  }
}

TEST_F(CircuitBreakerCooldown, RemembersARecentTripAfterClosing) {
  open();
  recover();
  EXPECT_EQ(breaker.doublings(now), 1);
  EXPECT_GE(cooldown_of_next_trip(), 30s);
}

TEST_F(CircuitBreakerCooldown, ForgetsOneDoublingForEachHealthyMinute) {
  open();
  for (int i = 0; i < 2; ++i) {
    pass_cooldown();
    probe(false);
  }
  recover();
  EXPECT_EQ(breaker.doublings(now + 59s), 3);
  EXPECT_EQ(breaker.doublings(now + 60s), 2);
  EXPECT_EQ(breaker.doublings(now + 120s), 1);
  EXPECT_EQ(breaker.doublings(Instant::max()), 0);
  now += 180s;
  EXPECT_LE(cooldown_of_next_trip(), 30s);
}

TEST_F(CircuitBreakerCooldown, ATripByOrderDoesNotLengthenLaterOnes) {
  breaker.trip(now, now + 1s);
  EXPECT_EQ(breaker.doublings(now), 0);
  recover();
  EXPECT_LE(cooldown_of_next_trip(), 30s);
}

// The reference let any success reset the count of failures, even one whose request had been under
// way since before the trouble began.
TEST_F(CircuitBreakerLate, ASuccessFromBeforeTheTripNeitherClosesNorCounts) {
  const Instant started = now;
  now += 1s;
  open();
  breaker.on_success(now, started);
  EXPECT_EQ(state(), BreakerState::Open);
  pass_cooldown();
  for (int i = 0; i < 10; ++i) breaker.on_success(now, started);
  EXPECT_EQ(state(), BreakerState::HalfOpen);
}

TEST_F(CircuitBreakerLate, ASuccessFromBeforeTheTripDoesNotResetTheCountAfterRecovery) {
  const Instant started = now;
  now += 1s;
  open();
  recover();
  fail_times(4);
  breaker.on_success(now, started);
  fail();
  EXPECT_EQ(state(), BreakerState::Open);
}

TEST_F(CircuitBreakerLate, FailuresFromBeforeTheTripDoNotTripItAgainAfterRecovery) {
  const Instant started = now;
  now += 1s;
  open();
  recover();
  for (int i = 0; i < 50; ++i) breaker.on_failure(now, started, 60s, rng);
  EXPECT_TRUE(breaker.admits(now));
  EXPECT_EQ(breaker.consecutive_failures(), 0);
}

TEST_F(CircuitBreakerLate, AFailureFromBeforeTheTripDoesNotEndAHalfOpenPhaseUnlessTheServerAsks) {
  const Instant started = now;
  now += 1s;
  open();
  pass_cooldown();
  breaker.on_failure(now, started, kNoHint, rng);
  breaker.on_failure(now, started, 0s, rng);
  EXPECT_EQ(state(), BreakerState::HalfOpen);
  breaker.on_failure(now, started, 20s, rng);
  EXPECT_EQ(breaker.open_until(), now + 20s);
}

TEST_F(CircuitBreakerOrders, ATripOpensAtOnceAndAProbeFollows) {
  breaker.trip(now, now + 10s);
  EXPECT_FALSE(breaker.admits(now));
  EXPECT_TRUE(breaker.needs_success_reports());
  recover();
}

TEST_F(CircuitBreakerOrders, ATripUntilThePastMakesItHalfOpen) {
  breaker.trip(now, now - 1h);
  EXPECT_EQ(state(), BreakerState::HalfOpen);
  EXPECT_TRUE(breaker.try_probe(now, 60s));
}

TEST_F(CircuitBreakerOrders, AResetClosesAndForgets) {
  open();
  pass_cooldown();
  probe(false);
  breaker.reset(now);
  EXPECT_TRUE(breaker.admits(now));
  EXPECT_EQ(breaker.doublings(now), 0);
  EXPECT_LE(cooldown_of_next_trip(), 30s);
}

TEST(BreakerStateName, IsWhatDashboardsShow) {
  std::ostringstream out;
  out << BreakerState::Closed << ' ' << BreakerState::Open << ' ' << BreakerState::HalfOpen;
  EXPECT_EQ(out.str(), "closed open half_open");
  EXPECT_EQ(to_string(static_cast<BreakerState>(9)), "unknown");
}

}  // namespace
}  // namespace omnillm::limit
