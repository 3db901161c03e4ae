#include "yaml/quantity.h"

#include <gtest/gtest.h>

namespace omnillm::yaml {
namespace {

using namespace std::chrono_literals;

TEST(ParseDuration, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_duration("250us"), 250us);
  EXPECT_EQ(parse_duration("80ms"), 80ms);
  EXPECT_EQ(parse_duration("1.5s"), 1500ms);
  EXPECT_EQ(parse_duration("1m30s"), 90s);
  EXPECT_EQ(parse_duration("2h"), 2h);
  EXPECT_EQ(parse_duration("0"), 0s);
}

TEST(ParseDuration, RefusesWhatHasNoMeaning) {
  for (const char* text : {"", "5", "s", "-3s", "5 s", "1e9s", "3days", "1s1", "999999h", "1..5s"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(ParseRate, IsTheTimeBetweenTwo) {
  EXPECT_EQ(parse_rate("50/s"), 20ms);
  EXPECT_EQ(parse_rate("1200/min"), 50ms);
  EXPECT_EQ(parse_rate("0.5/s"), 2s);
  EXPECT_EQ(parse_rate("6k/min"), 10ms);
  for (const char* text : {"", "50", "0/s", "50/", "50/day", "99M/s", "/s", "5/s/s"})
    EXPECT_FALSE(parse_rate(text)) << text;
}

TEST(ParseCount, ReadsWholeNumbersOnly) {
  EXPECT_EQ(parse_count("90_000"), 90'000);
  EXPECT_EQ(parse_count("90k"), 90'000);
  EXPECT_EQ(parse_count("2.5M"), 2'500'000);
  for (const char* text : {"", "1.5", "-1", "1e3", "k", "99999999999M", "1 000", "0x10"})
    EXPECT_FALSE(parse_count(text)) << text;
}

TEST(ParseShare, IsInMillionths) {
  EXPECT_EQ(parse_share("50%"), 500'000);
  EXPECT_EQ(parse_share("0.025"), 25'000);
  EXPECT_EQ(parse_share("100%"), 1'000'000);
  EXPECT_FALSE(parse_share("101%"));
  EXPECT_FALSE(parse_share("2"));
}

TEST(ParsePrice, IsExactToThePicoDollar) {
  EXPECT_EQ(parse_price("2.50"), 2'500'000);
  EXPECT_EQ(parse_price("$0.15"), 150'000);
  EXPECT_EQ(parse_price("0.000001"), 1);
  for (const char* text : {"", ".5", "1.0000001", "1234567", "-1", "1e3"})
    EXPECT_FALSE(parse_price(text)) << text;
}

TEST(ShowDuration, IsShort) {
  EXPECT_EQ(show_duration(0s), "0");
  EXPECT_EQ(show_duration(830us), "830us");
  EXPECT_EQ(show_duration(42ms), "42ms");
  EXPECT_EQ(show_duration(1250ms), "1.25s");
  EXPECT_EQ(show_duration(30s), "30s");
  EXPECT_EQ(show_duration(30500ms), "30.5s");
  EXPECT_EQ(show_duration(125s), "2m05s");
  EXPECT_EQ(show_duration(62min), "1h02m");
}

TEST(ShowCount, SeparatesThousands) {
  EXPECT_EQ(show_count(0), "0");
  EXPECT_EQ(show_count(999), "999");
  EXPECT_EQ(show_count(1'234'567), "1,234,567");
  EXPECT_EQ(show_count(-1'000), "-1,000");
}

}  // namespace
}  // namespace omnillm::yaml
