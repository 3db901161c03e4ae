#include "budget/window.h"

#include <absl/time/civil_time.h>

#include <algorithm>
#include <chrono>

namespace omnillm::budget {
namespace {

absl::Time to_absl(WallTime t) { return absl::FromUnixNanos(t.time_since_epoch().count()); }

WallTime from_absl(absl::Time t) {
  return WallTime(Duration(absl::ToUnixNanos(t)));  // saturates at the ends of WallTime
}

absl::CivilDay first_day(Period period, absl::CivilDay day) {
  if (period == Period::Month) return absl::CivilDay(absl::CivilMonth(day));
  if (period == Period::Week) return absl::PrevWeekday(day + 1, absl::Weekday::monday);
  return day;
}

absl::CivilDay first_day_after(Period period, absl::CivilDay first) {
  if (period == Period::Month) return absl::CivilDay(absl::CivilMonth(first) + 1);
  return first + (period == Period::Week ? 7 : 1);
}

WindowSpan days_at(Period period, absl::TimeZone zone, absl::Time now) {
  const absl::CivilDay first = first_day(period, absl::CivilDay(zone.At(now).cs));
  return {from_absl(absl::FromCivil(first, zone)),
          from_absl(absl::FromCivil(first_day_after(period, first), zone))};
}

// The instant of a change of the zone's offset: the civil time that is skipped or repeated has it.
absl::Time instant_of(absl::TimeZone zone, const absl::TimeZone::CivilTransition& change) {
  return zone.At(std::min(change.from, change.to)).trans;
}

// An hour of the zone's offset, cut where the offset changes (by half an hour on Lord Howe).
WindowSpan hour_at(absl::TimeZone zone, absl::Time now) {
  const absl::TimeZone::CivilInfo local = zone.At(now);
  const absl::Duration past =
      absl::Minutes(local.cs.minute()) + absl::Seconds(local.cs.second()) + local.subsecond;
  absl::Time begins = now - past;
  absl::Time ends = begins + absl::Hours(1);
  absl::TimeZone::CivilTransition change;
  // Looks before whole seconds only: a change at this very second counts as passed.
  if (zone.PrevTransition(now + absl::Seconds(1), &change)) {
    begins = std::max(begins, instant_of(zone, change));
  }
  if (zone.NextTransition(now, &change)) ends = std::min(ends, instant_of(zone, change));
  return {from_absl(begins), from_absl(ends)};
}

}  // namespace

WindowSpan window_at(Period period, absl::TimeZone zone, WallTime now) {
  switch (period) {
    case Period::Total:
      break;
    case Period::Hour:
      return hour_at(zone, to_absl(now));
    case Period::Day:
    case Period::Week:
    case Period::Month:
      return days_at(period, zone, to_absl(now));
  }
  return {WallTime::min(), WallTime::max()};
}

}  // namespace omnillm::budget
