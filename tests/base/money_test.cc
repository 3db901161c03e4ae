#include "omnillm/money.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <sstream>
#include <string>

namespace omnillm {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

Money nanos(std::int64_t n) { return Money::from_nanos(n); }

TEST(MoneyParse, IsExactToTheNanoDollar) {
  EXPECT_EQ(Money::parse("0.000000001").value(), nanos(1));
  EXPECT_EQ(Money::parse("-12.5").value(), nanos(-12'500'000'000));
}

TEST(MoneyParse, ReadsWhatPeopleWrite) {
  EXPECT_EQ(Money::parse("12").value(), nanos(12'000'000'000));
  EXPECT_EQ(Money::parse("$3.25").value(), nanos(3'250'000'000));
  EXPECT_EQ(Money::parse("-$3.25").value(), nanos(-3'250'000'000));
  EXPECT_EQ(Money::parse("0").value(), Money());
  EXPECT_EQ(Money::parse("-0.00").value(), Money());
  EXPECT_EQ(Money::parse("0001.10").value(), nanos(1'100'000'000));
}

TEST(MoneyParse, ReachesBothEndsOfTheRangeAndNoFurther) {
  EXPECT_EQ(Money::parse("9223372036.854775807").value(), nanos(kMost));
  EXPECT_EQ(Money::parse("-9223372036.854775808").value(), nanos(kLeast));
  for (const char* text : {"9223372036.854775808", "-9223372036.854775809", "9223372037",
                           "99999999999999999999", "9999999999999999999999999999999999999999999"})
    EXPECT_FALSE(Money::parse(text).has_value()) << text;
}

TEST(MoneyParse, RefusesWhatIsNotAPlainDecimal) {
  for (const char* text :
       {"",      " ",  "-",    "$",     "-$",           "$-1",          "--1",   "+1",
        ".5",    "1.", "1..2", "1.2.3", "1,5",          "1e3",          "0x10",  "nan",
        "inf",   " 1", "1 ",   "1 USD", "1.0000000000", "0.0000000001", "1_000", "\xd9\xa1",
        "12.5\n"})
    EXPECT_FALSE(Money::parse(text).has_value()) << text;
}

TEST(MoneyParse, SaysWhatIsWrongAndQuotesOnlyTheStart) {
  const auto error = Money::parse("twelve").error();
  EXPECT_EQ(error.kind(), ErrorKind::Configuration);
  EXPECT_NE(error.message().find("'twelve'"), std::string::npos);
  EXPECT_LT(Money::parse(std::string(10'000, 'x')).error().message().size(), 200u);
}

TEST(MoneyPrint, IsExactWithTwoToNineDecimals) {
  EXPECT_EQ(Money().to_string(), "0.00");
  EXPECT_EQ(nanos(7'500'000).to_string(), "0.0075");
  EXPECT_EQ(nanos(-1'000'000'000).to_string(), "-1.00");
  EXPECT_EQ(nanos(1).to_string(), "0.000000001");
  EXPECT_EQ(nanos(-1).to_string(), "-0.000000001");
  EXPECT_EQ(nanos(12'345'000'000'000).to_string(), "12345.00");
}

TEST(MoneyPrint, WorksAtBothEndsOfTheRange) {
  EXPECT_EQ(nanos(kMost).to_string(), "9223372036.854775807");
  EXPECT_EQ(nanos(kLeast).to_string(), "-9223372036.854775808");
}

TEST(MoneyPrint, IsReadBackAsTheSameAmount) {
  for (const std::int64_t n : {kLeast, kLeast + 1, std::int64_t{-1'000'000'001}, std::int64_t{-10},
                               std::int64_t{0}, std::int64_t{999'999'999}, kMost - 1, kMost})
    EXPECT_EQ(Money::parse(nanos(n).to_string()).value(), nanos(n)) << n;
}

TEST(MoneyPrint, StreamsPutTheSignBeforeTheDollar) {
  std::ostringstream out;
  out << nanos(7'500'000) << ' ' << nanos(-1'000'000'000);
  EXPECT_EQ(out.str(), "$0.0075 -$1.00");
}

TEST(MoneyFromUsd, TakesTheNearestNanoDollar) {
  EXPECT_EQ(Money::from_usd(0.1).value(), nanos(100'000'000));
  EXPECT_EQ(Money::from_usd(0.0075).value(), nanos(7'500'000));
  EXPECT_EQ(Money::from_usd(-2.5).value(), nanos(-2'500'000'000));
  EXPECT_EQ(Money::from_usd(4e-10).value(), Money());
  EXPECT_EQ(Money::from_usd(6e-10).value(), nanos(1));
  EXPECT_EQ(Money::from_usd(-0.0).value(), Money());
  EXPECT_EQ(Money::from_usd(std::numeric_limits<double>::denorm_min()).value(), Money());
}

// The reference turned a limit of NaN dollars, or a negative one, into zero without a word.
TEST(MoneyFromUsd, RefusesWhatIsNotANumberOrDoesNotFit) {
  for (const double usd :
       {std::nan(""), HUGE_VAL, -HUGE_VAL, 1e300, -1e300, 9.3e9, -9.3e9, 9223372036.8547764})
    EXPECT_FALSE(Money::from_usd(usd).has_value()) << usd;
  EXPECT_TRUE(Money::from_usd(9.2e9).has_value());
  EXPECT_TRUE(Money::from_usd(-9.2e9).has_value());
}

TEST(MoneyRead, GivesDoublesAndMicroDollars) {
  EXPECT_DOUBLE_EQ(nanos(7'500'000).usd(), 0.0075);
  EXPECT_EQ(nanos(1'499).micros(), 1);
  EXPECT_EQ(nanos(1'500).micros(), 2);
  EXPECT_EQ(nanos(-1'499).micros(), -1);
  EXPECT_EQ(nanos(-1'500).micros(), -2);
  EXPECT_EQ(nanos(kMost).micros(), 9'223'372'036'854'776);
  EXPECT_EQ(nanos(kLeast).micros(), -9'223'372'036'854'776);
}

TEST(MoneyArithmetic, IsEmptyInsteadOfWrapping) {
  EXPECT_EQ(nanos(1).checked_add(nanos(2)), nanos(3));
  EXPECT_EQ(nanos(1).checked_sub(nanos(2)), nanos(-1));
  EXPECT_EQ(nanos(-3).checked_mul(4), nanos(-12));
  EXPECT_FALSE(Money::max().checked_add(nanos(1)));
  EXPECT_FALSE(nanos(kLeast).checked_sub(nanos(1)));
  EXPECT_FALSE(nanos(kLeast).checked_mul(-1));
  EXPECT_FALSE(Money::max().checked_mul(2));
}

TEST(MoneyCompare, OrdersAmounts) {
  EXPECT_LT(nanos(-1), Money());
  EXPECT_TRUE(nanos(-1).is_negative());
  EXPECT_FALSE(Money().is_negative());
  EXPECT_TRUE(Money().is_zero());
  EXPECT_GT(Money::max(), nanos(kMost - 1));
}

// The reference cut off what did not make a whole micro-dollar: six tokens of a cheap model were
// free.
TEST(MicroDollars, RoundToTheNearestInsteadOfDown) {
  EXPECT_EQ(usd_to_micro(0.0000009).value(), 1u);
  EXPECT_EQ(usd_to_micro(0.0000004).value(), 0u);
  EXPECT_EQ(usd_to_micro(1.5).value(), 1'500'000u);
  EXPECT_EQ(usd_to_micro(0).value(), 0u);
  EXPECT_EQ(usd_to_micro(0.29).value(), 290'000u);
}

TEST(MicroDollars, RefuseNonsenseInsteadOfTakingItForZero) {
  for (const double usd : {std::nan(""), HUGE_VAL, -HUGE_VAL, -1.0, -1e-15, 1e300})
    EXPECT_FALSE(usd_to_micro(usd).has_value()) << usd;
}

TEST(MicroDollars, AreReadBack) {
  EXPECT_DOUBLE_EQ(micro_to_usd(1'500'000), 1.5);
  EXPECT_DOUBLE_EQ(micro_to_usd(0), 0.0);
}

}  // namespace
}  // namespace omnillm
