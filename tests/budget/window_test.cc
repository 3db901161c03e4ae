#include "budget/window.h"

#include <absl/time/time.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace omnillm::budget {
namespace {

WallTime at(const std::string& text) {
  absl::Time t;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &t, &error)) << text << ": " << error;
  return WallTime(Duration(absl::ToUnixNanos(t)));
}

absl::TimeZone zone(const std::string& name) {
  absl::TimeZone found;
  EXPECT_TRUE(absl::LoadTimeZone(name, &found)) << name;
  return found;
}

struct Case {
  std::string what;
  Period period;
  std::string zone;
  std::string now;
  std::string begins;
  std::string ends;
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.what; }

class WindowAt : public testing::TestWithParam<Case> {};

TEST_P(WindowAt, LiesWhereTheCalendarSays) {
  const Case& c = GetParam();
  const WindowSpan span = window_at(c.period, zone(c.zone), at(c.now));
  EXPECT_EQ(span.begins, at(c.begins));
  EXPECT_EQ(span.ends, at(c.ends));
}

const std::vector<Case> kCases = {
    {"hour", Period::Hour, "UTC", "2026-07-15T12:34:56.789Z", "2026-07-15T12:00:00Z",
     "2026-07-15T13:00:00Z"},
    {"the first instant belongs to the window", Period::Hour, "UTC", "2026-07-15T12:00:00Z",
     "2026-07-15T12:00:00Z", "2026-07-15T13:00:00Z"},
    {"the last does not", Period::Hour, "UTC", "2026-07-15T12:59:59.999999999Z",
     "2026-07-15T12:00:00Z", "2026-07-15T13:00:00Z"},
    {"hours of a zone that is half an hour off", Period::Hour, "Asia/Kolkata",
     "2026-07-15T12:34:00Z", "2026-07-15T12:30:00Z", "2026-07-15T13:30:00Z"},
    {"first of two repeated hours", Period::Hour, "Europe/Berlin", "2026-10-25T00:30:00Z",
     "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"},
    {"second of two repeated hours", Period::Hour, "Europe/Berlin", "2026-10-25T01:30:00Z",
     "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"},
    {"a half hour where the clock turns back by one", Period::Hour, "Australia/Lord_Howe",
     "2026-04-04T14:45:00Z", "2026-04-04T14:00:00Z", "2026-04-04T15:00:00Z"},
    {"and the half hour that is repeated", Period::Hour, "Australia/Lord_Howe",
     "2026-04-04T15:10:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z"},
    {"before the epoch", Period::Hour, "UTC", "1969-12-31T23:59:59.5Z", "1969-12-31T23:00:00Z",
     "1970-01-01T00:00:00Z"},

    {"day", Period::Day, "UTC", "2026-07-15T12:34:56Z", "2026-07-15T00:00:00Z",
     "2026-07-16T00:00:00Z"},
    {"day of a zone", Period::Day, "America/New_York", "2026-07-15T03:00:00Z",
     "2026-07-14T04:00:00Z", "2026-07-15T04:00:00Z"},
    {"a day of 23 hours", Period::Day, "Europe/Berlin", "2026-03-29T10:00:00Z",
     "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
    {"a day of 25 hours", Period::Day, "Europe/Berlin", "2026-10-25T10:00:00Z",
     "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},
    {"a day whose midnight is skipped", Period::Day, "America/Sao_Paulo", "2018-11-04T12:00:00Z",
     "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"},
    {"the day whose last hour is repeated", Period::Day, "America/Sao_Paulo",
     "2018-02-18T02:30:00Z", "2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z"},
    {"a day whose midnight is repeated", Period::Day, "America/Havana", "2026-11-01T05:30:00Z",
     "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"},
    {"the day before one that never was", Period::Day, "Pacific/Apia", "2011-12-30T05:00:00Z",
     "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"},
    {"the day after it", Period::Day, "Pacific/Apia", "2011-12-30T10:00:00Z",
     "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"},
    {"leap day", Period::Day, "UTC", "2028-02-29T12:00:00Z", "2028-02-29T00:00:00Z",
     "2028-03-01T00:00:00Z"},

    {"week", Period::Week, "UTC", "2026-07-15T12:00:00Z", "2026-07-13T00:00:00Z",
     "2026-07-20T00:00:00Z"},
    {"week on a Monday", Period::Week, "UTC", "2026-07-13T00:00:00Z", "2026-07-13T00:00:00Z",
     "2026-07-20T00:00:00Z"},
    {"week on a Sunday", Period::Week, "UTC", "2026-07-19T23:59:59Z", "2026-07-13T00:00:00Z",
     "2026-07-20T00:00:00Z"},
    {"week across a change of the clock", Period::Week, "Europe/Berlin", "2026-03-27T12:00:00Z",
     "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z"},
    {"week across a year", Period::Week, "UTC", "2027-01-01T00:00:00Z", "2026-12-28T00:00:00Z",
     "2027-01-04T00:00:00Z"},

    {"month of 31 days", Period::Month, "UTC", "2026-07-15T12:00:00Z", "2026-07-01T00:00:00Z",
     "2026-08-01T00:00:00Z"},
    {"month of 30 days", Period::Month, "UTC", "2026-09-30T23:59:59Z", "2026-09-01T00:00:00Z",
     "2026-10-01T00:00:00Z"},
    {"February", Period::Month, "UTC", "2026-02-28T23:59:59Z", "2026-02-01T00:00:00Z",
     "2026-03-01T00:00:00Z"},
    {"February of a leap year", Period::Month, "UTC", "2028-02-29T12:00:00Z",
     "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"},
    {"February of a century that is none", Period::Month, "UTC", "2100-02-28T12:00:00Z",
     "2100-02-01T00:00:00Z", "2100-03-01T00:00:00Z"},
    {"December", Period::Month, "UTC", "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z",
     "2027-01-01T00:00:00Z"},
    {"month of a zone, across a change of the clock", Period::Month, "Europe/Berlin",
     "2026-03-31T23:30:00+02:00", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"},
};

INSTANTIATE_TEST_SUITE_P(Calendar, WindowAt, testing::ValuesIn(kCases));

TEST(WindowTiling, TheEndOfOneIsTheBeginOfTheNext) {
  for (const char* name : {"UTC", "Europe/Berlin", "America/Sao_Paulo", "America/Havana",
                           "Australia/Lord_Howe", "Pacific/Apia", "Asia/Pyongyang"}) {
    const absl::TimeZone where = zone(name);
    for (const Period period : {Period::Hour, Period::Day, Period::Week, Period::Month}) {
      WindowSpan span = window_at(period, where, at("2011-12-01T00:00:00Z"));
      for (int i = 0; i < 2'000; ++i) {
        const WindowSpan next = window_at(period, where, span.ends);
        ASSERT_EQ(next.begins, span.ends) << name << " window " << i;
        ASSERT_LT(next.begins, next.ends) << name << " window " << i;
        ASSERT_EQ(window_at(period, where, next.ends - Duration(1)), next) << name;
        span = next;
      }
    }
  }
}

TEST(WindowTotal, IsAllOfTime) {
  const WindowSpan span = window_at(Period::Total, absl::UTCTimeZone(), at("2026-07-15T12:00:00Z"));
  EXPECT_EQ(span.begins, WallTime::min());
  EXPECT_EQ(span.ends, WallTime::max());
}

}  // namespace
}  // namespace omnillm::budget
