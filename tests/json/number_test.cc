#include "json/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace omnillm::json {
namespace {

constexpr auto kNone = std::nullopt;

struct WholeCase {
  std::string text;
  std::optional<std::int64_t> as_int64;
  std::optional<std::uint64_t> as_uint64;
};

TEST(WholeNumber, IsReadWhateverItsSpelling) {
  const WholeCase cases[] = {
      {"32", 32, 32U},
      {"3.2e1", 32, 32U},
      {"32.0", 32, 32U},
      {"320E-1", 32, 32U},
      {"0.0032e+4", 32, 32U},
      {"0", 0, 0U},
      {"-0", 0, 0U},
      {"-0.0e7", 0, 0U},
      {"0e99999999999999999999999", 0, 0U},
      {"-7", -7, kNone},
      {"-70e-1", -7, kNone},
      {"0.5", kNone, kNone},
      {"32.5", kNone, kNone},
      {"1e-1", kNone, kNone},
      {"10000000000000000000000.5e-3", kNone, kNone},
      {"9223372036854775807", 9223372036854775807, 9223372036854775807U},
      {"9223372036854775808", kNone, 9223372036854775808U},
      {"-9223372036854775808", std::numeric_limits<std::int64_t>::min(), kNone},
      {"-9223372036854775808.0", std::numeric_limits<std::int64_t>::min(), kNone},
      {"-9223372036854775809", kNone, kNone},
      {"18446744073709551615", kNone, 18446744073709551615U},
      {"1844674407370955161.5e1", kNone, 18446744073709551615U},
      {"18446744073709551616", kNone, kNone},
      {"18446744073709551616.0", kNone, kNone},
      {"99999999999999999999", kNone, kNone},
      {"1e18", 1'000'000'000'000'000'000, 1'000'000'000'000'000'000U},
      {"1e19", kNone, 10'000'000'000'000'000'000U},
      {"1e20", kNone, kNone},
      {"1e400", kNone, kNone},
      {"1e-400", kNone, kNone},
      {"1e99999999999999999999999", kNone, kNone},
      {"1e-99999999999999999999999", kNone, kNone},
  };
  for (const auto& [text, as_int64, as_uint64] : cases) {
    EXPECT_EQ(whole_int64(text), as_int64) << text;
    EXPECT_EQ(whole_uint64(text), as_uint64) << text;
  }
}

TEST(WholeNumber, IsReadAmongAThousandZeros) {
  EXPECT_EQ(whole_int64("7." + std::string(1'000, '0')), 7);
  EXPECT_EQ(whole_int64("7" + std::string(1'000, '0') + "e-1000"), 7);
  EXPECT_EQ(whole_int64("0." + std::string(1'000, '0') + "7e1001"), 7);
}

TEST(NearestDouble, IsCorrectlyRounded) {
  EXPECT_EQ(nearest_double("0.2"), 0.2);
  EXPECT_EQ(nearest_double("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(nearest_double("0.1234567890123456789"), 0.1234567890123456789);
  EXPECT_EQ(nearest_double("1.7976931348623157e308"), std::numeric_limits<double>::max());
  EXPECT_EQ(nearest_double("5e-324"), std::numeric_limits<double>::denorm_min());
}

TEST(NearestDouble, IsEmptyBeyondTheGreatestDouble) {
  EXPECT_EQ(nearest_double("1e400"), kNone);
  EXPECT_EQ(nearest_double("-1e400"), kNone);
  EXPECT_EQ(nearest_double("1e99999999999999999999999"), kNone);
  EXPECT_EQ(nearest_double("1" + std::string(500, '0') + "e-5"), kNone);
}

TEST(NearestDouble, IsZeroWithItsSignBelowTheLeast) {
  for (const char* text : {"-0", "-1e-400", "-1e-99999999999999999999999"}) {
    ASSERT_EQ(nearest_double(text), 0.0) << text;
    EXPECT_TRUE(std::signbit(*nearest_double(text))) << text;
  }
  EXPECT_FALSE(std::signbit(*nearest_double("1E-400")));
  EXPECT_EQ(nearest_double("0." + std::string(500, '0') + "1"), 0.0);
}

TEST(SameNumber, LooksPastTheSpelling) {
  for (const char* other : {"100", "1e2", "1.00e2", "100.000", "0.1e3", "10000E-2", "1e+02"})
    EXPECT_TRUE(same_number("100", other)) << other;
  for (const char* other : {"0", "-0", "0.0", "0e5", "-0e-99999999999999999999"})
    EXPECT_TRUE(same_number("0", other)) << other;
}

TEST(SameNumber, TellsApartWhatADoubleCannot) {
  EXPECT_FALSE(same_number("9007199254740993", "9007199254740992"));
  EXPECT_FALSE(same_number("1e400", "1e401"));
  EXPECT_FALSE(same_number("0.1", "0.10000000000000000001"));
  EXPECT_FALSE(same_number("1", "-1"));
  EXPECT_FALSE(same_number("0", "1e-400"));
  EXPECT_FALSE(same_number("12", "1.2"));
  EXPECT_FALSE(same_number("123", "12.4e1"));
}

TEST(SameNumber, ComparesSpellingsOfExponentsBeyondReckoning) {
  EXPECT_TRUE(same_number("1e99999999999999999999", "1e99999999999999999999"));
  EXPECT_FALSE(same_number("1e99999999999999999999", "1e99999999999999999998"));
}

TEST(IntegerText, HasNeitherPointNorExponent) {
  EXPECT_TRUE(is_integer_text("-12"));
  EXPECT_FALSE(is_integer_text("12.0"));
  EXPECT_FALSE(is_integer_text("1e2"));
  EXPECT_FALSE(is_integer_text("1E2"));
}

}  // namespace
}  // namespace omnillm::json
