#include "registry/exact_decimal.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::registry {
namespace {

struct DecimalCase {
  std::string text;
  int power;
  std::int64_t value;
};

class ScaledDecimalReads : public testing::TestWithParam<DecimalCase> {};

TEST_P(ScaledDecimalReads, Exactly) {
  const auto& [text, power, value] = GetParam();
  const ScaledDecimal result = scaled_decimal(text, power);
  EXPECT_EQ(result.error, DecimalError::None) << text;
  EXPECT_EQ(result.value, value) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, ScaledDecimalReads,
    testing::Values(DecimalCase{"2.5", 6, 2'500'000}, DecimalCase{"0.0375", 6, 37'500},
                    DecimalCase{"2.5e-06", 12, 2'500'000}, DecimalCase{"1E+2", 0, 100},
                    DecimalCase{"0.1", 12, 100'000'000'000}, DecimalCase{"007", 0, 7},
                    DecimalCase{"100", 0, 100}, DecimalCase{"1.50", 1, 15},
                    DecimalCase{"1.000000", 0, 1}, DecimalCase{"0.000001", 6, 1},
                    DecimalCase{"0", 6, 0}, DecimalCase{"-0", 6, 0}, DecimalCase{"0.0", 6, 0},
                    DecimalCase{"0e999999999999", 0, 0}, DecimalCase{"1000e-3", 0, 1},
                    DecimalCase{"1000000", 12, 1'000'000'000'000'000'000}));

class ScaledDecimalRefuses : public testing::TestWithParam<std::pair<std::string, DecimalError>> {};

TEST_P(ScaledDecimalRefuses, AndSaysWhy) {
  const auto& [text, error] = GetParam();
  EXPECT_EQ(scaled_decimal(text, 6).error, error) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, ScaledDecimalRefuses,
    testing::Values(
        std::pair("", DecimalError::NotANumber), std::pair("-", DecimalError::NotANumber),
        std::pair("abc", DecimalError::NotANumber), std::pair("1.2.3", DecimalError::NotANumber),
        std::pair(".5", DecimalError::NotANumber), std::pair("5.", DecimalError::NotANumber),
        std::pair("5.e1", DecimalError::NotANumber), std::pair("1e", DecimalError::NotANumber),
        std::pair("1e+", DecimalError::NotANumber), std::pair("1ex", DecimalError::NotANumber),
        std::pair(" 1", DecimalError::NotANumber), std::pair("NaN", DecimalError::NotANumber),
        std::pair("-1", DecimalError::Negative), std::pair("0.0000001", DecimalError::TooFine),
        std::pair("1e-99999999999", DecimalError::TooFine),
        std::pair("1e400", DecimalError::TooLarge),
        std::pair("1e99999999999", DecimalError::TooLarge),
        std::pair("99999999999999999999999", DecimalError::TooLarge),
        std::pair("10000000000001", DecimalError::TooLarge)));

}  // namespace
}  // namespace omnillm::registry
