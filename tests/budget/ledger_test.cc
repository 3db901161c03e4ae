#include "omnillm/budget.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

#include "ledger_fixture.h"

namespace omnillm::budget {
namespace {

using std::chrono::days;
using std::chrono::hours;

using LedgerOpen = LedgerTest;

TEST_F(LedgerOpen, FindsAccountsByNameWhetherShortOrLong) {
  const AccountId brief = open("gateway", "1");
  const AccountId sixteen = open("sixteen-bytes-16", "1");
  const AccountId longer = open("virtual-key:0123456789abcdef", "1");
  EXPECT_EQ(ledger.find("gateway"), brief);
  EXPECT_EQ(ledger.find("sixteen-bytes-16"), sixteen);
  EXPECT_EQ(ledger.find("virtual-key:0123456789abcdef"), longer);
  EXPECT_EQ(ledger.find("virtual-key:0123456789abcdeg"), std::nullopt);
  EXPECT_EQ(ledger.name(longer), "virtual-key:0123456789abcdef");
}

TEST_F(LedgerOpen, AnUnknownAccountHasNoName) { EXPECT_EQ(ledger.name(AccountId()), ""); }

TEST_F(LedgerOpen, FindsEveryOneOfManyAccounts) {
  for (int i = 0; i < 40'000; ++i) open("key-" + std::to_string(i), "1");
  EXPECT_EQ(ledger.size(), 40'000u);
  for (int i = 0; i < 40'000; ++i) {
    const std::string name = "key-" + std::to_string(i);
    ASSERT_TRUE(ledger.find(name)) << name;
    EXPECT_EQ(ledger.name(*ledger.find(name)), name);
  }
  EXPECT_FALSE(ledger.find("key-40000"));
}

TEST_F(LedgerOpen, RefusesWhatCannotBeMeant) {
  open("taken", "1");
  EXPECT_FALSE(ledger.open("taken", {}));
  EXPECT_FALSE(ledger.open("", {}));
  EXPECT_FALSE(ledger.open(std::string(256, 'x'), {}));
  EXPECT_FALSE(ledger.open("negative", {.limit = usd("-1")}));
  EXPECT_FALSE(ledger.open("zone", {.period = Period::Day, .time_zone = "Mars/Olympus"}));
  EXPECT_FALSE(ledger.open("falling", {.alert_percent = {80, 50}}));
  EXPECT_FALSE(ledger.open("zero", {.alert_percent = {0}}));
  EXPECT_EQ(ledger.size(), 1u);
}

using LedgerPath = LedgerTest;

TEST_F(LedgerPath, RefusesUnknownRepeatedAndTooManyAccounts) {
  std::vector<AccountId> nine;
  for (int i = 0; i < 9; ++i) nine.push_back(open("a" + std::to_string(i), "1"));
  EXPECT_FALSE(ledger.path(nine));
  EXPECT_TRUE(ledger.path(std::span(nine).first(8)));
  EXPECT_FALSE(ledger.path(std::array{nine[0], nine[0]}));
  EXPECT_FALSE(ledger.path(std::array{AccountId()}));
}

TEST_F(LedgerPath, WithoutAccountsAdmitsEverythingButNegativeAmounts) {
  EXPECT_TRUE(fits(ScopePath(), "1000000"));
  EXPECT_FALSE(fits(ScopePath(), "-1"));
}

using LedgerReserve = LedgerTest;

TEST_F(LedgerReserve, AdmitsExactlyTheLimit) {
  const ScopePath scopes = path({open("a", "1")});
  const Reservation first = hold(scopes, "0.6");
  EXPECT_FALSE(fits(scopes, "0.400000001"));
  EXPECT_TRUE(fits(scopes, "0.4"));
}

TEST_F(LedgerReserve, HoldsOnEveryScopeOrOnNone) {
  const AccountId gateway = open("gateway", "10");
  const AccountId project = open("project", "10");
  const AccountId key = open("key", "1");
  const ScopePath scopes = path({gateway, project, key});
  EXPECT_FALSE(fits(scopes, "2"));
  EXPECT_EQ(look(gateway).remaining, usd("10"));
  EXPECT_EQ(look(project).remaining, usd("10"));
  const Reservation held = hold(scopes, "1");
  EXPECT_EQ(look(gateway).reserved, usd("1"));
  EXPECT_EQ(look(project).reserved, usd("1"));
  EXPECT_EQ(look(key).reserved, usd("1"));
}

TEST_F(LedgerReserve, RefusalNamesTheAccountThatHadNoRoom) {
  const AccountId gateway = open("gateway", "10");
  const AccountId key = open("key", "1");
  const auto held = ledger.reserve(path({gateway, key}), usd("2"), kNow);
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().account, key);
  EXPECT_EQ(held.error().asked, usd("2"));
  EXPECT_EQ(held.error().limit, usd("1"));
  EXPECT_EQ(held.error().committed, Money());
  const Error error = held.error().to_error(ledger);
  EXPECT_EQ(error.kind(), ErrorKind::OwnBudget);
  EXPECT_EQ(error.message(), "budget \"key\" has $1.00 left of $1.00, and $2.00 was asked");
}

TEST_F(LedgerReserve, RefusesANegativeAmountAsTheCallersMistake) {
  const auto held = ledger.reserve(path({open("a", "1")}), usd("-1"), kNow);
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().to_error(ledger).kind(), ErrorKind::BadRequest);
}

TEST_F(LedgerReserve, ASumThatNoNumberCanExpressIsRefusedNotWrapped) {
  const AccountId account = ledger.open("a", {}).value();
  const ScopePath scopes = path({account});
  const Reservation held = hold(scopes, "1");
  EXPECT_FALSE(ledger.reserve(scopes, Money::max(), kNow));
  EXPECT_EQ(look(account).reserved, usd("1"));
}

TEST_F(LedgerReserve, AnAmountOfNothingFitsAFullBudget) {
  const ScopePath scopes = path({open("a", "1")});
  const Reservation held = hold(scopes, "1");
  EXPECT_TRUE(fits(scopes, "0"));
}

using ReservationSettle = LedgerTest;

TEST_F(ReservationSettle, ChargesWhatWasSpentAndGivesBackTheRest) {
  const AccountId account = open("a", "1");
  hold(path({account}), "0.8").settle(usd("0.3"));
  EXPECT_EQ(look(account).settled, usd("0.3"));
  EXPECT_EQ(look(account).reserved, Money());
  EXPECT_EQ(look(account).remaining, usd("0.7"));
}

TEST_F(ReservationSettle, AnExplicitZeroChargesNothing) {
  const AccountId account = open("a", "1");
  hold(path({account}), "0.8").settle(Money());
  EXPECT_EQ(look(account).settled, Money());
  EXPECT_EQ(look(account).remaining, usd("1"));
}

TEST_F(ReservationSettle, ChargesMoreThanWasReservedAndThenAdmitsNothing) {
  const AccountId account = open("a", "1");
  hold(path({account}), "0.5").settle(usd("1.2"));
  EXPECT_EQ(look(account).settled, usd("1.2"));
  EXPECT_EQ(look(account).overrun, usd("0.2"));
  EXPECT_EQ(look(account).remaining, Money());
  EXPECT_FALSE(fits(path({account}), "0"));
}

TEST_F(ReservationSettle, ANegativeActualIsNothing) {
  const AccountId account = open("a", "1");
  hold(path({account}), "0.5").settle(usd("-3"));
  EXPECT_EQ(look(account).settled, Money());
  EXPECT_EQ(look(account).remaining, usd("1"));
}

TEST_F(ReservationSettle, OverrunsSaturateInsteadOfWrapping) {
  const AccountId account = open("a", "1");
  const ScopePath scopes = path({account});
  Reservation one = hold(scopes, "0.5");
  Reservation two = hold(scopes, "0.5");
  std::move(one).settle(Money::max());
  std::move(two).settle(Money::max());
  EXPECT_EQ(look(account).settled, Money::max());
  EXPECT_EQ(look(account).reserved, Money());
}

TEST_F(ReservationSettle, ASecondSettlementDoesNothing) {
  const AccountId account = open("a", "1");
  Reservation held = hold(path({account}), "0.5");
  std::move(held).settle(usd("0.25"));
  EXPECT_FALSE(held.active());
  EXPECT_EQ(held.amount(), Money());
  std::move(held).settle(usd("0.25"));
  std::move(held).release();
  EXPECT_EQ(look(account).settled, usd("0.25"));
  EXPECT_EQ(look(account).remaining, usd("0.75"));
}

TEST_F(ReservationSettle, ReleasingTwiceRefundsOnce) {
  const AccountId account = open("a", "1");
  const ScopePath scopes = path({account});
  const Reservation other = hold(scopes, "0.25");
  {
    Reservation held = hold(scopes, "0.5");
    std::move(held).release();
    std::move(held).release();
  }
  EXPECT_EQ(look(account).reserved, usd("0.25"));
  EXPECT_EQ(look(account).remaining, usd("0.75"));
}

TEST_F(ReservationSettle, DroppingReleases) {
  const AccountId account = open("a", "1");
  { const Reservation held = hold(path({account}), "1"); }
  EXPECT_EQ(look(account).remaining, usd("1"));
}

TEST_F(ReservationSettle, MovingKeepsItHeldOnceAndOverwritingReleases) {
  const AccountId account = open("a", "1");
  const ScopePath scopes = path({account});
  Reservation first = hold(scopes, "0.25");
  Reservation second = std::move(first);
  EXPECT_FALSE(first.active());
  EXPECT_EQ(second.amount(), usd("0.25"));
  second = hold(scopes, "0.5");
  EXPECT_EQ(look(account).reserved, usd("0.5"));
}

using LedgerLimit = LedgerTest;

TEST_F(LedgerLimit, ChangesWhileMoneyIsHeld) {
  const AccountId account = open("a", "1");
  const ScopePath scopes = path({account});
  const Reservation held = hold(scopes, "0.5");
  ASSERT_TRUE(ledger.set_limit(account, usd("0.4")));
  EXPECT_FALSE(fits(scopes, "0"));
  EXPECT_EQ(look(account).remaining, Money());
  ASSERT_TRUE(ledger.set_limit(account, usd("2")));
  EXPECT_TRUE(fits(scopes, "1.5"));
}

TEST_F(LedgerLimit, RefusesNegativeLimitsAndUnknownAccounts) {
  EXPECT_FALSE(ledger.set_limit(open("a", "1"), usd("-1")));
  EXPECT_FALSE(ledger.set_limit(AccountId(), usd("1")));
}

using LedgerSoft = LedgerTest;

TEST_F(LedgerSoft, AdmitsBeyondItsLimitAndSaysSo) {
  const AccountId soft = open("soft", {.limit = usd("1"), .hardness = Hardness::Soft});
  const ScopePath scopes = path({soft});
  const Reservation within = hold(scopes, "1");
  EXPECT_FALSE(within.over_soft_limit());
  Reservation over = hold(scopes, "0.5");
  EXPECT_TRUE(over.over_soft_limit());
  std::move(over).settle(usd("0.5"));
  EXPECT_EQ(look(soft).settled, usd("0.5"));
}

TEST_F(LedgerSoft, BesideAHardOneDoesNotLoosenIt) {
  const AccountId soft = open("soft", {.limit = usd("1"), .hardness = Hardness::Soft});
  const AccountId hard = open("hard", "2");
  const ScopePath scopes = path({soft, hard});
  EXPECT_FALSE(fits(scopes, "3"));
  EXPECT_EQ(look(soft).reserved, Money());
  EXPECT_TRUE(fits(scopes, "2"));
}

using LedgerCharge = LedgerTest;

TEST_F(LedgerCharge, ChargesWithoutAskingOnEveryScope) {
  const AccountId hard = open("hard", "1");
  const AccountId daily = open("daily", {.limit = usd("1"), .period = Period::Day});
  ledger.charge(path({hard, daily}), usd("1.5"), kNow);
  EXPECT_EQ(look(hard).settled, usd("1.5"));
  EXPECT_EQ(look(daily).settled, usd("1.5"));
  ledger.charge(path({hard}), usd("-1"), kNow);
  EXPECT_EQ(look(hard).settled, usd("1.5"));
}

using LedgerWindow = LedgerTest;

TEST_F(LedgerWindow, StartsAnewWhenItsDayIsOver) {
  const AccountId daily = open("daily", {.limit = usd("1"), .period = Period::Day});
  const ScopePath scopes = path({daily});
  hold(scopes, "1").settle(usd("1"));
  EXPECT_FALSE(fits(scopes, "0.1", kNow + hours(11)));
  EXPECT_TRUE(fits(scopes, "1", kNow + hours(12)));
  EXPECT_EQ(look(daily, kNow + hours(12)).settled, Money());
}

TEST_F(LedgerWindow, AReservationSettlesInTheWindowItWasMadeIn) {
  const AccountId daily = open("daily", {.limit = usd("1"), .period = Period::Day});
  const ScopePath scopes = path({daily});
  Reservation yesterday = hold(scopes, "0.75");
  Reservation today = hold(scopes, "0.5", kNow + days(1));
  EXPECT_EQ(look(daily, kNow + days(1)).reserved_before, usd("0.75"));
  std::move(yesterday).settle(usd("0.75"));
  const AccountSnapshot shot = look(daily, kNow + days(1));
  EXPECT_EQ(shot.settled, Money());
  EXPECT_EQ(shot.reserved, usd("0.5"));
  EXPECT_EQ(shot.reserved_before, Money());
}

TEST_F(LedgerWindow, ACalendarThatStepsBackDoesNotReopenOne) {
  const AccountId daily = open("daily", {.limit = usd("1"), .period = Period::Day});
  const ScopePath scopes = path({daily});
  hold(scopes, "1", kNow).settle(usd("1"));
  hold(scopes, "1", kNow + days(1)).settle(usd("1"));
  EXPECT_FALSE(fits(scopes, "0.1", kNow));
  EXPECT_FALSE(fits(scopes, "0.1", kNow - days(3'650)));
}

TEST_F(LedgerWindow, ReservationsOfManyEndedWindowsAreAllKeptApart) {
  const AccountId daily = open("daily", {.limit = usd("1"), .period = Period::Day});
  const ScopePath scopes = path({daily});
  std::vector<Reservation> held;
  for (int day = 0; day < 10; ++day) held.push_back(hold(scopes, "1", kNow + days(day)));
  EXPECT_EQ(look(daily, kNow + days(9)).reserved_before, usd("9"));
  for (Reservation& one : held) std::move(one).settle(usd("1"));
  EXPECT_EQ(look(daily, kNow + days(9)).settled, usd("1"));
  EXPECT_EQ(look(daily, kNow + days(9)).reserved_before, Money());
  EXPECT_TRUE(fits(scopes, "1", kNow + days(10)));
}

TEST_F(LedgerWindow, RefusalSaysWhenItStartsAnew) {
  const AccountId daily = open("daily", {.limit = usd("1"), .period = Period::Day});
  const auto held = ledger.reserve(path({daily}), usd("2"), kNow);
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().window_ends, kNow + hours(12));
  const Error error = held.error().to_error(ledger);
  EXPECT_EQ(error.retry_after(), Duration(hours(12)));
  EXPECT_THAT(error.message(), testing::HasSubstr("starts anew at 2026-07-16T00:00:00Z"));
}

TEST_F(LedgerWindow, EveryScopeHasItsOwn) {
  const AccountId total = open("total", "3");
  const AccountId hourly = open("hourly", {.limit = usd("1"), .period = Period::Hour});
  const AccountId monthly = open("monthly", {.limit = usd("2"), .period = Period::Month});
  const ScopePath scopes = path({total, hourly, monthly});
  hold(scopes, "1", kNow).settle(usd("1"));
  EXPECT_FALSE(fits(scopes, "1", kNow));
  hold(scopes, "1", kNow + hours(1)).settle(usd("1"));
  const auto refused = ledger.reserve(scopes, usd("1"), kNow + hours(2));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().account, monthly);
  hold(scopes, "1", kNow + days(31)).settle(usd("1"));
  EXPECT_EQ(look(total).remaining, Money());
}

TEST_F(LedgerWindow, StandsAtTheEndOfTime) {
  const AccountId daily = open("daily", {.limit = usd("1"), .period = Period::Day});
  const ScopePath scopes = path({daily});
  const Reservation held = hold(scopes, "1", WallTime::max());
  EXPECT_FALSE(fits(scopes, "1", WallTime::max()));
}

using LedgerAlert = LedgerTest;

TEST_F(LedgerAlert, FiresOncePerThreshold) {
  const AccountId account = open("a", {.limit = usd("1"), .alert_percent = {50, 100}});
  const ScopePath scopes = path({account});
  hold(scopes, "0.49").settle(usd("0.49"));
  EXPECT_TRUE(alerts.empty());
  hold(scopes, "0.01").settle(usd("0.01"));
  hold(scopes, "0.01").settle(usd("0.01"));
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0].account, account);
  EXPECT_EQ(alerts[0].percent, 50);
  EXPECT_EQ(alerts[0].settled, usd("0.5"));
}

TEST_F(LedgerAlert, FiresEveryThresholdThatOneSettlementPasses) {
  const AccountId account = open("a", {.limit = usd("1"), .alert_percent = {50, 80, 120}});
  hold(path({account}), "1").settle(usd("1"));
  ASSERT_EQ(alerts.size(), 2u);
  EXPECT_EQ(alerts[1].percent, 80);
}

TEST_F(LedgerAlert, FiresAgainInTheNextWindow) {
  const AccountId daily =
      open("daily", {.limit = usd("1"), .period = Period::Day, .alert_percent = {50}});
  hold(path({daily}), "1").settle(usd("1"));
  hold(path({daily}), "1", kNow + days(1)).settle(usd("1"));
  ASSERT_EQ(alerts.size(), 2u);
  EXPECT_EQ(alerts[0].window_ends, kNow + hours(12));
  EXPECT_EQ(alerts[1].window_ends, kNow + hours(36));
}

TEST_F(LedgerAlert, FollowsALimitThatIsLowered) {
  const AccountId account = open("a", {.limit = usd("10"), .alert_percent = {50}});
  hold(path({account}), "1").settle(usd("1"));
  EXPECT_TRUE(alerts.empty());
  ASSERT_TRUE(ledger.set_limit(account, usd("2")));
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0].limit, usd("2"));
}

