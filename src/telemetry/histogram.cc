#include <algorithm>

#include "omnillm/metrics.h"

namespace omnillm {
namespace {

Duration saturating_sum(Duration a, Duration b) {
  Duration::rep sum = 0;
  return __builtin_add_overflow(a.count(), b.count(), &sum) ? Duration::max() : Duration(sum);
}

constexpr auto kBounds = Histogram::bounds();

}  // namespace

void Histogram::record(Duration duration) {
  const Duration bounded = std::max(duration, Duration{0});
  const auto bucket = std::lower_bound(kBounds.begin(), kBounds.end(), bounded) - kBounds.begin();
  ++buckets_[static_cast<std::size_t>(bucket)];
  ++count_;
  sum_ = saturating_sum(sum_, bounded);
}

void Histogram::add(const Histogram& other) {
  for (std::size_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  sum_ = saturating_sum(sum_, other.sum_);
}

Duration Histogram::at_permille(int permille) const {
  if (count_ == 0) return Duration{0};
  const auto share = static_cast<std::uint64_t>(std::clamp(permille, 0, 1000));
  const std::uint64_t rank =
      std::max<std::uint64_t>(1, count_ / 1000 * share + (count_ % 1000 * share + 999) / 1000);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    below += buckets_[i];
    if (below >= rank) return kBounds[i];
  }
  return kBounds.back();
}

}  // namespace omnillm
