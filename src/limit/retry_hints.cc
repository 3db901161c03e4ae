#include "limit/retry_hints.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "base/wide.h"
#include "limit/calendar.h"
#include "limit/text_cursor.h"

namespace omnillm::limit {
namespace {

constexpr std::size_t kMostDigits = 10;
constexpr std::size_t kMostDigitsOfAnInstant = 13;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;

Duration clamped(Int128 nanos, Duration cap) {
  const Int128 most = std::max(cap, Duration::zero()).count();
  return Duration(static_cast<std::int64_t>(std::clamp<Int128>(nanos, 0, most)));
}

// `number` times a unit of so many nanoseconds, rounded up.
Int128 scaled(const Decimal& number, std::int64_t unit) {
  const Int128 fraction = Int128{number.billionths} * unit;
  return Int128{number.whole} * unit + (fraction + kSecond - 1) / kSecond;
}

Duration until(Int128 unix_nanos, const HintClock& clock) {
  return clamped(unix_nanos - clock.now.time_since_epoch().count(), clock.cap);
}

Duration until(const CalendarTime& time, const HintClock& clock) {
  return until(Int128{time.seconds.time_since_epoch().count()} * kSecond + time.nanos, clock);
}

struct Unit {
  std::string_view name;
  std::int64_t nanos;
};

// A name stands before its own beginnings: ms before m.
constexpr std::array<Unit, 8> kUnits{{{"d", 86'400 * kSecond},
                                      {"h", 3'600 * kSecond},
                                      {"ms", kMillisecond},
                                      {"m", 60 * kSecond},
                                      {"s", kSecond},
                                      {"us", 1'000},
                                      {"\xc2\xb5s", 1'000},  // micro sign
                                      {"ns", 1}}};

const Unit* read_unit(TextCursor& text) {
  for (const Unit& unit : kUnits)
    if (text.skip(unit.name)) return &unit;
  return nullptr;
}

// "1h2m3.5s": numbers with units that grow smaller.
std::optional<Int128> read_go_duration(TextCursor text) {
  Int128 total = 0;
  std::int64_t previous = std::numeric_limits<std::int64_t>::max();
  do {
    const auto number = text.decimal(kMostDigits);
    if (!number) return std::nullopt;
    const Unit* unit = read_unit(text);
    if (unit == nullptr || unit->nanos >= previous) return std::nullopt;
    previous = unit->nanos;
    total += scaled(*number, unit->nanos);
  } while (!text.at_end());
  return total;
}

std::optional<Decimal> read_number(TextCursor text, std::size_t most_digits) {
  const auto number = text.decimal(most_digits);
  if (!number || !text.at_end()) return std::nullopt;
  return number;
}

// A bare number in a reset header: ten digits are the instant in seconds (since 2001, and until
// 2286), thirteen in milliseconds, fewer than ten a wait in seconds.
std::optional<Duration> reset_number(const Decimal& number, const HintClock& clock) {
  if (number.digits < 10) return clamped(scaled(number, kSecond), clock.cap);
  if (number.digits == 10) return until(scaled(number, kSecond), clock);
  if (number.digits == 13) return until(scaled(number, kMillisecond), clock);
  return std::nullopt;
}

}  // namespace

std::optional<Duration> parse_retry_after(std::string_view value, HintClock clock) {
  const TextCursor text(value);
  if (const auto number = read_number(text, kMostDigits))
    return clamped(scaled(*number, kSecond), clock.cap);
  if (const auto date = read_http_date(text, clock.now)) return until(*date, clock);
  return std::nullopt;
}

std::optional<Duration> parse_retry_after_ms(std::string_view value, HintClock clock) {
  const auto number = read_number(TextCursor(value), kMostDigits);
  if (!number) return std::nullopt;
  return clamped(scaled(*number, kMillisecond), clock.cap);
}

std::optional<Duration> parse_reset(std::string_view value, HintClock clock) {
  const TextCursor text(value);
  if (const auto number = read_number(text, kMostDigitsOfAnInstant))
    return reset_number(*number, clock);
  if (const auto duration = read_go_duration(text)) return clamped(*duration, clock.cap);
  if (const auto time = read_rfc3339(text)) return until(*time, clock);
  return std::nullopt;
}

std::optional<Duration> parse_retry_delay(std::string_view value, HintClock clock) {
  TextCursor text(value);
  const auto number = text.decimal(kMostDigits);
  if (!number || !text.skip("s") || !text.at_end()) return std::nullopt;
  return clamped(scaled(*number, kSecond), clock.cap);
}

std::optional<WallTime> parse_http_date(std::string_view value, WallTime near) {
  const auto date = read_http_date(TextCursor(value), near);
  if (!date) return std::nullopt;
  if (date->seconds <= std::chrono::ceil<std::chrono::seconds>(WallTime::min()) ||
      date->seconds >= std::chrono::floor<std::chrono::seconds>(WallTime::max()))
    return std::nullopt;
  return WallTime(date->seconds);
}

}  // namespace omnillm::limit
