// A limit per day, counted over the last twenty-four hours in steps of an hour: all of it may be
// used at once, and what was used comes back a day later. Whatever hour the provider resets at, no
// day of its sees more than the limit.
//
// Thread safety: one thread at a time.

#ifndef OMNILLM_POOL_DAY_WINDOW_H_
#define OMNILLM_POOL_DAY_WINDOW_H_

#include <array>
#include <cstdint>

#include "omnillm/clock.h"

namespace omnillm::pool {

class DayWindow {
 public:
  explicit DayWindow(std::int64_t limit) : limit_(limit) {}

  void set_limit(std::int64_t limit) { limit_ = limit; }

  [[nodiscard]] bool try_take(Instant now, std::int64_t units);

  // Corrects what was taken at `taken_at`: `units` more (or fewer, when negative) were used in
  // fact.
  void adjust(Instant now, Instant taken_at, std::int64_t units);

  // The earliest instant at which `units` fit; Instant::max() when they never can.
  [[nodiscard]] Instant next_fit(Instant now, std::int64_t units) const;

 private:
  static constexpr std::int64_t kHours = 25;  // the hour that is running and the 24 before it
  static std::int64_t hour_of(Instant t) {
    return std::chrono::duration_cast<std::chrono::hours>(t.time_since_epoch()).count();
  }
  void forget_old(std::int64_t hour);

  std::int64_t limit_;
  std::int64_t used_ = 0;
  std::int64_t newest_ = 0;                   // hour
  std::array<std::int64_t, kHours> hours_{};  // use by hour, modulo
};

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_DAY_WINDOW_H_
