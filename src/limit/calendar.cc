#include "limit/calendar.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace omnillm::limit {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr std::array<std::string_view, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool skip_day_name(TextCursor& text, bool whole) {
  for (const std::string_view day : kDays)
    if (text.skip(whole ? day : day.substr(0, 3))) return true;
  return false;
}

std::optional<int> month_name(TextCursor& text) {
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (text.skip(kMonths[i])) return static_cast<int>(i) + 1;
  return std::nullopt;
}

// "08:49", as seconds.
std::optional<std::chrono::seconds> hours_and_minutes(TextCursor& text) {
  const auto hour = text.digits(2);
  if (!hour || *hour > 23 || !text.skip(":")) return std::nullopt;
  const auto minute = text.digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  return std::chrono::seconds(*hour * 3600 + *minute * 60);
}

// "08:49:37". A leap second (60) is the second after the 59th.
std::optional<std::chrono::seconds> time_of_day(TextCursor& text) {
  const auto minutes = hours_and_minutes(text);
  if (!minutes || !text.skip(":")) return std::nullopt;
  const auto second = text.digits(2);
  if (!second || *second > 60) return std::nullopt;
  return *minutes + std::chrono::seconds(*second);
}

std::optional<sys_seconds> join(int year, int month, int day, std::chrono::seconds time) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return sys_seconds(sys_days(date)) + time;
}

// Two digits that would lie over fifty years ahead belong to the century before.
int full_year(int two_digits, WallTime near) {
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(near));
  const int this_year = static_cast<int>(today.year());
  const int year = this_year - this_year % 100 + two_digits;
  if (year > this_year + 50) return year - 100;
  return year <= this_year - 50 ? year + 100 : year;
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<sys_seconds> fixdate(TextCursor text) {
  if (!skip_day_name(text, false) || !text.skip(", ")) return std::nullopt;
  const auto day = text.digits(2);
  if (!day || !text.skip(" ")) return std::nullopt;
  const auto month = month_name(text);
  if (!month || !text.skip(" ")) return std::nullopt;
  const auto year = text.digits(4);
  if (!year || !text.skip(" ")) return std::nullopt;
  const auto time = time_of_day(text);
  if (!time || !text.skip(" GMT") || !text.at_end()) return std::nullopt;
  return join(*year, *month, *day, *time);
}

// "Sunday, 06-Nov-94 08:49:37 GMT"
std::optional<sys_seconds> rfc850_date(TextCursor text, WallTime near) {
  if (!skip_day_name(text, true) || !text.skip(", ")) return std::nullopt;
  const auto day = text.digits(2);
  if (!day || !text.skip("-")) return std::nullopt;
  const auto month = month_name(text);
  if (!month || !text.skip("-")) return std::nullopt;
  const auto year = text.digits(2);
  if (!year || !text.skip(" ")) return std::nullopt;
  const auto time = time_of_day(text);
  if (!time || !text.skip(" GMT") || !text.at_end()) return std::nullopt;
  return join(full_year(*year, near), *month, *day, *time);
}

// "Sun Nov  6 08:49:37 1994"
std::optional<sys_seconds> asctime_date(TextCursor text) {
  if (!skip_day_name(text, false) || !text.skip(" ")) return std::nullopt;
  const auto month = month_name(text);
  if (!month || !text.skip(" ")) return std::nullopt;
  const auto day = text.skip(" ") ? text.digits(1) : text.digits(2);
  if (!day || !text.skip(" ")) return std::nullopt;
  const auto time = time_of_day(text);
  if (!time || !text.skip(" ")) return std::nullopt;
  const auto year = text.digits(4);
  if (!year || !text.at_end()) return std::nullopt;
  return join(*year, *month, *day, *time);
}

// "Z", "+02:00": how far the clock there is ahead.
std::optional<std::chrono::seconds> offset(TextCursor& text) {
  if (text.skip("Z") || text.skip("z")) return std::chrono::seconds(0);
  const bool east = text.skip("+");
  if (!east && !text.skip("-")) return std::nullopt;
  const auto size = hours_and_minutes(text);
  if (!size) return std::nullopt;
  return east ? *size : -*size;
}

}  // namespace

std::optional<CalendarTime> read_http_date(TextCursor text, WallTime near) {
  auto seconds = fixdate(text);
  if (!seconds) seconds = rfc850_date(text, near);
  if (!seconds) seconds = asctime_date(text);
  if (!seconds) return std::nullopt;
  return CalendarTime{.seconds = *seconds};
}

std::optional<CalendarTime> read_rfc3339(TextCursor text) {
  const auto year = text.digits(4);
  if (!year || !text.skip("-")) return std::nullopt;
  const auto month = text.digits(2);
  if (!month || !text.skip("-")) return std::nullopt;
  const auto day = text.digits(2);
  if (!day || !(text.skip("T") || text.skip("t") || text.skip(" "))) return std::nullopt;
  const auto time = time_of_day(text);
  if (!time) return std::nullopt;
  const auto nanos = text.fraction();
  if (!nanos) return std::nullopt;
  const auto ahead = offset(text);
  if (!ahead || !text.at_end()) return std::nullopt;
  const auto seconds = join(*year, *month, *day, *time - *ahead);
  if (!seconds) return std::nullopt;
  return CalendarTime{.seconds = *seconds, .nanos = *nanos};
}

}  // namespace omnillm::limit
