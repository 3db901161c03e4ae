// Where the windows of a budget lie on the calendar: a pure function of the period and the zone.

#ifndef OMNILLM_BUDGET_WINDOW_H_
#define OMNILLM_BUDGET_WINDOW_H_

#include <absl/time/time.h>

#include "omnillm/budget.h"
#include "omnillm/clock.h"

namespace omnillm::budget {

// From `begins` up to, and without, `ends`.
struct WindowSpan {
  WallTime begins;
  WallTime ends;
  friend bool operator==(const WindowSpan&, const WindowSpan&) = default;
};

// The window that holds `now`. Windows of a period tile time: the end of one is the begin of the
// next.
//
// Days, weeks and months begin at local midnight, or at the first instant of the day where midnight
// is skipped; a day may thus have 23 or 25 hours. Hours are real ones: an hour that the clock
// repeats is two windows. A total budget has one window, which is all of time.
WindowSpan window_at(Period period, absl::TimeZone zone, WallTime now);

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_WINDOW_H_
