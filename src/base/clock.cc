#include "omnillm/clock.h"

#include <time.h>

namespace omnillm {
namespace {

#ifdef CLOCK_MONOTONIC_COARSE
constexpr clockid_t kMonotonic = CLOCK_MONOTONIC_COARSE;
constexpr clockid_t kRealtime = CLOCK_REALTIME_COARSE;
#else
constexpr clockid_t kMonotonic = CLOCK_MONOTONIC;
constexpr clockid_t kRealtime = CLOCK_REALTIME;
#endif

Duration read(clockid_t id) {
  timespec t{};
  clock_gettime(id, &t);
  return std::chrono::seconds(t.tv_sec) + Duration(t.tv_nsec);
}

}  // namespace

Instant SystemClock::now() const { return Instant(read(kMonotonic)); }
WallTime SystemClock::wall() const { return WallTime(read(kRealtime)); }

Instant PreciseClock::now() const { return Instant(read(CLOCK_MONOTONIC)); }
WallTime PreciseClock::wall() const { return WallTime(read(CLOCK_REALTIME)); }

}  // namespace omnillm
