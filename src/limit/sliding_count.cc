#include "limit/sliding_count.h"

#include <algorithm>
#include <limits>

namespace omnillm::limit {

SlidingCount::SlidingCount(Duration window)
    : slice_nanos_(std::max<std::int64_t>(1, window.count() / kSlices)) {}

void SlidingCount::add(Instant now) {
  const std::int64_t number = slice_number(now);
  // Slices that passed without an event are empty; at most all of them did.
  for (std::int64_t i = std::max(newest_ + 1, number - kSlices + 1); i <= number; ++i)
    counts_[place(i)] = 0;
  newest_ = number;
  auto& count = counts_[place(number)];
  if (count != std::numeric_limits<std::uint32_t>::max()) ++count;
}

void SlidingCount::clear() { counts_.fill(0); }

std::uint64_t SlidingCount::total(Instant now) const {
  std::uint64_t sum = 0;
  for (std::int64_t i = slice_number(now) - kSlices + 1; i <= newest_; ++i)
    sum += counts_[place(i)];
  return sum;
}

// Never before the newest, so never negative either.
std::int64_t SlidingCount::slice_number(Instant now) const {
  return std::max(newest_, now.time_since_epoch().count() / slice_nanos_);
}

// The numbers just below zero are asked for too, in the first window of all.
std::size_t SlidingCount::place(std::int64_t number) {
  return static_cast<std::size_t>((number + kSlices) % kSlices);
}

}  // namespace omnillm::limit
