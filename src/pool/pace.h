// At which part of its limits a key is used: all of them, until the provider refuses what our own
// count admits. Then somebody else uses the key too, and what they leave has to be found out.
//
//   a refusal     halves the pace; soon after it grew, it only takes the growth back
//   a good rest   raises it by half of what the provider's headers said was left all the time, or,
//                 when they say nothing, by a twentieth of the limits
//
// Half of what is left is never too much, so with headers the pace settles just below what the
// others leave. Without them the only way to find out is to try, at the price of a 429: hence it
// rests four times as long, and twice as long after every growth that was refused.

#ifndef OMNILLM_POOL_PACE_H_
#define OMNILLM_POOL_PACE_H_

#include <algorithm>
#include <cstdint>

#include "omnillm/clock.h"
#include "pool/enforcement.h"

namespace omnillm::pool {

// Shares are in thousandths of a key's limits.
inline constexpr int kFullPace = 1000;
inline constexpr int kLeastPace = 50;

constexpr int slower(int pace) { return std::max(kLeastPace, pace / 2); }

// When the headers never showed less than `least_left`.
constexpr int faster(int pace, int least_left) {
  constexpr int kReserve = 50;  // stays with whoever else uses the key
  return std::min(kFullPace, pace + std::max(0, least_left - kReserve) / 2);
}

// When all that is known is that nothing was refused for so many minutes beyond the rest.
constexpr int faster_unseen(int pace, std::int64_t minutes) {
  constexpr int kStep = 50;
  const auto steps = static_cast<int>(std::min<std::int64_t>(minutes, kFullPace / kStep));
  return std::min(kFullPace, pace + kStep * steps);
}

// Refill and size by the same share: a bucket that is half empty stays half empty.
[[nodiscard]] GateLimits at_pace(const GateLimits& limits, int pace);

// Thread safety: guarded by the pool's mutex.
class Pace {
 public:
  [[nodiscard]] int permille() const { return pace_; }
  [[nodiscard]] bool is_full() const { return pace_ == kFullPace; }

  // What the headers of an answer say: `left` of the limits.
  void saw(Instant now, int left);
  // An answer came; tells something only when no headers do.
  void answered(Instant now);
  // A 429 to a call that began at `started`. Calls that began before the pace was last slowed say
  // nothing new.
  void refused(Instant now, Instant started);

 private:
  static constexpr int kNothingSeen = kFullPace + 1;

  void grow(Instant now, int pace, Instant next);

  int pace_ = kFullPace;
  int proven_ = kFullPace;         // the pace before it last grew
  int least_left_ = kNothingSeen;  // since it last changed
  int rest_ = 1;                   // minutes, with headers
  Instant slowed_at_ = Instant::min();
  Instant grew_at_ = Instant::min();
  Instant seen_at_ = Instant::min();
  Instant grows_at_ = Instant::min();
  Instant grows_unseen_at_ = Instant::min();
};

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_PACE_H_
