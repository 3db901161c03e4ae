#include "sim/quota.h"

#include <algorithm>
#include <deque>

#include "base/wide.h"

namespace omnillm::sim {
namespace {

constexpr Duration kMinute = std::chrono::minutes(1);
constexpr Duration kSecond = std::chrono::seconds(1);

std::int64_t window_of(Instant now, Duration phase, Duration length) {
  return (now.time_since_epoch() + phase) / length;
}

Duration left_of_window(Instant now, Duration phase, Duration length) {
  return length - (now.time_since_epoch() + phase) % length;
}

// A vessel of one minute's worth that fills evenly.
class Vessel final : public Quota {
 public:
  explicit Vessel(std::int64_t limit) : Quota(limit), level_(full()) {}

  void set_limit(Instant now, std::int64_t per_minute) override {
    fill(now);
    limit_ = per_minute;
    level_ = std::min(level_, full());
  }
  bool fits(Instant now, std::int64_t amount) override {
    fill(now);
    return weight(amount) <= level_;
  }
  void use(Instant now, std::int64_t amount) override {
    fill(now);
    level_ -= weight(amount);
  }
  std::int64_t remaining(Instant now) override {
    fill(now);
    return static_cast<std::int64_t>(std::max<Int128>(0, level_) / kMinute.count());
  }
  Duration fits_after(Instant now, std::int64_t amount) override {
    fill(now);
    const Int128 missing = weight(amount) - level_;
    if (missing <= 0) return Duration(0);
    if (amount > limit_ || limit_ == 0) return kMinute;
    return Duration(static_cast<std::int64_t>((missing + limit_ - 1) / limit_));
  }

 private:
  // The level is kept in units times nanoseconds of a minute, so that filling needs no division.
  static Int128 weight(std::int64_t amount) {
    return static_cast<Int128>(amount) * kMinute.count();
  }
  Int128 full() const { return weight(limit_); }
  void fill(Instant now) {
    const Duration passed = now - filled_at_;
    filled_at_ = now;
    const Int128 gained = static_cast<Int128>(passed.count()) * limit_;
    level_ = std::min(full(), level_ + gained);
  }

  Int128 level_;
  Instant filled_at_{};
};

// Counts from zero at every full minute of the provider's clock.
class FullMinute final : public Quota {
 public:
  FullMinute(std::int64_t limit, Duration phase) : Quota(limit), phase_(phase) {}

  void set_limit(Instant, std::int64_t per_minute) override { limit_ = per_minute; }
  bool fits(Instant now, std::int64_t amount) override {
    turn(now);
    return amount <= limit_ - used_;
  }
  void use(Instant now, std::int64_t amount) override {
    turn(now);
    used_ += amount;
  }
  std::int64_t remaining(Instant now) override {
    turn(now);
    return std::max<std::int64_t>(0, limit_ - used_);
  }
  Duration fits_after(Instant now, std::int64_t amount) override {
    return fits(now, amount) ? Duration(0) : left_of_window(now, phase_, kMinute);
  }

 private:
  void turn(Instant now) {
    const std::int64_t minute = window_of(now, phase_, kMinute);
    if (minute != minute_) used_ = 0;
    minute_ = minute;
  }

  Duration phase_;
  std::int64_t minute_ = 0;
  std::int64_t used_ = 0;
};

// Remembers every use of the last sixty seconds.
class AnyMinute final : public Quota {
 public:
  explicit AnyMinute(std::int64_t limit) : Quota(limit) {}

  void set_limit(Instant, std::int64_t per_minute) override { limit_ = per_minute; }
  bool fits(Instant now, std::int64_t amount) override {
    forget(now);
    return amount <= limit_ - used_;
  }
  void use(Instant now, std::int64_t amount) override {
    forget(now);
    uses_.push_back({now, amount});
    used_ += amount;
  }
  std::int64_t remaining(Instant now) override {
    forget(now);
    return std::max<std::int64_t>(0, limit_ - used_);
  }
  Duration fits_after(Instant now, std::int64_t amount) override {
    forget(now);
    std::int64_t excess = amount - (limit_ - used_);
    if (excess <= 0) return Duration(0);
    for (const Use& use : uses_) {
      excess -= use.amount;
      if (excess <= 0) return use.at + kMinute - now;
    }
    return kMinute;
  }

 private:
  struct Use {
    Instant at;
    std::int64_t amount;
  };
  void forget(Instant now) {
    while (!uses_.empty() && uses_.front().at + kMinute <= now) {
      used_ -= uses_.front().amount;
      uses_.pop_front();
    }
  }

  std::deque<Use> uses_;
  std::int64_t used_ = 0;
};

// Cuts the minute into sixty slices of one second. What is larger than a slice goes through when
// nothing of the slice is used, and its excess is taken from the slices that follow.
class Slices final : public Quota {
 public:
  Slices(std::int64_t limit, Duration phase) : Quota(limit), phase_(phase) {}

  void set_limit(Instant now, std::int64_t per_minute) override {
    turn(now);
    limit_ = per_minute;
  }
  bool fits(Instant now, std::int64_t amount) override {
    turn(now);
    if (amount > limit_) return false;
    const std::int64_t sixtieths = amount * kSlices;
    return used_ == 0 || sixtieths <= limit_ - used_;
  }
  void use(Instant now, std::int64_t amount) override {
    turn(now);
    used_ += amount * kSlices;
  }
  std::int64_t remaining(Instant now) override {
    turn(now);
    return std::max<std::int64_t>(0, limit_ - used_) / kSlices;
  }
  Duration fits_after(Instant now, std::int64_t amount) override {
    if (fits(now, amount)) return Duration(0);
    if (amount > limit_ || limit_ == 0) return kMinute;
    // The first slice which the uses so far leave enough of, or do not reach.
    const std::int64_t room = std::max<std::int64_t>(0, limit_ - amount * kSlices);
    const std::int64_t slices = (used_ - room + limit_ - 1) / limit_;
    return left_of_window(now, phase_, kSecond) + kSecond * (slices - 1);
  }

 private:
  static constexpr std::int64_t kSlices = 60;

  void turn(Instant now) {
    const std::int64_t slice = window_of(now, phase_, kSecond);
    const Int128 passed = static_cast<Int128>(slice - slice_) * limit_;
    used_ = passed >= used_ ? 0 : used_ - static_cast<std::int64_t>(passed);
    slice_ = slice;
  }

  Duration phase_;
  std::int64_t slice_ = 0;
  // In sixtieths of a unit, of this slice and beyond: a slice's allowance is `limit_` sixtieths.
  std::int64_t used_ = 0;
};

}  // namespace

std::unique_ptr<Quota> Quota::make(Enforcement how, std::int64_t per_minute, Duration phase) {
  switch (how) {
    case Enforcement::TokenBucket:
      return std::make_unique<Vessel>(per_minute);
    case Enforcement::FixedMinute:
      return std::make_unique<FullMinute>(per_minute, phase);
    case Enforcement::SlidingMinute:
      return std::make_unique<AnyMinute>(per_minute);
    case Enforcement::PerSecond:
      return std::make_unique<Slices>(per_minute, phase);
  }
  return std::make_unique<Vessel>(per_minute);
}

}  // namespace omnillm::sim
