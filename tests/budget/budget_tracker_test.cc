#include <gtest/gtest.h>

#include <limits>

#include "omnillm/budget.h"

namespace omnillm {
namespace {

Money usd(std::string_view text) { return Money::parse(text).value(); }

TEST(BudgetTracker, AdmitsUpToItsLimitAndNotBeyond) {
  BudgetTracker budget(usd("1"));
  EXPECT_TRUE(budget.try_reserve(usd("0.6")));
  EXPECT_FALSE(budget.try_reserve(usd("0.400000001")));
  EXPECT_TRUE(budget.try_reserve(usd("0.4")));
  EXPECT_EQ(budget.used_usd(), 1.0);
  EXPECT_EQ(budget.remaining_usd(), 0.0);
}

TEST(BudgetTracker, SettlingGivesBackWhatWasNotSpent) {
  BudgetTracker budget(usd("1"));
  ASSERT_TRUE(budget.try_reserve(usd("0.8")));
  budget.settle(usd("0.8"), usd("0.1"));
  EXPECT_EQ(budget.used(), usd("0.1"));
  EXPECT_TRUE(budget.try_reserve(usd("0.9")));
}

// The reference subtracts the estimate from a counter that never held it, and wraps to 2^64 - 1:
// small requests are refused from then on and huge ones admitted.
TEST(BudgetTracker, SettlingWithoutAReservationChargesAndNeverWraps) {
  BudgetTracker budget(usd("5"));
  budget.settle(Money::from_nanos(1), Money());
  EXPECT_EQ(budget.used(), Money());
  budget.settle(usd("3"), usd("1"));
  EXPECT_EQ(budget.used(), usd("1"));
  EXPECT_TRUE(budget.try_reserve(usd("4")));
  EXPECT_FALSE(budget.try_reserve(Money::from_nanos(1)));
}

// In the reference a stream that fails after its last event settles again: the second settlement
// refunds what is not there.
TEST(BudgetTracker, SettlingTheSameEstimateTwiceRefundsItOnce) {
  BudgetTracker budget(usd("1"));
  ASSERT_TRUE(budget.try_reserve(Money::from_nanos(10'000)));
  budget.settle(Money::from_nanos(10'000), Money::from_nanos(1'000));
  budget.settle(Money::from_nanos(10'000), Money());
  EXPECT_EQ(budget.used(), Money::from_nanos(1'000));
  EXPECT_FALSE(budget.try_reserve(usd("1")));
}

TEST(BudgetTracker, SettlingDoesNotTakeMoneyFromAReservationThatIsHeld) {
  BudgetTracker budget(usd("1"));
  const auto held = budget.reserve(usd("0.5"));
  ASSERT_TRUE(held);
  budget.settle(usd("0.5"), Money());
  EXPECT_EQ(budget.used(), usd("0.5"));
}

TEST(BudgetTracker, ASumThatNoNumberCanExpressIsRefusedNotWrapped) {
  BudgetTracker budget(Money::max());
  ASSERT_TRUE(budget.try_reserve(usd("1")));
  EXPECT_FALSE(budget.try_reserve(Money::max()));
  EXPECT_EQ(budget.used(), usd("1"));
}

TEST(BudgetTracker, OverrunsSaturateInsteadOfWrapping) {
  BudgetTracker budget(usd("1"));
  for (int i = 0; i < 3; ++i) budget.settle(Money(), Money::max());
  EXPECT_EQ(budget.used(), Money::max());
  EXPECT_EQ(budget.remaining(), Money());
  EXPECT_FALSE(budget.try_reserve(Money()));
}

TEST(BudgetTracker, NegativeAmountsReserveNothingAndChargeNothing) {
  BudgetTracker budget(usd("1"));
  EXPECT_FALSE(budget.try_reserve(usd("-0.5")));
  ASSERT_TRUE(budget.try_reserve(usd("0.5")));
  budget.settle(usd("-1"), usd("-1"));
  EXPECT_EQ(budget.used(), usd("0.5"));
}

TEST(BudgetTracker, ADroppedReservationComesBack) {
  BudgetTracker budget(usd("1"));
  {
    const auto held = budget.reserve(usd("1"));
    ASSERT_TRUE(held);
    EXPECT_FALSE(budget.reserve(Money::from_nanos(1)));
  }
  EXPECT_EQ(budget.remaining(), usd("1"));
}

// The reference turns such a limit into zero without a word.
TEST(BudgetTracker, ALimitThatIsNotAnAmountIsAnError) {
  EXPECT_FALSE(BudgetTracker::from_usd(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(BudgetTracker::from_usd(std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(BudgetTracker::from_usd(-1.0));
  EXPECT_FALSE(BudgetTracker::from_usd(1e300));
  EXPECT_EQ(BudgetTracker::from_usd(0.0375).value()->limit(), usd("0.0375"));
}

// The reference counts in whole micro-dollars and rounds each term down: six tokens of a cheap
// model cost nothing.
TEST(BudgetTracker, CountsAmountsBelowAMicroDollar) {
  BudgetTracker budget(Money::from_nanos(1'000));
  EXPECT_TRUE(budget.try_reserve(Money::from_nanos(900)));
  EXPECT_FALSE(budget.try_reserve(Money::from_nanos(101)));
  budget.settle(Money::from_nanos(900), Money::from_nanos(900));
  EXPECT_EQ(budget.remaining(), Money::from_nanos(100));
}

TEST(BudgetTracker, SaysItsLimitInDollars) {
  EXPECT_EQ(BudgetTracker(usd("2.5")).limit_usd(), 2.5);
}

}  // namespace
}  // namespace omnillm
