#include "pool/day_window.h"

#include <algorithm>

namespace omnillm::pool {

void DayWindow::forget_old(std::int64_t hour) {
  const std::int64_t steps = std::min(hour - newest_, kHours);
  for (std::int64_t i = 1; i <= steps; ++i) {
    std::int64_t& slot = hours_[static_cast<std::size_t>((newest_ + i) % kHours)];
    used_ -= slot;
    slot = 0;
  }
  newest_ = std::max(newest_, hour);
}

bool DayWindow::try_take(Instant now, std::int64_t units) {
  forget_old(hour_of(now));
  if (used_ >= limit_ || units > limit_ - used_) return false;
  used_ += units;
  hours_[static_cast<std::size_t>(newest_ % kHours)] += units;
  return true;
}

void DayWindow::adjust(Instant now, Instant taken_at, std::int64_t units) {
  forget_old(hour_of(now));
  const std::int64_t hour = hour_of(taken_at);
  if (hour <= newest_ - kHours) return;  // a day ago: it has come back already
  std::int64_t& slot = hours_[static_cast<std::size_t>(hour % kHours)];
  const std::int64_t change = std::clamp(units, -slot, limit_);
  slot += change;
  used_ += change;
}

Instant DayWindow::next_fit(Instant now, std::int64_t units) const {
  if (units > limit_) return Instant::max();
  std::int64_t used = 0;
  const std::int64_t hour = std::max(hour_of(now), newest_);
  // From the newest hour back, as long as the request still fits beside what was used since.
  for (std::int64_t h = hour; h > hour - kHours && h >= 0; --h) {
    if (h > newest_ || h <= newest_ - kHours) continue;
    used += hours_[static_cast<std::size_t>(h % kHours)];
    if (used > limit_ - units) return Instant(std::chrono::hours(h + kHours));
  }
  return now;
}

}  // namespace omnillm::pool
