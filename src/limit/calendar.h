// Dates as HTTP and RFC 3339 write them.

#ifndef OMNILLM_LIMIT_CALENDAR_H_
#define OMNILLM_LIMIT_CALENDAR_H_

#include <chrono>
#include <cstdint>
#include <optional>

#include "limit/text_cursor.h"
#include "omnillm/clock.h"

namespace omnillm::limit {

// An instant of the calendar, of any year with four digits: wider than WallTime, which ends in
// 2262.
struct CalendarTime {
  std::chrono::sys_seconds seconds;
  std::int64_t nanos = 0;  // in [0, 10^9]
};

// Each consumes its whole text or fails. See parse_http_date in limit/retry_hints.h.
[[nodiscard]] std::optional<CalendarTime> read_http_date(TextCursor text, WallTime near);
// "2024-06-07T12:30:00Z", "2024-06-07T12:30:00.25+02:00"; also with lower-case t and z or a space
// for the T.
[[nodiscard]] std::optional<CalendarTime> read_rfc3339(TextCursor text);

}  // namespace omnillm::limit

#endif  // OMNILLM_LIMIT_CALENDAR_H_
