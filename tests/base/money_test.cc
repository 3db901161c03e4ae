#include "omnillm/money.h"

#include <gtest/gtest.h>

namespace omnillm {
namespace {

TEST(MoneyParse, IsExactToTheNanoDollar) {
  EXPECT_EQ(Money::parse("0.000000001").value(), Money::from_nanos(1));
  EXPECT_EQ(Money::parse("-12.5").value(), Money::from_nanos(-12'500'000'000));
}

}  // namespace
}  // namespace omnillm
