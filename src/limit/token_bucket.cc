#include "limit/token_bucket.h"

#include <algorithm>
#include <limits>
#include <string>

namespace omnillm::limit {
namespace {

constexpr std::int64_t kLongestFill = std::int64_t{100} * 365 * 24 * 3600 * 1'000'000'000;

Int128 nanos(Instant t) { return t.time_since_epoch().count(); }

Int128 price(const Rate& rate, std::int64_t units) {
  return Int128{std::max<std::int64_t>(units, 0)} * rate.per_unit().count();
}

std::int64_t saturate(Int128 value) {
  constexpr Int128 kMax = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::clamp<Int128>(value, -kMax, kMax));
}

Duration not_negative(Int128 nanoseconds) {
  return Duration(saturate(std::max<Int128>(0, nanoseconds)));
}

}  // namespace

Result<Rate> Rate::per(std::int64_t units, Duration period) { return per(units, period, units); }

Result<Rate> Rate::per(std::int64_t units, Duration period, std::int64_t burst) {
  if (units <= 0 || period <= Duration::zero() || burst <= 0)
    return fail(ErrorKind::Configuration, "a rate needs units, a period and a burst above zero");
  if (units > period.count())
    return fail(ErrorKind::Configuration,
                std::to_string(units) + " units are too many: at most one a nanosecond");
  const std::int64_t per_unit = (period.count() - 1) / units + 1;
  if (Int128{per_unit} * burst > kLongestFill)
    return fail(ErrorKind::Configuration,
                "a burst of " + std::to_string(burst) + " would take over a century to refill");
  return Rate(Duration(per_unit), burst);
}

std::optional<TokenBucket::Taken> TokenBucket::try_take(Instant now, std::int64_t units) {
  MutexLock lock(&mu_);
  if (units < 0 || units > rate_.burst()) return std::nullopt;
  const Int128 after = missing(now) + price(rate_, units);
  if (after > rate_.time_to_fill().count()) return std::nullopt;
  set_missing(now, after);
  return Taken(saturate(gross_));
}

void TokenBucket::give_back(Instant now, const Taken& taken, std::int64_t units) {
  MutexLock lock(&mu_);
  // At no time since the take can the bucket have lacked less than this. So much of the take still
  // shows and can be undone; beyond it the bucket may have been full.
  const Int128 certainly_missing = taken.mark_ - returned_ - nanos(now);
  returned_ += std::clamp<Int128>(certainly_missing, 0, price(rate_, units));
}

void TokenBucket::charge(Instant now, std::int64_t units) {
  MutexLock lock(&mu_);
  set_missing(now, missing(now) + price(rate_, units));
}

void TokenBucket::correct_to(Instant now, std::int64_t remaining) {
  MutexLock lock(&mu_);
  const std::int64_t gone = rate_.burst() - std::clamp<std::int64_t>(remaining, 0, rate_.burst());
  set_missing(now, std::max(missing(now), price(rate_, gone)));
}

std::optional<Duration> TokenBucket::time_until(Instant now, std::int64_t units) const {
  MutexLock lock(&mu_);
  if (units < 0 || units > rate_.burst()) return std::nullopt;
  return not_negative(missing(now) + price(rate_, units) - rate_.time_to_fill().count());
}

std::int64_t TokenBucket::available(Instant now) const {
  MutexLock lock(&mu_);
  return not_negative(rate_.time_to_fill().count() - missing(now)) / rate_.per_unit();
}

void TokenBucket::set_rate(Instant now, Rate rate) {
  MutexLock lock(&mu_);
  const Int128 old_missing = missing(now);
  const Int128 per_unit = rate_.per_unit().count();
  const Int128 units = old_missing / per_unit + (old_missing % per_unit != 0 ? 1 : 0);
  returned_ += old_missing;  // earlier marks count in the old rate's time: they are worth nothing
  rate_ = rate;
  set_missing(now, std::min(units, Int128{std::numeric_limits<std::int64_t>::max()}) *
                       rate_.per_unit().count());
}

Rate TokenBucket::rate() const {
  MutexLock lock(&mu_);
  return rate_;
}

Int128 TokenBucket::missing(Instant now) const {
  return std::max<Int128>(0, gross_ - returned_ - nanos(now));
}

void TokenBucket::set_missing(Instant now, Int128 missing) {
  gross_ = nanos(now) + returned_ + missing;
}

}  // namespace omnillm::limit
