#include "limit/backoff.h"

#include <algorithm>

namespace omnillm::limit {

Duration exponential_delay(Duration base, int doublings, Duration cap) {
  Duration delay = std::max(base, Duration::zero());
  for (int i = 0; i < doublings && delay < cap; ++i) {
    if (delay > cap / 2) return cap;
    if (delay == Duration::zero()) break;
    delay *= 2;
  }
  return std::clamp(delay, Duration::zero(), std::max(cap, Duration::zero()));
}

Duration jittered(Duration delay, Jitter jitter, Rng& rng) {
  if (jitter == Jitter::None || delay <= Duration::zero()) return std::max(delay, Duration::zero());
  const Duration certain = jitter == Jitter::Equal ? delay / 2 : Duration::zero();
  const auto span = static_cast<std::uint64_t>((delay - certain).count());
  return certain + Duration(static_cast<std::int64_t>(rng.below(span + 1)));
}

Instant later(Instant now, Duration delay) {
  delay = std::max(delay, Duration::zero());
  std::int64_t sum = 0;
  if (__builtin_add_overflow(now.time_since_epoch().count(), delay.count(), &sum))
    return Instant::max();
  return Instant(Duration(sum));
}

std::optional<Duration> retry_delay(const BackoffConfig& config, int attempt,
                                    std::optional<Duration> hint, Rng& rng) {
  const Duration asked = std::max(hint.value_or(Duration::zero()), Duration::zero());
  if (asked > config.longest_hint) return std::nullopt;
  const int doublings = attempt > 1 ? attempt - 1 : 0;
  const Duration own = exponential_delay(config.base, doublings, config.cap);
  return std::max(asked, jittered(own, config.jitter, rng));
}

}  // namespace omnillm::limit
