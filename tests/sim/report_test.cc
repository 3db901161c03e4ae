#include "sim/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "sim/report_json.h"
#include "sim/report_text.h"
#include "sim/text_table.h"

namespace omnillm::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Report a_good_one() {
  Report report;
  report.name = "a \"name\"";
  report.duration = 1min;
  report.offered = report.served = 10;
  report.conservation.holds = true;
  return report;
}

TEST(Spread, IsTheValueThatTheShareDoesNotExceed) {
  std::vector<Duration> values;
  for (int i = 200; i > 0; --i) values.push_back(i * 1ms);
  const Spread spread = Spread::of(values);
  EXPECT_EQ(spread.p50, 100ms);
  EXPECT_EQ(spread.p99, 198ms);
  EXPECT_EQ(spread.max, 200ms);
  EXPECT_EQ(Spread::of({}).max, 0s);
  EXPECT_EQ(Spread::of({5ms}).p50, 5ms);
}

TEST(Judge, LooksOnlyAtWhatIsExpected) { EXPECT_TRUE(judge({}, a_good_one()).empty()); }

TEST(Judge, FindsWhatWasNotMet) {
  Report report = a_good_one();
  report.limited = 3;
  report.last_limited = 70s;
  Expectations expect;
  expect.max_429 = 3;
  expect.no_429_after = 60s;
  expect.min_served_share = 1'000'000;
  const auto lines = judge(expect, report);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_TRUE(lines[0].met);
  EXPECT_TRUE(lines[1].met);
  EXPECT_FALSE(lines[2].met);
  EXPECT_EQ(lines[2].found, "last at 1m10s");
}

TEST(Report, DoesNotPassWhenTheBooksDoNotAgree) {
  Report report = a_good_one();
  EXPECT_TRUE(report.passed());
  report.conservation.holds = false;
  EXPECT_FALSE(report.passed());
}

TEST(ReportText, SaysWhatBrokeAndIsPlainUnlessColoursAreAskedFor) {
  Report report = a_good_one();
  report.conservation.holds = false;
  report.conservation.broken = "settled is not what was paid";
  const std::string text = to_text(report, false);
  EXPECT_THAT(text, HasSubstr("NOT conserved: settled is not what was paid"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_THAT(to_text(report, true), HasSubstr("\x1b[31m"));
}

TEST(ReportJson, IsJsonWhateverStandsInTheNames) {
  boost::json::error_code error;
  const auto value = boost::json::parse(to_json(a_good_one()), error);
  ASSERT_FALSE(error);
  EXPECT_EQ(value.at("name").as_string(), "a \"name\"");
  EXPECT_TRUE(value.at("passed").as_bool());
}

TEST(Sparkline, ReachesFromNothingToTheLargest) {
  const std::array<std::int64_t, 4> values{0, 1, 4, 8};
  EXPECT_EQ(sparkline(values), " ▁▄█");
}

TEST(Wrapped, BreaksBetweenWords) {
  EXPECT_EQ(wrapped("one two three", 8, "  "), "one two\n  three");
}

TEST(Cut, LeavesRoomForTheEllipsis) {
  EXPECT_EQ(cut("abcdef", 4), "abc…");
  EXPECT_EQ(cut("abcd", 4), "abcd");
}

TEST(TextTable, AlignsNumbersToTheRight) {
  TextTable table({"key", "n"});
  table.add({"a", "1000"});
  table.add({"bcd", "2"});
  EXPECT_EQ(table.print(Paint(false)), "  key     n\n  a    1000\n  bcd     2\n");
}

}  // namespace
}  // namespace omnillm::sim
