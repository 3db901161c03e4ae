#include <string>
#include <vector>

#include "pool_fixture.h"

namespace omnillm {
namespace {

class WaitingLineTest : public PoolTest {
 protected:
  KeyPool::WaitId wait(const std::string& who, std::int64_t tokens, Duration patience = 1h,
                       int priority = 0) {
    return pool->acquire({.tokens = tokens},
                         {.deadline = time.now() + patience, .priority = priority},
                         [this, who](KeyPool::Acquired lease) {
                           if (lease) {
                             lease->mark_sent();
                             served.push_back(who);
                             leases.push_back(std::move(*lease));
                           } else {
                             refused.push_back(who);
                             reasons.push_back(lease.error().cause);
                           }
                         });
  }
  // Whoever still waits is told before what he would be told into is gone.
  void TearDown() override {
    while (!leases.empty()) {
      std::vector<KeyLease> ended = std::move(leases);
      leases.clear();
    }
    pool.reset();
  }

  std::vector<std::string> served, refused;
  std::vector<PoolRefusal::Cause> reasons;
  std::vector<KeyLease> leases;
  using Names = std::vector<std::string>;
};

TEST_F(WaitingLineTest, WhoCanBeServedDoesNotWait) {
  make({key("a")});
  wait("x", 10);
  EXPECT_EQ(served, Names{"x"});
  EXPECT_EQ(pool->waiting(), 0u);
}

TEST_F(WaitingLineTest, WaitersAreServedInTheOrderTheyCame) {
  make({key("a").tpm_limit(600)});
  ASSERT_TRUE(use(600));
  wait("x", 100), wait("y", 100), wait("z", 100);
  EXPECT_EQ(pool->waiting(), 3u);
  time.advance(10s);
  EXPECT_EQ(served, Names{"x"});
  time.advance(20s);
  EXPECT_EQ(served, (Names{"x", "y", "z"}));
}

TEST_F(WaitingLineTest, ALowerPriorityNumberGoesFirst) {
  make({key("a").tpm_limit(600)});
  ASSERT_TRUE(use(600));
  wait("late", 100, 1h, 5), wait("soon", 100, 1h, 1);
  time.advance(20s);
  EXPECT_EQ(served, (Names{"soon", "late"}));
}

TEST_F(WaitingLineTest, ASmallRequestDoesNotOvertakeALargeOneThatWaits) {
  make({key("a").tpm_limit(600)});
  ASSERT_TRUE(use(600));
  wait("large", 600);
  time.advance(30s);  // half the bucket is back
  EXPECT_FALSE(take(1).has_value());
  wait("small", 1);
  EXPECT_TRUE(served.empty());
  time.advance(31s);
  EXPECT_EQ(served, (Names{"large", "small"}));
}

TEST_F(WaitingLineTest, GivingBackServesTheNextAtOnce) {
  make({key("a").tpm_limit(600)});
  auto held = take(600);
  wait("x", 500);
  EXPECT_TRUE(served.empty());
  std::move(*held).release(time.now());
  EXPECT_EQ(served, Names{"x"});
}

TEST_F(WaitingLineTest, AFreedPlaceServesTheNext) {
  make({key("a").concurrency_limit(1)});
  auto held = take(1);
  wait("x", 1);
  std::move(*held).settle(time.now(), 1);
  EXPECT_EQ(served, Names{"x"});
}

TEST_F(WaitingLineTest, ADeadlineThatPassesIsARefusalWithItsReason) {
  make({key("a").tpm_limit(600)});
  auto held = take(600);
  wait("x", 600, 5s);
  time.advance(5s);
  EXPECT_EQ(refused, Names{"x"});
  EXPECT_EQ(reasons[0], PoolRefusal::Cause::Deadline);
  EXPECT_EQ(pool->waiting(), 0u);
}

TEST_F(WaitingLineTest, WhoCannotBeServedBeforeTheDeadlineIsToldAtOnce) {
  make({key("a"), key("b")});
  fail_call("a", {ErrorKind::ProviderLimit, 60s});
  fail_call("b", {ErrorKind::ProviderLimit, 60s});
  wait("x", 1, 30s);
  EXPECT_EQ(reasons, std::vector{PoolRefusal::Cause::Deadline});
  wait("y", 1, 90s);
  EXPECT_EQ(pool->waiting(), 1u);
}

TEST_F(WaitingLineTest, TheLineIsBounded) {
  make({key("a").tpm_limit(600)}, {.max_waiting = 1});
  auto held = take(600);
  wait("x", 600), wait("y", 600);
  EXPECT_EQ(refused, Names{"y"});
  EXPECT_EQ(reasons[0], PoolRefusal::Cause::LineFull);
}

TEST_F(WaitingLineTest, WhatNoKeyCanEverServeIsRefusedAtOnce) {
  make({key("a").tpm_limit(600)});
  wait("x", 601);
  EXPECT_EQ(reasons, std::vector{PoolRefusal::Cause::TooLarge});
}

TEST_F(WaitingLineTest, LeavingTheLineLetsTheNextOneIn) {
  make({key("a").tpm_limit(600)});
  ASSERT_TRUE(use(300));
  const auto big = wait("big", 600);
  wait("small", 200);
  EXPECT_TRUE(pool->cancel(big));
  EXPECT_EQ(refused, Names{"big"});
  EXPECT_EQ(served, Names{"small"});
  EXPECT_FALSE(pool->cancel(big));
}

TEST_F(WaitingLineTest, AReviveServesTheLine) {
  make({key("a")});
  fail_call("a", {ErrorKind::ProviderLimit, 600s});
  wait("x", 1);
  ASSERT_TRUE(pool->revive("a").has_value());
  EXPECT_EQ(served, Names{"x"});
}

TEST_F(WaitingLineTest, AKeyThatIsAddedServesTheLine) {
  make({key("a").tpm_limit(600)});
  auto held = take(600);
  wait("x", 600);
  ASSERT_TRUE(pool->add_key(key("b")).has_value());
  EXPECT_EQ(served, Names{"x"});
}

TEST_F(WaitingLineTest, OtherModelsPassAWaiterWhoseModelIsBusy) {
  make({key("a").allow_models({"one"}).rpm_limit(1), key("b").allow_models({"two"})});
  ASSERT_TRUE(pool->try_acquire({.tokens = 1, .model = "one"}, time.now()).has_value());
  auto held = pool->try_acquire({.tokens = 1, .model = "one"}, time.now());
  const auto done = [this](const char* who) {
    return [this, who](KeyPool::Acquired lease) { (lease ? served : refused).push_back(who); };
  };
  auto keep = pool->try_acquire({.tokens = 1, .model = "one"}, time.now());
  keep->mark_sent();
  std::move(*keep).settle(time.now(), 1);
  pool->acquire({.tokens = 1, .model = "one"}, {}, done("one"));
  pool->acquire({.tokens = 1, .model = "two"}, {}, done("two"));
  EXPECT_EQ(served, Names{"two"});
}

TEST_F(WaitingLineTest, WhoeverWaitsWhenThePoolDiesIsTold) {
  make({key("a").tpm_limit(600)});
  ASSERT_TRUE(use(600));
  wait("x", 600);
  pool.reset();
  EXPECT_EQ(reasons, std::vector{PoolRefusal::Cause::Cancelled});
  EXPECT_EQ(time.pending(), 0u);
}

TEST_F(WaitingLineTest, CallbacksMayUseThePoolThemselves) {
  make({key("a").tpm_limit(600)});
  ASSERT_TRUE(use(600));
  int rounds = 0;
  std::function<void()> again = [&] {
    pool->acquire({.tokens = 100}, {}, [&](KeyPool::Acquired lease) {
      ASSERT_TRUE(lease.has_value());
      std::move(*lease).settle(time.now(), 100);
      if (++rounds < 50) again();
    });
  };
  again();
  time.advance(20min);
  EXPECT_EQ(rounds, 50);
}

TEST_F(WaitingLineTest, ManyWaitersAreServedAtTheRateOfTheKey) {
  make({key("a").tpm_limit(600).rpm_limit(100'000)});
  ASSERT_TRUE(use(600));
  for (int i = 0; i < 1000; ++i) wait(std::to_string(i), 1);
  time.advance(60s);
  EXPECT_NEAR(static_cast<double>(served.size()), 600, 1);
  for (std::size_t i = 0; i < served.size(); ++i) ASSERT_EQ(served[i], std::to_string(i));
}

}  // namespace
}  // namespace omnillm
