// Shared budgets: what threads borrow changes the cost and nothing else.

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "ledger_fixture.h"
#include "worker.h"

namespace omnillm::budget {
namespace {

class LedgerLease : public LedgerTest {
 protected:
  AccountId open_shared(std::string_view name, std::string_view limit) {
    return open(name, {.limit = usd(limit), .shared = true});
  }
  // Leaves the worker with money that it has borrowed and does not hold.
  void let_borrow(Worker& worker, const ScopePath& scopes, std::string_view amount) {
    worker.run([&] { hold(scopes, amount).release(); });
  }
  static Money sum(const AccountSnapshot& shot) {
    return nanos(shot.settled.nanos() + shot.reserved.nanos() + shot.leased.nanos() +
                 shot.remaining.nanos());
  }
};

TEST_F(LedgerLease, WhatIsLentIsCountedAndAddsUpToTheLimit) {
  const AccountId account = open_shared("a", "100");
  Reservation held = hold(path({account}), "0.01");
  AccountSnapshot shot = look(account);
  EXPECT_EQ(shot.reserved, usd("0.01"));
  EXPECT_GT(shot.leased, Money());
  EXPECT_EQ(sum(shot), usd("100"));
  std::move(held).settle(usd("0.004"));
  shot = look(account);
  EXPECT_EQ(shot.reserved, Money());
  EXPECT_EQ(shot.settled, usd("0.004"));
  EXPECT_EQ(sum(shot), usd("100"));
}

TEST_F(LedgerLease, AdmitsExactlyTheLimitRequestByRequest) {
  const AccountId account = open_shared("a", "10");
  const ScopePath scopes = path({account});
  std::vector<Reservation> held;
  for (int i = 0; i < 1'000; ++i) held.push_back(hold(scopes, "0.01"));
  EXPECT_FALSE(fits(scopes, "0.000000001"));
  held.pop_back();
  EXPECT_TRUE(fits(scopes, "0.01"));
}

TEST_F(LedgerLease, MoneyThatAnotherThreadHoldsIdleIsNoReasonToRefuse) {
  const AccountId account = open_shared("a", "10");
  const ScopePath scopes = path({account});
  Worker worker;
  let_borrow(worker, scopes, "0.01");
  ASSERT_GT(look(account).leased, Money());
  const Reservation everything = hold(scopes, "10");
  EXPECT_EQ(look(account).remaining, Money());
  worker.run([&] { EXPECT_FALSE(fits(scopes, "0.000000001")); });
}

TEST_F(LedgerLease, NorIsMoneyThatIsLentTogetherWithAnotherAccount) {
  const AccountId gateway = open_shared("gateway", "10");
  const AccountId left = open_shared("left", "100");
  const AccountId right = open_shared("right", "100");
  Worker worker;
  let_borrow(worker, path({gateway, left}), "0.01");
  const Reservation everything = hold(path({gateway, right}), "10");
  EXPECT_EQ(look(gateway).leased, Money());
  EXPECT_EQ(look(left).remaining, usd("100"));
  EXPECT_EQ(look(right).reserved, usd("10"));
}

TEST_F(LedgerLease, NorIsItWhenTwoAccountsHaveLentToDifferentThreads) {
  const AccountId gateway = open_shared("gateway", "10");
  const AccountId left = open_shared("left", "10");
  const AccountId right = open_shared("right", "10");
  Worker worker;
  let_borrow(worker, path({gateway, left}), "0.01");
  let_borrow(worker, path({gateway, right}), "0.01");
  let_borrow(worker, path({left, right}), "0.01");
  EXPECT_TRUE(fits(path({gateway, left, right}), "10"));
}

TEST_F(LedgerLease, HoldsOnEveryScopeOrOnNone) {
  const AccountId gateway = open_shared("gateway", "100");
  const AccountId project = open_shared("project", "100");
  const AccountId key = open("key", "1");
  const AccountId small = open_shared("small", "1");
  EXPECT_FALSE(fits(path({gateway, project, key}), "2"));
  EXPECT_FALSE(fits(path({key, gateway, small}), "2"));
  for (const AccountId account : {gateway, project, key, small}) {
    EXPECT_EQ(look(account).reserved, Money());
  }
}

TEST_F(LedgerLease, RefusalNamesTheAccountThatHadNoRoom) {
  const AccountId gateway = open_shared("gateway", "100");
  const AccountId project = open_shared("project", "1");
  const auto held = ledger.reserve(path({gateway, project}), usd("2"), kNow);
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().account, project);
  EXPECT_EQ(held.error().limit, usd("1"));
}

TEST_F(LedgerLease, AReservationMayBeSettledOnAnotherThread) {
  const AccountId account = open_shared("a", "100");
  const ScopePath scopes = path({account});
  Worker worker;
  for (int i = 0; i < 500; ++i) {
    Reservation held = hold(scopes, "0.01");
    worker.run([&] { std::move(held).settle(usd("0.001")); });
  }
  const AccountSnapshot shot = look(account);
  EXPECT_EQ(shot.settled, usd("0.5"));
  EXPECT_EQ(shot.reserved, Money());
  EXPECT_EQ(sum(shot), usd("100"));
  EXPECT_TRUE(fits(scopes, "99.5"));
}

TEST_F(LedgerLease, ALoweredLimitIsKeptByThreadsThatHaveBorrowed) {
  const AccountId account = open_shared("a", "100");
  const ScopePath scopes = path({account});
  Worker worker;
  let_borrow(worker, scopes, "0.01");
  hold(scopes, "0.01").settle(usd("0.01"));
  ASSERT_TRUE(ledger.set_limit(account, usd("0.02")));
  worker.run([&] {
    EXPECT_FALSE(fits(scopes, "0.011"));
    EXPECT_TRUE(fits(scopes, "0.01"));
  });
}

TEST_F(LedgerLease, AnOverrunStopsThreadsThatHaveBorrowed) {
  const AccountId account = open_shared("a", "100");
  const ScopePath scopes = path({account});
  Worker worker;
  let_borrow(worker, scopes, "0.01");
  hold(scopes, "0.01").settle(usd("100"));
  worker.run([&] { EXPECT_FALSE(fits(scopes, "0.01")); });
  EXPECT_EQ(look(account).remaining, Money());
  EXPECT_EQ(look(account).settled, usd("100"));
  EXPECT_FALSE(fits(scopes, "0.000000001"));
}

TEST_F(LedgerLease, AChargeThatGoesOverStopsThemToo) {
  const AccountId account = open_shared("a", "100");
  const ScopePath scopes = path({account});
  Worker worker;
  let_borrow(worker, scopes, "0.01");
  ledger.charge(scopes, usd("100"), kNow);
  worker.run([&] { EXPECT_FALSE(fits(scopes, "0.01")); });
}

TEST_F(LedgerLease, AlertsFireWhenTheAccountIsLookedAt) {
  const AccountId account = open("a", {.limit = usd("100"), .alert_percent = {1}, .shared = true});
  const ScopePath scopes = path({account});
  for (int i = 0; i < 100; ++i) hold(scopes, "0.01").settle(usd("0.01"));
  look(account);
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0].settled, usd("1"));
}

