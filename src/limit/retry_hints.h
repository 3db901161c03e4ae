// Reads every way in which a provider says when to come back.

#ifndef OMNILLM_LIMIT_RETRY_HINTS_H_
#define OMNILLM_LIMIT_RETRY_HINTS_H_

#include <chrono>
#include <optional>
#include <string_view>

#include "omnillm/clock.h"

namespace omnillm::limit {

// A hint is a length of time from now on, in [0, cap]: what lies in the past is zero, what lies
// further ahead than the cap is the cap.
//
//   const HintClock clock{.now = parse_http_date(date_header, wall).value_or(wall)};
//   const auto wait = parse_retry_after("Fri, 31 Dec 1999 23:59:59 GMT", clock);
//
// Nothing here throws or allocates. What is not understood is empty, and the caller's own back-off
// applies: NaN, infinities, signs, exponents, hexadecimal, units that are not listed, more than ten
// digits before the point, anything left over at the end. Spaces and tabs around a value are
// ignored. Fractions finer than a nanosecond are rounded up: never earlier than asked.
//
// Thread safety: pure functions.
struct HintClock {
  // What the other side thinks the time is: the `Date` of the response if it has one, so that a
  // clock of ours that is wrong does no harm; else our own wall clock.
  WallTime now;
  // Longest wait that is believed. A day: limits per day exist, longer ones are bills.
  Duration cap = std::chrono::hours(24);
};

// `retry-after`: seconds, whole or with a fraction ("2", "0.25"), or an HTTP date.
[[nodiscard]] std::optional<Duration> parse_retry_after(std::string_view value, HintClock clock);

// `retry-after-ms`, `x-amz-retry-after`: milliseconds, whole or with a fraction.
[[nodiscard]] std::optional<Duration> parse_retry_after_ms(std::string_view value, HintClock clock);

// `x-ratelimit-reset-*`, `anthropic-ratelimit-*-reset`: a Go duration ("6m0s", "12ms", "1h2m3.5s",
// "1d"), seconds, Unix seconds (ten digits), Unix milliseconds (thirteen), or an RFC 3339 instant.
[[nodiscard]] std::optional<Duration> parse_reset(std::string_view value, HintClock clock);

// Gemini's RetryInfo.retryDelay: seconds with an s ("22s", "22.5s").
[[nodiscard]] std::optional<Duration> parse_retry_delay(std::string_view value, HintClock clock);

// The three forms of an HTTP date; all are in GMT, and the name of the day is not compared with the
// date. Two digits of a year mean the year nearest to `near` that is not over fifty years ahead.
//   "Sun, 06 Nov 1994 08:49:37 GMT"    as it should be
//   "Sunday, 06-Nov-94 08:49:37 GMT"   obsolete
//   "Sun Nov  6 08:49:37 1994"         obsolete
// Empty also for years that WallTime cannot hold (before 1678, after 2261).
[[nodiscard]] std::optional<WallTime> parse_http_date(std::string_view value, WallTime near);

}  // namespace omnillm::limit

#endif  // OMNILLM_LIMIT_RETRY_HINTS_H_
