#include "limit/retry_hints.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

namespace omnillm::limit {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{1'717'761'600s};  // Friday, 7 June 2024, noon
constexpr HintClock kClock{.now = kNow};
constexpr Duration kCap = 24h;

using Parser = std::optional<Duration> (*)(std::string_view, HintClock);
constexpr std::optional<Duration> kRefused;

struct Row {
  std::string value;
  std::optional<Duration> expected;
};

class RetryHintTable : public ::testing::Test {
 protected:
  static void check(Parser parse, const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(parse(row.value, kClock), row.expected) << row.value;
  }
};

TEST_F(RetryHintTable, RetryAfterInSeconds) {
  check(parse_retry_after, {
                               {"0", 0s},
                               {"1", 1s},
                               {"2", 2s},
                               {"20", 20s},
                               {"60", 60s},
                               {"007", 7s},
                               {"3600", 1h},
                               {"86400", kCap},
                               {"86401", kCap},
                               {"9999999999", kCap},
                               {"1717761700", kCap},
                               {"0.5", 500ms},
                               {"1.0", 1s},
                               {"2.25", 2250ms},
                               {"0.001", 1ms},
                               {"0.000000001", 1ns},
                               {"0.0000000001", 1ns},
                               {"0.0000000000", 0s},
                               {"0.30000000000000004", 300'000'001ns},
                               {"0.9999999999", 1s},
                               {"1.99999999999999999999999999", 2s},
                               {"86400.000000001", kCap},
                               {" 5", 5s},
                               {"5 ", 5s},
                               {"\t 5 \t", 5s},
                               {"9999999999.9999999999", kCap},
                           });
}

TEST_F(RetryHintTable, RetryAfterThatIsNoNumber) {
  check(parse_retry_after, {
                               {"", kRefused},
                               {" ", kRefused},
                               {"\t", kRefused},
                               {"-1", kRefused},
                               {"-0", kRefused},
                               {"-0.5", kRefused},
                               {"+5", kRefused},
                               {"nan", kRefused},
                               {"NaN", kRefused},
                               {"inf", kRefused},
                               {"Infinity", kRefused},
                               {"-inf", kRefused},
                               {"1e3", kRefused},
                               {"1E3", kRefused},
                               {"1e400", kRefused},
                               {"0x10", kRefused},
                               {"0X1p3", kRefused},
                               {"1.", kRefused},
                               {".5", kRefused},
                               {".", kRefused},
                               {"1.5.2", kRefused},
                               {"1,5", kRefused},
                               {"1_000", kRefused},
                               {"1 2", kRefused},
                               {"5s", kRefused},
                               {"5 seconds", kRefused},
                               {"soon", kRefused},
                               {"null", kRefused},
                               {"true", kRefused},
                               {"\"5\"", kRefused},
                               {"5;", kRefused},
                               {"5,5", kRefused},
                               {"5\n", kRefused},
                               {"\r5", kRefused},
                               {"12345678901", kRefused},
                               {"00000000001", kRefused},
                               {"99999999999999999999", kRefused},
                               {"340282366920938463463374607431768211456", kRefused},
                               {"10000000000.5", kRefused},
                               {"\xd9\xa5", kRefused},
                               {"\xef\xbc\x95", kRefused},
                               {std::string("5\0", 2), kRefused},
                               {std::string("\0005", 2), kRefused},
                               {std::string(100'000, '9'), kRefused},
                               {"1" + std::string(100'000, ' ') + "x", kRefused},
                               {"6m0s", kRefused},
                           });
}

TEST_F(RetryHintTable, RetryAfterAsADate) {
  check(parse_retry_after,
        {
            {"Fri, 07 Jun 2024 12:00:30 GMT", 30s},     {"Fri, 07 Jun 2024 12:00:00 GMT", 0s},
            {"Fri, 07 Jun 2024 11:59:59 GMT", 0s},      {"Sun, 06 Nov 1994 08:49:37 GMT", 0s},
            {"Fri, 07 Jun 2024 13:00:00 GMT", 1h},      {"Sat, 08 Jun 2024 12:00:00 GMT", kCap},
            {"Sat, 08 Jun 2024 12:00:01 GMT", kCap},    {"Fri, 31 Dec 9999 23:59:59 GMT", kCap},
            {"Sat, 01 Jan 0000 00:00:00 GMT", 0s},      {"Fri, 07 Jun 2024 12:00:60 GMT", 60s},
            {"  Fri, 07 Jun 2024 12:00:30 GMT  ", 30s}, {"Mon, 07 Jun 2024 12:00:30 GMT", 30s},
            {"Friday, 07-Jun-24 12:00:30 GMT", 30s},    {"Sunday, 06-Nov-94 08:49:37 GMT", 0s},
            {"Saturday, 08-Jun-74 12:00:00 GMT", kCap}, {"Saturday, 08-Jun-75 12:00:00 GMT", 0s},
            {"Fri Jun  7 12:00:30 2024", 30s},          {"Sun Nov  6 08:49:37 1994", 0s},
            {"Fri Jun 07 12:00:30 2024", 30s},          {"Fri Jun 14 12:00:30 2024", kCap},
            {"Thu, 29 Feb 2024 00:00:00 GMT", 0s},
        });
}

TEST_F(RetryHintTable, RetryAfterThatIsNoDate) {
  check(parse_retry_after, {
                               {"Fri, 07 Jun 2024 12:00:30", kRefused},
                               {"Fri, 07 Jun 2024 12:00:30 UTC", kRefused},
                               {"Fri, 07 Jun 2024 12:00:30 +0000", kRefused},
                               {"Fri, 07 Jun 2024 12:00:30 GMT x", kRefused},
                               {"fri, 07 Jun 2024 12:00:30 GMT", kRefused},
                               {"Fri, 07 jun 2024 12:00:30 GMT", kRefused},
                               {"Fri 07 Jun 2024 12:00:30 GMT", kRefused},
                               {"07 Jun 2024 12:00:30 GMT", kRefused},
                               {"Fri, 7 Jun 2024 12:00:30 GMT", kRefused},
                               {"Fri, 007 Jun 2024 12:00:30 GMT", kRefused},
                               {"Fri, 00 Jun 2024 12:00:30 GMT", kRefused},
                               {"Fri, 31 Jun 2024 12:00:30 GMT", kRefused},
                               {"Wed, 29 Feb 2023 12:00:30 GMT", kRefused},
                               {"Fri, 07 Foo 2024 12:00:30 GMT", kRefused},
                               {"Fri, 07 Jun 24 12:00:30 GMT", kRefused},
                               {"Fri, 07 Jun 20240 12:00:30 GMT", kRefused},
                               {"Fri, 07 Jun 2024 24:00:00 GMT", kRefused},
                               {"Fri, 07 Jun 2024 12:60:00 GMT", kRefused},
                               {"Fri, 07 Jun 2024 12:00:61 GMT", kRefused},
                               {"Fri, 07 Jun 2024 12:00 GMT", kRefused},
                               {"Fri, 07 Jun 2024 -1:00:00 GMT", kRefused},
                               {"Fri,  07 Jun 2024 12:00:30 GMT", kRefused},
                               {"Friday, 07-Jun-2024 12:00:30 GMT", kRefused},
                               {"Fri, 07-Jun-24 12:00:30 GMT", kRefused},
                               {"Friday, 32-Jun-24 12:00:30 GMT", kRefused},
                               {"Fri Jun 7 12:00:30 2024", kRefused},
                               {"Fri Jun  7 12:00:30 2024 GMT", kRefused},
                               {"Fri Jun  7 12:00:30 24", kRefused},
                               {"2024-06-07T12:00:30Z", kRefused},
                               {"Fri, 07 Jun 2024 12:00:30.5 GMT", kRefused},
                           });
}

TEST_F(RetryHintTable, RetryAfterInMilliseconds) {
  check(parse_retry_after_ms, {
                                  {"0", 0s},
                                  {"1", 1ms},
                                  {"250", 250ms},
                                  {"1500", 1500ms},
                                  {"60000", 60s},
                                  {"0.5", 500us},
                                  {"12.75", 12'750us},
                                  {"0.0000001", 1ns},
                                  {"86400000", kCap},
                                  {"9999999999", kCap},
                                  {" 250 ", 250ms},
                                  {"0.000001", 1ns},
                                  {"0.0000015", 2ns},
                                  {"", kRefused},
                                  {"-1", kRefused},
                                  {"nan", kRefused},
                                  {"inf", kRefused},
                                  {"1e3", kRefused},
                                  {"250ms", kRefused},
                                  {"0x1f", kRefused},
                                  {"12345678901", kRefused},
                                  {"+250", kRefused},
                                  {"1.", kRefused},
                                  {"Fri, 07 Jun 2024 12:00:30 GMT", kRefused},
                              });
}

TEST_F(RetryHintTable, ResetAsADuration) {
  check(parse_reset, {
                         {"6m0s", 6min},
                         {"12ms", 12ms},
                         {"1s", 1s},
                         {"1h2m3.5s", 1h + 2min + 3500ms},
                         {"0s", 0s},
                         {"120ms", 120ms},
                         {"1.4s", 1400ms},
                         {"2m59.56s", 2min + 59'560ms},
                         {"7.66s", 7660ms},
                         {"1h0m0s", 1h},
                         {"1m30.951s", 90'951ms},
                         {"1h30m", 90min},
                         {"1.5h", 90min},
                         {"23h59m", 23h + 59min},
                         {"1d", kCap},
                         {"1d2h", kCap},
                         {"0.5d", 12h},
                         {"500us", 500us},
                         {"500\xc2\xb5s", 500us},
                         {"999ns", 999ns},
                         {"1.5ns", 2ns},
                         {"1s500ms", 1500ms},
                         {"9999999999h", kCap},
                         {"1h2m3s4ms5us6ns", 1h + 2min + 3s + 4ms + 5us + 6ns},
                         {" 1s ", 1s},
                         {"90m", 90min},
                         {"0.000000001ns", 1ns},
                         {"24h0m0.000000001s", kCap},
                     });
}

TEST_F(RetryHintTable, ResetThatIsNoDuration) {
  check(parse_reset, {
                         {"", kRefused},          {"s", kRefused},
                         {"ms", kRefused},        {"-1s", kRefused},
                         {"-6m0s", kRefused},     {"+1s", kRefused},
                         {"1x", kRefused},        {"1sec", kRefused},
                         {"1 s", kRefused},       {"1s ago", kRefused},
                         {"1S", kRefused},        {"1M", kRefused},
                         {"1s2", kRefused},       {"1s2s", kRefused},
                         {"3s1h", kRefused},      {"1ms1s", kRefused},
                         {"1m1h", kRefused},      {"1h-2m", kRefused},
                         {".5s", kRefused},       {"1.s", kRefused},
                         {"1..5s", kRefused},     {"1e3s", kRefused},
                         {"0x1s", kRefused},      {"nans", kRefused},
                         {"infs", kRefused},      {"12345678901s", kRefused},
                         {"1w", kRefused},        {"1y", kRefused},
                         {"\xce\xbcs", kRefused}, {"1\xc2s", kRefused},
                         {"1s\n", kRefused},      {"1h 2m", kRefused},
                         {"1h,2m", kRefused},     {"PT6M", kRefused},
                     });
}

TEST_F(RetryHintTable, ResetAsANumber) {
  check(parse_reset, {
                         {"0", 0s},
                         {"1", 1s},
                         {"59", 59s},
                         {"3.5", 3500ms},
                         {"86400", kCap},
                         {"999999999", kCap},
                         {"1717761630", 30s},
                         {"1717761630.25", 30'250ms},
                         {"1717761600", 0s},
                         {"1717761599", 0s},
                         {"1000000000", 0s},
                         {"9999999999", kCap},
                         {"1717761630250", 30'250ms},
                         {"1717761600000", 0s},
                         {"1717761599999", 0s},
                         {"9999999999999", kCap},
                         {"1717761600000.5", 500us},
                         {"-1", kRefused},
                         {"-0", kRefused},
                         {"17177616000", kRefused},
                         {"171776160000", kRefused},
                         {"17177616000000", kRefused},
                         {"nan", kRefused},
                         {"inf", kRefused},
                         {"1e10", kRefused},
                         {"0x0", kRefused},
                         {"1717761630 ", 30s},
                         {"1717761630Z", kRefused},
                     });
}

TEST_F(RetryHintTable, ResetAsAnInstant) {
  check(parse_reset, {
                         {"2024-06-07T12:00:30Z", 30s},
                         {"2024-06-07T12:00:00Z", 0s},
                         {"2024-06-07T11:00:00Z", 0s},
                         {"2024-06-07T12:00:30.25Z", 30'250ms},
                         {"2024-06-07T12:00:00.000000001Z", 1ns},
                         {"2024-06-07T12:00:00.0000000001Z", 1ns},
                         {"2024-06-07T12:00:00.9999999999Z", 1s},
                         {"2024-06-07T14:00:30+02:00", 30s},
                         {"2024-06-07T04:30:30-07:30", 30s},
                         {"2024-06-07T12:00:30+00:00", 30s},
                         {"2024-06-07t12:00:30z", 30s},
                         {"2024-06-07 12:00:30Z", 30s},
                         {"2024-06-08T12:00:01Z", kCap},
                         {"9999-12-31T23:59:59Z", kCap},
                         {"0000-01-01T00:00:00Z", 0s},
                         {"0000-01-01T00:00:00+23:59", 0s},
                         {"9999-12-31T23:59:60-23:59", kCap},
                         {"2024-06-07T12:00:60Z", 60s},
                         {"2024-06-07T12:00:30", kRefused},
                         {"2024-06-07", kRefused},
                         {"2024-06-07T12:00Z", kRefused},
                         {"2024-6-7T12:00:30Z", kRefused},
                         {"2024-13-07T12:00:30Z", kRefused},
                         {"2024-00-07T12:00:30Z", kRefused},
                         {"2024-06-31T12:00:30Z", kRefused},
                         {"2023-02-29T12:00:30Z", kRefused},
                         {"2024-06-07T24:00:00Z", kRefused},
                         {"2024-06-07T12:00:30.Z", kRefused},
                         {"2024-06-07T12:00:30+0200", kRefused},
                         {"2024-06-07T12:00:30+24:00", kRefused},
                         {"2024-06-07T12:00:30+02:60", kRefused},
                         {"2024-06-07T12:00:30ZZ", kRefused},
                         {"-2024-06-07T12:00:30Z", kRefused},
                         {"12024-06-07T12:00:30Z", kRefused},
                         {"20240607T120030Z", kRefused},
                         {"2024-06-07T12:00:30+", kRefused},
                         {"2024-06-07T12:00:30+02:", kRefused},
                         {"Fri, 07 Jun 2024 12:00:30 GMT", kRefused},
                     });
}

TEST_F(RetryHintTable, RetryDelayOfGemini) {
  check(parse_retry_delay, {
                               {"22s", 22s},
                               {"22.5s", 22'500ms},
                               {"0s", 0s},
                               {"0.123456789s", 123'456'789ns},
                               {"9999999999s", kCap},
                               {" 22s ", 22s},
                               {"22", kRefused},
                               {"22ms", kRefused},
                               {"1m22s", kRefused},
                               {"-22s", kRefused},
                               {"+22s", kRefused},
                               {"22.s", kRefused},
                               {".5s", kRefused},
                               {"22ss", kRefused},
                               {"22S", kRefused},
                               {"22 s", kRefused},
                               {"", kRefused},
                               {"s", kRefused},
                               {"1e2s", kRefused},
                               {"12345678901s", kRefused},
                               {"nans", kRefused},
                               {"PT22S", kRefused},
                           });
}

TEST(RetryHintClock, AnInstantIsMeasuredOnTheClockOfTheServer) {
  // Ours is an hour fast; the response said what time it was when it was sent.
  const HintClock server{.now = kNow - 1h};
  EXPECT_EQ(parse_retry_after("Fri, 07 Jun 2024 11:00:30 GMT", server), 30s);
  EXPECT_EQ(parse_reset("2024-06-07T11:00:30Z", server), 30s);
  EXPECT_EQ(parse_reset("1717758030", server), 30s);
}

TEST(RetryHintClock, TheCapHolds) {
  const HintClock strict{.now = kNow, .cap = 5s};
  EXPECT_EQ(parse_retry_after("6", strict), 5s);
  EXPECT_EQ(parse_retry_after_ms("6000", strict), 5s);
  EXPECT_EQ(parse_reset("6m0s", strict), 5s);
  EXPECT_EQ(parse_retry_delay("22s", strict), 5s);
  EXPECT_EQ(parse_retry_after("Fri, 07 Jun 2024 13:00:00 GMT", strict), 5s);
}

TEST(RetryHintClock, ACapBelowZeroCountsAsZero) {
  EXPECT_EQ(parse_retry_after("6", {.now = kNow, .cap = -5s}), 0s);
}

TEST(RetryHintClock, TheEndsOfTimeDoNotOverflow) {
  for (const WallTime now : {WallTime::min(), WallTime::max()})
    for (const char* text : {"9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "9999999999999"}) {
      const auto wait = parse_reset(text, {.now = now, .cap = Duration::max()});
      ASSERT_TRUE(wait) << text;
      EXPECT_GE(*wait, 0s);
    }
}

TEST(HttpDate, GivesTheInstant) {
  EXPECT_EQ(parse_http_date("Fri, 07 Jun 2024 12:00:00 GMT", WallTime{}), kNow);
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT", kNow), WallTime{});
}

TEST(HttpDate, TwoDigitsOfAYearMeanTheNearest) {
  const auto year_of = [](const char* text, WallTime near) {
    const auto date = parse_http_date(text, near);
    return static_cast<int>(
        std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*date)).year());
  };
  EXPECT_EQ(year_of("Sunday, 06-Nov-94 08:49:37 GMT", kNow), 1994);
  EXPECT_EQ(year_of("Sunday, 06-Nov-74 08:49:37 GMT", kNow), 2074);
  EXPECT_EQ(year_of("Sunday, 06-Nov-75 08:49:37 GMT", kNow), 1975);
  EXPECT_EQ(year_of("Sunday, 06-Nov-00 08:49:37 GMT", kNow), 2000);
  EXPECT_EQ(year_of("Sunday, 06-Nov-05 08:49:37 GMT", kNow + 24h * 365 * 70), 2105);
}

TEST(HttpDate, RefusesYearsThatAWallClockCannotHold) {
  EXPECT_FALSE(parse_http_date("Fri, 31 Dec 9999 23:59:59 GMT", kNow));
  EXPECT_FALSE(parse_http_date("Fri, 31 Dec 1600 23:59:59 GMT", kNow));
  EXPECT_TRUE(parse_http_date("Fri, 31 Dec 1700 23:59:59 GMT", kNow));
}

}  // namespace
}  // namespace omnillm::limit
