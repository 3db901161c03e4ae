// How a key comes back after its circuit breaker has closed: with a tenth of its weight, and a
// tenth more each second, so that what has just recovered does not take the load of a key that
// never failed. A weight is a preference, not a cap: when nobody else can serve, it serves all the
// same.

#ifndef OMNILLM_POOL_RAMP_H_
#define OMNILLM_POOL_RAMP_H_

#include "omnillm/clock.h"

namespace omnillm::pool {

inline constexpr int kFullTenths = 10;
inline constexpr Duration kRampStep = std::chrono::seconds(1);

// Thread safety: a value.
class Ramp {
 public:
  void begin(Instant now) { ends_ = now + kRampStep * (kFullTenths - 1); }
  void skip() { ends_ = Instant::min(); }

  // Tenths of its weight the key has, and when it will have more; Instant::max() when it has all.
  [[nodiscard]] int tenths(Instant now) const { return kFullTenths - steps_left(now); }
  [[nodiscard]] Instant next(Instant now) const {
    const int left = steps_left(now);
    return left == 0 ? Instant::max() : ends_ - kRampStep * (left - 1);
  }

 private:
  [[nodiscard]] int steps_left(Instant now) const {
    if (now >= ends_) return 0;
    const auto left = (ends_ - now + kRampStep - Duration(1)) / kRampStep;
    return left < kFullTenths ? static_cast<int>(left) : kFullTenths - 1;
  }

  Instant ends_ = Instant::min();
};

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_RAMP_H_