TEST_F(LedgerLease, MixesWithScopesThatAreDrawnExactly) {
  const AccountId gateway = open_shared("gateway", "10");
  const AccountId daily = open("daily", {.limit = usd("1"), .period = Period::Day});
  const ScopePath scopes = path({gateway, daily});
  hold(scopes, "1").settle(usd("0.75"));
  EXPECT_FALSE(fits(scopes, "0.5"));
  EXPECT_EQ(look(gateway).settled, usd("0.75"));
  EXPECT_EQ(look(daily).settled, usd("0.75"));
  EXPECT_TRUE(fits(scopes, "0.5", kNow + std::chrono::days(1)));
}

TEST_F(LedgerLease, ThePathOfTheSameAccountsSharesItsLeasesInAnyOrder) {
  const AccountId gateway = open_shared("gateway", "10");
  const AccountId project = open_shared("project", "10");
  hold(path({gateway, project}), "0.01").release();
  const Money lent = look(gateway).leased;
  hold(path({project, gateway}), "0.01").release();
  EXPECT_EQ(look(gateway).leased, lent);
}

TEST_F(LedgerLease, ThePeriodOrSoftnessOfASharedBudgetMakesItExact) {
  const AccountId daily =
      open("daily", {.limit = usd("10"), .period = Period::Day, .shared = true});
  const AccountId soft =
      open("soft", {.limit = usd("10"), .hardness = Hardness::Soft, .shared = true});
  hold(path({daily, soft}), "0.01").settle(usd("0.01"));
  EXPECT_EQ(look(daily).leased, Money());
  EXPECT_EQ(look(soft).leased, Money());
  EXPECT_EQ(look(daily).settled, usd("0.01"));
}

TEST(LedgerLeaseThreads, ThreadsWithoutALeaseDrawExactly) {
  Ledger ledger({.lease_threads = 0});
  const AccountId account = ledger.open("a", {.limit = usd("1"), .shared = true}).value();
  const ScopePath scopes = ledger.path(std::array{account}).value();
  std::move(*ledger.reserve(scopes, usd("0.5"), kNow)).settle(usd("0.25"));
  const AccountSnapshot shot = ledger.snapshot(account, kNow);
  EXPECT_EQ(shot.leased, Money());
  EXPECT_EQ(shot.settled, usd("0.25"));
  EXPECT_TRUE(ledger.reserve(scopes, usd("0.75"), kNow));
  EXPECT_FALSE(ledger.reserve(scopes, usd("0.76"), kNow));
}

TEST(LedgerLeaseThreads, NoLeaseIsLargerThanAllowed) {
  Ledger ledger({.max_lease = usd("0.5")});
  const AccountId account = ledger.open("a", {.limit = usd("1000"), .shared = true}).value();
  const ScopePath scopes = ledger.path(std::array{account}).value();
  std::move(*ledger.reserve(scopes, usd("0.01"), kNow)).release();
  EXPECT_LE(ledger.snapshot(account, kNow).leased, usd("0.51"));
}

}  // namespace
}  // namespace omnillm::budget