TEST_F(LedgerAlert, FollowsALimitThatIsLoweredWithinAWindow) {
  const AccountId daily =
      open("daily", {.limit = usd("10"), .period = Period::Day, .alert_percent = {50}});
  hold(path({daily}), "1").settle(usd("1"));
  ASSERT_TRUE(ledger.set_limit(daily, usd("2")));
  hold(path({daily}), "0.1").settle(usd("0.1"));
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0].settled, usd("1.1"));
}

TEST(LedgerAlertCallback, MayUseTheLedger) {
  Ledger* self = nullptr;
  Money seen;
  Ledger ledger({.on_alert = [&](const BudgetAlert& alert) {
    seen = self->snapshot(alert.account, kNow).settled;
    EXPECT_TRUE(self->set_limit(alert.account, usd("5")));
  }});
  self = &ledger;
  const AccountId account =
      ledger.open("a", {.limit = usd("1"), .alert_percent = {50, 90}}).value();
  const ScopePath scopes = ledger.path(std::array{account}).value();
  std::move(*ledger.reserve(scopes, usd("0.5"), kNow)).settle(usd("0.5"));
  EXPECT_EQ(seen, usd("0.5"));
}

using LedgerSnapshot = LedgerTest;

TEST_F(LedgerSnapshot, ShowsEveryAccount) {
  const AccountId a = open("a", "1");
  const AccountId b = open("b", {.limit = usd("2"), .hardness = Hardness::Soft});
  const Reservation held = hold(path({a, b}), "0.5");
  const auto all = ledger.snapshot_all(kNow);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].account, a);
  EXPECT_EQ(all[1].reserved, usd("0.5"));
  EXPECT_EQ(all[1].budget.hardness, Hardness::Soft);
  EXPECT_EQ(all[1].budget.limit, usd("2"));
}

TEST_F(LedgerReserve, FillsAHoldThatIsHandedInOrLeavesItAsItWas) {
  const ScopePath scopes = path({open("a", "1")});
  Reservation held;
  EXPECT_FALSE(ledger.reserve_into(held, scopes, usd("1.5"), kNow));
  EXPECT_FALSE(held.active());
  EXPECT_TRUE(ledger.reserve_into(held, scopes, usd("0.5"), kNow));
  EXPECT_EQ(held.amount(), usd("0.5"));
}

}  // namespace
}  // namespace omnillm::budget
