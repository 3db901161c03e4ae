#include "omnillm/pool.h"

#include <map>
#include <set>

#include "pool_fixture.h"

namespace omnillm {
namespace {

using KeyPoolAcquire = PoolTest;
using KeyPoolRefusal = PoolTest;
using KeyPoolFeedback = PoolTest;
using KeyPoolLimits = PoolTest;
using KeyPoolAdmin = PoolTest;
using KeyPoolStatus = PoolTest;
using KeyPoolLease = PoolTest;

CallFailure limited(Duration wait) { return {ErrorKind::ProviderLimit, wait}; }
constexpr CallFailure kServerError{ErrorKind::Server, {}};

TEST_F(KeyPoolAcquire, LeasesAKeyWithItsSecretAndLabel) {
  make({key("a")});
  auto lease = take(10);
  ASSERT_TRUE(lease.has_value());
  EXPECT_EQ(lease->label(), "a");
  EXPECT_EQ(lease->secret()->reveal(), "sk-test-a");
  EXPECT_EQ(lease->reserved_tokens(), 10);
}

TEST_F(KeyPoolAcquire, SkipsACoolingKeyAndTakesTheNext) {
  make({key("a"), key("b")});
  fail_call("a", limited(60s));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(take()->label(), "b");
}

// The reference gives up after five keys, whether they were full or lost a race; with twelve of
// twenty full it refused four calls in ten.
TEST_F(KeyPoolAcquire, FindsTheOnlyKeysWithRoomHoweverManyAreFull) {
  make_keys(20, key("").tpm_limit(1000));
  std::set<std::string> full;
  std::vector<KeyLease> held;
  while (full.size() < 12) {
    auto lease = take(1000);
    ASSERT_TRUE(lease.has_value());
    full.insert(lease->label());
    held.push_back(std::move(*lease));
  }
  for (int i = 0; i < 8; ++i) {
    auto lease = take(1000);
    ASSERT_TRUE(lease.has_value()) << i;
    EXPECT_EQ(full.count(lease->label()), 0u);
    held.push_back(std::move(*lease));
  }
  EXPECT_FALSE(take(1000).has_value());
}

TEST_F(KeyPoolAcquire, ServesALargeRequestFromTheOneKeyThatHasTheTokensLeft) {
  make_keys(50, key("").tpm_limit(1000));
  std::map<std::string, int> uses;
  // Every key but one is down to 100 tokens.
  std::vector<KeyLease> held;
  while (held.size() < 49) held.push_back(std::move(*take(900)));
  EXPECT_TRUE(take(900).has_value());
  EXPECT_TRUE(take(100).has_value());
}

TEST_F(KeyPoolAcquire, TriesOtherKeysWhenTheChosenOneHasNoRequestsLeft) {
  make_keys(4, key("").rpm_limit(1));
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(use(1)) << i;
  EXPECT_FALSE(use(1));
}

TEST_F(KeyPoolAcquire, PrefersLowerPriorityNumbersAndFallsBack) {
  make({key("first").rpm_limit(2), key("second").with_priority(1)});
  EXPECT_EQ(take()->label(), "first");
  use(1), use(1);
  EXPECT_EQ(take()->label(), "second");
  time.advance(60s);
  EXPECT_EQ(take()->label(), "first");
}

TEST_F(KeyPoolAcquire, GivesAKeyOnlyForModelsItsListNames) {
  make({key("any"), key("mini").allow_models({"mini"})});
  std::set<std::string> mini, large;
  for (int i = 0; i < 50; ++i) {
    mini.insert(pool->try_acquire({.tokens = 1, .model = "mini"}, time.now())->label());
    large.insert(pool->try_acquire({.tokens = 1, .model = "large"}, time.now())->label());
  }
  EXPECT_EQ(mini, (std::set<std::string>{"any", "mini"}));
  EXPECT_EQ(large, (std::set<std::string>{"any"}));
}

TEST_F(KeyPoolAcquire, SpreadsCallsByWeight) {
  make({key("one"), key("three").with_weight(3)});
  std::map<std::string, int> count;
  std::vector<KeyLease> held;
  for (int i = 0; i < 400; ++i) {
    held.push_back(std::move(*take()));
    ++count[held.back().label()];
  }
  EXPECT_NEAR(count["three"], 300, 20);
}

TEST_F(KeyPoolAcquire, MovesLoadAwayFromASlowKey) {
  make({key("slow").rpm_limit(100'000), key("fast").rpm_limit(100'000)});
  KeyLease slow = take_key("slow");
  for (int i = 0; i < 30; ++i) slow.report_success(time.now(), 5s);
  KeyLease fast = take_key("fast");
  for (int i = 0; i < 30; ++i) fast.report_success(time.now(), 100ms);
  int chose_slow = 0;
  for (int i = 0; i < 100; ++i) chose_slow += take()->label() == "slow";
  EXPECT_LT(chose_slow, 60);  // two draws of the same key leave no choice
}

TEST_F(KeyPoolAcquire, SameSeedMakesTheSameChoices) {
  const auto choices = [this] {
    make_keys(10, key(""));
    std::string labels;
    for (int i = 0; i < 50; ++i) labels += take()->label();
    return labels;
  };
  EXPECT_EQ(choices(), choices());
}

TEST_F(KeyPoolRefusal, CountsTheReasonOfEveryKeyAndTheEarliestInstant) {
  make({key("cool"), key("full").tpm_limit(100), key("dead"), key("small").tpm_limit(50)});
  fail_call("cool", limited(60s));
  fail_call("dead", {ErrorKind::Auth, {}});
  const auto held = take(100);  // only "full" may serve so many
  ASSERT_TRUE(held.has_value());
  const auto refused = take(100);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cause, PoolRefusal::Cause::Busy);
  EXPECT_EQ(refused.error().cooling, 1);
  EXPECT_EQ(refused.error().quarantined, 1);
  EXPECT_EQ(refused.error().too_small, 1);
  EXPECT_EQ(refused.error().limited, 1);
  EXPECT_EQ(refused.error().retry_at, time.now() + 60s);  // 100 tokens of 100 a minute
  const Error error = refused.error().to_error(time.now());
  EXPECT_EQ(error.kind(), ErrorKind::NoKey);
  EXPECT_EQ(error.retry_after(), 60s);
  EXPECT_NE(error.message().find("1 cooling down"), std::string::npos) << error;
}

TEST_F(KeyPoolRefusal, TheInstantItNamesIsTheFirstAtWhichAskingWorks) {
  make({key("a").tpm_limit(7'000).rpm_limit(11)});
  for (const std::int64_t tokens : {700, 6'900, 1}) {
    while (use(tokens)) {
    }
    const Instant retry = take(tokens).error().retry_at.value();
    time.advance_to(retry - 17ns);
    EXPECT_FALSE(take(tokens).has_value()) << tokens;
    time.advance_to(retry);
    EXPECT_TRUE(take(tokens).has_value()) << tokens;
  }
}

TEST_F(KeyPoolRefusal, SaysThatARequestIsTooLargeForEveryKey) {
  make({key("a").tpm_limit(1000), key("b").tpm_limit(2000)});
  const auto refused = take(2001);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cause, PoolRefusal::Cause::TooLarge);
  EXPECT_FALSE(refused.error().retry_at.has_value());
  EXPECT_EQ(refused.error().to_error(time.now()).kind(), ErrorKind::OwnLimit);
}

TEST_F(KeyPoolRefusal, SaysThatThereAreNoKeys) {
  make({});
  EXPECT_EQ(take().error().cause, PoolRefusal::Cause::NoKeys);
  make({key("a").allow_models({"other"})});
  EXPECT_EQ(take().error().cause, PoolRefusal::Cause::NoKeys);
}

TEST_F(KeyPoolRefusal, KnowsARememberedShortageIsOverWhenTokensComeBack) {
  make({key("a").tpm_limit(1000)});
  auto big = take(900);
  EXPECT_FALSE(take(500).has_value());
  EXPECT_FALSE(take(500).has_value());  // answered from memory
  std::move(*big).settle(time.now(), 0);
  EXPECT_TRUE(take(500).has_value());
}

TEST_F(KeyPoolRefusal, ARememberedShortageDoesNotRefuseSmallerRequests) {
  make({key("a").tpm_limit(1000)});
  auto big = take(900);
  EXPECT_FALSE(take(500).has_value());
  EXPECT_TRUE(take(100).has_value());
}

TEST_F(KeyPoolFeedback, AShorterCoolDownNeverReplacesALongerOne) {
  make({key("a"), key("b")});
  KeyLease first = take_key("a");
  KeyLease second = take_key("a");
  first.report_failure(time.now(), limited(300s));
  second.report_failure(time.now(), limited(1s));
  time.advance(299s);
  EXPECT_EQ(status_of("a").state, KeyState::Cooling);
  time.advance(20s);  // the hint may be lengthened by a twentieth
  EXPECT_EQ(status_of("a").state, KeyState::Ready);
}

// One caller's malformed requests must not take keys from everybody else.
TEST_F(KeyPoolFeedback, BadRequestsNeverCountAgainstAKey) {
  make({key("a")});
  for (const ErrorKind kind : {ErrorKind::BadRequest, ErrorKind::NotFound, ErrorKind::ContextLength,
                               ErrorKind::ContentPolicy, ErrorKind::Cancelled})
    for (int i = 0; i < 20; ++i) fail_call("a", {kind, {}});
  EXPECT_TRUE(status_of("a").available);
  EXPECT_EQ(status_of("a").consecutive_failures, 0);
}

TEST_F(KeyPoolFeedback, FailuresInARowOpenTheBreakerOfAKeyThePoolCanSpare) {
  make({key("a"), key("b"), key("c")});
  for (int i = 0; i < 5; ++i) {
    fail_call("a", kServerError);
    KeyLease ok = take_key("b");  // the endpoint itself works
    ok.mark_sent();
    ok.report_success(time.now(), 1s);
  }
  EXPECT_EQ(status_of("a").state, KeyState::Open);
  EXPECT_GT(status_of("a").failure_cool_down_until, 0);
  for (int i = 0; i < 50; ++i) EXPECT_NE(take()->label(), "a");
}

TEST_F(KeyPoolFeedback, ALoneKeyIsNotEjectedForItsProvidersFailures) {
  make({key("a")});
  for (int i = 0; i < 50; ++i) {
    auto lease = take();
    if (!lease) break;  // the endpoint's own breaker
    lease->report_failure(time.now(), kServerError);
  }
  EXPECT_EQ(status_of("a").state, KeyState::Ready);
}

TEST_F(KeyPoolFeedback, HalfOpenLetsOneProbeThroughAtATimeAndClosesAfterTwo) {
  make({key("a"), key("b"), key("c")});
  for (int i = 0; i < 5; ++i) {
    fail_call("a", kServerError);
    take_key("b").report_success(time.now(), 1s);
  }
  time.advance(31s);
  KeyLease probe = take_key("a");
  EXPECT_EQ(status_of("a").state, KeyState::Probing);
  for (int i = 0; i < 50; ++i) EXPECT_NE(take()->label(), "a");
  probe.mark_sent();
  probe.report_success(time.now(), 1s);
  std::move(probe).settle(time.now(), 1);
  KeyLease second = take_key("a");
  second.report_success(time.now(), 1s);
  EXPECT_EQ(status_of("a").state, KeyState::Ready);
}

TEST_F(KeyPoolFeedback, AProbeThatIsDroppedLetsTheNextOneTry) {
  make({key("a"), key("b"), key("c")});
  for (int i = 0; i < 5; ++i) {
    fail_call("a", kServerError);
    take_key("b").report_success(time.now(), 1s);
  }
  time.advance(31s);
  { KeyLease dropped = take_key("a"); }
  EXPECT_EQ(take_key("a").label(), "a");
}

TEST_F(KeyPoolFeedback, AProbeThatIsNeverHeardOfDelaysTheNextNoLongerThanItsLease) {
  make({key("a"), key("b"), key("c")});
  for (int i = 0; i < 5; ++i) {
    fail_call("a", kServerError);
    take_key("b").report_success(time.now(), 1s);
  }
  time.advance(31s);
  KeyLease lost = take_key("a");
  time.advance(61s);
  EXPECT_EQ(take_key("a").label(), "a");
}

TEST_F(KeyPoolFeedback, AnUnknownKeyIsQuarantinedLongerEachTimeAndCanBeRevived) {
  make({key("a"), key("b")});
  fail_call("a", {ErrorKind::Auth, {}});
  EXPECT_EQ(status_of("a").state, KeyState::Quarantined);
  time.advance(6min);
  fail_call("a", {ErrorKind::Auth, {}});
  time.advance(6min);
  EXPECT_EQ(status_of("a").state, KeyState::Quarantined);
  ASSERT_TRUE(pool->revive("a").has_value());
  EXPECT_TRUE(status_of("a").available);
}

TEST_F(KeyPoolFeedback, ManyCallsRefusedAtOnceQuarantineAKeyOnce) {
  make({key("a"), key("b")});
  std::vector<KeyLease> calls;
  for (int i = 0; i < 5; ++i) calls.push_back(take_key("a"));
  time.advance(1s);
  for (KeyLease& call : calls) call.report_failure(time.now(), {ErrorKind::Auth, {}});
  time.advance(6min);
  EXPECT_NE(status_of("a").state, KeyState::Quarantined);
}

// A 403 can mean this model, this region or this content: the key is good for other things.
TEST_F(KeyPoolFeedback, APermissionDeniedCoolsTheKeyAndDoesNotKillIt) {
  make({key("a"), key("b")});
  fail_call("a", {ErrorKind::Permission, {}});
  EXPECT_EQ(status_of("a").state, KeyState::Cooling);
  time.advance(61s);
  EXPECT_EQ(status_of("a").state, KeyState::Ready);
}

// Credit that is used up does not come back in a minute.
TEST_F(KeyPoolFeedback, AnEmptyAccountIsQuarantinedNotCooled) {
  make({key("a"), key("b")});
  fail_call("a", {ErrorKind::Quota, 20s});
  time.advance(60s);
  EXPECT_EQ(status_of("a").state, KeyState::Quarantined);
}

TEST_F(KeyPoolFeedback, OneLimitCoolsEveryKeyOfTheQuotaGroup) {
  make({key("a").in_quota_group("org"), key("b").in_quota_group("org"), key("c")});
  fail_call("a", limited(30s));
  EXPECT_EQ(status_of("a").state, KeyState::Cooling);
  EXPECT_EQ(status_of("b").state, KeyState::Cooling);
  EXPECT_EQ(status_of("c").state, KeyState::Ready);
}

TEST_F(KeyPoolFeedback, AnEndpointThatIsDownIsAskedByOneProbeInsteadOfEveryKey) {
  make_keys(8, key(""));
  for (int i = 0; i < 5; ++i) {
    auto lease = take();
    ASSERT_TRUE(lease.has_value());
    lease->mark_sent();
    lease->report_failure(time.now(), {ErrorKind::Overloaded, {}});
  }
  const auto refused = take();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().breaker_open, 8);
  time.advance_to(*refused.error().retry_at);
  auto probe = take();
  ASSERT_TRUE(probe.has_value());
  EXPECT_FALSE(take().has_value());
  probe->mark_sent();
  probe->report_success(time.now(), 1s);
  auto second = take();
  ASSERT_TRUE(second.has_value());
  second->report_success(time.now(), 1s);
  EXPECT_TRUE(take().has_value());
  EXPECT_TRUE(take().has_value());
}

TEST_F(KeyPoolFeedback, ProviderHeadersCorrectTheBucketDownwardsOnly) {
  make({key("a").tpm_limit(6000).rpm_limit(60)});
  auto lease = take(10);
  lease->observe(time.now(), {.remaining_tokens = 100, .remaining_requests = 7});
  EXPECT_EQ(status_of("a").tpm_inflight, 5900);
  EXPECT_EQ(status_of("a").rpm_inflight, 53);
  lease->observe(time.now(), {.remaining_tokens = 6000, .remaining_requests = 60});
  EXPECT_EQ(status_of("a").tpm_inflight, 5900);
}

TEST_F(KeyPoolFeedback, ALowerLimitInTheHeadersIsAdopted) {
  make({key("a").tpm_limit(6000)});
  take()->observe(time.now(), {.limit_tokens = 3000});
  EXPECT_EQ(status_of("a").tpm_limit, 3000);
  EXPECT_FALSE(take(3001).has_value());
}

TEST_F(KeyPoolFeedback, EveryChangeOfTheLimitsInTheHeadersIsFollowed) {
  make({key("a").tpm_limit(6000).rpm_limit(60)});
  for (const std::int64_t limit : {3000, 3000, 4000, 9000, 5000}) {
    take()->observe(time.now(), {.limit_tokens = limit, .limit_requests = limit / 100});
    EXPECT_EQ(status_of("a").tpm_limit, std::min<std::int64_t>(limit, 6000));
    EXPECT_EQ(status_of("a").rpm_limit, std::min<std::int64_t>(limit / 100, 60));
  }
}

TEST_F(KeyPoolFeedback, LimitsThatWereToldBeforeAreAdoptedAgainAfterTheUserSetOthers) {
  make({key("a").tpm_limit(6000)});
  take()->observe(time.now(), {.limit_tokens = 3000});
  KeyLimits limits;
  limits.tpm = 5000;
  ASSERT_TRUE(pool->set_limits("a", limits).has_value());
  take()->observe(time.now(), {.limit_tokens = 3000});
  EXPECT_EQ(status_of("a").tpm_limit, 3000);
}

TEST_F(KeyPoolFeedback, WhatWasToldOfARemovedKeyIsNotBelievedOfTheNext) {
  make({key("a").tpm_limit(6000)}, {.max_keys = 1});
  take()->observe(time.now(), {.limit_tokens = 3000});
  ASSERT_TRUE(pool->remove_key("a").has_value());
  ASSERT_TRUE(pool->add_key(key("b").tpm_limit(6000)).has_value());
  EXPECT_EQ(status_of("b").tpm_limit, 6000);
  take()->observe(time.now(), {.limit_tokens = 3000});
  EXPECT_EQ(status_of("b").tpm_limit, 3000);
}

TEST_F(KeyPoolLimits, TokensPerMinuteAreARateAndNotACapOnWhatIsInFlight) {
  make({key("a").tpm_limit(1000).rpm_limit(10'000)});
  int admitted = 0;
  for (int second = 0; second < 600; ++second) {
    while (use(10)) ++admitted;
    time.advance(1s);
  }
  EXPECT_NEAR(admitted, 100 + 1000, 2);  // the bucket, and ten minutes of refill
}

TEST_F(KeyPoolLimits, UnusedTokensComeBackAndOverusedOnesAreOwed) {
  make({key("a").tpm_limit(1000)});
  auto lease = take(1000);
  lease->mark_sent();
  std::move(*lease).settle(time.now(), 400);
  EXPECT_EQ(status_of("a").tpm_inflight, 400);
  auto more = take(600);
  more->mark_sent();
  std::move(*more).settle(time.now(), 1600);
  EXPECT_EQ(status_of("a").tpm_inflight, 2000);
  time.advance(60s);
  EXPECT_FALSE(take(1).has_value());
  time.advance(1s);
  EXPECT_TRUE(take(1).has_value());
}

TEST_F(KeyPoolLimits, DailyLimitsComeBackADayLater) {
  make({key("a").rpd_limit(3)});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(use(1));
  const auto refused = take();
  ASSERT_FALSE(refused.has_value());
  time.advance(23h);
  EXPECT_FALSE(use(1));
  time.advance_to(*refused.error().retry_at);
  EXPECT_TRUE(use(1));
}

TEST_F(KeyPoolLimits, DailyTokensCountWhatWasUsed) {
  make({key("a").tpm_limit(10'000).tpd_limit(1000)});
  auto lease = take(900);
  lease->mark_sent();
  std::move(*lease).settle(time.now(), 100);
  EXPECT_TRUE(use(900));
  EXPECT_FALSE(use(1));
}

TEST_F(KeyPoolLimits, RefusedForTheRequestsOfADayTakesNoTokensOfTheDay) {
  make({key("a").tpd_limit(1000).rpd_limit(1).in_quota_group("g")});
  EXPECT_TRUE(use(10));
  EXPECT_FALSE(take(10).has_value());
  time.advance(25h);
  EXPECT_TRUE(use(1000));
}

TEST_F(KeyPoolLimits, KeysOfOneQuotaGroupShareOneBucket) {
  make({key("a").in_quota_group("org").tpm_limit(1000),
        key("b").in_quota_group("org").tpm_limit(1000)});
  EXPECT_TRUE(use(600));
  EXPECT_FALSE(use(600));
  EXPECT_TRUE(use(400));
}

TEST_F(KeyPoolLimits, CallsInFlightAreBounded) {
  make({key("a").concurrency_limit(2)});
  auto first = take(), second = take();
  ASSERT_TRUE(second.has_value());
  const auto refused = take();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().limited, 1);
  EXPECT_FALSE(refused.error().retry_at.has_value());
  std::move(*first).settle(time.now(), 1);
  EXPECT_TRUE(take().has_value());
}

TEST_F(KeyPoolLease, DroppedBeforeItIsSentGivesTokensAndRequestBack) {
  make({key("a").tpm_limit(1000).rpm_limit(1)});
  { auto lease = take(1000); }
  EXPECT_TRUE(take(1000).has_value());
}

TEST_F(KeyPoolLease, DroppedAfterItWasSentKeepsItsTokensAndFreesItsPlace) {
  make({key("a").tpm_limit(1000)});
  {
    auto lease = take(700);
    lease->mark_sent();
  }
  EXPECT_EQ(pool->in_flight(), 0);
  EXPECT_EQ(status_of("a").tpm_inflight, 700);
}

TEST_F(KeyPoolLease, OverwritingOneGivesItBack) {
  make({key("a")});
  auto first = take(), second = take();
  EXPECT_EQ(pool->in_flight(), 2);
  *first = std::move(*second);
  EXPECT_EQ(pool->in_flight(), 1);
}

TEST_F(KeyPoolLease, NegativeUseIsCountedAsNone) {
  make({key("a").tpm_limit(1000)});
  auto lease = take(500);
  lease->mark_sent();
  std::move(*lease).settle(time.now(), -5'000'000);
  EXPECT_EQ(status_of("a").tpm_inflight, 0);
}

TEST_F(KeyPoolAdmin, AKeyAddedWhileInUseIsUsed) {
  make({key("a").rpm_limit(1)});
  EXPECT_TRUE(use(1));
  EXPECT_FALSE(use(1));
  ASSERT_TRUE(pool->add_key(key("b")).has_value());
  EXPECT_EQ(take()->label(), "b");
}

TEST_F(KeyPoolAdmin, ARemovedKeyFinishesItsCallsAndGetsNoMore) {
  make({key("a"), key("b")});
  KeyLease lease = take_key("a");
  ASSERT_TRUE(pool->remove_key("a").has_value());
  EXPECT_EQ(lease.label(), "a");
  EXPECT_EQ(pool->size(), 1u);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(take()->label(), "b");
  std::move(lease).settle(time.now(), 1);
  EXPECT_EQ(pool->in_flight(), 0);
}

TEST_F(KeyPoolAdmin, AnIndexIsUsedAgainOnlyWhenItsCallsAreOver) {
  make({key("a")}, {.max_keys = 1});
  KeyLease lease = take_key("a");
  ASSERT_TRUE(pool->remove_key("a").has_value());
  EXPECT_FALSE(pool->add_key(key("b")).has_value());
  std::move(lease).settle(time.now(), 1);
  ASSERT_TRUE(pool->add_key(key("b")).has_value());
  EXPECT_EQ(take()->label(), "b");
}

TEST_F(KeyPoolAdmin, ARotatedKeyShowsItsNewSecretToWhoAsksAfterwards) {
  make({key("a")});
  auto lease = take();
  ASSERT_TRUE(pool->rotate_key("a", Secret("sk-new")).has_value());
  EXPECT_EQ(lease->secret()->reveal(), "sk-new");
}

TEST_F(KeyPoolAdmin, NewLimitsHoldAtOnce) {
  make({key("a").tpm_limit(1000)});
  KeyLimits limits;
  limits.tpm = 5000;
  ASSERT_TRUE(pool->set_limits("a", limits).has_value());
  EXPECT_TRUE(use(5000));
  EXPECT_EQ(status_of("a").tpm_limit, 5000);
}

TEST_F(KeyPoolAdmin, NewLimitsOfOneKeyLeaveItsEqualsAlone) {
  make({key("a"), key("b")});
  KeyLimits limits;
  limits.tpm = 500;
  ASSERT_TRUE(pool->set_limits("a", limits).has_value());
  EXPECT_EQ(status_of("a").tpm_limit, 500);
  EXPECT_EQ(status_of("b").tpm_limit, KeyLimits{}.tpm);
}

TEST_F(KeyPoolAdmin, ALabelThatIsTwiceAmongNewKeysIsRefused) {
  EXPECT_FALSE(KeyPool::create({key("a"), key("b"), key("a")}, {}, time, time).has_value());
}

TEST_F(KeyPoolAdmin, TheLabelOfARemovedKeyIsFreeAgain) {
  make({key("a")});
  ASSERT_TRUE(pool->remove_key("a").has_value());
  EXPECT_TRUE(pool->add_key(key("a")).has_value());
  EXPECT_EQ(pool->size(), 1u);
}

TEST_F(KeyPoolAdmin, UnknownLabelsAreNotFound) {
  make({key("a")});
  EXPECT_EQ(pool->remove_key("x").error().kind(), ErrorKind::NotFound);
  EXPECT_EQ(pool->rotate_key("x", Secret("k")).error().kind(), ErrorKind::NotFound);
  EXPECT_EQ(pool->set_limits("x", {}).error().kind(), ErrorKind::NotFound);
  EXPECT_EQ(pool->revive("x").error().kind(), ErrorKind::NotFound);
}

TEST_F(KeyPoolAdmin, WrongKeysAreRefusedWithTheirLabel) {
  const auto refuse = [this](KeyConfig config) {
    const auto made = KeyPool::create({std::move(config)}, {}, time, time);
    EXPECT_FALSE(made.has_value());
    return made ? "" : made.error().to_string();
  };
  EXPECT_NE(refuse(key("a").tpm_limit(0)).find("'a'"), std::string::npos);
  EXPECT_NE(refuse(key("a").rpm_limit(-1)).find("rpm_limit"), std::string::npos);
  EXPECT_NE(refuse(KeyConfig("", "a")).find("empty"), std::string::npos);
  EXPECT_NE(refuse(KeyConfig("k", "")).find("label"), std::string::npos);
  EXPECT_NE(refuse(KeyConfig("bad\nkey", "a")).find("header"), std::string::npos);
  EXPECT_NE(refuse(key("a").with_priority(8)).find("priority"), std::string::npos);
  EXPECT_NE(refuse(key("a").with_weight(0)).find("weight"), std::string::npos);
  EXPECT_NE(refuse(key("a").headroom(1000)).find("headroom"), std::string::npos);
  EXPECT_FALSE(KeyPool::create({key("a"), key("a")}, {}, time, time).has_value());
  EXPECT_FALSE(
      KeyPool::create({key("a").in_quota_group("g"), key("b").in_quota_group("g").tpm_limit(5)}, {},
                      time, time)
          .has_value());
}

TEST_F(KeyPoolStatus, ShowsNothingMissingOnAFreshKey) {
  make({key("a").tpm_limit(90'000).rpm_limit(500)});
  const KeyStatus row = status_of("a");
  EXPECT_TRUE(row.available);
  EXPECT_EQ(row.tpm_inflight, 0);
  EXPECT_EQ(row.tpm_limit, 90'000);
  EXPECT_EQ(row.cool_down_until, 0);
  EXPECT_EQ(row.failure_cool_down_until, 0);
}

TEST_F(KeyPoolStatus, NeverShowsTheSecret) {
  std::ostringstream out;
  out << key("label");
  EXPECT_EQ(out.str().find("sk-test"), std::string::npos);
}

// Cool-downs are counted on a clock that never jumps.
TEST_F(KeyPoolStatus, ACalendarThatJumpsNeitherEndsNorExtendsACoolDown) {
  make({key("a"), key("b")});
  fail_call("a", limited(100s));
  time.step_wall(24h);
  EXPECT_EQ(status_of("a").state, KeyState::Cooling);
  time.step_wall(-48h);
  time.advance(106s);
  EXPECT_EQ(status_of("a").state, KeyState::Ready);
}

TEST_F(KeyPoolLimits, BucketsAreFullAfterMonthsOfSilence) {
  make({key("a").tpm_limit(1000).rpm_limit(10)});
  for (const auto silence : {24h * 20, 24h * 60, 24h * 130, 24h * 400}) {
    EXPECT_TRUE(use(1000));
    EXPECT_FALSE(use(1));
    time.advance(silence);
    EXPECT_TRUE(take(1000).has_value()) << silence.count();
    time.advance(1h);
  }
}

}  // namespace
}  // namespace omnillm
