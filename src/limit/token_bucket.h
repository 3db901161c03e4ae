// A token bucket for limits that stand beside a key's hot word: units per day, and what a caller
// may use. (A key's own tokens and requests per minute share one lock-free word in the pool.)

#ifndef OMNILLM_LIMIT_TOKEN_BUCKET_H_
#define OMNILLM_LIMIT_TOKEN_BUCKET_H_

#include <cstdint>
#include <limits>
#include <optional>

#include "base/mutex.h"
#include "base/wide.h"
#include "omnillm/clock.h"
#include "omnillm/result.h"

namespace omnillm::limit {

// How fast a bucket refills and how much it holds.
//
//   Rate::per(90'000, 1min)          // 90,000 a minute, all of them available at once
//   Rate::per(90'000, 1min, 1'500)   // the same speed, but never more than 1,500 at once
//
// Thread safety: a value.
class Rate {
 public:
  // Refuses (Configuration) units, periods and bursts that are not positive, rates finer than one
  // unit a nanosecond, and bursts that take more than a century to refill.
  [[nodiscard]] static Result<Rate> per(std::int64_t units, Duration period);
  [[nodiscard]] static Result<Rate> per(std::int64_t units, Duration period, std::int64_t burst);

  // Time one unit takes to refill, rounded up to a nanosecond: never faster than promised.
  [[nodiscard]] Duration per_unit() const { return per_unit_; }
  // Units the full bucket holds, and the time in which an empty one becomes full.
  [[nodiscard]] std::int64_t burst() const { return burst_; }
  [[nodiscard]] Duration time_to_fill() const { return per_unit_ * burst_; }

  friend bool operator==(const Rate&, const Rate&) = default;

 private:
  Rate(Duration per_unit, std::int64_t burst) : per_unit_(per_unit), burst_(burst) {}

  Duration per_unit_;
  std::int64_t burst_;
};

// A token bucket kept as an instant: when it will be full again (GCRA). A fresh bucket is full.
//
//   TokenBucket tokens(Rate::per(2'000'000, 24h).value());
//   const auto taken = tokens.try_take(now, 1'500);
//   if (!taken) return wait(tokens.time_until(now, 1'500));
//   ...
//   tokens.give_back(later, *taken, 1'500 - used);
//
// In any stretch of time no more is taken and kept than the burst and what refills meanwhile,
// whatever is given back and when. What is only charged comes on top, as debt.
//
// Thread safety: every member may be called by any threads at once, with instants that are a little
// out of order.
// Fairness: none; a large take can starve behind small ones. Waiting lines belong to the pool.
class TokenBucket {
 public:
  // Remembers how empty the bucket was once something had been taken; a value of 8 bytes, for
  // give_back(). A default one remembers nothing, and nothing is given back on it.
  class Taken {
   public:
    Taken() = default;

   private:
    friend class TokenBucket;
    explicit Taken(std::int64_t mark) : mark_(mark) {}
    std::int64_t mark_ = std::numeric_limits<std::int64_t>::min();
  };

  explicit TokenBucket(Rate rate) : rate_(rate) {}
  TokenBucket(const TokenBucket&) = delete;
  TokenBucket& operator=(const TokenBucket&) = delete;

  // Takes `units` if they are there, otherwise changes nothing and returns empty. Refuses what
  // could never fit and what is negative.
  [[nodiscard]] std::optional<Taken> try_take(Instant now, std::int64_t units);

  // Returns units of a take that were not used, as far as the bucket cannot have been full since:
  // what did not fit then is gone, and returning it would let a later burst exceed the bucket.
  // Requires: over all calls, no more is given back than was taken.
  void give_back(Instant now, const Taken& taken, std::int64_t units);

  // Takes units that were used without asking; the bucket may go into debt.
  void charge(Instant now, std::int64_t units);

  // Takes the provider's word that only `remaining` are left. A larger figure than ours changes
  // nothing: it does not know what is on its way.
  void correct_to(Instant now, std::int64_t remaining);

  // How long until `units` fit if nobody else takes any: zero if they do now, empty if they never
  // can.
  [[nodiscard]] std::optional<Duration> time_until(Instant now, std::int64_t units) const;

  // Whole units that could be taken now; zero when in debt.
  [[nodiscard]] std::int64_t available(Instant now) const;

  // Changes the rate and keeps the units that are missing. What was taken before can no longer be
  // given back.
  void set_rate(Instant now, Rate rate);
  [[nodiscard]] Rate rate() const;

 private:
  // How long the bucket needs from `now` to be full.
  Int128 missing(Instant now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void set_missing(Instant now, Int128 missing) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  mutable Mutex mu_;
  Rate rate_ ABSL_GUARDED_BY(mu_);
  // The bucket is full again at gross_ - returned_ nanoseconds. gross_ is where that instant would
  // be had nothing ever been given back; it only grows, so a take's own gross_ bounds from below
  // how empty the bucket has been ever since. 128 bits: neither sum can overflow.
  Int128 gross_ ABSL_GUARDED_BY(mu_) = Instant::min().time_since_epoch().count();
  Int128 returned_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace omnillm::limit

#endif  // OMNILLM_LIMIT_TOKEN_BUCKET_H_
